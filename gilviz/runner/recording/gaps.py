"""What a worker did while it did not tick: from the best witness that the system admits.

A worker asks here only after the fact, when it comes back from a silence (a gap between two ticks) or from something it had
declared (a blocking call, C code that lets go of the GIL), so the asking may cost some microseconds. Witnesses, best first:

1. *Switches*. The kernel saw every moment at which the thread left its core and came back (``switches``). The moments are
   measured; what it waited for follows by rule:
   - preempted: it waited for a core;
   - left by itself while it computed: where threads share its GIL it waited for that, else for some other lock;
   - left by itself in a declared wait: it waited for that; leaving again after the moment when that was due (a sleep's end, the
     time at which a server sent its answer), it waited for the GIL;
   - a stay on the core shorter than a gap between two absences is part of the waiting: it looked, and waited on;
   - a longer one is what was declared: a silence on the core is code without ticks, and running.
   How long it was runnable without a core is counted (``counters``), and no switch tells when that began: it is put at the end
   of the last absence, where the waker has been and the core has not. Reading the count takes longer than all the rest, so it
   is read only while cores are scarce: from a long preemption on, until some silences have passed without one.
   Where many threads share a GIL with a short switch interval, recording their looks would cost more than it tells, and is
   left out (``affordable``).
2. *Counters* alone. They say how much, not when: of a gap, first what it ran, then what it was blocked, then what it waited for
   a core. All that is inferred.
3. The *kind* of worker, where the system tells nothing: the whole gap is what such a worker most likely waited for.

Rejected: asking which lock a thread waits for as it happens (an observer's work), and ``nivcsw`` counts (mixed gaps have both).
"""

from __future__ import annotations

import contextlib
import sys
from dataclasses import dataclass
from typing import List, NamedTuple, Optional, Sequence, Tuple

from gilviz.runner.protocol import Evidence, Layer, State, WorkerKind
from gilviz.runner.recording.counters import Counters
from gilviz.runner.recording.switches import IN, PREEMPTED, Switch, Switches

GAP_NS = 200_000
"""A silence longer than this is a gap. Five times what workloads leave between ticks, a twenty-fifth of a default GIL slice."""
SUSPICIOUS_NS = 100_000
"""A silence worth asking about where threads switch so often that a slice can be shorter than a gap. Asking is not for nothing:
a workload that is interrupted, or a slow machine, is silent for as long now and then though it never left its core."""
OFTEN = 0.001
"""A switch interval, in seconds, below which slices are that short."""
NOTICEABLE_NS = 60_000
"""Shorter parts of a gap are not told apart where only counters speak: they are no more exact than that."""

SCARCE_NS = 1_000_000
"""Off its core for longer than this though it had more to do: somebody else computes there, and cores are scarce."""
ALERT = 20
"""Silences after that in which the thread may have had to wait for a core before it could go on."""
WAKE_COST = 5e-6
"""Seconds that a look at the GIL takes longer where the kernel records it."""
LARGEST_COST = 0.02
"""The share of a core that such looks may take, all in all."""

Transition = Tuple[int, State, Evidence]
"""(time in ns, state entered, how it is known)."""


class Silence(NamedTuple):
    """A time without ticks.

    Args:
        start: Its beginning in ns: the worker was certainly on a core.
        end: Its end in ns: the worker is on a core again, and has its GIL.
        declared: What the worker had said it would do: ``RUNNING`` where it said nothing.
        due: When a declared wait was over for the world outside, in ns; None where that is unknown.
    """

    start: int
    end: int
    declared: State
    due: Optional[int] = None


class Absence(NamedTuple):
    """A time off the core, in ns, and whether the thread was preempted."""

    start: int
    end: int
    preempted: bool


@dataclass(frozen=True)
class Situation:
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
        """How that is known: of threads that share a GIL nearly every voluntary absence is for it, of others it is a guess."""
        return Evidence.MEASURED if self.shares_gil else Evidence.INFERRED

    @property
    def late(self) -> State:
        """What a worker waits for whose wait was over already."""
        return State.GIL_WAIT if self.shares_gil else State.CPU_WAIT


