"""Advice on real functions, in job processes: what comes of good ones, and the sentence that each bad one ends in."""

from __future__ import annotations

import json
import os
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from gilviz.advice.advisor import Advisor
from gilviz.advice.answer import Answer, answer
from gilviz.advice.measured import check, unsteady
from gilviz.advice.question import Question
from gilviz.advice.verdict import Kind
from gilviz.experiment.run import Phase
from gilviz.experiment.workspace import Workspace
from gilviz.launch.runtimes import default_runtime
from gilviz.runner.spec import UserCode
from tests.patience import AGES_S

HERE = Path(__file__).parent
NEWER = {"interpreter-pool"}
"""What is tried, too, where Python has it."""


@pytest.fixture
def workspace() -> Iterator[Workspace]:
    with Workspace() as made:
        yield made


def ask(workspace: Workspace, function: str, items: str = "some", folder: Path = HERE, budget_s: float = 60.0) -> Advisor:
    """Asks, and waits for what the first round tells."""
    question = Question(UserCode(function, items, str(folder)), workers=2, budget_s=budget_s)
    advisor = Advisor(question, default_runtime(), workspace)
    advisor.start()
    deadline = time.monotonic() + AGES_S
    while not advisor.finished:
        assert time.monotonic() < deadline, advisor.status
        advisor.poll()
        if advisor.runs and advisor.runs[-1].repetition and advisor.status != "Stopping…":
            advisor.stop()
        time.sleep(0.005)
    return advisor


def told(workspace: Workspace, function: str, items: str = "some", folder: Path = HERE, budget_s: float = 60.0) -> str:
    """Why there is no advice."""
    advisor = ask(workspace, function, items, folder, budget_s)
    found = answer(advisor)
    assert found.verdict is None
    assert found.as_json()["verdict"]["recommended"] is None
    return found.why[0].text


def advice(workspace: Workspace, function: str, items: str = "some") -> Answer:
    found = answer(ask(workspace, function, items))
    assert found.verdict is not None, found.why
    return found


def failures(found: Answer) -> dict[str, str]:
    return {each.executor: each.reason for each in found.failures}


def test_a_function_is_measured_in_its_own_folder_and_the_answer_is_json(workspace: Workspace) -> None:
    advisor = ask(workspace, "work.py:nap", "[0.05] * 4")
    found = answer(advisor)
    assert {run.spec.executor for run in advisor.runs} - NEWER == {"sequential", "thread-pool", "process-pool"}
    assert {run.phase for run in advisor.runs if run.repetition == 0} == {Phase.FINISHED}
    assert (found.title, found.doc) == ("nap(seconds: 'float') -> 'float'", "Sleeps.")
    said = json.loads(json.dumps(found.as_json()))
    assert (said["verdict"]["kind"], said["verdict"]["gil_hinders"]) == ("waiting", False)
    assert said["verdict"]["recommended"] == {"executor": "thread-pool", "workers": 2}
    assert "with ThreadPoolExecutor(2) as pool:" in found.code
    assert "from tests.advice.work import nap" in found.code


def test_a_coroutine_function_is_awaited(workspace: Workspace) -> None:
    found = advice(workspace, "work.py:doze", "[0.1] * 4")
    assert found.verdict is not None
    assert found.verdict.recommended is not None
    assert found.verdict.recommended.executor == "asyncio"
    assert "asyncio.Semaphore(workers)" in found.code


def test_a_module_is_found_by_its_name_and_items_in_a_file(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "words.txt").write_text("one\n\ntwo\nthree\n", encoding="utf-8")
    (tmp_path / "mine.py").write_text("def size(word): return len(word)\n", encoding="utf-8")
    advisor = ask(workspace, "mine:size", "@words.txt", tmp_path)
    assert advisor.survey is not None
    assert advisor.survey.items == 3
    assert advisor.runs[0].results == ("ok",) * 3


def test_a_file_in_a_package_may_import_its_neighbours(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "pack").mkdir()
    for name, text in (("__init__", ""), ("near", "ONE = 1\n"), ("mine", "from .near import ONE\ndef add(n): return n + ONE\n")):
        (tmp_path / "pack" / f"{name}.py").write_text(text, encoding="utf-8")
    assert answer(ask(workspace, "pack/mine.py:add", "range(3)", tmp_path)).verdict is not None


def test_what_raises_for_some_items_is_measured_and_told(workspace: Workspace) -> None:
    found = advice(workspace, "work.py:picky")
    assert any("for 1 of 4 items, first for item 4: ValueError: three" in reason.text for reason in found.why)
    assert failures(found) == {}


