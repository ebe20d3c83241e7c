"""Finding Pythons for the window: in threads, into a queue, without waiting."""

from __future__ import annotations

import dataclasses
import sys
import threading
from collections.abc import Collection, Iterable
from pathlib import Path

import pytest

from gilviz.gui.runtimes.interpreters import RuntimeInquiry
from gilviz.launch.runtimes import Found, Place, PlugIns, RuntimeUnusable
from tests.launch.runtimes.programs import described, program
from tests.patience import AGES_S

OWN = Found("/own/python", "runs gilviz", described("/own/python"), own=True)
NEWER = Found("/b", "test", described("/b", version="3.14.0", executable="/b"))


class FakeFinder:
    """Finds what a test puts here, when it is let."""

    def __init__(self, *found: Found) -> None:
        self.results: tuple[Found, ...] = found
        self.may_answer = threading.Event()
        self.may_answer.set()
        self.finds: list[bool] = []
        self.looks: list[str] = []
        self.error: Exception | None = None
        self.breaks_off: Exception | None = None
        self.closed = False

    def find(self, *, refresh: bool = False) -> Iterable[Found]:
        self.finds.append(refresh)
        for found in self.results:
            self.may_answer.wait(AGES_S)
            yield found
        if self.breaks_off is not None:
            raise self.breaks_off

    def look_into(self, found: Found) -> Found:
        if self.error is not None:
            raise self.error
        plug_ins = PlugIns(missing=("joblib",))
        return dataclasses.replace(found, runtime=found.runtime and dataclasses.replace(found.runtime, plug_ins=plug_ins))

    def look_at(self, place: Place) -> Found:
        self.looks.append(place.path)
        self.may_answer.wait(AGES_S)
        if self.error is not None:
            raise self.error
        return Found(place.path, place.source, described(place.path, executable=place.path), named=True)

    def close(self) -> None:
        self.closed = True
        self.may_answer.set()


class FakeList:
    """Remembers what was added."""

    def __init__(self, *added: str) -> None:
        self.added = list(added)

    def add(self, path: str) -> None:
        self.added.append(path)

    def remove(self, paths: Collection[str]) -> None:
        self.added = [path for path in self.added if path not in paths]


class FullDisk:
    """Can't be written to."""

    def add(self, path: str) -> None:
        raise OSError(28, "No space left on device", path)

    def remove(self, paths: Collection[str]) -> None:
        raise OSError(28, "No space left on device", str(paths))


def settle(inquiry: RuntimeInquiry) -> None:
    """Waits until nobody is asked any more."""
    for thread in inquiry._threads:
        thread.join(AGES_S)
    inquiry.poll()
    assert not inquiry.searching


def paths(inquiry: RuntimeInquiry) -> list[str]:
    return [found.path for found in inquiry.found]


def test_beginning_does_not_wait_and_looks_once() -> None:
    finder = FakeFinder(NEWER, OWN)
    finder.may_answer.clear()
    inquiry = RuntimeInquiry(finder, FakeList())
    inquiry.begin()
    inquiry.begin()
    assert inquiry.searching
    assert not inquiry.found
    finder.may_answer.set()
    settle(inquiry)
    assert paths(inquiry) == ["/own/python", "/b"]
    assert finder.finds == [False]


def test_what_is_installed_is_looked_at_once_and_trouble_with_it_is_told() -> None:
    finder = FakeFinder(OWN, NEWER)
    inquiry = RuntimeInquiry(finder, FakeList())
    inquiry.begin()
    settle(inquiry)
    inquiry.look_into("/own/python")
    inquiry.look_into("/own/python")
    assert len([thread for thread in inquiry._threads if thread.is_alive()]) <= 1
    settle(inquiry)
    finder.error = OSError("no room")
    inquiry.look_into("/b")
    settle(inquiry)
    own, newer = (found.runtime.plug_ins for found in inquiry.found if found.runtime is not None)
    assert own == PlugIns(missing=("joblib",))
    assert newer is not None
    assert newer.problem == "What is installed in /b could not be looked at: no room"


def test_the_python_that_runs_gilviz_can_be_looked_into_before_anything_was_looked_for() -> None:
    finder = FakeFinder(OWN, NEWER)
    inquiry = RuntimeInquiry(finder, FakeList(), OWN.runtime)
    assert (list(inquiry.found), inquiry.searching) == ([OWN], False)
    inquiry.look_into("/own/python")
    settle(inquiry)
    assert not finder.finds


def test_what_was_seen_to_be_installed_stays_known_until_a_refresh() -> None:
    finder = FakeFinder(OWN, NEWER)
    inquiry = RuntimeInquiry(finder, FakeList(), OWN.runtime)

    def looked_into() -> list[bool]:
        settle(inquiry)
        return [found.runtime is not None and found.runtime.plug_ins is not None for found in inquiry.found]

    inquiry.look_into("/own/python")
    assert looked_into() == [True]
    inquiry.begin()
    assert looked_into() == [True, False]
    inquiry.refresh()
    assert looked_into() == [False, False]
    inquiry.look_into("/own/python")
    assert looked_into() == [True, False]


