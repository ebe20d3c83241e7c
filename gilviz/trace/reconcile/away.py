"""A silence of which every switch is known, told absence by absence (rule 9 of the package's essay)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from gilviz.runner.protocol import GAP_NS, Evidence, State
from gilviz.trace.reconcile.purpose import WOKEN_NS, Purpose
from gilviz.trace.reconcile.ready import Absence, Leave, Sum, ready
from gilviz.trace.reconcile.silence import IN, PREEMPTED, Silence, Transition

SHORT_NS = 20_000
"""A thread that was ready for less had its core at once."""


class Wait(NamedTuple):
    """An absence, and what it was for.

    Args:
        absence: From when until when, and whether the thread was preempted.
        purpose: What it was for, and how that is known.
        since: When it was last seen to wait for that, in ns; the absence's start where it was not.
        awake: When it was first seen to be ready after that; the absence's end where it was not.
    """

    absence: Absence
    purpose: Purpose
    since: int
    awake: int


def absences(silence: Silence) -> list[Absence]:
    """The switches in pairs; one whose other half is missing is completed by the silence's own edge."""
    found: list[Absence] = []
    switches = silence.switches or ()
    start, preempted, away = silence.start, False, bool(switches) and switches[0][1] == IN
    for time, kind in (*switches, (silence.end, IN)):
        if kind != IN and not away:
            start, preempted, away = time, kind == PREEMPTED, True
        elif kind == IN and away:
            found.append(Absence(start, time, preempted))
            away = False
    return found


def told(silence: Silence, waits: Sequence[Wait], sums: Sequence[Sum], asks_after: int) -> list[Transition]:
    """The silence's states, from its start on.

    Args:
        silence: The silence.
        waits: Its absences.
        sums: For how long the thread had been ready without a core, until when; the first and the last are its edges.
        asks_after: ns after which a thread that waits for the GIL looks again whether it is free; 0 where that is not known.
    """
    late = ready([_leave(waits, place, asks_after) for place in range(len(waits))], sums)
    found: list[Transition] = [(silence.start, State.RUNNING, Evidence.MEASURED)]
    for place, (wait, length) in enumerate(zip(waits, late, strict=True)):
        start, end, preempted = wait.absence
        found.append((start, *wait.purpose))
        if not preempted and length > SHORT_NS:
            found.append((end - length, State.CPU_WAIT, Evidence.INFERRED))
        if end < silence.end:
            asks = _asks(waits, place)
            found.append((end, State.GIL_WAIT if asks else State.RUNNING, wait.purpose[1] if asks else Evidence.MEASURED))
    return [piece for place, piece in enumerate(found) if not place or piece[1] is not found[place - 1][1]]


def _leave(waits: Sequence[Wait], place: int, asks_after: int) -> Leave:
    wait = waits[place]
    absence, end = wait.absence, wait.absence.end
    if absence.preempted:
        return Leave(absence, absence.length, absence.length, likely=False)
    most = max(end - wait.since - 1, 0)
    least = min(end - wait.awake, most)
    if wait.purpose[0] is State.GIL_WAIT and asks_after:
        least = max(least, min(absence.length - asks_after - WOKEN_NS, most))
    return Leave(absence, least, most, likely=not _asks(waits, place))


def _asks(waits: Sequence[Wait], place: int) -> bool:
    """Whether a wait for the GIL went on after that absence: the thread looked whether it was free, and it was not."""
    after = place + 1
    if after == len(waits) or waits[after].absence.start - waits[place].absence.end >= GAP_NS:
        return False
    before = place
    while before >= 0 and waits[before].absence.preempted:
        before -= 1
    while after < len(waits) and waits[after].absence.preempted:
        after += 1
    both = before >= 0 and after < len(waits)
    return both and all(waits[each].purpose[0] is State.GIL_WAIT for each in (before, after))
