"""How often a GIL is looked at.

A look costs some 40 µs of another core: the very one on which the next holder wants to wake. A look alone tells little, for who
held the GIL before it and after is not known; two of them that find the same, with the count of hand-offs unmoved, tell who held
it all the time between. So looks come in pairs, the second soon after the first, and between pairs there is a long pause. That
asks for fewer looks than even ones would, and tells as much of the time at any switch interval: even looks that are farther apart
than slices are long find the same only by chance.
"""

from __future__ import annotations

from typing import NamedTuple

SHORTEST_SPAN, LONGEST_SPAN = 200_000, 2_000_000
SHORTEST_PAUSE, LONGEST_PAUSE = 10_000_000, 40_000_000


class Pace(NamedTuple):
    """Two looks and a pause, again and again.

    Args:
        span: ns between the looks of a pair.
        pause: ns from there to the next pair.
    """

    span: int
    pause: int

    @property
    def mean(self) -> int:
        """The ns between two looks, on average."""
        return (self.span + self.pause) // 2


def pace_of(switch_interval: float) -> Pace:
    """How to look at a GIL that changes hands every so many seconds: pairs far shorter than a slice, some slices apart."""
    slice_ns = switch_interval * 1e9
    span = max(SHORTEST_SPAN, min(LONGEST_SPAN, round(slice_ns * 0.4)))
    pause = max(SHORTEST_PAUSE, min(LONGEST_PAUSE, round(slice_ns * 4)))
    return Pace(span, pause)
