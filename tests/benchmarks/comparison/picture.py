"""What a tool's own output shows of two threads: when each is drawn as running, and how often they take turns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

Span = tuple[float, float]
"""From, to, in seconds."""


@dataclass(frozen=True)
class Picture:
    """One run as a tool shows it.

    Args:
        running: When each worker is drawn as running, by the tool's number for it; spans may touch and overlap.
        hand_offs: How often the workers take turns, by the best reading of the output.
    """

    running: Mapping[int, Sequence[Span]]
    hand_offs: int

    def both_share(self) -> float:
        """In which part of the time from the first sign of a worker to the last at least two are drawn as running; 0 to 1."""
        ends = [edge for spans in self.running.values() for span in spans for edge in span]
        length = max(ends, default=0.0) - min(ends, default=0.0)
        return self._both_s() / length if length else 0.0

    def _both_s(self) -> float:
        edges = [edge for spans in self.running.values() for edge in _edges(united(spans))]
        at_once, since, total = 0, 0.0, 0.0
        for time, step in sorted(edges):
            if at_once >= 2:
                total += time - since
            at_once, since = at_once + step, time
        return total


def turns(holders: Iterable[int]) -> int:
    """How often a worker is followed by another."""
    return sum(former != latter for former, latter in pairwise(holders))


def united(spans: Iterable[Span]) -> list[Span]:
    """The same stretches of time without overlaps, in order."""
    result: list[Span] = []
    for start, end in sorted(spans):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result


def _edges(spans: Iterable[Span]) -> list[tuple[float, int]]:
    return [edge for start, end in spans for edge in ((start, 1), (end, -1))]