class Witness:
    """Explains the calling thread's silences; only that thread may use it.

    Args:
        kind: What the worker is.
        gil: Whether its interpreter has a GIL.
        workers: How many workers the run has.

    Attributes:
        layers: Which evidence there is, as a sum of ``Layer``s.
        patience: The longest silence, in ns, that is not worth asking about.
    """

    def __init__(self, kind: WorkerKind, gil: bool, workers: int) -> None:
        self._situation = Situation(shares_gil=gil and kind is WorkerKind.THREAD and workers > 1)
        self._switches: Optional[Switches] = None
        self._counters: Optional[Counters] = None
        self._pending: List[Switch] = []
        self._waited_before = 0
        self._alert = 0
        self._blocked, self._blocked_evidence = self._situation.blocked, self._situation.blocked_evidence
        self.layers = int(Layer.TICKS)
        self.patience = GAP_NS
        with contextlib.suppress(OSError):  # The layers that remain say so.
            self._counters = Counters()
            self.layers |= Layer.COUNTERS
            if sys.getswitchinterval() < OFTEN:
                self.patience = SUSPICIOUS_NS
            if not self._situation.shares_gil or affordable(workers, sys.getswitchinterval()):
                self._switches = Switches()
                self.layers |= Layer.SWITCHES
        self._plain = self._switches  # while nothing is left over from an earlier silence, and cores are not scarce

    @property
    def lost(self) -> int:
        """How many of the kernel's records were lost."""
        return self._switches.lost if self._switches else 0

    def explain(self, silence: Silence) -> List[Transition]:
        """The states entered during the silence, in time order; the first stands at its start only if it is another than before.

        A gap after which the worker goes on in the state it was in before is no transition: the list may be empty.
        """
        if self._plain and silence[2] is State.RUNNING:
            wait = self._plain.take_one_wait(silence[0], silence[1], GAP_NS)
            if wait:
                return [(wait[0], self._blocked, self._blocked_evidence), (wait[1], State.RUNNING, Evidence.MEASURED)]
        switches = self._switches_during(silence)
        self._plain = None if self._pending or self._alert or self._waited_before else self._switches
        if switches == []:
            return []
        if switches is not None:
            return by_switches(silence, switches, self._waited(silence, switches), self._situation)
        if self._counters:
            ran, waited = self._counters.during(silence.start, silence.end)
            return by_counters(silence, ran, waited, self._situation)
        return by_kind(silence, self._situation)

    def close(self) -> None:
        """Lets go of what the system gave."""
        if self._switches:
            self._switches.close()
        if self._counters:
            self._counters.close()

    def _waited(self, silence: Silence, switches: Sequence[Switch]) -> int:
        """For how many ns the thread had to wait for a core, where cores are scarce; else 0, without asking."""
        before, self._waited_before = self._waited_before, 0
        if self._counters is None:
            return 0
        was_alert = self._alert > 0
        scarce = before + _preempted(switches) >= SCARCE_NS
        self._alert = ALERT if scarce else max(0, self._alert - 1)
        if not self._alert and not was_alert:
            return 0
        _, waited = self._counters.during(silence.start, silence.end)
        # The first number after a quiet time counts all of it: it is where counting begins.
        return max(0, waited - before) if was_alert else 0

    def _switches_during(self, silence: Silence) -> Optional[List[Switch]]:
        """Every switch in the silence; None where they are not known, or not all."""
        if self._switches is None:
            return None
        taken, complete = self._switches.take()
        if taken and complete and not self._pending and silence.start <= taken[0][0] and taken[-1][0] <= silence.end:
            return taken
        known = self._pending + taken
        # Explaining takes time, in which the thread may be switched out: that belongs to the silence which begins now.
        self._pending = [switch for switch in known if switch[0] > silence.end]
        # The counters go on from where they were read last: what was too short to ask about is in them, too.
        self._waited_before += _preempted([switch for switch in known if switch[0] < silence.start])
        during = [switch for switch in known if silence.start <= switch[0] <= silence.end]
        return during if complete else None


def affordable(workers: int, switch_interval: float) -> bool:
    """Whether knowing every switch of threads that share a GIL costs little.

    Whoever waits for the GIL wakes once in a switch interval (in seconds) to ask for it; each time the kernel writes two records.
    """
    return (workers - 1) / switch_interval * WAKE_COST <= LARGEST_COST


