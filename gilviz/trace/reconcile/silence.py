"""What one silence was, by the best evidence there is; the rules stand in the package's essay."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from gilviz.runner.protocol import GAP_NS, Evidence, State
from gilviz.trace.reconcile.ready import Absence, Sum

IN = 0
OUT = 1
PREEMPTED = 2
"""What a switch was: back on a core; off it, to wait for something; off it, though there was more to do."""

Switch = tuple[int, int]
"""(time in ns, one of ``IN``, ``OUT``, ``PREEMPTED``)."""
Transition = tuple[int, State, Evidence]
"""(time in ns, state entered, how it is known)."""

DECLARED_WAITS = frozenset({State.IO_WAIT, State.LOCK_WAIT})
"""What a worker says that it will wait for."""

NOTICEABLE_NS = 60_000
"""Shorter parts of a gap are not told apart where only counters speak: they are no more exact than that."""

STANDSTILL_NS = 10_000_000
"""ns that a worker was on its core by the kernel's switches, but did not compute by its own clock."""


class Silence(NamedTuple):
    """A time between two of a worker's claims that has to be explained.

    Args:
        start: Its beginning in ns: the worker was certainly on a core.
        end: Its end in ns: the worker is on a core again, and has its GIL.
        declared: What the worker had said it would do: ``RUNNING`` where it said nothing.
        due: When a declared wait was over for the world outside, in ns; None where that is unknown.
        switches: Every switch in it, in order; None where they are not known, or not all.
        ran: How long it computed, in ns; None where that is unknown.
        waited: How long it could have run and had no core, in ns; None where that is unknown.
        ran_since: Where nothing was declared: when the worker had begun to run, in ns.
        interruptions: When it had been off its core, too shortly to fall silent, since it began to run.
        sums: For how long it had been ready without a core, in all its life, by its beginning and by its end; empty where that is
            unknown.
    """

    start: int
    end: int
    declared: State
    due: int | None = None
    switches: Sequence[Switch] | None = None
    ran: int | None = None
    waited: int | None = None
    ran_since: int = 0
    interruptions: Sequence[Absence] = ()
    sums: Sequence[Sum] = ()


class Situation(NamedTuple):
    """What a worker may have to wait for.

    Args:
        shares_gil: Whether other workers hold the same GIL in turn.
    """

    shares_gil: bool

    @property
    def blocked(self) -> State:
        """What a worker waits for that leaves its core by itself while it computes."""
        return State.GIL_WAIT if self.shares_gil else State.LOCK_WAIT

    @property
    def blocked_evidence(self) -> Evidence:
        """How that is known: of threads that share a GIL nearly every voluntary absence is for it, of others nobody knows."""
        return Evidence.MEASURED if self.shares_gil else Evidence.UNKNOWN

    @property
    def guessed(self) -> Evidence:
        """The same where only the length of a gap is known: that it was for the GIL follows from others who had it."""
        return Evidence.INFERRED if self.shares_gil else Evidence.UNKNOWN

    @property
    def late(self) -> State:
        """What a worker waits for whose wait was over already."""
        return State.GIL_WAIT if self.shares_gil else State.CPU_WAIT


def explain(silence: Silence, situation: Situation) -> list[Transition]:
    """The states entered during the silence, in time order; the first stands at its start only if it is another than before.

    A gap after which the worker goes on in the state it was in before is no transition: the list may be empty. At the silence's
    end the worker is running, as it claims; that is not repeated here.
    """
    if not silence.switches and silence.switches is not None and silence.ran is not None and _stood_still(silence):
        return [(silence.start + silence.ran, State.CPU_WAIT, Evidence.INFERRED)]
    if silence.switches is not None:
        return by_switches(silence, silence.switches, silence.waited or 0, situation)
    if silence.ran is not None:
        return by_counters(silence, silence.ran, silence.waited, situation)
    return by_kind(silence, situation)