def test_what_a_refresh_does_not_find_any_more_is_dropped_when_it_has_ended() -> None:
    finder = FakeFinder(OWN, NEWER)
    inquiry = RuntimeInquiry(finder, FakeList())
    inquiry.begin()
    settle(inquiry)
    finder.results = (OWN,)
    inquiry.refresh()
    inquiry.refresh()
    assert paths(inquiry) == ["/own/python", "/b"]
    settle(inquiry)
    assert paths(inquiry) == ["/own/python"]
    assert finder.finds == [False, True]


def test_one_interpreter_is_looked_at_once_and_not_if_it_is_known(tmp_path: Path) -> None:
    finder = FakeFinder(Found("/b", "test", described("/b"), also=("/c",)))
    inquiry = RuntimeInquiry(finder, FakeList())
    inquiry.begin()
    settle(inquiry)
    path = program(tmp_path, "")
    for asked in ("/b", "/c", path, path):
        inquiry.look_at(asked)
    settle(inquiry)
    assert finder.looks == [path]
    assert set(paths(inquiry)) == {"/b", path}


def test_what_the_user_adds_is_kept_if_it_can_be_used(tmp_path: Path) -> None:
    finder, added = FakeFinder(), FakeList()
    inquiry = RuntimeInquiry(finder, added)
    path = program(tmp_path, "")
    inquiry.add(path)
    settle(inquiry)
    finder.error = RuntimeUnusable("It hangs.")
    inquiry.add(path)
    settle(inquiry)
    assert added.added == [path]
    assert [(found.runtime, found.problem) for found in inquiry.found] == [(None, "It hangs.")]
    inquiry.refresh()
    settle(inquiry)
    assert paths(inquiry) == [path], "it stays until the window closes, to say why it can't be used"


@pytest.mark.parametrize(
    ("error", "words"),
    [(RuntimeUnusable("It is too old."), "It is too old."), (OSError("odd"), "could not be asked what it is: odd")],
)
def test_an_interpreter_that_cannot_be_used_gives_a_sentence(tmp_path: Path, error: Exception, words: str) -> None:
    finder = FakeFinder()
    finder.error = error
    inquiry = RuntimeInquiry(finder, FakeList())
    inquiry.look_at(program(tmp_path, ""))
    settle(inquiry)
    assert words in inquiry.found[0].problem


def test_a_path_where_nothing_lies_gives_a_sentence() -> None:
    inquiry = RuntimeInquiry(FakeFinder(), FakeList())
    inquiry.look_at("/no/such/python")
    settle(inquiry)
    assert "There is no program /no/such/python" in inquiry.found[0].problem


def test_closing_ends_whoever_is_being_asked() -> None:
    finder = FakeFinder(OWN)
    finder.may_answer.clear()
    inquiry = RuntimeInquiry(finder, FakeList())
    inquiry.begin()
    inquiry.close()
    assert finder.closed
    assert not any(thread.is_alive() for thread in inquiry._threads)


def test_a_search_that_breaks_off_keeps_what_was_known_and_says_so() -> None:
    finder = FakeFinder(OWN, NEWER)
    inquiry = RuntimeInquiry(finder, FakeList())
    inquiry.begin()
    settle(inquiry)
    finder.results, finder.breaks_off = (OWN,), PermissionError(13, "Permission denied")
    inquiry.refresh()
    settle(inquiry)
    assert paths(inquiry)[:2] == ["/own/python", "/b"]
    assert "broke off: [Errno 13] Permission denied" in inquiry.found[2].problem


def test_what_cannot_be_remembered_can_be_used_all_the_same(tmp_path: Path) -> None:
    inquiry = RuntimeInquiry(FakeFinder(), FullDisk())
    inquiry.add(program(tmp_path, ""))
    settle(inquiry)
    assert [(found.runtime is None, found.problem) for found in inquiry.found] == [(False, "")]


def test_what_is_removed_is_gone_at_once_and_stays_if_it_is_found_without_having_been_named() -> None:
    finder, named = FakeFinder(OWN, dataclasses.replace(NEWER, also=("/c",), named=True)), FakeList("/c", "/d")
    inquiry = RuntimeInquiry(finder, named)
    inquiry.begin()
    settle(inquiry)
    finder.results = (OWN,)
    inquiry.remove("/b")
    assert paths(inquiry) == ["/own/python"]
    settle(inquiry)
    assert (paths(inquiry), named.added) == (["/own/python"], ["/d"])
    finder.results = (OWN, NEWER)
    inquiry.remove("/b")
    settle(inquiry)
    assert paths(inquiry) == ["/own/python", "/b"], "it lies on the search path, too"


def test_what_was_removed_can_be_looked_at_and_added_again() -> None:
    path = sys.executable
    inquiry = RuntimeInquiry(FakeFinder(), FakeList())
    inquiry.look_at(path)
    settle(inquiry)
    inquiry.remove(path)
    settle(inquiry)
    assert paths(inquiry) == []
    for name_it in (inquiry.look_at, inquiry.add):
        name_it(path)
        settle(inquiry)
        assert paths(inquiry) == [path]


def test_what_cannot_be_taken_off_the_list_for_good_is_off_while_the_window_is_open() -> None:
    inquiry = RuntimeInquiry(FakeFinder(OWN, dataclasses.replace(NEWER, named=True)), FullDisk())
    inquiry.begin()
    settle(inquiry)
    inquiry.remove("/b")
    settle(inquiry)
    inquiry.refresh()
    settle(inquiry)
    assert paths(inquiry) == ["/own/python"]
