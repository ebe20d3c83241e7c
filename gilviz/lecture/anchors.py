"""Where in a recording a remark points: found in what was recorded, never at a place that only should look so."""

from __future__ import annotations

from dataclasses import dataclass

from gilviz.lecture.model import Mark
from gilviz.trace.lane import Lane
from gilviz.trace.run_trace import RunTrace

REACH_NS = 500_000_000
"""How much later than its time a state is looked for."""
LEAST_NS = 200_000
"""A segment shorter than this can't be pointed at."""


@dataclass(frozen=True)
class Anchor:
    """A place in a recording.

    Args:
        lane: The worker's lane.
        start: Of what is pointed at, in ns from the run's start.
        end: Of it.
    """

    lane: Lane
    start: int
    end: int

    @property
    def middle(self) -> int:
        """The moment that is pointed at."""
        return (self.start + self.end) // 2


def anchor(mark: Mark, trace: RunTrace | None) -> Anchor | None:
    """What a remark points at; None where the recording has nothing of the kind (yet), and the remark is not made."""
    if trace is None or trace.origin is None:
        return None
    lane = next((lane for lane in trace.lanes if lane.identity.number == mark.lane), None)
    if lane is None:
        return None
    at = trace.origin + round(mark.at_s * 1e9)
    for segment in lane.between(at, at + REACH_NS):
        wanted = mark.state is None or segment.state is mark.state
        if wanted and segment.end > at and segment.end - max(segment.start, at) >= LEAST_NS:
            return Anchor(lane, segment.start - trace.origin, segment.end - trace.origin)
    return None
