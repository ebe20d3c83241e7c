"""A worker's notes, put in order: its claims, and the silences between them with the evidence that covers each."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from gilviz.runner.protocol import (
    AWAITED,
    BEGUN,
    FLAGS_MASK,
    FLAGS_SHIFT,
    GAP_NS,
    LARGEST_BLOCK,
    MARK_SHIFT,
    NO_TASK,
    OVERRUN,
    RECORD_WORDS,
    STATE_MASK,
    TASK_SHIFT,
    KernelRecord,
    Layer,
    Mark,
    State,
)
from gilviz.trace.chunk_file import Words
from gilviz.trace.reconcile.ready import Absence, Sum
from gilviz.trace.reconcile.silence import IN, OUT, PREEMPTED, Silence, Switch

# Every record passes here, live, beside the job: an enum's member costs as much to look up as all that is done with a number.
_STATE, _SILENT, _DUE, _SWITCHES, _COUNTERS = (int(mark) for mark in Mark)
_STATES = tuple(State)
_RUNNING = int(State.RUNNING)
_LOST, _SWITCH, _KIND_MASK = KernelRecord.LOST, KernelRecord.SWITCH, KernelRecord.KIND_MASK
_LEFT, _PREEMPTED, _SIZE_SHIFT = KernelRecord.LEFT, KernelRecord.PREEMPTED, KernelRecord.SIZE_SHIFT

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
        ran_since: Where it had run until then, and never fell silent: since when, in ns; else 0.
        interruptions: When it was off its core meanwhile, too shortly to fall silent.
    """

    time: int
    state: State | None
    task: int
    silence: Silence | None = None
    ran_since: int = 0
    interruptions: Sequence[Absence] = ()


class _Counts(NamedTuple):
    at: int
    computed: int
    waited: int


