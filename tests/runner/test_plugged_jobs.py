"""Jobs by executors that need what is installed: joblib, and plug-ins of other people's packages."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import psutil
import pytest

from gilviz.runner.catalog import ExecutorInfo
from gilviz.runner.parts import awaited
from gilviz.runner.plug_ins import executor_info, load, workload_info
from gilviz.runner.protocol import Message, State, WorkerKind
from gilviz.runner.recording.recording import Recording
from gilviz.runner.spec import JobSpec
from tests.plug_ins import EXAMPLE, install
from tests.runner.jobs import play

PRIMES_BELOW_20000 = 2262


@pytest.fixture
def example(monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the example's package, where jobs find it, too."""
    monkeypatch.syspath_prepend(EXAMPLE)
    monkeypatch.setenv("PYTHONPATH", str(EXAMPLE))
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    return EXAMPLE


@pytest.mark.parametrize("workers", [1, 2])
def test_joblib_returns_what_a_loop_returns_and_shows_its_processes(tmp_path: Path, workers: int) -> None:
    played = play(tmp_path, JobSpec("primes", 20_000, "joblib", workers=workers, tasks=5))
    assert played.said(Message.FINISHED)["results"] == [PRIMES_BELOW_20000] * 5
    assert played.status == 0
    lanes = played.trace.lanes
    assert len(lanes) == workers
    assert {lane.identity.kind for lane in lanes} == {WorkerKind.PROCESS}
    assert sum(lane.tasks_done for lane in lanes) == 5
    tasks = {part.task for lane in lanes for part in lane.segments() if part.state is State.RUNNING}
    assert tasks == set(range(5))
    for lane in lanes:
        first = next(lane.segments())
        assert first.state is State.OVERHEAD, "starting it is shown, since it was asked for"
        assert first.start >= played.said(Message.STARTED)["t"]
        assert not psutil.pid_exists(lane.identity.pid), "they are sent home, and wait for no other call"


def test_a_process_of_joblib_that_is_ended_is_told(tmp_path: Path) -> None:
    install(tmp_path / "site", "ending", {}, {"ending": "import os\ndef work(item, lane):\n    os._exit(5)\n"})
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(tmp_path / "site"))
        plug_in = dataclasses.replace(JobSpec("primes", 10, "joblib").workload_info, name="ending", target="ending")
        played = play(tmp_path, JobSpec("ending", 10, "joblib", workers=2, tasks=4, workload_plug_in=plug_in))
    told = next(message["error"] for message in played.messages if message["kind"] == Message.FAILED)
    # Each of the two ends in its first task: the other one may have been there by then, or not.
    assert re.search(r"ended by (itself|themselves) with exit status 5 before (its|their) work was done", told), told


def test_the_examples_executor_and_workload_run(tmp_path: Path, example: Path) -> None:
    del example
    executor = executor_info("process-chunks", "gilviz_example.chunks", load("gilviz_example.chunks"))
    workload = workload_info("compress", "gilviz_example.compress", load("gilviz_example.compress"))
    job = JobSpec("compress", 3, "process-chunks", workers=2, tasks=6, executor_plug_in=executor, workload_plug_in=workload)
    assert job.problems() == []
    played = play(tmp_path, job)
    results = played.said(Message.FINISHED)["results"]
    assert len(results) == 6
    assert len(set(results)) == 1
    assert 0 < results[0] < 3 * 65536
    assert sum(lane.tasks_done for lane in played.trace.lanes) == 6
    assert any(lane.totals()[State.NATIVE] for lane in played.trace.lanes)


def test_a_plug_in_that_is_gone_by_then_is_told(tmp_path: Path) -> None:
    gone = ExecutorInfo("gone", "gone", "", WorkerKind.THREAD, "", target="no_such_package.executor")
    played = play(tmp_path, JobSpec("primes", 10, "gone", executor_plug_in=gone))
    told = played.said(Message.FAILED)["error"]
    assert told.startswith(
        "The executor gone can't be loaded from no_such_package.executor (ModuleNotFoundError: No module named"
    )


class Doubles:
    """A workload that is no module."""

    @staticmethod
    def work(item: int, _: object) -> int:
        return 2 * item


def test_coroutines_can_await_a_workload_that_is_no_module() -> None:
    assert awaited(Doubles(), Recording(None, WorkerKind.COROUTINE, True, 1)) is not None
