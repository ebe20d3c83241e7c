"""One worker's lane as it is concluded: its testimony on one side, its transitions on the other."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

import numpy as np

from gilviz.runner.protocol import NO_TASK, Evidence, State
from gilviz.trace.lane import Lane
from gilviz.trace.reconcile.native import Onlooker
from gilviz.trace.reconcile.ready import Absence
from gilviz.trace.reconcile.silence import Silence, Situation, Transition, explain
from gilviz.trace.reconcile.testimony import Claim, Testimony
from gilviz.trace.reconcile.waiting import Waiting

REMEMBERED = 4_096
"""How many stretches of running are remembered of each lane, at least, before any is forgotten."""

Span = tuple[int, int]
"""(start, end) in ns."""


class Account:
    """What is concluded of one worker.

    Args:
        lane: Receives the transitions, whenever ``flush`` is called.

    Attributes:
        lane: The same.
        testimony: What the worker noted.
        situation: What it may have to wait for.
        onlooker: Tells what was seen of its GIL from outside; None where nobody looks.
        waiting: Tells what its waits were for, where it can't say so itself; None where it can.
        last_tick: When the worker last said that it was executing, in ns.
        state: The state that was entered last; None before the first.
        silent_since: The claim after which nothing is concluded yet, because the worker fell silent; None where it did not.
    """

    def __init__(self, lane: Lane) -> None:
        self.lane = lane
        self.testimony = Testimony(lane.identity.layers, copied_for=bool(lane.identity.starter))
        self.situation = Situation(shares_gil=lane.identity.shares_gil)
        self.onlooker: Onlooker | None = None
        self.waiting: Waiting | None = None
        self.last_tick = 0
        self.state: State | None = None
        self.silent_since: int | None = None
        self._task = NO_TASK
        self._told: list[int] = []  # time, state, evidence, task; and so on
        self._last_time = 0
        self._starts: list[int] = []
        self._ends: list[int] = []

    @property
    def unwatched(self) -> bool:
        """Whether nobody looks at it from outside."""
        return self.onlooker is None and self.waiting is None

    @property
    def next_time(self) -> int | None:
        """The time of the first claim from which nothing was concluded yet, in ns."""
        ready = self.testimony.ready
        return ready[0].time if ready else self.testimony.waits_since

    @property
    def running_since(self) -> int:
        """When it last began to run, in ns; 0 before."""
        return self._starts[-1] if self._starts else 0

    def certain_until(self, now: int) -> int:
        """Until when, in ns, the last state is certain, at the present time ``now``."""
        if self.silent_since is not None:
            return self.silent_since
        next_time = self.next_time
        if next_time is not None:
            return min(next_time, now)
        return min(self.last_tick, now) if self.state is State.RUNNING else now

    def explain(self, silence: Silence) -> list[Transition]:
        """What the worker did in a silence, as far as it can be told without the others; from its start on."""
        seen = self.waiting.explain(silence) if self.waiting else None
        pieces = seen or [(silence.start, silence.declared, Evidence.MEASURED), *explain(silence, self.situation)]
        told = self.onlooker.tell(silence, pieces) if self.onlooker else pieces
        return self.waiting.tell(silence, told) if self.waiting and seen is None else told

    def enter(self, time: int, state: State, evidence: Evidence) -> None:
        """The worker's next transition; never before its last one."""
        time = max(time, self._last_time)
        if state is State.RUNNING:
            if self.state is not State.RUNNING:
                self._starts.append(time)
        elif self.state is State.RUNNING:
            self._ends.append(time)
        self._told += (time, state, evidence, self._task)
        self._last_time, self.state = time, state

    def tell(self, claim: Claim, account: Sequence[Transition]) -> None:
        """Conclude one claim: what was before it, and then what it says."""
        if claim.state is None:
            self.silent_since = claim.time
            return
        self.silent_since = None
        self._interrupt(claim.interruptions if claim.silence is None else claim.silence.interruptions)
        self._task = claim.task  # Until now it was at the one before.
        for time, state, evidence in account:
            if state is not self.state:
                self.enter(time, state, evidence)
        if claim.silence is None or self.state is not claim.state:
            self.enter(claim.time, claim.state, Evidence.MEASURED)

    def _interrupt(self, interruptions: Sequence[Absence]) -> None:
        """Conclude how the worker was interrupted while it ran, unless something was concluded of that time already."""
        for absence in interruptions:
            if absence.start >= self._last_time and self.state is State.RUNNING:
                self.enter(absence.start, State.CPU_WAIT if absence.preempted else self.situation.blocked, Evidence.MEASURED)
                self.enter(absence.end, State.RUNNING, Evidence.MEASURED)

    def running_within(self, start: int, end: int, until: int) -> list[Span]:
        """The stretches of running that have a part in [start, end); one that goes on is certain ``until`` then."""
        starts, ends = self._starts, self._ends
        first = bisect_right(ends, start)
        if first == len(starts) or starts[first] >= end:
            return []
        last = bisect_left(starts, end, first)
        spans = list(zip(starts[first:last], ends[first:last]))  # noqa: B905 - one that goes on has no end
        if last > len(ends) and until > start:
            spans.append((starts[-1], until))
        return spans

    def forget(self, before: int) -> None:
        """Let go of stretches of running that ended before that time (ns), once there are many."""
        if len(self._ends) > 2 * REMEMBERED:
            place = bisect_left(self._ends, before)
            if place > REMEMBERED:
                del self._starts[:place], self._ends[:place]

    def flush(self) -> bool:
        """Give the lane what was concluded; whether there was any."""
        self.lane.lost_switches = self.testimony.lost_switches
        self.lane.overruns = self.testimony.overruns
        self.lane.corrected = self.testimony.corrected
        if not self._told:
            return False
        times, states, evidence, tasks = np.array(self._told, dtype=np.int64).reshape(-1, 4).T
        self.lane.take(times, states, evidence, tasks)
        self._told = []
        return True
