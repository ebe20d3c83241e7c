"""What an observer found at its looks at a GIL: who had it, told for stretches of time around them."""

from __future__ import annotations

from bisect import bisect_left
from typing import NamedTuple

PAUSE = 2
"""Intervals: looks come in pairs, and the pause between pairs is hardly twice as long as looks are apart on average."""
BLIND_NS = 5_000_000
"""ns that a look may come too late: longer, and the observer was blind, as it says itself (``runner.probe.observer``)."""
EDGE_NS = 100_000
"""A look so near to where a thread came to its core, or left it, may have found the GIL just before it was handed on."""


class Cover(NamedTuple):
    """A stretch that a look, or several that found the same, speak for.

    Args:
        start: ns.
        end: ns.
        holds: Whether they found that it was the asked thread that held the GIL.
    """

    start: int
    end: int
    holds: bool


class Looks:
    """The looks at one GIL, in order, further filled while a run goes on.

    Args:
        interval: ns from one look to the next, on average.

    Attributes:
        interval: The same; it changes with the switch interval.
        last_look: When the observer last looked, in ns.
        over: Whether nothing more will come.
    """

    def __init__(self, interval: int) -> None:
        self.interval = interval
        self.last_look = 0
        self.over = False
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._holders: list[int] = []

    def take(self, start: int, end: int, holder: int) -> None:
        """The looks from ``start`` to ``end`` (ns) all found that ``holder`` (a thread state, 0: nobody) had the GIL."""
        self._starts.append(start)
        self._ends.append(end)
        self._holders.append(holder)

    def prolong(self, end: int) -> None:
        """So did those until then (ns)."""
        if self._ends:
            self._ends[-1] = max(self._ends[-1], end)

    def complete_until(self, now: int) -> int:
        """Until when, in ns, all that looks will ever say is here, at the present time ``now``.

        A look that comes later than an observer may be blind says nothing of the time before it. So nobody ever waits long, and
        how long they wait does not change what is concluded.
        """
        return now if self.over or now - self.last_look > self._reach else min(now, self.last_look)

    def covers(self, thread: int, start: int, end: int) -> list[Cover]:
        """What looks say of a thread that was on its core from ``start`` to ``end`` (ns), in order.

        Each look speaks for the time until half-way to the next; near the stretch's own edges none is asked. Where the observer
        was blind nothing is said.
        """
        first, last = start + EDGE_NS, end - EDGE_NS
        found: list[Cover] = []
        for place in range(bisect_left(self._ends, first), len(self._starts)):
            if self._starts[place] > last:
                break
            seen = Cover(max(self._starts[place], first), min(self._ends[place], last), self._holders[place] == thread)
            found.append(seen)
        return _joined(self._spread(found, start, end))

    def found_another(self, thread: int, start: int, end: int) -> bool:
        """Whether some look in [start, end) found the GIL held by another thread."""
        for place in range(bisect_left(self._ends, start), len(self._starts)):
            if self._starts[place] >= end:
                break
            if self._holders[place] not in (0, thread):
                return True
        return False

    @property
    def _reach(self) -> int:
        """Looks that are farther apart, in ns, say nothing of what was between them."""
        return PAUSE * self.interval + BLIND_NS

    def _spread(self, found: list[Cover], start: int, end: int) -> list[Cover]:
        """Each until half-way to the next one, the first and the last to the edges."""
        reach, half = self._reach, self.interval // 2
        spread = []
        for place, (begin, stop, holds) in enumerate(found):
            before = found[place - 1].end if place else start
            after = found[place + 1].start if place + 1 < len(found) else end
            since = begin - half if begin - before > reach else (before + begin) // 2 if place else start
            until = stop + half if after - stop > reach else (stop + after) // 2 if place + 1 < len(found) else end
            spread.append(Cover(since, until, holds))
        return spread


def _joined(covers: list[Cover]) -> list[Cover]:
    """Neighbours that say the same as one."""
    joined: list[Cover] = []
    for cover in covers:
        if joined and joined[-1].holds == cover.holds and joined[-1].end == cover.start:
            joined[-1] = joined[-1]._replace(end=cover.end)
        else:
            joined.append(cover)
    return joined