class Testimony:
    """What one worker noted, in the order in which it happened.

    Args:
        layers: The evidence that the worker has: silences wait until it has arrived.
        copied_for: Whether others copy what the kernel told, while the worker may never say a word.

    Attributes:
        ready: Claims whose silence, if any, has its evidence; whoever uses them takes them away.
        unreadable: Records that say nothing sensible.
        corrected: Claims whose time lay before their predecessor's and was moved to it.
        lost_switches: Context switches that the kernel could not keep.
        overruns: How often its ring may have been too small.
        declared_at: When the worker last declared a state, in ns: then it published its count of ticks, too.
    """

    def __init__(self, layers: Layer, *, copied_for: bool = False) -> None:
        self._copied_for = copied_for
        self.ready: deque[Claim] = deque()
        self.unreadable = self.corrected = self.lost_switches = self.overruns = self.declared_at = 0
        self._awaited = next((mark for layer, mark in _LAST_TO_ARRIVE if layers & layer), None)
        self._shortest = BRIEF_NS if layers & Layer.SWITCHES else GAP_NS
        self._waiting: deque[Claim] = deque()  # from the first on whose silence lacks its evidence
        self._rest: list[int] = []  # a block that is not whole yet
        self._claimed, self._state, self._task = 0, -1, NO_TASK
        self._running_since = 0
        self._has_thread = True  # or others have it
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
        flat = self._rest + words.reshape(-1).tolist()
        self._rest = []
        at, end = 0, len(flat)
        while at < end:
            time, word = flat[at], flat[at + 1]
            head, at = at, at + RECORD_WORDS
            mark, following = word >> MARK_SHIFT & STATE_MASK, word >> TASK_SHIFT
            if _SWITCHES <= mark <= _COUNTERS and 0 <= following <= LARGEST_BLOCK:
                at += following * RECORD_WORDS
                if at > end:
                    self._rest = flat[head:]
                    return
                self._take_block(mark, time, word >> FLAGS_SHIFT & FLAGS_MASK, flat[head + RECORD_WORDS : at])
            elif time > 0 and word >= 0 and mark <= _DUE and word & STATE_MASK < len(_STATES):
                self._take_claim(mark, time, word & STATE_MASK, following - 1)
                self._has_thread = not word >> FLAGS_SHIFT & AWAITED
            else:
                self.unreadable += 1

    def finish(self) -> None:
        """There is no more: silences that still wait for evidence have none. Who never spoke again was told of by others."""
        self.unreadable += len(self._rest) // RECORD_WORDS
        self._rest = []
        if self._copied_for and self._state == _RUNNING and self._told_until > self._claimed:
            # It was silent until the last copy, at least; what it did afterwards nobody knows.
            until = self._told_until
            for mark, time in ((_SILENT, self._claimed), (_STATE, until), (_SILENT, until)):
                self._take_claim(mark, time, _RUNNING, self._task)
            self._settle(until, None)
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
        silence, ran_since = None, 0
        if mark == _STATE:
            if self._state >= 0:
                self.declared_at = time
            silence = self._silence_until(time)
            ran_since = self._claimed if self._state == _RUNNING else 0
            self._state = state
            self._due = None
        claim = Claim(time, _STATES[state] if mark == _STATE else None, task, silence, ran_since)
        self._claimed, self._task = time, task
        if mark == _SILENT:
            self._state = -1
        elif state == _RUNNING:
            self._running_since = time
        if self._waiting or (silence is not None and self._awaited is not None):
            self._waiting.append(claim)
        else:
            self.ready.append(claim._replace(interruptions=self._interruptions(ran_since, time)) if ran_since else claim)

    def _silence_until(self, end: int) -> Silence | None:
        """What has to be explained between the last claim and this one, still without evidence."""
        if self._state < 0 and self._claimed:
            return Silence(self._claimed, end, State.RUNNING, ran_since=self._running_since)
        if self._state in COMPUTES and self._state != _RUNNING and self._has_thread and end - self._claimed > self._shortest:
            return Silence(self._claimed, end, _STATES[self._state], self._due)
        return None

    def _take_block(self, mark: int, time: int, flags: int, words: Sequence[int]) -> None:
        counts = None
        if mark == _SWITCHES:
            self.overruns += bool(flags & OVERRUN)
            self._take_switches(time, words, doubtful=bool(flags & (OVERRUN | BEGUN)))
        elif len(words) == RECORD_WORDS:
            counts = _Counts(time, *words)
        if mark == self._awaited:
            self._settle(time, counts)
        if counts:
            self._counts = counts

    def _take_switches(self, time: int, words: Sequence[int], *, doubtful: bool) -> None:
        at, end = 0, len(words)
        while at + 1 < end:
            header = words[at]
            kind = header & _KIND_MASK
            if kind == _SWITCH:
                self._switches.append((words[at + 1], IN if not header & _LEFT else PREEMPTED if header & _PREEMPTED else OUT))
            elif kind == _LOST and at + 2 < end:
                self.lost_switches += words[at + 2]
                doubtful = True
            else:
                doubtful = True
            at += max(RECORD_WORDS, header >> _SIZE_SHIFT >> 3)
        if doubtful:
            self._doubtful_until = time
        self._told_until = time

    def _settle(self, until: int, counts: _Counts | None) -> None:
        """Give the silences that ended by then their evidence, and hand out what need not wait any more."""
        waiting = self._waiting
        if counts and sum(claim.silence is not None and claim.silence.end <= until for claim in waiting) != 1:
            counts = None  # Sums over several silences belong to none of them.
        while waiting:
            claim = waiting[0]
            if claim.silence is not None:
                if claim.silence.end > until:
                    break
                claim = claim._replace(silence=self._with_evidence(claim.silence, counts))
            elif claim.ran_since:
                claim = claim._replace(interruptions=self._interruptions(claim.ran_since, claim.time))
            waiting.popleft()
            self.ready.append(claim)
        needed = waiting[0].silence.start if waiting and waiting[0].silence else self._claimed
        del self._switches[: bisect_left(self._switches, (needed,))]

    def _with_evidence(self, silence: Silence, counts: _Counts | None) -> Silence:
        start, end, declared, due = silence[:4]
        told, before = self._switches, self._counts
        switches, interruptions, first = None, [], 0
        if self._told_until >= end and self._doubtful_until <= start:
            first = bisect_left(told, (start,))
            switches = told[first : bisect_right(told, (end, PREEMPTED))]
            interruptions = self._interruptions(silence.ran_since, start)
        ran = waited = None
        sums: Sequence[Sum] = ()
        if counts and before:
            # Before its start and after its end the worker was on its core: that is what silences are between.
            outside = max(0, start - before.at) + max(0, counts.at - end)
            ran = min(max(0, counts.computed - before.computed - outside), end - start)
            if counts.waited >= 0 and before.waited >= 0:
                # What was too short to be noticed is in the count of waiting, too.
                short_waits = preempted(told[bisect_left(told, (before.at,)) : first])
                waited = max(0, counts.waited - before.waited - short_waits)
                sums = (start, before.waited + short_waits), (end, counts.waited)
        return Silence(start, end, declared, due, switches, ran, waited, silence.ran_since, interruptions, sums)

    def _interruptions(self, start: int, end: int) -> list[Absence]:
        """When the thread was off its core within [start, end), in ns, as far as the kernel is known to have told by now."""
        told = self._switches
        if not told or self._doubtful_until > end:
            return []
        within = pairwise(told[bisect_left(told, (max(start, self._doubtful_until),)) : bisect_left(told, (end,))])
        return [Absence(left, back, kind == PREEMPTED) for (left, kind), (back, came) in within if kind != IN and came == IN]


_LAST_TO_ARRIVE = ((Layer.COUNTERS, Mark.COUNTERS), (Layer.SWITCHES, Mark.SWITCHES))
"""A worker that copies both copies the counters last."""


def preempted(switches: list[Switch]) -> int:
    """How long the thread was off its core though it had more to do, in ns."""
    return sum(back - left for (left, kind), (back, _) in pairwise(switches) if kind == PREEMPTED)
