"""How often a GIL is looked at.

A look costs some 40 µs of another core: the very one on which the next holder wants to wake. And it tells little alone: two that
find the same, with the count of hand-offs unmoved, tell who held the GIL all the time between. Where slices are long, looks come
two to a slice, and each speaks for its surroundings. Where they are short, so many would falsify the run, and even ones, farther
apart than slices are long, would hardly ever find the same: so then they come in pairs, the second soon after the first.
"""

from __future__ import annotations

from typing import NamedTuple

SHORTEST_SPAN, LONGEST_SPAN = 200_000, 4_000_000
EVEN_FROM = 2_000_000
"""ns: spans from which on pauses are as long."""
SHORT_PAUSE = 3_000_000


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
    """How to look at a GIL that changes hands every so many seconds."""
    span = max(SHORTEST_SPAN, min(LONGEST_SPAN, round(switch_interval * 1e9 * 0.4)))
    return Pace(span, span if span >= EVEN_FROM else SHORT_PAUSE)
