"""What the lanes of a run add up to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gilviz.runner.protocol import State
from gilviz.trace.gil_ledger import lanes_by_gil
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


@dataclass(frozen=True)
class GilHolders:
    """Who held one GIL, column by column of a picture.

    Args:
        pid: The process it belongs to.
        interpreter: The interpreter within that process.
        lanes: The workers that share it.
        held: int64[len(lanes), w], ns that each worker was running in each column.
    """

    pid: int
    interpreter: int
    lanes: tuple[Lane, ...]
    held: NDArray[np.int64]


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


def executing(trace: RunTrace, edges: ArrayLike) -> NDArray[np.float64]:
    """How many workers executed at once.

    Args:
        trace: The run.
        edges: int64[w + 1], ns, non-decreasing: the borders of w columns.

    Returns:
        float64[w]: the mean number of workers in running or native; 0 in a column without width.
    """
    borders = np.asarray(edges, dtype=np.int64)
    busy = np.zeros(max(0, len(borders) - 1), dtype=np.int64)
    for lane in trace.lanes:
        covered = lane.coverage(borders)
        busy += covered[:, State.RUNNING] + covered[:, State.NATIVE]
    return busy / np.maximum(np.diff(borders), 1)


def gil_holders(trace: RunTrace, edges: ArrayLike) -> tuple[GilHolders, ...]:
    """Who held each GIL; an interpreter without a GIL has no entry.

    Args:
        trace: The run.
        edges: int64[w + 1], ns, non-decreasing: the borders of w columns.
    """
    borders = np.asarray(edges, dtype=np.int64)
    return tuple(
        GilHolders(pid, interpreter, tuple(lanes), np.array([lane.coverage(borders)[:, State.RUNNING] for lane in lanes]))
        for (pid, interpreter), lanes in lanes_by_gil(trace.lanes).items()
    )


def _parallelism(lanes: Sequence[Lane]) -> float | None:
    span = task_span(lanes)
    if span is None or span[1] <= span[0]:
        return None
    covered = [lane.coverage(span)[0] for lane in lanes]
    return sum(int(each[State.RUNNING] + each[State.NATIVE]) for each in covered) / (span[1] - span[0])


def _by_label(spent: NDArray[np.int64]) -> dict[str, float]:
    return {state.label: int(spent[state]) / NS for state in State}
