"""Threads of several processes: each process has a GIL, which its own threads share, and no others."""

from __future__ import annotations

from pathlib import Path

import pytest

from gilviz.launch.runtimes import describe_runtime, executor_problem
from gilviz.runner.protocol import Message, State, WorkerKind
from gilviz.runner.spec import JobSpec, UserCode
from gilviz.trace.gil_ledger import lanes_by_gil
from gilviz.trace.run_trace import RunTrace
from tests.runner.jobs import Played, play
from tests.runner.test_executors import overlap


def by_process(trace: RunTrace) -> dict[int, list[str]]:
    """The names of each process's lanes."""
    found: dict[int, list[str]] = {}
    for lane in trace.lanes:
        found.setdefault(lane.identity.pid, []).append(lane.identity.name)
    return found


def processes(played: Played) -> list[list[str]]:
    return sorted(by_process(played.trace).values())


@pytest.mark.parametrize("start_method", ["fork", "spawn"])
def test_lanes_say_which_process_they_belong_to(tmp_path: Path, start_method: str, job_python: str) -> None:
    if executor_problem("process-threads", start_method, describe_runtime(job_python)) is not None:
        return  # told before anything is started: test_executors says where that may be
    job = JobSpec("countdown", 1_000_000, "process-threads", workers=4, tasks=8, start_method=start_method)
    played = play(tmp_path, job, job_python)
    assert played.said(Message.FINISHED)["results"] == [1_000_000] * 8
    assert played.log == ""
    assert {lane.identity.kind for lane in played.trace.lanes} == {WorkerKind.THREAD}
    assert len({lane.identity.number for lane in played.trace.lanes}) == len(played.trace.lanes)
    assert {name[:2] for names in processes(played) for name in names} <= {"P1", "P2"}
    for names in processes(played):
        assert len({name[:2] for name in names}) == 1
    for lane in played.trace.lanes:
        first = next(lane.segments())
        assert first.state is State.OVERHEAD
        assert first.start >= played.said(Message.STARTED)["t"]
        assert lane.closed


@pytest.mark.alone
def test_each_process_has_a_gil_that_its_threads_take_in_turn(tmp_path: Path) -> None:
    played = play(tmp_path, JobSpec("countdown", 3_000_000, "process-threads", workers=4, tasks=8))
    gils = lanes_by_gil(played.trace.lanes)
    assert len(gils) == 2
    for lanes in gils.values():
        one, other = lanes
        assert overlap(one, other) == 0
        assert one.totals()[State.GIL_WAIT] + other.totals()[State.GIL_WAIT] > 0
    (one, _), (other, _) = gils.values()
    assert one.identity.pid != other.identity.pid


@pytest.mark.parametrize(
    ("workers", "processes_asked", "threads"), [(5, 2, [2, 3]), (3, 3, [1, 1, 1]), (4, 1, [4]), (2, None, [1, 1])]
)
def test_the_workers_are_spread_over_the_processes(
    tmp_path: Path, workers: int, processes_asked: int | None, threads: list[int]
) -> None:
    job = JobSpec("sleep", 200, "process-threads", workers=workers, tasks=2 * workers, processes=processes_asked)
    played = play(tmp_path, job)
    assert sorted(len(names) for names in processes(played)) == threads
    assert sum(lane.tasks_done for lane in played.trace.lanes) == 2 * workers


@pytest.mark.parametrize("start_method", ["fork", "spawn", "forkserver"])
def test_the_switch_interval_is_set_in_every_process(tmp_path: Path, start_method: str) -> None:
    (tmp_path / "mine.py").write_text(
        "import os, sys\n"
        "def tell(item):\n"
        "    with open(f'told-{item}', 'w') as file: file.write(f'{os.getpid()} {sys.getswitchinterval()}')\n",
        encoding="utf-8",
    )
    code = UserCode("mine.py:tell", "range(8)", str(tmp_path))
    job = JobSpec("function", 1, "process-threads", 4, 8, processes=2, switch_interval=0.05, start_method=start_method, code=code)
    played = play(tmp_path, job)
    assert played.status == 0, (played.messages, played.log)
    told = [path.read_text(encoding="utf-8").split() for path in tmp_path.glob("told-*")]
    assert len(told) == 8
    assert {round(float(interval), 6) for _, interval in told} == {0.05}
    assert {int(process) for process, _ in told} <= set(by_process(played.trace))


@pytest.mark.parametrize(("processes_asked", "words"), [(0, "must be 1 to 64, not 0"), (65, "must be 1 to 64, not 65")])
def test_too_many_processes_are_refused(processes_asked: int, words: str) -> None:
    (sentence,) = JobSpec("sleep", 1, "process-threads", workers=4, processes=processes_asked).problems()
    assert words in sentence


def test_only_one_executor_asks_how_many_processes() -> None:
    assert JobSpec("sleep", 1, "process-threads", workers=4).shared_processes == 2
    assert JobSpec("sleep", 1, "process-threads", workers=1).shared_processes == 1
    assert JobSpec("sleep", 1, "process-threads", workers=4, processes=9).shared_processes == 4
    assert JobSpec("sleep", 1, "process-threads", workers=4, tasks=1).shared_processes == 1, "each has a share of the tasks"
    assert JobSpec("sleep", 1, "pool", workers=4).shared_processes == 0
