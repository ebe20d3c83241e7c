"""What a worker waited for that can't say so itself, for its task is the user's own code (rules 8 and 9 of the package's essay).

When it left its core and came back, the kernel's switches tell exactly. What for, looks from outside tell: the system call that
the thread was found in. Where switches are not known there are only gaps, and each is what it was seen to be.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from itertools import pairwise

from gilviz.runner.protocol import Evidence, State
from gilviz.trace.reconcile.away import Wait, absences, told
from gilviz.trace.reconcile.looks import Looks
from gilviz.trace.reconcile.purpose import LATELY, Purposes, Seen
from gilviz.trace.reconcile.ready import Absence, longest
from gilviz.trace.reconcile.silence import Silence, Transition
from gilviz.trace.reconcile.waits import Waits

_GUESSED = (State.GIL_WAIT, State.LOCK_WAIT)
"""What is said of an absence by rule."""


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
        self._purposes = Purposes(self._kept_out, waits.asks_after)

    def explain(self, silence: Silence) -> list[Transition] | None:
        """The silence's states, by its switches and all that was seen; None where none of its switches is known."""
        if silence.declared is not State.RUNNING or not silence.switches:
            return None
        sums = [*silence.sums, *self._waits.sums(self._thread, silence.start, silence.end)]
        away = absences(silence)
        seen = [Seen(absence, self._seen_for(absence), late) for absence, late in zip(away, longest(away, sums), strict=True)]
        purposes = self._purposes.tell(seen)
        waits = [
            Wait(absence, purpose, *self._waits.bounds(self._thread, *absence[:2]))
            for absence, purpose in zip(away, purposes, strict=True)
        ]
        return told(silence, waits, sums, self._waits.asks_after)

    def _seen_for(self, absence: Absence) -> State | None:
        """What it was last seen to wait for then."""
        found = self._waits.seen(self._thread, absence.start, absence.end)
        return found[-1][2] if found else None

    def _kept_out(self, start: int, end: int) -> bool:
        return self._looks is not None and self._looks.found_another(self._state, start, end)

    def tell(self, silence: Silence, pieces: Sequence[Transition]) -> list[Transition]:
        """The silence's states, with each gap called what it was for.

        Args:
            silence: What was between two claims; none of its switches is known.
            pieces: What it was by the rules, the first from its start on.
        """
        if silence.declared is not State.RUNNING:
            return list(pieces)
        named: list[Transition] = []
        ends = [*(piece[0] for piece in pieces[1:]), silence.end]
        for piece, end in zip(pieces, ends, strict=True):
            named += self._gap(piece, end) if piece[1] in _GUESSED else [piece]
        return named

    def _gap(self, piece: Transition, end: int) -> list[Transition]:
        """What it was for; one wait goes over into the next half-way between the looks that found them."""
        start, state, known = piece
        found = self._waits.seen(self._thread, start, end)
        if not found:
            return [self._unseen(start, end, state, known)]
        named: list[Transition] = []
        since = start
        for (_, last, seen), following in pairwise([*found, (end, end, state)]):
            self._lately.append(seen)
            if not named or named[-1][1] is not seen:
                named.append((since, seen, known if seen is state and known is Evidence.MEASURED else Evidence.SAMPLED))
            since = (last + following[0]) // 2
        return named

    def _unseen(self, start: int, end: int, state: State, known: Evidence) -> Transition:
        """Nobody looked: it is what it mostly was when somebody did."""
        for_gil = self._kept_out(start, end)
        if not self._lately:
            return (start, State.GIL_WAIT, Evidence.INFERRED) if for_gil else (start, State.LOCK_WAIT, Evidence.UNKNOWN)
        mostly = max(self._lately, key=self._lately.count)
        if mostly is State.GIL_WAIT and state is State.GIL_WAIT and for_gil:
            return start, state, known
        return start, mostly, Evidence.INFERRED
