"""What one lane rests on: which kinds of evidence it has, how fine they are, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gilviz.runner.protocol import Evidence, Layer, State
from gilviz.trace.chunk import Ints
from gilviz.trace.lane import Lane

SWITCH_EDGE_NS = 10_000
"""By how many ns the edge of a slice is off where the kernel tells of context switches: the median that the benchmark
``reference`` finds is 3 to 11 µs, for a worker takes the GIL some µs after it came back to its core."""


@dataclass(frozen=True)
class LaneEvidence:
    """What a lane rests on.

    Args:
        layers: The kinds of evidence it has.
        ticks: How often its worker ticked, as far as that was published.
        tick_ns: The mean time of running between two ticks, in ns; None without ticks.
        known_by: ns of the lane by how they are known, in the order of ``Evidence``.
        dropped: Transitions that are missing.
        lost_switches: Context switches that the kernel says it could not keep.
        overruns: How often its ring was full, so that some may be missing without a word.
    """

    layers: Layer
    ticks: int
    tick_ns: float | None
    known_by: tuple[int, ...]
    dropped: int
    lost_switches: int
    overruns: int

    @property
    def edge_ns(self) -> float | None:
        """How exact the edges of slices are at the median, in ns; None where nothing but a task's beginning and end is known."""
        return SWITCH_EDGE_NS if Layer.SWITCHES in self.layers else self.tick_ns

    def percent(self, evidence: Evidence) -> float | None:
        """Per cent of the lane's time that are known so; None while there is none."""
        whole = sum(self.known_by)
        return 100 * self.known_by[evidence] / whole if whole else None


class EvidenceTally:
    """How much of a lane's time is known how, added up once per segment although it is asked for again and again."""

    def __init__(self) -> None:
        self._counted = 0
        self._spent: Ints = np.zeros(len(Evidence), dtype=np.int64)

    def of(self, lane: Lane) -> Ints:
        """How many ns are known how, int64[4] in the order of ``Evidence``; always of the same lane."""
        final = len(lane) - 1  # the last segment grows
        still_open: Ints = np.zeros(len(Evidence), dtype=np.int64)
        for block in lane.blocks(self._counted):
            closed = min(len(block), final - self._counted)
            lengths = block.ends - block.starts
            self._spent += _by_evidence(block.evidence[:closed], lengths[:closed])
            still_open = _by_evidence(block.evidence[closed:], lengths[closed:])
            self._counted += closed
        total: Ints = self._spent + still_open
        return total


def _by_evidence(evidence: np.ndarray[tuple[int], np.dtype[np.uint8]], lengths: Ints) -> Ints:
    return np.bincount(evidence, lengths, len(Evidence)).astype(np.int64)


def evidence_of(lane: Lane, *, watched: bool, tally: EvidenceTally | None = None) -> LaneEvidence:
    """What a lane rests on.

    Args:
        lane: The lane.
        watched: Whether an observer looks at its run's GIL. It knows who holds that by their thread states.
        tally: This lane's, where it is asked for again and again.
    """
    looked_at = watched and lane.identity.gil and lane.identity.thread_state != 0
    layers = lane.identity.layers | (Layer.PROBE if looked_at else Layer(0))
    ran = int(lane.spent([lane.ticks_until])[0, State.RUNNING])
    return LaneEvidence(
        layers=layers,
        ticks=lane.ticks,
        tick_ns=ran / lane.ticks if lane.ticks and ran else None,
        known_by=tuple((tally or EvidenceTally()).of(lane).tolist()),
        dropped=lane.dropped,
        lost_switches=lane.lost_switches,
        overruns=lane.overruns,
    )
