"""What an observer found at its looks at a GIL: who had it, told for stretches of time around them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
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
        interval: ns from one look to the next, on average, before the first has told.

    Attributes:
        last_look: When the observer last looked, in ns.
        over: Whether nothing more will come.
    """

    def __init__(self, interval: int) -> None:
        self.last_look = 0
        self.over = False
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._holders: list[int] = []
        self._intervals: list[int] = []
        self._first_interval = interval

    @property
    def interval(self) -> int:
        """How far looks are apart now, in ns on average; it changes with the switch interval."""
        return self._intervals[-1] if self._intervals else self._first_interval

    def take(self, start: int, end: int, holder: int, interval: int | None = None) -> None:
        """The looks from ``start`` to ``end`` (ns) all found the same.

        Args:
            start: ns.
            end: ns.
            holder: Who had the GIL: a thread state, 0: nobody.
            interval: ns from one look to the next from ``start`` on; None where that is as it was.
        """
        self._intervals.append(self.interval if interval is None else interval)
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
        return now if self.over or now - self.last_look > _reach(self.interval) else min(now, self.last_look)

    def covers(self, thread: int, start: int, end: int, away: Sequence[tuple[int, int]] = ()) -> list[Cover]:
        """What looks say of a thread that was on its core, in order.

        Each look speaks for the time until half-way to the next; near the stretch's own edges none is asked. Where the observer
        was blind nothing is said. A look while the thread was preempted that finds the GIL in another's hands is not asked:
        the thread may have let go of it the moment before.

        Args:
            thread: The thread state.
            start: Since when it was on its core, in ns.
            end: Until when.
            away: From when until when it was preempted meanwhile.
        """
        first, last = start + EDGE_NS, end - EDGE_NS
        place = bisect_left(self._ends, first)
        found: list[Cover] = []
        before: list[int] = []
        after = self.interval
        while place < len(self._starts) and self._starts[place] <= last:
            begin, stop, holder = max(self._starts[place], first), min(self._ends[place], last), self._holders[place]
            if holder in (0, thread) or not any(left <= begin and stop <= back for left, back in away):
                # How long the pause before a look was to be, the look before it says.
                before.append(self._intervals[max(place - 1, 0)])
                after = self._intervals[place]
                found.append(Cover(begin, stop, holder == thread))
            place += 1
        return _joined(_spread(found, [*before, after], start, end))

    def found_another(self, thread: int, start: int, end: int) -> bool:
        """Whether some look in [start, end) found the GIL held by another thread."""
        for place in range(bisect_left(self._ends, start), len(self._starts)):
            if self._starts[place] >= end:
                break
            if self._holders[place] not in (0, thread):
                return True
        return False


def _reach(interval: int) -> int:
    """Looks that are farther apart, in ns, say nothing of what was between them."""
    return PAUSE * interval + BLIND_NS


def _spread(found: list[Cover], apart: list[int], start: int, end: int) -> list[Cover]:
    """Each until half-way to the next one, the first and the last to the edges.

    Args:
        found: What the looks found, in order.
        apart: How far looks were to be apart, in ns: before the first, between each and the next, after the last.
        start: Where the asked stretch begins, in ns.
        end: Where it ends.
    """
    spread = []
    for place, (begin, stop, holds) in enumerate(found):
        before = found[place - 1].end if place else start
        after = found[place + 1].start if place + 1 < len(found) else end
        since = (before + begin) // 2 if place else start
        until = (stop + after) // 2 if place + 1 < len(found) else end
        if begin - before > _reach(apart[place]):
            since = begin - apart[place] // 2
        if after - stop > _reach(apart[place + 1]):
            until = stop + apart[place + 1] // 2
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
