"""Every executor, for real: it returns what a for loop returns, and its lanes show who worked and who waited."""

from __future__ import annotations

from pathlib import Path

import pytest

from gilviz.launch.runtimes import describe_runtime, executor_problem
from gilviz.runner import catalog
from gilviz.runner.protocol import Message, State, WorkerKind
from gilviz.runner.spec import JobSpec
from gilviz.trace.lane import Lane
from tests.runner.jobs import play

EVERYWHERE = [executor.name for executor in catalog.EXECUTORS if executor.oldest is None and not executor.wants_packages]
THREADED = [e.name for e in catalog.EXECUTORS if e.kind is WorkerKind.THREAD and not e.shared_processes]
PROCESSES = [e.name for e in catalog.EXECUTORS if e.kind is WorkerKind.PROCESS and e.has_start_method]
PRIMES_BELOW_20000 = 2262


def running(lane: Lane) -> list[tuple[int, int]]:
    """When that worker ran, in ns."""
    return [(part.start, part.end) for part in lane.segments() if part.state is State.RUNNING and part.end > part.start]


def overlap(one: Lane, other: Lane) -> int:
    """For how many ns both ran at once."""
    return sum(max(0, min(a[1], b[1]) - max(a[0], b[0])) for a in running(one) for b in running(other))


@pytest.mark.parametrize("executor", EVERYWHERE)
def test_every_executor_returns_what_a_loop_returns(tmp_path: Path, executor: str, job_python: str) -> None:
    played = play(tmp_path, JobSpec("primes", 20_000, executor, workers=2, tasks=5), job_python)
    assert played.said(Message.FINISHED)["results"] == [PRIMES_BELOW_20000] * 5
    assert played.status == 0
    assert sum(lane.tasks_done for lane in played.trace.lanes) == 5
    tasks = [part.task for lane in played.trace.lanes for part in lane.segments() if part.state is State.RUNNING]
    assert set(tasks) == set(range(5))


@pytest.mark.parametrize("start_method", ["fork", "spawn", "forkserver"])
@pytest.mark.parametrize("executor", PROCESSES)
def test_processes_start_by_every_method_and_show_what_starting_cost(
    tmp_path: Path, executor: str, start_method: str, job_python: str
) -> None:
    problem = executor_problem(executor, start_method, describe_runtime(job_python))
    if problem is not None:
        assert "PyPy" in problem, "where nobody knows a reason, all ways to start processes go"
        return
    job = JobSpec("countdown", 200_000, executor, workers=2, tasks=8, start_method=start_method)
    played = play(tmp_path, job, job_python)
    assert played.said(Message.FINISHED)["results"] == [200_000] * 8
    assert {lane.identity.kind for lane in played.trace.lanes} == {WorkerKind.PROCESS}
    for lane in played.trace.lanes:
        first = next(lane.segments())
        assert first.state is State.OVERHEAD
        assert first.end > first.start >= played.said(Message.STARTED)["t"]
        assert lane.closed or executor == "pool", "only a Pool kills its workers, who then can't tell when they ended"


@pytest.mark.alone
@pytest.mark.parametrize("executor", THREADED)
def test_threads_under_a_gil_take_turns(tmp_path: Path, executor: str) -> None:
    played = play(tmp_path, JobSpec("countdown", 1_500_000, executor, workers=2, tasks=4))
    one, other = played.trace.lanes
    assert one.totals()[State.GIL_WAIT] > 0
    assert other.totals()[State.GIL_WAIT] > 0
    assert overlap(one, other) == 0


def test_a_task_is_executed_by_one_worker_from_its_beginning_to_its_end(tmp_path: Path) -> None:
    played = play(tmp_path, JobSpec("countdown", 200_000, "threading", workers=3, tasks=9))
    executed = [{part.task for part in lane.segments() if part.task >= 0} for lane in played.trace.lanes]
    assert sorted(task for tasks in executed for task in tasks) == list(range(9))
    assert executed == [{0, 3, 6}, {1, 4, 7}, {2, 5, 8}]


@pytest.mark.parametrize("executor", ["thread", "threading"])
def test_no_thread_is_started_for_which_there_is_no_task(tmp_path: Path, executor: str) -> None:
    played = play(tmp_path, JobSpec("countdown", 10, executor, workers=8, tasks=3))
    assert len(played.trace.lanes) == 3


@pytest.mark.parametrize("executor", ["dummy-pool", "pool"])
def test_a_pool_has_all_its_workers_even_those_without_a_task(tmp_path: Path, executor: str) -> None:
    played = play(tmp_path, JobSpec("sleep", 100, executor, workers=4, tasks=1))
    assert [lane.identity.name[1:] for lane in played.trace.lanes] == ["1", "2", "3", "4"]


@pytest.mark.parametrize("executor", ["sequential", *THREADED])
def test_a_thread_that_ends_closes_its_lane(tmp_path: Path, executor: str) -> None:
    played = play(tmp_path, JobSpec("countdown", 1000, executor, workers=2, tasks=2))
    assert all(lane.closed for lane in played.trace.lanes)


def test_without_recording_nothing_is_written(tmp_path: Path) -> None:
    played = play(tmp_path, JobSpec("primes", 20_000, "pool", workers=2, tasks=4, record=False))
    assert played.said(Message.FINISHED)["results"] == [PRIMES_BELOW_20000] * 4
    assert played.trace.lanes == ()


def test_the_switch_interval_that_was_asked_for_is_set_and_told(tmp_path: Path) -> None:
    played = play(tmp_path, JobSpec("countdown", 1000, "threading", switch_interval=0.02))
    assert played.said(Message.METADATA)["runtime"]["switch_interval"] == pytest.approx(0.02)


@pytest.mark.parametrize("executor", ["threading", "pool", "process-pool", "process-threads", "asyncio", "asyncio-blocking"])
def test_nothing_is_said_in_the_log_of_a_job_that_prints_nothing(tmp_path: Path, executor: str, job_python: str) -> None:
    played = play(tmp_path, JobSpec("countdown", 1000, executor), job_python)
    assert played.log == ""
