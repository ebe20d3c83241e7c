"""Jobs in Jython, for real: the results of other Pythons, lanes by the same clock, threads at once, and an end in time."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from gilviz.launch.runtimes import RuntimeUnusable, describe_runtime, executor_problem, workload_problem
from gilviz.launch.stage import stage_runner
from gilviz.runner.protocol import Layer, Message, State, WorkerKind
from gilviz.runner.spec import JobSpec
from tests.interpreters import FindInterpreter
from tests.runner import jobs
from tests.runner.jobs import play, play_order
from tests.runner.test_executors import PRIMES_BELOW_20000, overlap

RAISES = """
from java.lang import IllegalStateException
def work(item, lane):
    raise IllegalStateException("thrown by Java")
"""


@pytest.fixture(scope="session")
def jython(interpreter: FindInterpreter) -> str:
    return interpreter("jython")


@pytest.mark.alone
def test_threads_run_at_once_and_record_it_by_the_clock_of_everybody_else(tmp_path: Path, jython: str) -> None:
    before = time.perf_counter_ns()
    played = play(tmp_path, JobSpec("primes", 100_000, "threading", workers=2, tasks=4), jython)
    after = time.perf_counter_ns()
    assert played.said(Message.FINISHED)["results"] == [9_592] * 4
    assert played.log == ""
    assert played.status == 0
    assert before < played.said(Message.STARTED)["t"] < played.said(Message.FINISHED)["t"] < after
    one, other = played.trace.lanes
    assert overlap(one, other) > 0, "without a GIL both compute at the same time"
    for lane in (one, other):
        assert lane.identity.kind is WorkerKind.THREAD
        assert not lane.identity.gil
        assert Layer.TICKS in lane.identity.layers
        assert lane.closed
        assert lane.tasks_done == 2
        assert next(lane.segments()).start >= played.said(Message.STARTED)["t"], "what was played to warm up is in no lane"
        assert lane.totals()[State.GIL_WAIT] == 0
    runtime = played.said(Message.METADATA)["runtime"]
    assert (runtime["implementation"], runtime["gil"], runtime["gil_state"]) == ("Jython", False, "none")


def test_a_sleeping_thread_is_seen_to_wait(tmp_path: Path, jython: str) -> None:
    played = play(tmp_path, JobSpec("sleep", 60, "thread", workers=3, tasks=3), jython)
    for lane in played.trace.lanes:
        (began, ended), totals = lane.task_span or (0, 0), lane.totals()
        assert ended - began >= 60_000_000
        # Not all of it: a thread can lose its core before it has come to sleep.
        assert totals[State.IO_WAIT] > 0
        assert totals[State.IO_WAIT] + totals[State.CPU_WAIT] + totals[State.RUNNING] >= 60_000_000


def test_what_jython_is_and_lacks_is_told(jython: str) -> None:
    runtime = describe_runtime(jython)
    assert (runtime.implementation, runtime.gil, runtime.gil_text, runtime.start_methods) == ("Jython", False, "no GIL", ())
    assert [executor_problem(name, None, runtime) for name in ("sequential", "thread", "threading")] == [None] * 3
    assert "has no multiprocessing.dummy" in str(executor_problem("dummy-pool", None, runtime))
    assert "has no _multiprocessing" in str(executor_problem("pool", None, runtime))
    assert workload_problem("primes", runtime) is None


def test_a_jython_without_java_is_told_in_a_sentence(tmp_path: Path, jython: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for tool in ("sh", "dirname", "readlink"):
        (tmp_path / tool).symlink_to(next(path for folder in os.get_exec_path() if (path := Path(folder, tool)).exists()))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(RuntimeUnusable, match=r"needs Java, which is not on the search path"):
        describe_runtime(jython)


def test_a_size_is_found_after_it_is_compiled(tmp_path: Path, jython: str) -> None:
    answer = play_order(tmp_path, {"calibrate": {"workload": "countdown", "seconds": 0.05}}, jython).said(Message.CALIBRATED)
    assert answer["size"] > 1000
    assert answer["seconds"] > 0


def test_it_says_which_evidence_it_has(tmp_path: Path, jython: str) -> None:
    layers = play_order(tmp_path, {"examine": {}}, jython).said(Message.EXAMINED)["layers"]
    assert layers["ticks"] is None
    assert layers["probe"] == "Jython has no GIL to look at"


def test_a_loop_in_the_main_thread_is_recorded_to_its_end(tmp_path: Path, jython: str) -> None:
    played = play(tmp_path, JobSpec("primes", 20_000, "sequential", workers=1, tasks=3), jython)
    assert played.said(Message.FINISHED)["results"] == [PRIMES_BELOW_20000] * 3
    (lane,) = played.trace.lanes
    assert (lane.identity.kind, lane.closed, lane.tasks_done) == (WorkerKind.MAIN, True, 3)


def test_what_it_has_no_part_for_is_told_in_a_sentence(tmp_path: Path, jython: str) -> None:
    failed = play(tmp_path, JobSpec("pickle", 100, "threading", workers=2, tasks=2), jython).said(Message.FAILED)
    assert failed["error"].startswith("gilviz has no pickle for Jython: choose one of primes, ")
    assert failed["traceback"] == ""


def test_threads_that_count_without_a_lock_lose_increments_and_with_one_they_do_not(tmp_path: Path, jython: str) -> None:
    played = play(tmp_path / "lock", JobSpec("counter-lock", 5_000, "threading", workers=2, tasks=2), jython)
    assert played.said(Message.FINISHED)["finding"] == {"increments": 10_000, "counted": 10_000}
    played = play(tmp_path / "none", JobSpec("counter", 50_000, "threading", workers=2, tasks=2), jython)
    finding = played.said(Message.FINISHED)["finding"]
    assert finding["increments"] == 100_000
    assert 0 < finding["counted"] <= 100_000, "less, where both run at once: that is up to the machine"


def test_an_error_of_a_task_is_told_with_its_place(tmp_path: Path, jython: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def stage(place: Path) -> Path:
        staged = stage_runner(place)
        (staged / "gilviz" / "runner27" / "workloads" / "sleep.py").write_text(RAISES, encoding="utf-8")
        return staged

    monkeypatch.setattr(jobs, "stage_runner", stage)
    failed = play(tmp_path, JobSpec("sleep", 2, "thread", workers=2, tasks=2), jython).said(Message.FAILED)
    assert failed["error"].startswith("A task raised RuntimeError: java.lang.IllegalStateException: thrown by Java")
    assert "sleep.py" in failed["traceback"]
