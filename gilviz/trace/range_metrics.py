"""What the workers of a run did within one stretch of time: exact to the nanosecond, like everything read from a lane."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gilviz.runner.protocol import State, WorkerKind
from gilviz.trace.gil_ledger import changes_hands, lanes_by_gil
from gilviz.trace.lane import Lane


@dataclass(frozen=True)
class LaneRange:
    """One worker within the stretch.

    Args:
        name: Its lane's name.
        states_ns: ns in each state, by ``State``; less than the stretch in all where the worker did not exist all the time.
        kind: What the worker is.
    """

    name: str
    states_ns: tuple[int, ...]
    kind: WorkerKind


@dataclass(frozen=True)
class RangeMetrics:
    """All workers of a run within the stretch.

    Args:
        start: In ns from the run's zero.
        end: Likewise; after ``start``.
        lanes: Each worker.
        hand_offs: How often a GIL passed from one worker to another within it; None where no worker has a GIL.
    """

    start: int
    end: int
    lanes: tuple[LaneRange, ...]
    hand_offs: int | None

    @property
    def kinds(self) -> frozenset[WorkerKind]:
        """What the workers are."""
        return frozenset(lane.kind for lane in self.lanes)

    @property
    def duration(self) -> int:
        """The stretch's length in ns."""
        return self.end - self.start

    @property
    def states_ns(self) -> tuple[int, ...]:
        """The ns in each state over all workers, by ``State``."""
        return tuple(sum(lane.states_ns[state] for lane in self.lanes) for state in State)

    @property
    def parallelism(self) -> float:
        """The mean number of workers that executed at once."""
        states = self.states_ns
        return (states[State.RUNNING] + states[State.NATIVE]) / self.duration


def measure_range(lanes: Sequence[Lane], origin: int, start: int, end: int) -> RangeMetrics:
    """Add a stretch of time up.

    Args:
        lanes: The workers.
        origin: The run's zero, in ns.
        start: In ns from there; like ``end``.
        end: After ``start``.

    Raises:
        ValueError: the stretch has no length.
    """
    if end <= start:
        raise ValueError("a range must end after it starts")
    edges = [origin + start, origin + end]
    covered = [lane.coverage(edges)[0].tolist() for lane in lanes]
    gils = lanes_by_gil(lanes)
    return RangeMetrics(
        start=start,
        end=end,
        lanes=tuple(
            LaneRange(lane.identity.name, tuple(ns), lane.identity.kind) for lane, ns in zip(lanes, covered, strict=True)
        ),
        hand_offs=sum(_hand_offs(group, *edges) for group in gils.values() if changes_hands(group)) if gils else None,
    )


def _hand_offs(lanes: Sequence[Lane], start: int, end: int) -> int:
    """How often one of these workers began to run where another had run before it, both seen within [start, end)."""
    times, holders = [], []
    for number, lane in enumerate(lanes):
        segments = lane.between(start, end)
        starts = segments.starts[(segments.states == State.RUNNING) & (segments.ends > segments.starts)]
        times.append(starts)
        holders.append(np.full(len(starts), number))
    order = np.argsort(np.concatenate(times), kind="stable")
    sequence = np.concatenate(holders)[order]
    return int(np.count_nonzero(sequence[1:] != sequence[:-1]))