@pytest.mark.parametrize(
    ("function", "error"),
    [("hopeless", "ValueError: no 0"), ("quits", "SystemExit: enough"), ("interrupts", "KeyboardInterrupt")],
)
def test_of_what_always_raises_or_exits_nothing_is_told_but_that(workspace: Workspace, function: str, error: str) -> None:
    sentence = f"{function}() raised an exception for all 4 items, first {error}: correct it, or give other items."
    advisor = ask(workspace, f"work.py:{function}")
    assert answer(advisor).why[0].text == sentence
    assert not advisor.runs, "nothing can be learnt from them"


def test_a_coroutine_that_says_that_it_was_cancelled_has_raised_that(workspace: Workspace) -> None:
    assert "for all 4 items, first CancelledError" in told(workspace, "work.py:gives_up")


def test_results_that_differ_from_a_plain_loop_s_are_never_recommended(workspace: Workspace) -> None:
    found = advice(workspace, "work.py:where")
    assert "4 of 4 results are others than a plain loop's, first of item 1: it differs: '" in failures(found)["process-pool"]
    assert found.verdict is not None
    assert found.verdict.recommended is None or found.verdict.recommended.executor == "sequential"


def test_what_returns_something_else_each_time_is_told_not_to_be_comparable() -> None:
    assert unsteady([["ok", "ok"], ["ok", "differs: 1 instead of 2"]]) == {1}
    assert check(["ok", "differs: 3 instead of 2"], frozenset({1})).wrong == ()


def test_a_function_that_was_edited_is_not_held_against_what_it_was(workspace: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "mine.py"
    for text in ("def size(word): return len(word)\n", "def size(word): return len(word) + 100\n"):
        file.write_text(text, encoding="utf-8")
        advisor = ask(workspace, "mine.py:size", "['one', 'three']", tmp_path)
        assert {run.results for run in advisor.runs if run.phase is Phase.FINISHED} == {("ok", "ok")}


def test_a_lambda_is_told_not_to_be_for_processes(workspace: Workspace) -> None:
    found = advice(workspace, "work.py:square", "range(4)")
    assert "square() can't be sent from process to process" in failures(found)["process-pool"]


def test_results_that_can_not_be_pickled_are_told_not_to_be_for_processes(workspace: Workspace) -> None:
    found = advice(workspace, "work.py:lock")
    assert "Its results can't be sent back from process to process (TypeError" in failures(found)["process-pool"]
    assert any("4 of 4 results could not be compared" in reason.text for reason in found.why)


def test_threads_that_it_starts_itself_are_told_of_and_in_the_picture(workspace: Workspace) -> None:
    advisor = ask(workspace, "work.py:shares_out")
    found = answer(advisor)
    assert found.verdict is not None
    assert "(in which it starts 3 threads itself)" in found.why[0].text
    assert found.verdict.kind is not Kind.WAITING
    assert failures(found).keys() <= NEWER  # which admit no daemon threads
    for run in advisor.runs:
        if run.phase is Phase.FINISHED and run.spec.executor not in NEWER:
            names = {lane.identity.name for lane in run.record().trace.lanes if lane.identity.starter}
            assert names == {"for ever", "counter 0", "counter 1"}


@pytest.mark.parametrize("function", ["chatter", "pools", "leaves"])
def test_what_prints_much_has_pools_or_children_is_measured_all_the_same(workspace: Workspace, function: str) -> None:
    assert set(failures(advice(workspace, f"work.py:{function}"))) == set()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_the_children_of_a_function_that_forks_have_no_part_in_the_run(workspace: Workspace) -> None:
    advisor = ask(workspace, "work.py:forks")
    assert {run.phase for run in advisor.runs if run.repetition == 0} == {Phase.FINISHED}


@pytest.mark.parametrize(
    ("function", "items", "words"),
    [
        ("work.py:forever", "some", "was not done with calling it for item 1 after 3 s, when the budget ended"),
        ("work.py:two", "some", "can't be called with one item (missing a required argument: '_other')"),
        ("work.py:yields", "some", "is a generator function, so that calling it computes nothing"),
        ("work.py:NUMBER", "some", "NUMBER in work.py is no function but an int"),
        ("work.py:cuont", "some", "work.py has no 'cuont': choose count"),
        ("work.py:count", "[]", "There are no items: [] is empty"),
        ("work.py:count", "nowhere", "can't be made (NameError: name 'nowhere' is not defined)"),
        ("nowhere.py:count", "some", "There is no file nowhere.py in "),
        ("nowhere:count", "some", "finds no module nowhere from "),
        ("work.py:count", "interrupted", "Making item 3 raised KeyboardInterrupt: see what interrupted does."),
    ],
)
def test_what_can_not_be_measured_ends_in_one_sentence(workspace: Workspace, function: str, items: str, words: str) -> None:
    assert words in told(workspace, function, items, budget_s=3.0 if "budget" in words else 60.0)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("import nosuch\n", "mine.py can't be imported: ModuleNotFoundError: No module named 'nosuch': install it for "),
        ("x = 1\ny = x / 0\n", "mine.py can't be imported: ZeroDivisionError: division by zero (line 2)"),
        ("def f(:\n", "mine.py can't be imported: SyntaxError"),
        ("raise KeyboardInterrupt\n", "mine.py can't be imported: KeyboardInterrupt (line 1): see that it imports."),
        ("import sys\nsys.exit(3)\n", "mine.py calls sys.exit(3) when it is imported: put that below `if __name__"),
        (
            "import os\nos._exit(3)\n",
            "The function's process ended by itself with exit status 3 while importing mine.py",
        ),
        (
            "import multiprocessing\ndef f(n): return n\nmultiprocessing.Pool(2).map(f, [1])\n",
            "mine.py starts processes when it is imported, and so would each of them",
        ),
        ("while True: pass\n", "was not done with importing mine.py after 3 s, when the budget ended: see that this ends, or"),
    ],
)
def test_a_module_that_can_not_be_imported_ends_in_one_sentence(
    workspace: Workspace, tmp_path: Path, text: str, words: str
) -> None:
    (tmp_path / "mine.py").write_text(text, encoding="utf-8")
    assert words in told(workspace, "mine.py:f", "range(3)", tmp_path, budget_s=3.0 if "budget" in words else 60.0)


