from __future__ import annotations

import threading
from pathlib import Path

import pytest

from gilviz.gui.interpreters import RuntimeInquiry, interpreters_on_path, merged
from gilviz.launch.runtimes import RuntimeDescription, RuntimeUnusable
from tests.gui.fakes import DESCRIPTION


class Describing:
    """Describes interpreters, one at a time, when it is let."""

    def __init__(self) -> None:
        self.may_answer = threading.Event()
        self.asked: list[str | None] = []
        self.error: Exception | None = None

    def __call__(self, python: str | None) -> RuntimeDescription:
        self.asked.append(python)
        self.may_answer.wait(10)
        if self.error is not None:
            raise self.error
        return DESCRIPTION


def wait_for_answer(inquiry: RuntimeInquiry) -> None:
    for thread in threading.enumerate():
        if thread.name == "runtime-inquiry":
            thread.join(10)
    assert inquiry.poll()


def test_asking_does_not_wait_for_the_answer() -> None:
    describing = Describing()
    inquiry = RuntimeInquiry(describing)
    assert inquiry.ask("/x") is None
    assert inquiry.ask("/x") is None
    assert inquiry.waiting
    describing.may_answer.set()
    wait_for_answer(inquiry)
    answer = inquiry.ask("/x")
    assert answer is not None
    assert answer.runtime == DESCRIPTION
    assert describing.asked == ["/x"]
    assert not inquiry.waiting


@pytest.mark.parametrize(
    ("error", "sentence"),
    [(RuntimeUnusable("It is too old."), "It is too old."), (OSError("odd"), "This Python could not be asked what it is: odd")],
)
def test_an_interpreter_that_cannot_be_used_gives_a_sentence(error: Exception, sentence: str) -> None:
    describing = Describing()
    describing.error = error
    describing.may_answer.set()
    inquiry = RuntimeInquiry(describing)
    inquiry.ask(None)
    wait_for_answer(inquiry)
    answer = inquiry.ask(None)
    assert answer is not None
    assert (answer.runtime, answer.problem) == (None, sentence)


def test_the_search_path_offers_each_file_once_and_not_the_own_one(tmp_path: Path) -> None:
    real, own = tmp_path / "python3.13", tmp_path / "own"
    real.touch()
    own.touch()
    places = {"python3.13": str(real), "python3.14": str(real), "python3.11": str(own)}
    assert interpreters_on_path(places.get, str(own)) == [str(real)]


def test_what_was_chosen_before_comes_first() -> None:
    assert merged(["/b"], ["/a", "/b"]) == ["/b", "/a"]
