"""What threads were seen to wait for, and for how long they had waited for a core by then: looks from outside, as they come."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from typing import Any

from gilviz.runner.protocol import WAITS_OPEN, State
from gilviz.trace.reconcile.looks import BLIND_NS
from gilviz.trace.reconcile.ready import Sum

_Look = tuple[int, int, Any]
"""(last, first, what was found), in ns."""


class Waits:
    """What threads were seen to wait for, further filled while a run goes on.

    Args:
        interval: ns between looks.
        asks_after: ns after which a thread that waits for the GIL looks again whether it is free; 0 where that is not known.

    Attributes:
        last_look: When they were looked at last, in ns; 0 where nobody looks.
        over: Whether nothing more will come.
    """

    def __init__(self, interval: int, asks_after: int = 0) -> None:
        self.last_look = 0
        self.over = False
        self.asks_after = asks_after
        self._interval = interval
        self._seen: dict[int, list[tuple[int, int, State]]] = {}  # thread: (last look, first look, what)
        self._awake: dict[int, list[tuple[int, int, int]]] = {}  # the same, where it waited for nothing, or for a core
        self._sums: dict[int, list[tuple[int, int, int]]] = {}  # (last look, first look, waited for a core until then)
        self._places: dict[int, tuple[int, int]] = {}  # record: (thread, place in its list)

    def first_open(self, taken: int) -> int:
        """The first record that may have been prolonged since so many were taken."""
        return max(0, taken - WAITS_OPEN)

    def take(self, record: int, thread: int, state: State, start: int, end: int) -> None:
        """All looks at that thread from ``start`` to ``end`` (ns) found it so; the record may be known already."""
        if state is State.RUNNING:
            self._put(self._awake, record, thread, (end, start, 0))
        else:
            self._put(self._seen, record, thread, (end, start, state))

    def count(self, record: int, thread: int, waited: int, start: int, end: int) -> None:
        """From ``start`` to ``end`` (ns) the thread had waited for so many ns, in all its life, for a core."""
        self._put(self._sums, record, thread, (end, start, waited))

    def complete_until(self, now: int) -> int:
        """Until when, in ns, all that will ever be seen is here, at the time ``now``; who looks too late is not waited for."""
        late = now - self.last_look > 2 * self._interval + BLIND_NS
        return now if self.over or late else min(now, self.last_look)

    def seen(self, thread: int, start: int, end: int) -> list[tuple[int, int, State]]:
        """The looks at a thread within [start, end] that found it waiting: (first, last, what), in order, cut to it."""
        return [(max(first, start), min(last, end), state) for last, first, state in _within(self._seen, thread, start, end)]

    def bounds(self, thread: int, start: int, end: int) -> tuple[int, int]:
        """When, within an absence, it was last seen to wait and first seen to wait no more, in ns; its edges where it was not."""
        waits = (
            time for last, first, _ in _within(self._seen, thread, start, end) for time in (first, last) if start < time < end
        )
        since = max(waits, default=start)
        awake = (time for last, first, _ in _within(self._awake, thread, since, end) for time in (first, last))
        return since, min((time for time in awake if since < time < end), default=end)

    def sums(self, thread: int, start: int, end: int) -> list[Sum]:
        """For how long a thread had waited for a core, as it was known within (start, end)."""
        found = ((time, total) for last, first, total in _within(self._sums, thread, start, end) for time in (first, last))
        return [(time, total) for time, total in found if start < time < end]

    def _put(self, lists: dict[int, list[_Look]], record: int, thread: int, look: _Look) -> None:
        own = lists.setdefault(thread, [])
        known = self._places.get(record)
        if known is not None and known[0] == thread:
            own[known[1]] = (max(look[0], own[known[1]][0]), *look[1:])
        elif not own or look[1] >= own[-1][0]:
            self._places[record] = (thread, len(own))
            own.append(look)
            self._places.pop(record - 2 * WAITS_OPEN, None)


def _within(lists: Mapping[int, list[_Look]], thread: int, start: int, end: int) -> Iterator[_Look]:
    """Those that have a part in [start, end], in order."""
    own = lists.get(thread, [])
    for place in range(bisect_left(own, (start,)), len(own)):
        if own[place][1] > end:
            return
        yield own[place]
