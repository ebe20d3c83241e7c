"""What the lanes of a run add up to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gilviz.runner.protocol import State
from gilviz.trace.lane import Lane
from gilviz.trace.run_trace import RunTrace

NS = 1_000_000_000
"""Nanoseconds in a second."""


@dataclass(frozen=True)
class LaneMetrics:
    """What one worker did in all.

    Args:
        name: Its lane's name.
        pid: Its process.
        native_id: Its thread's number in the operating system.
        states_s: Seconds in each of the eight states, by label.
        transitions: How many were recorded.
        dropped: How many are missing.
    """

    name: str
    pid: int
    native_id: int
    states_s: dict[str, float]
    transitions: int
    dropped: int


@dataclass(frozen=True)
class OwnMetrics:
    """What threads did that the user's function started itself.

    Args:
        threads: How many there were.
        unlaned: How many of them have no lane, for there are only so many.
        executed_s: Seconds in running or native over all of them; of those without a lane, for which they computed.
        at_once: The mean number of them that executed from the first task's start to the last one's end; None without tasks.
    """

    threads: int
    unlaned: int
    executed_s: float
    at_once: float | None


@dataclass(frozen=True)
class RunMetrics:
    """What all workers of a run did in all.

    Args:
        parallelism: The mean number of workers, and of threads that their tasks started, in running or native, between the first
            task's start and the last task's end; None while no task has taken any time.
        gil_switches: How often a GIL passed from one worker to another; None where no worker has a GIL.
        states_s: Seconds in each of the eight states over all lanes, by label.
        lanes: The same for each worker.
        tasks_done: Finished tasks.
        own: What threads did that tasks started themselves; None without any.
    """

    parallelism: float | None
    gil_switches: int | None
    states_s: dict[str, float]
    lanes: tuple[LaneMetrics, ...]
    tasks_done: int
    own: OwnMetrics | None = None


def measure(trace: RunTrace) -> RunMetrics:
    """Add a run up, as far as it has come. The cost does not grow with the number of transitions, only with the new ones."""
    totals = [lane.totals() for lane in trace.lanes]
    return RunMetrics(
        parallelism=_parallelism(trace.lanes),
        gil_switches=trace.gil_switches,
        states_s=_by_label(sum(totals, np.zeros(len(State), dtype=np.int64))),
        lanes=tuple(
            LaneMetrics(
                name=lane.identity.name,
                pid=lane.identity.pid,
                native_id=lane.identity.native_id,
                states_s=_by_label(total),
                transitions=len(lane),
                dropped=lane.dropped,
            )
            for lane, total in zip(trace.lanes, totals, strict=True)
        ),
        tasks_done=sum(lane.tasks_done for lane in trace.lanes),
        own=_own(trace.lanes),
    )


def task_span(lanes: Sequence[Lane]) -> tuple[int, int] | None:
    """From the start of the first task to the end of the last, in ns; None without a task."""
    spans = [span for lane in lanes if (span := lane.task_span) is not None]
    if not spans:
        return None
    return min(start for start, _ in spans), max(end for _, end in spans)


def _parallelism(lanes: Sequence[Lane]) -> float | None:
    span = task_span(lanes)
    if span is None or span[1] <= span[0]:
        return None
    return _at_once(lanes, span) + sum(lane.more_ns for lane in lanes) / (span[1] - span[0])


def _at_once(lanes: Sequence[Lane], span: tuple[int, int]) -> float:
    covered = [lane.coverage(span)[0] for lane in lanes]
    return sum(int(each[State.RUNNING] + each[State.NATIVE]) for each in covered) / (span[1] - span[0])


def _own(lanes: Sequence[Lane]) -> OwnMetrics | None:
    own = [lane for lane in lanes if lane.identity.starter]
    more = sum(lane.more_threads for lane in lanes)
    if not own and not more:
        return None
    more_ns = sum(lane.more_ns for lane in lanes)
    executed = sum(int(lane.totals()[[State.RUNNING, State.NATIVE]].sum()) for lane in own) + more_ns
    span = task_span(lanes)
    at_once = None
    if span is not None and span[1] > span[0]:
        at_once = _at_once(own, span) + more_ns / (span[1] - span[0])
    return OwnMetrics(len(own) + more, more, executed / NS, at_once)


def _by_label(spent: NDArray[np.int64]) -> dict[str, float]:
    return {state.label: int(spent[state]) / NS for state in State}
