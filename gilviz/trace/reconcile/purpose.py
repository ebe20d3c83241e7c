"""What each absence of a thread was for that can't say so itself: by what was seen, and by how absences follow each other.

These are the finer points of rule 8 of the package's essay. Who waits for CPython's GIL sleeps until it is free, but no longer
than a switch interval; then it asks the holder to let go, and sleeps again. So of absences between which the thread was on its
core for moments only:

- one that was just as long as that, but for the time in which the thread may have been ready for a core, was for the GIL where
  somebody is known to keep the thread from it: another one was seen to have it meanwhile, or this one's last waits that were
  seen, or the next one, were for it too. Else no length tells a wait for it from a sleep of as long. None that was longer was
  for it;
- so is whatever follows one that ran out, and what follows any wait while another thread was seen to have the GIL: who comes back
  from something else needs that first;
- one before a wait for the GIL that was too short to have run out was for something else, if this thread is known to wait for
  anything else; but for moments in which it is handed on.

Any other one is what most of those were that were seen.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from typing import NamedTuple

from gilviz.runner.protocol import Evidence, State
from gilviz.trace.reconcile.ready import Absence

LATELY = 9
"""Waits that were seen: what most of them were for, those were for that fell between two looks."""
AT_ONCE_NS = 60_000
"""Who is on its core for less has only looked whether the GIL is free."""
WOKEN_NS = 60_000
"""Later than this after a time that was set nobody is woken: threads' timers are allowed to be late by 50 µs."""
INEXACT_NS = 300_000
"""By so much the time for which a thread slept is known: small growth of its sum is not noted."""
MOMENT_NS = 100_000
"""A wait for the GIL's own lock, or for somebody to take the GIL, is shorter."""


class Seen(NamedTuple):
    """An absence by itself.

    Args:
        absence: From when until when, and whether the thread was preempted.
        state: What it was seen to wait for; None where nobody looked.
        late: For how many ns of it, at most, the thread may have been ready for a core.
    """

    absence: Absence
    state: State | None
    late: int


Purpose = tuple[State, Evidence]
"""What an absence was for, and how that is known."""


class Purposes:
    """Tells what one thread's absences were for.

    Args:
        kept_out: Whether another thread was seen to have its GIL at some moment from ``start`` to ``end``, in ns.
        asks_after: ns for which a thread sleeps at most that waits for the GIL; 0 where that is not known.
    """

    def __init__(self, kept_out: Callable[[int, int], bool], asks_after: int) -> None:
        self._kept_out = kept_out
        self._asks_after = asks_after
        self._lately: deque[State] = deque(maxlen=LATELY)

    def tell(self, seen: Sequence[Seen]) -> list[Purpose]:
        """What all absences of one silence were for, in order."""
        found: list[Purpose] = []
        for place, each in enumerate(seen):
            if each.absence.preempted:
                found.append((State.CPU_WAIT, Evidence.MEASURED))
            elif each.state is not None:
                self._lately.append(each.state)
                found.append((each.state, Evidence.MEASURED if each.state is State.GIL_WAIT else Evidence.SAMPLED))
            else:
                found.append(self._unseen(seen, place, found))
        return found

    def _unseen(self, seen: Sequence[Seen], place: int, before: Sequence[Purpose]) -> Purpose:
        """Nobody looked at that absence."""
        each = seen[place]
        kept_out = self._kept_out(*each.absence[:2])
        for_gil = State.GIL_WAIT, Evidence.MEASURED if kept_out else Evidence.INFERRED
        last, following = _neighbour(seen, place, -1), _neighbour(seen, place, 1)
        known = self._known(seen)
        if self._asks_after and each.absence.length > self._asks_after + INEXACT_NS + each.late:
            return self._mostly([state for state in known if state is not State.GIL_WAIT])
        brief = each.absence.length < MOMENT_NS
        asked = last is not None and before[last][0] is State.GIL_WAIT and (brief or self._ran_out(seen[last]))
        if asked or (last is not None and kept_out):
            return for_gil
        # Else no length tells a wait for it from a sleep of as long.
        contended = kept_out or State.GIL_WAIT in known or (following is not None and seen[following].state is State.GIL_WAIT)
        if contended and following is not None and self._ran_out(each):
            return for_gil
        if contended and following is not None and self._is_for_gil(seen[following]):
            if brief:
                return for_gil
            if each.absence.length < self._asks_after:
                known = [state for state in known if state is not State.GIL_WAIT] or known
        return for_gil if kept_out and not known else self._mostly(known)

    def _ran_out(self, each: Seen) -> bool:
        """Whether that was as long as a thread sleeps that waits for the GIL until it asks for it."""
        return self._asks_after > 0 and self._asks_after <= each.absence.length <= self._asks_after + INEXACT_NS + each.late

    def _is_for_gil(self, each: Seen) -> bool:
        """Whether that was seen to be for the GIL, or as long as if it was."""
        return each.state is State.GIL_WAIT or (each.state is None and self._ran_out(each))

    def _known(self, seen: Sequence[Seen]) -> list[State]:
        """What the last waits were for that were seen; of the first ones, those that came after them."""
        return list(self._lately) or [each.state for each in seen if each.state is not None][:LATELY]

    @staticmethod
    def _mostly(known: Sequence[State]) -> Purpose:
        if not known:
            return State.LOCK_WAIT, Evidence.UNKNOWN
        return max(known, key=known.count), Evidence.INFERRED


def _neighbour(seen: Sequence[Seen], place: int, step: int) -> int | None:
    """The next voluntary absence in that direction, where the thread was on its core only for moments between them."""
    while 0 <= place + step < len(seen):
        one, other = sorted((place, place + step))
        if seen[other].absence.start - seen[one].absence.end >= AT_ONCE_NS:
            return None
        place += step
        if not seen[place].absence.preempted:
            return place
    return None
