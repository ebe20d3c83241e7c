"""Coroutines as lanes: they wait at the same time, run one at a time, and stand still where one of them blocks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from gilviz.runner.protocol import Message, State, WorkerKind
from gilviz.runner.spec import MAX_COROUTINES, JobSpec
from gilviz.trace.lane import Lane, Segment
from tests.runner.jobs import play

MS = 1_000_000


def parts(lanes: Sequence[Lane], *states: State) -> list[Segment]:
    """Every stretch of these states, of all lanes, in the order of their starts."""
    found = [part for lane in lanes for part in lane.segments() if part.state in states and part.end > part.start]
    return sorted(found, key=lambda part: part.start)


def most_at_once(segments: Sequence[Segment]) -> int:
    """How many of them have a moment in common."""
    edges = sorted([(part.start, 1) for part in segments] + [(part.end, -1) for part in segments])
    count, most = 0, 0
    for _, step in edges:
        count += step
        most = max(most, count)
    return most


@pytest.mark.parametrize("executor", ["asyncio", "asyncio-blocking"])
@pytest.mark.parametrize(("workload", "size"), [("sleep", 20), ("http", 20), ("primes", 5000), ("sha256", 2)])
def test_no_two_coroutines_ever_run_at_once(tmp_path: Path, executor: str, workload: str, size: int, job_python: str) -> None:
    played = play(tmp_path, JobSpec(workload, size, executor, workers=5, tasks=13), job_python)
    assert len(played.said(Message.FINISHED)["results"]) == 13
    lanes = played.trace.lanes
    assert [lane.identity.name for lane in lanes] == ["C1", "C2", "C3", "C4", "C5"]
    assert {lane.identity.kind for lane in lanes} == {WorkerKind.COROUTINE}
    assert len({(lane.identity.pid, lane.identity.native_id, lane.identity.interpreter) for lane in lanes}) == 1
    executing = parts(lanes, State.RUNNING, State.NATIVE)
    assert most_at_once(executing) == 1
    assert {part.task for part in executing} == set(range(13))
    assert all(lane.closed for lane in lanes)
    assert played.trace.problems == ()


@pytest.mark.parametrize("workload", ["sleep", "http"])
def test_coroutines_wait_at_the_same_time(tmp_path: Path, workload: str, job_python: str) -> None:
    played = play(tmp_path, JobSpec(workload, 100, "asyncio", workers=6, tasks=6), job_python)
    waits = [part for part in parts(played.trace.lanes, State.IO_WAIT) if part.task >= 0]
    assert [part.task for part in waits] == list(range(6))
    assert all(part.end - part.start >= 99 * MS for part in waits)
    # The last of them has begun to wait before the first one goes on, however long the system kept all of them from it.
    went_on = [part.start for part in parts(played.trace.lanes, State.RUNNING) if part.start >= waits[part.task].end]
    assert waits[-1].start < min(went_on)


def test_a_coroutine_that_blocks_makes_all_others_wait_for_the_loop(tmp_path: Path, job_python: str) -> None:
    played = play(tmp_path, JobSpec("sleep", 30, "asyncio-blocking", workers=3, tasks=6), job_python)
    lanes = played.trace.lanes
    waits = parts(lanes, State.IO_WAIT)
    assert most_at_once(waits) == 1
    assert [part.task for part in waits] == [0, 3, 1, 4, 2, 5]
    for number, lane in enumerate(lanes):
        first = next(lane.segments())
        assert first.state is State.LOCK_WAIT
        assert first.end - first.start >= number * 2 * 30 * MS


def test_a_coroutine_that_is_due_waits_for_the_loop_until_it_comes_round(tmp_path: Path) -> None:
    played = play(tmp_path, JobSpec("sleep", 40, "asyncio", workers=20, tasks=20))
    for lane in played.trace.lanes:
        waits = [part for part in lane.segments() if part.task >= 0 and part.state in (State.IO_WAIT, State.LOCK_WAIT)]
        waited, ready = waits
        assert (waited.state, ready.state) == (State.IO_WAIT, State.LOCK_WAIT)
        assert waited.end - waited.start >= 40 * MS
        assert waited.end == ready.start < ready.end


def test_work_that_can_not_be_awaited_keeps_the_loop(tmp_path: Path) -> None:
    played = play(tmp_path, JobSpec("countdown", 200_000, "asyncio", workers=3, tasks=6))
    executed = [[part.task for part in parts([lane], State.RUNNING)] for lane in played.trace.lanes]
    assert [sorted(set(tasks)) for tasks in executed] == [[0, 3], [1, 4], [2, 5]]
    ends = [max(part.end for part in parts([lane], State.RUNNING)) for lane in played.trace.lanes]
    starts = [min(part.start for part in parts([lane], State.RUNNING)) for lane in played.trace.lanes]
    assert ends[0] <= starts[1] <= ends[1] <= starts[2]


def test_a_coroutine_has_all_the_evidence_that_a_loop_has(tmp_path: Path) -> None:
    played = play(tmp_path, JobSpec("sleep", 5, "asyncio", workers=2, tasks=2))
    loop = play(tmp_path / "loop", JobSpec("sleep", 5, "sequential", workers=1, tasks=2))
    assert {lane.identity.layers for lane in played.trace.lanes} == {lane.identity.layers for lane in loop.trace.lanes}


def test_a_coroutine_without_a_task_has_no_lane(tmp_path: Path) -> None:
    played = play(tmp_path, JobSpec("sleep", 5, "asyncio", workers=8, tasks=3))
    assert [lane.identity.name for lane in played.trace.lanes] == ["C1", "C2", "C3"]


def test_hundreds_of_coroutines_have_a_lane_each(tmp_path: Path) -> None:
    played = play(tmp_path, JobSpec("sleep", 300, "asyncio", workers=MAX_COROUTINES, tasks=MAX_COROUTINES))
    lanes = played.trace.lanes
    assert len(lanes) == MAX_COROUTINES
    assert [lane.identity.number for lane in lanes] == list(range(1, MAX_COROUTINES + 1))
    assert most_at_once(parts(lanes, State.RUNNING, State.NATIVE)) == 1
    assert sum(lane.tasks_done for lane in lanes) == MAX_COROUTINES


@pytest.mark.parametrize("executor", ["asyncio", "asyncio-blocking"])
def test_without_recording_coroutines_work_just_the_same(tmp_path: Path, executor: str) -> None:
    played = play(tmp_path, JobSpec("sleep", 5, executor, workers=3, tasks=6, record=False))
    assert played.said(Message.FINISHED)["results"] == [5] * 6
    assert played.trace.lanes == ()