def by_switches(silence: Silence, switches: Sequence[Switch], waited: int, situation: Situation) -> List[Transition]:
    """What the silence was, where every switch in it is known; ``waited``: ns that the thread could have run and had no core."""
    found: List[Transition] = []
    away = _absences(silence, switches)
    late = waited - sum(absence.end - absence.start for absence in away if absence.preempted)
    voluntary = [absence for absence in away if not absence.preempted]
    for number, absence in enumerate(away):
        parts = _parts(absence, silence, situation)
        if voluntary and absence is voluntary[-1] and late > NOTICEABLE_NS:
            parts = _with_tail(parts, absence, late)
        found += parts
        last = number + 1 == len(away)
        stay = (silence.end if last else away[number + 1].start) - absence.end
        if last or stay >= GAP_NS:
            found.append((absence.end, _resumed(parts[-1][1], silence.declared, stay), Evidence.MEASURED))
    return _without_repeats(found, silence.declared)


def by_counters(silence: Silence, ran: int, waited: int, situation: Situation) -> List[Transition]:
    """What the silence was, where only sums are known, in ns."""
    start, end, declared, due = silence
    waited = min(waited, end - start - ran) if waited > NOTICEABLE_NS else 0
    found: List[Transition] = []
    if declared is State.IO_WAIT:
        if due is not None and start <= due < end:
            found.append((due, situation.late, Evidence.INFERRED))
    elif end - start - ran - waited > NOTICEABLE_NS:
        found.append((start + ran, situation.blocked, Evidence.INFERRED))
    if waited:
        found.append((end - waited, State.CPU_WAIT, Evidence.INFERRED))
        found = [transition for transition in found if transition[0] <= end - waited]
    return _without_repeats(found, declared)


def by_kind(silence: Silence, situation: Situation) -> List[Transition]:
    """What the silence was, where the system tells nothing."""
    if silence.declared is State.IO_WAIT:
        return by_counters(silence, 0, 0, situation)
    if silence.declared is State.NATIVE:
        return []
    return [(silence.start, State.GIL_WAIT if situation.shares_gil else State.CPU_WAIT, Evidence.INFERRED)]


def _absences(silence: Silence, switches: Sequence[Switch]) -> List[Absence]:
    """The switches in pairs; one whose other half is missing is completed by the silence's own edge.

    Absences of the same kind with short stays between them are one: a thread that waits for the GIL looks again and again.
    """
    found: List[Absence] = []
    # Each piece of a declared wait may have another reason: only those of a silence are joined.
    joinable = GAP_NS if silence.declared is not State.IO_WAIT else 0
    start, preempted, away = silence.start, False, bool(switches) and switches[0][1] == IN
    for time, kind in (*switches, (silence.end, IN)):
        if kind != IN:
            if not away:
                start, preempted, away = time, kind == PREEMPTED, True
        elif away:
            away = False
            if found and found[-1].preempted == preempted and start - found[-1].end < joinable:
                start = found.pop().start
            found.append(Absence(start, time, preempted))
    return found


def _preempted(switches: Sequence[Switch]) -> int:
    """How long the thread was off its core though it had more to do, in ns."""
    return sum(back - left for (left, kind), (back, _) in zip(switches, switches[1:]) if kind == PREEMPTED)


def _parts(absence: Absence, silence: Silence, situation: Situation) -> List[Transition]:
    start = absence.start
    if absence.preempted:
        return [(start, State.CPU_WAIT, Evidence.MEASURED)]
    if silence.declared is not State.IO_WAIT:
        return [(start, situation.blocked, situation.blocked_evidence)]
    if silence.due is not None and start >= silence.due and situation.shares_gil:
        return [(start, State.GIL_WAIT, Evidence.MEASURED)]
    return [(start, State.IO_WAIT, Evidence.MEASURED)]


def _with_tail(parts: List[Transition], absence: Absence, late: int) -> List[Transition]:
    since = max(absence.start, absence.end - late)
    return [part for part in parts if part[0] < since] + [(since, State.CPU_WAIT, Evidence.INFERRED)]


def _resumed(left: State, declared: State, stay: int) -> State:
    """What a worker does that is back on its core for that long: C code goes on, unless it was over and waited for the GIL.

    C code may begin with such a wait, too: a thread that was asked to let go of the GIL waits until another one has taken it.
    """
    goes_on = declared is State.NATIVE and (left is not State.GIL_WAIT or stay >= GAP_NS)
    return State.NATIVE if goes_on else State.RUNNING


def _without_repeats(transitions: Sequence[Transition], state: State) -> List[Transition]:
    found: List[Transition] = []
    for transition in transitions:
        if transition[1] is not state:
            found.append(transition)
            state = transition[1]
    return found
