"""A worker's notes, put in order: its claims, and the silences between them with the evidence that covers each."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import deque
from itertools import pairwise
from typing import NamedTuple

from gilviz.runner.protocol import (
    FLAGS_MASK,
    FLAGS_SHIFT,
    GAP_NS,
    LARGEST_BLOCK,
    MARK_SHIFT,
    NO_TASK,
    OVERRUN,
    STATE_MASK,
    TASK_SHIFT,
    KernelRecord,
    Layer,
    Mark,
    State,
)
from gilviz.trace.chunk_file import Words
from gilviz.trace.reconcile.silence import IN, OUT, PREEMPTED, Absence, Silence, Switch

_BLOCKS, _STATES = frozenset({Mark.SWITCHES, Mark.COUNTERS}), frozenset(State)
_STATE, _SILENT, _DUE, _SWITCHES = (int(mark) for mark in (Mark.STATE, Mark.SILENT, Mark.DUE, Mark.SWITCHES))
_RUNNING = int(State.RUNNING)
BRIEF_NS = 50_000
"""A declared wait longer than this is looked into where the kernel told of it: C code, and a wait for the GIL after it."""
COMPUTES = frozenset({State.RUNNING, State.NATIVE, State.IO_WAIT, State.LOCK_WAIT})
"""States of which the kernel may have more to tell than the worker."""


class Claim(NamedTuple):
    """A worker's word.

    Args:
        time: ns.
        state: The state it entered; None if from then on it was silent.
        task: Its task, from 0, or ``NO_TASK``.
        silence: What was between the claim before and this one, where that has to be explained.
    """

    time: int
    state: State | None
    task: int
    silence: Silence | None = None


class _Counts(NamedTuple):
    at: int
    computed: int
    waited: int


class Testimony:
    """What one worker noted, in the order in which it happened.

    Args:
        layers: The evidence that the worker has: silences wait until it has arrived.

    Attributes:
        ready: Claims whose silence, if any, has its evidence; whoever uses them takes them away.
        unreadable: Records that say nothing sensible.
        corrected: Claims whose time lay before their predecessor's and was moved to it.
        lost_switches: Context switches that the kernel could not keep.
        overruns: How often its ring may have been too small.
        declared_at: When the worker last declared a state, in ns: then it published its count of ticks, too.
    """

    def __init__(self, layers: Layer) -> None:
        self.ready: deque[Claim] = deque()
        self.unreadable = self.corrected = self.lost_switches = self.overruns = self.declared_at = 0
        self._awaited = next((mark for layer, mark in _LAST_TO_ARRIVE if layers & layer), None)
        self._shortest = BRIEF_NS if layers & Layer.SWITCHES else GAP_NS
        self._waiting: deque[Claim] = deque()  # from the first on whose silence lacks its evidence
        self._rest: list[list[int]] = []  # a block that is not whole yet
        self._claimed, self._state, self._task = 0, -1, NO_TASK
        self._running_since = 0
        self._due: int | None = None
        self._switches: list[Switch] = []
        self._told_until = self._doubtful_until = 0
        self._counts: _Counts | None = None

    @property
    def waits_since(self) -> int | None:
        """The time of the first claim that can't be used yet, in ns; None if all can."""
        return self._waiting[0].time if self._waiting else None

    def feed(self, words: Words) -> None:
        """Take records, int64[n, 2], as they stand in the file."""
        rows = self._rest + words.tolist()
        self._rest = []
        at = 0
        while at < len(rows):
            time, word = rows[at]
            mark, following = word >> MARK_SHIFT & STATE_MASK, 0
            if mark in _BLOCKS and 0 <= word >> TASK_SHIFT <= LARGEST_BLOCK:
                following = word >> TASK_SHIFT
                if at + following >= len(rows):
                    self._rest = rows[at:]
                    return
                self._take_block(mark, time, word >> FLAGS_SHIFT & FLAGS_MASK, rows[at + 1 : at + 1 + following])
            elif time > 0 and word >= 0 and mark <= _DUE and word & STATE_MASK in _STATES:
                self._take_claim(mark, time, word & STATE_MASK, (word >> TASK_SHIFT) - 1)
            else:
                self.unreadable += 1
            at += 1 + following

    def finish(self) -> None:
        """There is no more: silences that still wait for evidence have none."""
        self.unreadable += len(self._rest)
        self._rest = []
        self.ready += self._waiting
        self._waiting.clear()

    def _take_claim(self, mark: int, time: int, state: int, task: int) -> None:
        if mark == _DUE:
            self._due = time
            return
        if mark == _SILENT and self._state != _RUNNING:
            self.unreadable += 1  # Only who ran can have fallen silent.
            return
        if time < self._claimed:
            time = self._claimed
            self.corrected += 1
        silence = None
        if mark == _STATE:
            if self._state >= 0:
                self.declared_at = time
            silence = self._silence_until(time)
            self._state = state
            self._due = None
        claim = Claim(time, State(state) if mark == _STATE else None, task, silence)
        self._claimed, self._task = time, task
        if mark == _SILENT:
            self._state = -1
        elif state == _RUNNING:
            self._running_since = time
        if self._waiting or (silence and self._awaited is not None):
            self._waiting.append(claim)
        else:
            self.ready.append(claim)

    def _silence_until(self, end: int) -> Silence | None:
        """What has to be explained between the last claim and this one, still without evidence."""
        if self._state < 0 and self._claimed:
            return Silence(self._claimed, end, State.RUNNING, ran_since=self._running_since)
        if self._state in COMPUTES and self._state != _RUNNING and end - self._claimed > self._shortest:
            return Silence(self._claimed, end, State(self._state), self._due)
        return None

    def _take_block(self, mark: int, time: int, flags: int, rows: list[list[int]]) -> None:
        if mark == _SWITCHES:
            self.overruns += bool(flags & OVERRUN)
            self._take_switches(time, rows, doubtful=bool(flags & OVERRUN))
            counts = None
        else:
            counts = _Counts(time, *rows[0]) if len(rows) == 1 else None
        if mark == self._awaited:
            self._settle(time, counts)
        if counts:
            self._counts = counts

    def _take_switches(self, time: int, rows: list[list[int]], *, doubtful: bool) -> None:
        words = [word for row in rows for word in row]
        at = 0
        while at + 1 < len(words):
            header = words[at]
            kind = header & KernelRecord.KIND_MASK
            if kind == KernelRecord.SWITCH:
                left, preempted = header & KernelRecord.LEFT, header & KernelRecord.PREEMPTED
                self._switches.append((words[at + 1], IN if not left else PREEMPTED if preempted else OUT))
            elif kind == KernelRecord.LOST and at + 2 < len(words):
                self.lost_switches += words[at + 2]
                doubtful = True
            else:
                doubtful = True
            at += max(2, header >> KernelRecord.SIZE_SHIFT >> 3)
        if doubtful:
            self._doubtful_until = time
        self._told_until = time

    def _settle(self, until: int, counts: _Counts | None) -> None:
        """Give the silences that ended by then their evidence, and hand out what need not wait any more."""
        silences = [claim.silence for claim in self._waiting if claim.silence and claim.silence.end <= until]
        alone = len(silences) == 1
        while self._waiting:
            claim = self._waiting[0]
            if claim.silence:
                if claim.silence.end > until:
                    break
                claim = claim._replace(silence=self._with_evidence(claim.silence, counts if alone else None))
            self._waiting.popleft()
            self.ready.append(claim)
        needed = self._waiting[0].silence.start if self._waiting and self._waiting[0].silence else self._claimed
        del self._switches[: bisect_left(self._switches, (needed,))]

    def _with_evidence(self, silence: Silence, counts: _Counts | None) -> Silence:
        switches, interruptions = None, []
        short_waits, counted_since = 0, self._counts.at if self._counts else 0
        if self._told_until >= silence.end and self._doubtful_until <= silence.start:
            first = bisect_left(self._switches, (silence.start,))
            switches = self._switches[first : bisect_right(self._switches, (silence.end, PREEMPTED))]
            ran_before = self._switches[bisect_left(self._switches, (silence.ran_since,)) : first]
            interruptions = [
                Absence(left, back, kind == PREEMPTED)
                for (left, kind), (back, came) in pairwise(ran_before)
                if kind != IN and came == IN
            ]
            # What was too short to be noticed is in the count of waiting, too.
            short_waits = preempted(self._switches[bisect_left(self._switches, (counted_since,)) : first])
        ran = waited = None
        if counts and self._counts:
            # Before its start and after its end the worker was on its core: that is what silences are between.
            outside = max(0, silence.start - self._counts.at) + max(0, counts.at - silence.end)
            ran = min(max(0, counts.computed - self._counts.computed - outside), silence.end - silence.start)
            if counts.waited >= 0 and self._counts.waited >= 0:
                waited = max(0, counts.waited - self._counts.waited - short_waits)
        return silence._replace(switches=switches, ran=ran, waited=waited, interruptions=interruptions)


_LAST_TO_ARRIVE = ((Layer.COUNTERS, Mark.COUNTERS), (Layer.SWITCHES, Mark.SWITCHES))
"""A worker that copies both copies the counters last."""


def preempted(switches: list[Switch]) -> int:
    """How long the thread was off its core though it had more to do, in ns."""
    return sum(back - left for (left, kind), (back, _) in pairwise(switches) if kind == PREEMPTED)