def _stood_still(silence: Silence) -> bool:
    """Whether the clock went on while nothing ran: a suspended laptop, a virtual machine that was stopped."""
    length = silence.end - silence.start
    return length - (silence.ran or 0) > max(STANDSTILL_NS, length // 2)


def by_switches(silence: Silence, switches: Sequence[Switch], waited: int, situation: Situation) -> list[Transition]:
    """What the silence was, where every switch in it is known; ``waited``: ns that the thread could have run and had no core."""
    found: list[Transition] = []
    away = _absences(silence, switches)
    late = waited - sum(absence.end - absence.start for absence in away if absence.preempted)
    voluntary = [absence for absence in away if not absence.preempted]
    waiting = sum(absence.end - absence.start for absence in voluntary)
    first_wait = voluntary[0].start if voluntary else silence.end
    for number, absence in enumerate(away):
        parts = _parts(absence, silence, situation, has_lock=number > 0 and not away[number - 1].preempted)
        left = parts[-1][1]  # a wait for the GIL stays one, though there was no core at its end
        tail = late * (absence.end - absence.start) // max(waiting, 1) if not absence.preempted else 0
        if tail > NOTICEABLE_NS:
            parts = _with_tail(parts, absence, tail)
        found += parts
        last = number + 1 == len(away)
        stay = (silence.end if last else away[number + 1].start) - absence.end
        still_at_it = absence.preempted and silence.declared is State.RUNNING and absence.end <= first_wait
        if last or stay >= GAP_NS or still_at_it:
            found.append((absence.end, _resumed(left, silence.declared, stay), Evidence.MEASURED))
    return _without_repeats(found, silence.declared)


def by_counters(silence: Silence, ran: int, waited: int | None, situation: Situation) -> list[Transition]:
    """What the silence was, where only sums are known, in ns; ``waited`` is None on systems that don't count it."""
    start, end, declared, due = silence[:4]
    off = end - start - ran
    counted = Evidence.INFERRED
    if waited is None:
        # Off its core, and nobody knows what for.
        waited = off if situation.late is State.CPU_WAIT and declared not in DECLARED_WAITS else 0
        counted = Evidence.UNKNOWN
    waited = min(waited, off) if waited > NOTICEABLE_NS else 0
    found: list[Transition] = []
    if declared in DECLARED_WAITS:
        if due is not None and due < end:
            # What was due before the silence began was late from its beginning on.
            found.append((max(due, start), situation.late, Evidence.INFERRED))
    elif off - waited > NOTICEABLE_NS:
        found.append((start + ran, situation.blocked, situation.guessed))
    if waited:
        found.append((end - waited, State.CPU_WAIT, counted))
        found = [transition for transition in found if transition[0] <= end - waited]
    return _without_repeats(found, declared)


def by_kind(silence: Silence, situation: Situation) -> list[Transition]:
    """What the silence was, where the system tells nothing."""
    if silence.declared in DECLARED_WAITS:
        return by_counters(silence, silence.end - silence.start, 0, situation)
    if silence.declared is State.NATIVE:
        return []
    return [(silence.start, State.GIL_WAIT if situation.shares_gil else State.CPU_WAIT, situation.guessed)]


def _absences(silence: Silence, switches: Sequence[Switch]) -> list[Absence]:
    """The switches in pairs; one whose other half is missing is completed by the silence's own edge.

    Absences of the same kind with short stays between them are one: a thread that waits for the GIL looks again and again. Before
    it waits, what is between two preemptions is computing.
    """
    found: list[Absence] = []
    # Each piece of a declared wait may have another reason: only those of a silence are joined.
    joinable = GAP_NS if silence.declared not in DECLARED_WAITS else 0
    waits = False
    start, preempted, away = silence.start, False, bool(switches) and switches[0][1] == IN
    for time, kind in (*switches, (silence.end, IN)):
        if kind != IN:
            if not away:
                start, preempted, away = time, kind == PREEMPTED, True
        elif away:
            away = False
            waits = waits or not preempted or silence.declared is not State.RUNNING
            if waits and found and found[-1].preempted == preempted and start - found[-1].end < joinable:
                start = found.pop().start
            found.append(Absence(start, time, preempted))
    return found


def _parts(absence: Absence, silence: Silence, situation: Situation, *, has_lock: bool) -> list[Transition]:
    start = absence.start
    if absence.preempted:
        return [(start, State.CPU_WAIT, Evidence.MEASURED)]
    if silence.declared is State.LOCK_WAIT:
        # Whoever was woken has the lock, and goes back to sleep only for the GIL.
        again = has_lock and situation.shares_gil
        return [(start, State.GIL_WAIT if again else State.LOCK_WAIT, Evidence.INFERRED if again else Evidence.MEASURED)]
    if silence.declared is not State.IO_WAIT:
        return [(start, situation.blocked, situation.blocked_evidence)]
    if silence.due is not None and start >= silence.due and situation.shares_gil:
        return [(start, State.GIL_WAIT, Evidence.MEASURED)]
    return [(start, State.IO_WAIT, Evidence.MEASURED)]


def _with_tail(parts: list[Transition], absence: Absence, late: int) -> list[Transition]:
    since = max(absence.start, absence.end - late)
    return [part for part in parts if part[0] < since] + [(since, State.CPU_WAIT, Evidence.INFERRED)]


def _resumed(left: State, declared: State, stay: int) -> State:
    """What a worker does that is back on its core for that long: C code goes on, unless it was over and waited for the GIL.

    C code may begin with such a wait, too: a thread that was asked to let go of the GIL waits until another one has taken it.
    """
    goes_on = declared is State.NATIVE and (left is not State.GIL_WAIT or stay >= GAP_NS)
    return State.NATIVE if goes_on else State.RUNNING


def _without_repeats(transitions: Sequence[Transition], state: State) -> list[Transition]:
    found: list[Transition] = []
    for transition in transitions:
        if transition[1] is not state:
            found.append(transition)
            state = transition[1]
    return found
