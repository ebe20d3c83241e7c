"""What processes and interpreters pay for sharing no memory: arguments and results are pickled, sent and unpickled."""

from __future__ import annotations

import pickle
from itertools import pairwise
from multiprocessing.reduction import ForkingPickler
from pathlib import Path

import pytest

from gilviz.runner.parcel import Journal, Parcel, Sealed, parcels
from gilviz.runner.protocol import NO_TASK, Message, State
from gilviz.runner.spec import JobSpec
from gilviz.trace.lane import Lane
from tests.runner.jobs import play

PROCESSES = ["pool", "process-pool"]


def overhead_after_start(lane: Lane) -> int:
    """Overhead in ns, once the worker had begun its first task."""
    span = lane.task_span
    return int(lane.coverage(span)[0, State.OVERHEAD]) if span else 0


def test_a_parcel_that_stays_is_a_number_and_an_item() -> None:
    first, second = parcels(["a", "b"], Journal())
    assert (tuple(first), tuple(second)) == ((0, "a"), (1, "b"))
    assert first.sent is None


@pytest.mark.parametrize("dumps", [pickle.dumps, ForkingPickler.dumps])
def test_a_parcel_that_was_sent_says_when_it_had_been_pickled(dumps: object) -> None:
    assert callable(dumps)
    journal = Journal()
    (parcel,) = parcels([list(range(1000))], journal)
    arrived = pickle.loads(bytes(dumps((parcel, "more"))))[0]  # noqa: S301 - our own
    assert isinstance(arrived, Parcel)
    assert tuple(arrived) == (0, list(range(1000)))
    assert arrived.sent is not None
    assert journal.pickling_ns > 0
    # Whoever sends it on begins a new note.
    again = pickle.loads(pickle.dumps(arrived))  # noqa: S301
    assert again.sent > arrived.sent


def test_an_argument_that_cannot_be_pickled_leaves_the_journal_as_it_was() -> None:
    journal = Journal()
    with pytest.raises((pickle.PicklingError, AttributeError)):
        pickle.dumps(parcels([lambda: None], journal))
    assert journal.pickling_ns == 0


def test_a_sealed_result_arrives_as_itself_and_tells_once_it_is_pickled() -> None:
    told: list[str] = []
    packed = pickle.dumps(Sealed({"a": 1}, lambda: told.append("pickled")))
    assert told == ["pickled"]
    assert pickle.loads(packed) == {"a": 1}  # noqa: S301


@pytest.mark.parametrize("executor", PROCESSES)
def test_large_tables_cost_worker_processes_overhead_and_their_tasks_none(tmp_path: Path, executor: str, job_python: str) -> None:
    small = play(tmp_path / "small", JobSpec("pickle", 10, executor, workers=2, tasks=6), job_python)
    large = play(tmp_path / "large", JobSpec("pickle", 60_000, executor, workers=2, tasks=6), job_python)
    assert large.said(Message.FINISHED)["pickling_ns"] > small.said(Message.FINISHED)["pickling_ns"] > 0
    paid = [sum(overhead_after_start(lane) for lane in played.trace.lanes) for played in (small, large)]
    assert paid[1] > paid[0]
    for lane in large.trace.lanes:
        segments = list(lane.segments())
        assert all(segment.task == NO_TASK for segment in segments if segment.state is State.OVERHEAD)
        # A result is on its way as soon as its task has ended.
        ended = [after for before, after in pairwise(segments) if before.task > after.task == NO_TASK]
        assert ended
        assert {segment.state for segment in ended} == {State.OVERHEAD}
        assert lane.corrected == 0


@pytest.mark.parametrize("executor", ["sequential", "threading", "thread-pool"])
def test_threads_hand_over_references_at_no_cost(tmp_path: Path, executor: str) -> None:
    played = play(tmp_path, JobSpec("pickle", 20_000, executor, workers=2, tasks=4))
    assert played.said(Message.FINISHED)["pickling_ns"] == 0
    assert sum(int(lane.totals()[State.OVERHEAD]) for lane in played.trace.lanes) == 0


def test_threads_of_processes_pay_nothing_between_their_tasks(tmp_path: Path) -> None:
    """Their process has received all its items before the first of them begins."""
    played = play(tmp_path, JobSpec("pickle", 20_000, "process-threads", workers=4, tasks=12))
    assert sum(lane.tasks_done for lane in played.trace.lanes) == 12
    assert [overhead_after_start(lane) for lane in played.trace.lanes] == [0] * len(played.trace.lanes)


@pytest.mark.parametrize("executor", PROCESSES)
def test_a_worker_that_has_sent_its_result_and_finds_no_other_task_is_idle(tmp_path: Path, executor: str) -> None:
    """One of two has much to do; the other one waits, and does not pay for that."""
    played = play(tmp_path, JobSpec("sleep", 300, executor, workers=2, tasks=3))
    spans = {lane.task_span: lane for lane in played.trace.lanes if lane.task_span is not None}
    (_, free_from), (_, until) = sorted(spans, key=lambda span: span[1])
    first = spans[min(spans, key=lambda span: span[1])]
    assert first.last_state is State.IDLE
    idle = int(first.coverage((free_from, until))[0, State.IDLE])
    # On a busy machine one may have begun a whole task later than the other: then both are free at nearly the same time.
    assert 2 * idle > until - free_from or until - free_from < 100_000_000


def test_results_of_every_executor_arrive_as_they_are(tmp_path: Path) -> None:
    for executor in (*PROCESSES, "process-threads"):
        played = play(tmp_path / executor, JobSpec("fib", 12, executor, workers=2, tasks=4))
        assert played.said(Message.FINISHED)["results"] == [144] * 4
