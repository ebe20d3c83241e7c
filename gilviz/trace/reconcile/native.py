"""C code that nobody declared: a worker that is silent on its core, and does not hold the GIL (rule 7 of the package's essay).

Ticks can't tell it from Python code without ticks. Whoever looks at the GIL can: at a look it is the worker's, or it is not, and
who computes without it is in C code that let go of it. Looks are milliseconds apart, so this is sampled: right on the whole, and
half an interval off at each edge. A silence that falls between two looks is taken for what most of the worker's last ones were
that were looked into, and that is inferred.

Being preempted does not change who has the GIL. So a worker's stays on its core that only preemptions part are asked about as
one, and a look that finds it off its core speaks for it, too: the GIL is its own, or nobody's. (Where another one has it the
worker may have let go of it the moment before, as it was asked to.) Else nothing might ever be seen of a worker: where all cores
are taken the observer gets one by preempting somebody, and may preempt the same one at every look.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from gilviz.runner.protocol import GAP_NS, Evidence, State
from gilviz.trace.reconcile.looks import Cover, Looks
from gilviz.trace.reconcile.silence import IN, NOTICEABLE_NS, OUT, PREEMPTED, Silence, Transition

LATELY = 9
"""Stays on the core that were looked into: what most of them were, those are that fell between two looks."""
FEWEST, FEWEST_BESIDE = 3, 1
"""Of so many at least: one look alone may have come just as the GIL was handed on. Beside a look at the same stay one will do."""
_RUNNING, _GIL_WAIT = State.RUNNING, State.GIL_WAIT  # an enumeration's members are slow to reach; these are needed at every gap
EIGHTH = 8
"""By sums alone, a worker was in C code where that would be more than an eighth of the silence: less is what it computes to ask
for the GIL again and again."""


class Onlooker:
    """Tells of one worker's silences what its GIL's observer saw.

    Args:
        looks: The looks at its GIL.
        thread: The thread state by which the GIL names this worker.
    """

    def __init__(self, looks: Looks, thread: int) -> None:
        self.looks = looks
        self._thread = thread
        self._lately: deque[bool] = deque(maxlen=LATELY)  # whether the last stays that were looked into were C code

    def tell(self, silence: Silence, pieces: Sequence[Transition]) -> list[Transition]:
        """What the silence was, with C code where looks show it.

        Args:
            silence: What was between two claims.
            pieces: What it was without looks, the first piece from its start on.
        """
        if silence.declared is not _RUNNING or (silence.switches is None and silence.ran is None):
            return list(pieces)
        if silence.switches is None and silence.end - silence.start - (silence.ran or 0) > NOTICEABLE_NS:
            return self._by_sums(silence, silence.ran or 0, pieces)
        return self._on_core(silence, pieces)

    def asks(self, silence: Silence) -> bool:
        """Whether looks can say something of a silence: not where all of it is a wait, and asking for the GIL."""
        if silence.declared is not _RUNNING:
            return False
        if silence.switches is None:
            return silence.ran is not None
        came, left = silence.start, PREEMPTED
        for time, kind in (*silence.switches, (silence.end, OUT)):
            if kind != IN and time - came >= GAP_NS:
                return True
            if kind == IN and left == OUT:
                came = time
            left = kind
        return False

    def was_kept_out(self, start: int, end: int) -> bool:
        """Whether another thread was seen to hold the GIL in [start, end), in ns."""
        return self.looks.found_another(self._thread, start, end)

    def _on_core(self, silence: Silence, pieces: Sequence[Transition]) -> list[Transition]:
        """Every stay on the core is known: what it was for is asked of the looks at it."""
        told: list[Transition] = []
        last = len(pieces) - 1
        covers: list[Cover] = []
        covered = silence.start
        for place, piece in enumerate(pieces):
            start, state, known = piece
            end = pieces[place + 1][0] if place < last else silence.end
            # Short stays beside a wait for the GIL are for asking whether one may have it.
            asks = (place and pieces[place - 1][1] is _GIL_WAIT) or (place < last and pieces[place + 1][1] is _GIL_WAIT)
            if state is _RUNNING and (end - start >= GAP_NS or not asks):
                if end > covered:
                    away, covered = _until_it_leaves(pieces, place, silence.end)
                    covers = self._covers(start, covered, away)
                told += self._stay(start, end, known, covers)
            else:
                told.append(piece)
        return told

    def _covers(self, start: int, end: int, away: Sequence[tuple[int, int]]) -> list[Cover]:
        """What looks say of stays on the core that only preemptions part."""
        covers = self.looks.covers(self._thread, start, end, away)
        if covers:
            self._lately.append(sum((cover.end - cover.start) * (-1 if cover.holds else 1) for cover in covers) > 0)
        return covers

    def _stay(self, start: int, end: int, known: Evidence, covers: Sequence[Cover]) -> list[Transition]:
        """One stay on the core."""
        told: list[Transition] = []
        free = start
        for cover in covers:
            since, until = max(cover.start, start), min(cover.end, end)
            if since >= until:
                continue
            if since > free:
                told.append(self._unseen(free, known, FEWEST_BESIDE))
            told.append((since, State.RUNNING if cover.holds else State.NATIVE, Evidence.SAMPLED))
            free = until
        if told and free >= end:
            return told
        return [*told, self._unseen(free, known, FEWEST_BESIDE if covers else FEWEST)]

    def _unseen(self, start: int, known: Evidence, fewest: int) -> Transition:
        """Nobody looked: it is what it mostly was when somebody did, at least so many times."""
        native = len(self._lately) >= fewest and 2 * sum(self._lately) > len(self._lately)
        return (start, State.NATIVE, Evidence.INFERRED) if native else (start, State.RUNNING, known)

    def _by_sums(self, silence: Silence, ran: int, pieces: Sequence[Transition]) -> list[Transition]:
        """How long it was on its core is known, and not when: C code is what it computed beyond what it was seen to hold the GIL.

        Where the looks found it holding it runs; the rest of the time is, in this order, C code and what it waited for.
        """
        covers = self.looks.covers(self._thread, silence.start, silence.end)
        if not covers:
            return self._on_core(silence, pieces)
        held = sum(cover.end - cover.start for cover in covers if cover.holds)
        native = ran - held
        is_native = native > max(GAP_NS, (silence.end - silence.start) // EIGHTH)
        self._lately.append(is_native)
        if not is_native:
            took_turns = any(cover.holds for cover in covers) and not all(cover.holds for cover in covers)
            return _filled(silence, covers, pieces, 0, ran) if took_turns else list(pieces)
        return _filled(silence, covers, pieces, native, ran)


def _until_it_leaves(pieces: Sequence[Transition], place: int, end: int) -> tuple[list[tuple[int, int]], int]:
    """From the stay on the core at ``place`` on: when the worker was preempted, and when it left by itself, in ns."""
    away: list[tuple[int, int]] = []
    until = end
    for number in range(place, len(pieces)):
        start, state, _ = pieces[number]
        stop = pieces[number + 1][0] if number + 1 < len(pieces) else end
        if state is _RUNNING:
            until = stop
        elif state is State.CPU_WAIT:
            away.append((start, stop))
        else:
            break
    return away, until


def _ends(silence: Silence, pieces: Sequence[Transition]) -> list[int]:
    return [*(piece[0] for piece in pieces[1:]), silence.end]


def _filled(silence: Silence, covers: Sequence[Cover], pieces: Sequence[Transition], native: int, ran: int) -> list[Transition]:
    """Running where looks found it, and between that so many ns of C code first, then the waits, each for as long as it was.

    Who holds the GIL and has no core does not run: where it was found holding it for longer than it computed, each time that it
    did so is for a part waiting for a core; for no longer than it was counted waiting for one.
    """
    waits = [(end - start, state, known) for (start, state, known), end in zip(pieces, _ends(silence, pieces), strict=True)]
    seen = Evidence.INFERRED if any(cover.holds for cover in covers) else Evidence.SAMPLED
    holds = [cover for cover in covers if cover.holds]
    held = sum(cover.end - cover.start for cover in holds)
    counted = sum(length for length, state, _ in waits if state is State.CPU_WAIT)
    kept_off = min(held - ran, counted) if held > ran + GAP_NS else 0
    parts = [(native, State.NATIVE, seen), *(wait for wait in waits if wait[1] is not State.RUNNING)]
    parts = [(length - kept_off if state is State.CPU_WAIT else length, state, known) for length, state, known in parts]
    parts = [part for part in parts if part[0] > 0]
    if not parts:
        return list(pieces)
    told: list[Transition] = []
    now, part, left = silence.start, 0, parts[0][0]
    for cover in (*holds, Cover(silence.end, silence.end, holds=True)):
        while now < cover.start:
            if left <= 0 and part + 1 < len(parts):
                part += 1
                left = parts[part][0]
            # The last one takes whatever time there is.
            length = min(left, cover.start - now) if part + 1 < len(parts) else cover.start - now
            told.append((now, *parts[part][1:]))
            now, left = now + length, left - length
        if cover.end > cover.start:
            told.append((cover.start, State.RUNNING, Evidence.SAMPLED))
            now = cover.end
            if kept_off:
                told.append((now - kept_off * (now - cover.start) // held, State.CPU_WAIT, Evidence.INFERRED))
    return told