def test_a_plain_loop_that_hangs_is_told_of_and_not_what_processes_can_not_do(workspace: Workspace, tmp_path: Path) -> None:
    text = """
        import os, pathlib, threading, time
        FIRST = pathlib.Path(__file__).with_name("first")
        def f(_item):
            if not FIRST.exists():
                FIRST.write_text(str(os.getpid()))
            while FIRST.read_text() != str(os.getpid()):
                time.sleep(1)
            return threading.Lock()
    """
    (tmp_path / "mine.py").write_text(textwrap.dedent(text), encoding="utf-8")
    ahead = 0.0
    question = Question(UserCode("mine.py:f", "range(8)", str(tmp_path)), workers=2, budget_s=600.0)
    advisor = Advisor(question, default_runtime(), workspace, now=lambda: time.monotonic() + ahead)
    advisor.start()
    deadline = time.monotonic() + AGES_S
    while not advisor.finished and time.monotonic() < deadline:
        advisor.poll()
        ahead = 1000.0 * len(advisor.runs)  # the budget ends while the loop runs, however fast this machine is
        time.sleep(0.005)
    found = answer(advisor)
    assert "process-pool" in failures(found)
    assert found.verdict is None
    assert found.why[0].text.startswith("The plain loop has no result: ")
    assert found.why[0].text.endswith(" with 1 worker: it hangs, or the budget is too small.")


def test_a_file_that_is_called_like_one_of_python_s_modules_is_told_of(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "json.py").write_text("def f(n): return n\n", encoding="utf-8")
    assert "is called like a module of Python itself, json: rename it" in told(workspace, "json.py:f", "range(3)", tmp_path)


def test_items_without_an_end_are_measured_as_far_as_they_go(workspace: Workspace) -> None:
    advisor = ask(workspace, "work.py:picky", "endless")
    assert advisor.survey is not None
    assert advisor.survey.more
    assert advisor.plan is not None
    assert {run.phase for run in advisor.runs if run.repetition == 0} == {Phase.FINISHED}


def test_stopping_keeps_what_was_measured(workspace: Workspace) -> None:
    question = Question(UserCode("work.py:nap", "[0.05] * 4", str(HERE)), workers=2, budget_s=60)
    advisor = Advisor(question, default_runtime(), workspace)
    advisor.start()
    deadline = time.monotonic() + AGES_S
    while not advisor.finished and time.monotonic() < deadline:
        advisor.poll()
        if len(advisor.runs) == 2 and advisor.status != "Stopping…":
            advisor.stop()
        time.sleep(0.005)
    assert advisor.finished
    assert [run.phase.ended for run in advisor.runs] == [True, True]
    assert answer(advisor).verdict is not None
