"""How lengths of time are distributed: shares in bins that widen with the lengths, and the figures that say it in words."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

FIRST_DECADE, LAST_DECADE = 3, 11
"""Bins reach from 1 µs to 100 s, as powers of ten of ns; what is beyond is counted in the outermost."""
PER_DECADE: Final = 10
BINS: Final = (LAST_DECADE - FIRST_DECADE) * PER_DECADE


@dataclass(frozen=True)
class Distribution:
    """Some lengths of time, in ns.

    Args:
        count: How many there are.
        median: Half of them are no longer.
        p99: Of a hundred, 99 are no longer.
        longest: The longest.
        counts: How many lie in each of ``BINS`` bins; bin ``i`` is ``span(i)``.
    """

    count: int
    median: int
    p99: int
    longest: int
    counts: tuple[int, ...]

    @property
    def shares(self) -> tuple[float, ...]:
        """The share of all that lies in each bin, 0 to 1."""
        return tuple(count / self.count for count in self.counts)

    @property
    def filled(self) -> tuple[int, int]:
        """The bins, as (begin, end), outside of which there is nothing."""
        inside = [number for number, count in enumerate(self.counts) if count]
        return inside[0], inside[-1] + 1


def distribution(lengths: Ints) -> Distribution | None:
    """How these lengths (ns) are distributed; None without any."""
    if not len(lengths):
        return None
    ordered = np.sort(lengths)
    places = np.clip(np.searchsorted(_edges(), ordered, side="right") - 1, 0, BINS - 1)
    counts = np.bincount(places, minlength=BINS)
    return Distribution(
        count=len(ordered),
        median=_reached_by(ordered, 0.5),
        p99=_reached_by(ordered, 0.99),
        longest=int(ordered[-1]),
        counts=tuple(counts.tolist()),
    )


def span(number: int) -> tuple[float, float]:
    """From where to where a bin reaches, in ns; the end is the next one's."""
    first, last = (10 ** (FIRST_DECADE + place / PER_DECADE) for place in (number, number + 1))
    return first, last


def place(ns: float) -> float:
    """Where a length stands on the axis of bins: at 0 the first begins, at ``BINS`` the last ends."""
    return (math.log10(max(ns, 1.0)) - FIRST_DECADE) * PER_DECADE


def _edges() -> NDArray[np.float64]:
    return np.array([span(number)[0] for number in range(BINS)])


def _reached_by(ordered: Ints, share: float) -> int:
    """The shortest of the lengths which at least that share of all does not exceed."""
    return int(ordered[max(math.ceil(share * len(ordered) - 1e-9), 1) - 1])
