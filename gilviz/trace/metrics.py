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
class RunMetrics:
    """What all workers of a run did in all.

    Args:
        parallelism: The mean number of workers in running or native, between the first task's start and the last task's end;
            None while no task has taken any time.
        gil_switches: How often a GIL passed from one worker to another; None where no worker has a GIL.
        states_s: Seconds in each of the eight states over all lanes, by label.
        lanes: The same for each worker.
        tasks_done: Finished tasks.
    """

    parallelism: float | None
    gil_switches: int | None
    states_s: dict[str, float]
    lanes: tuple[LaneMetrics, ...]
    tasks_done: int


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
    covered = [lane.coverage(span)[0] for lane in lanes]
    return sum(int(each[State.RUNNING] + each[State.NATIVE]) for each in covered) / (span[1] - span[0])


def _by_label(spent: NDArray[np.int64]) -> dict[str, float]:
    return {state.label: int(spent[state]) / NS for state in State}
