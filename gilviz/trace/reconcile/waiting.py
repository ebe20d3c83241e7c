"""What a worker waited for that can't say so itself, for its task is the user's own code (rule 8 of the package's essay).

When it left its core and came back, the kernel's switches tell exactly. What for, looks from outside tell: the system call that
the thread was found in. A wait between two looks is what most of the worker's last ones were, and inferred. Where nobody ever
looked, a wait is for the GIL only if another worker was seen to have it meanwhile; else nobody knows, and the lane says so.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Sequence
from itertools import pairwise

from gilviz.runner.protocol import Evidence, State
from gilviz.trace.reconcile.looks import BLIND_NS, Looks
from gilviz.trace.reconcile.silence import IN, Silence, Transition

LATELY = 9
"""Waits that were seen: what most of them were for, those were for that fell between two looks."""
_GUESSED = (State.GIL_WAIT, State.LOCK_WAIT)
"""What is said of an absence by rule."""
_OPEN = 256
"""Records from the newest on that may still be prolonged: one for each thread that is looked at."""


class Waits:
    """What threads were seen to wait for, further filled while a run goes on.

    Args:
        interval: ns between looks.

    Attributes:
        last_look: When they were looked at last, in ns; 0 where nobody looks.
        over: Whether nothing more will come.
    """

    def __init__(self, interval: int) -> None:
        self.last_look = 0
        self.over = False
        self._interval = interval
        self._of: dict[int, list[tuple[int, int, State]]] = {}  # thread: (last look, first look, what)
        self._places: dict[int, tuple[int, int]] = {}  # record: (thread, place in its list)

    def first_open(self, taken: int) -> int:
        """The first record that may have been prolonged since so many were taken."""
        return max(0, taken - _OPEN)

    def take(self, record: int, thread: int, state: State, start: int, end: int) -> None:
        """All looks at that thread from ``start`` to ``end`` (ns) found it so; the record may be known already."""
        own = self._of.setdefault(thread, [])
        known = self._places.get(record)
        if known is not None and known[0] == thread:
            own[known[1]] = (max(end, own[known[1]][0]), start, state)
        elif not own or start >= own[-1][0]:
            self._places[record] = (thread, len(own))
            own.append((end, start, state))
            self._places.pop(record - 2 * _OPEN, None)

    def complete_until(self, now: int) -> int:
        """Until when, in ns, all that will ever be seen is here, at the time ``now``; who looks too late is not waited for."""
        late = now - self.last_look > 2 * self._interval + BLIND_NS
        return now if self.over or late else min(now, self.last_look)

    def seen(self, thread: int, start: int, end: int) -> list[tuple[int, int, State]]:
        """The looks at a thread within [start, end]: (first, last, what), in order, cut to it."""
        own = self._of.get(thread, [])
        found = []
        for place in range(bisect_left(own, (start,)), len(own)):
            last, first, state = own[place]
            if first > end:
                break
            found.append((max(first, start), min(last, end), state))
        return found


class Waiting:
    """Tells what one worker's absences were for.

    Args:
        waits: What was seen.
        thread: The worker's number in the operating system.
        looks: The looks at its GIL; None where there are none.
        state: The thread state by which its GIL names it.
    """

    def __init__(self, waits: Waits, thread: int, looks: Looks | None, state: int) -> None:
        self._waits = waits
        self._thread = thread
        self._looks = looks
        self._state = state
        self._lately: deque[State] = deque(maxlen=LATELY)

    def tell(self, silence: Silence, pieces: Sequence[Transition]) -> list[Transition]:
        """The silence's states, with each absence called what it was for.

        Args:
            silence: What was between two claims.
            pieces: What it was by the switches and the rules, the first from its start on.
        """
        if silence.declared is not State.RUNNING:
            return list(pieces)
        told: list[Transition] = []
        ends = [*(piece[0] for piece in pieces[1:]), silence.end]
        back = [time for time, kind in silence.switches or () if kind == IN]
        for piece, end in zip(pieces, ends, strict=True):
            told += self._absence(piece, end, back) if piece[1] in _GUESSED else [piece]
        return told

    def _absence(self, piece: Transition, end: int, back: Sequence[int]) -> list[Transition]:
        """What it was for; who went from one wait to the next was on its core between them, ``back`` then (ns, in order)."""
        start, state, known = piece
        found = self._waits.seen(self._thread, start, end)
        if not found:
            return [self._unseen(start, end, state, known)]
        told: list[Transition] = []
        since = start
        for (_, last, seen), following in pairwise([*found, (end, end, state)]):
            self._lately.append(seen)
            if not told or told[-1][1] is not seen:
                told.append((since, seen, known if seen is state and known is Evidence.MEASURED else Evidence.SAMPLED))
            since = _turn(back, last, following[0], seen)
        return told

    def _unseen(self, start: int, end: int, state: State, known: Evidence) -> Transition:
        """Nobody looked: it is what it mostly was when somebody did."""
        for_gil = self._looks is not None and self._looks.found_another(self._state, start, end)
        if not self._lately:
            return (start, State.GIL_WAIT, Evidence.INFERRED) if for_gil else (start, State.LOCK_WAIT, Evidence.UNKNOWN)
        mostly = max(self._lately, key=self._lately.count)
        if mostly is State.GIL_WAIT and state is State.GIL_WAIT and for_gil:
            return start, state, known
        return start, mostly, Evidence.INFERRED


def _turn(back: Sequence[int], last: int, first: int, before: State) -> int:
    """When a wait went over into another one, seen until ``last`` and from ``first`` on, in ns.

    Who waits for the GIL looks again and again whether it is free: that wait ends at the last of these moments, any other one at
    the first. Where none is known it is half-way.
    """
    since, until = bisect_right(back, last), bisect_left(back, first)
    if since >= until:
        return (last + first) // 2
    return back[until - 1 if before is State.GIL_WAIT else since]
