"""The columns of pixels that a stretch of time falls into.

Columns are counted from the run's start, not from the picture's left border: column ``k`` covers [round(k * pitch),
round((k + 1) * pitch)) ns whatever part of the run is in sight. So panning moves finished columns, and patterns move with them,
instead of computing slightly different ones (which flickers).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Range = tuple[int, int]
"""Columns of a picture, (begin, end); nothing where they are equal."""


@dataclass(frozen=True)
class TimeGrid:
    """The columns of one picture.

    Args:
        pitch: Nanoseconds per column, at least 1.
        first: The number of the leftmost column; negative ones lie before the run's start.
        width: How many columns are in the picture.
    """

    pitch: float
    first: int
    width: int

    @classmethod
    def of(cls, start_s: float, duration_s: float, width: int) -> TimeGrid:
        """The grid that shows ``duration_s`` seconds from about ``start_s`` on: the start is moved to the nearest column."""
        pitch = max(duration_s * 1e9 / max(width, 1), 1.0)
        return cls(pitch, round(start_s * 1e9 / pitch), width)

    @property
    def start_s(self) -> float:
        """The time of the left border in seconds."""
        return self.first * self.pitch / 1e9

    @property
    def end_s(self) -> float:
        """The time of the right border in seconds."""
        return (self.first + self.width) * self.pitch / 1e9

    def edges(self, begin: int, end: int) -> Ints:
        """The borders of the columns from ``begin`` to before ``end``.

        Args:
            begin: Counted from the picture's left border, like ``end``.
            end: At least ``begin``.

        Returns:
            int64[end - begin + 1], ns from the run's start, ascending.
        """
        numbers = np.arange(self.first + begin, self.first + end + 1, dtype=np.float64)
        return np.rint(numbers * self.pitch).astype(np.int64)

    def column(self, t: int) -> int:
        """The column that the time ``t`` (ns from the run's start) falls into, counted from the left border; may lie outside."""
        k = int(t // self.pitch)
        while round(k * self.pitch) > t:
            k -= 1
        while round((k + 1) * self.pitch) <= t:
            k += 1
        return k - self.first

    def span(self, column: int) -> tuple[int, int]:
        """The time that a column covers, in ns from the run's start."""
        start, end = self.edges(column, column + 1).tolist()
        return start, end

    def columns(self, start: int, end: int) -> Range:
        """The columns, as (begin, end) within the picture, that [start, end) in ns from the run's start has a part in."""
        if end <= start:
            return 0, 0
        begin = min(max(self.column(start), 0), self.width)
        return begin, min(max(self.column(end - 1) + 1, begin), self.width)


def union(ranges: Iterable[Range]) -> Range:
    """The smallest range that holds them all."""
    some = [(begin, end) for begin, end in ranges if end > begin]
    return (min(begin for begin, _ in some), max(end for _, end in some)) if some else (0, 0)
