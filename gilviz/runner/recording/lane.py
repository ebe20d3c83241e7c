"""What a worker calls while it works: ticks, declared waits, the beginnings and ends of tasks.

The whole hot path is ``tick``: read the clock, compare with the last reading, store it. Only when more time has passed since
the last tick than work can explain is a witness asked what happened, and only then are transitions written, after the fact.
The time of the last tick is published at every tick, so that a live picture (or one of a worker that was killed) knows until
when the worker certainly ran, and draws nothing beyond.

The tick is a closure, because a closure's variables are the cheapest state that Python has; the rest of a lane, called a few
times per task, is an ordinary object.
"""

from __future__ import annotations

import time
from types import TracebackType
from typing import Callable, List, Optional, Protocol, Tuple, Type

from gilviz.runner.protocol import HEADER_WORDS, NO_TASK, RECORD_WORDS, Evidence, Header, State, pack
from gilviz.runner.recording.gaps import Silence, Transition
from gilviz.runner.recording.lane_file import LaneFile

# An enumeration's members are slow to reach; these are needed at every transition.
_COUNT, _DROPPED = int(Header.COUNT), int(Header.DROPPED)
_LOST, _EXPLAINING = int(Header.LOST_SWITCHES), int(Header.EXPLAINING)

ENDLESS = 1 << 62
"""ns: no silence is longer."""

Tick = Callable[[], None]


class Explains(Protocol):
    """Who knows what a worker did between its ticks: ``gaps.Witness``."""

    @property
    def patience(self) -> int:
        """The longest silence, in ns, that is not worth asking about."""

    @property
    def lost(self) -> int:
        """Records that the kernel could not keep."""

    def explain(self, silence: Silence) -> List[Transition]:
        """The states entered during the silence."""

    def close(self) -> None:
        """Lets go of what the system gave."""


class Declared:
    """A context manager that is in a declared state while its body runs, and running again after it."""

    __slots__ = ("_enter", "_leave", "_state", "due")

    def __init__(self, enter: Callable[[State], None], leave: Callable[[State, Optional[int]], None], state: State) -> None:
        self._enter = enter
        self._leave = leave
        self._state = state
        self.due: Optional[int] = None
        """When the wait was over for the world outside, as ``perf_counter_ns``; the body may say so."""

    def __enter__(self) -> Declared:  # noqa: PYI034 - Self is younger than the runner's oldest Python
        self._enter(self._state)
        return self

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self._leave(self._state, self.due)


class Lane:
    """One worker's recording, as its workload sees it: idle until its first task begins.

    Args:
        file: Where to write.
        witness: Who knows what happened between ticks.
        since: When the worker's start was asked for, in ns: it is overhead from then until now. None where starting is free.

    Attributes:
        tick: ``lane.tick()`` marks a checkpoint: "I am running now".
    """

    __slots__ = ("_closed", "_count", "_declared_at", "_file", "_mark", "_settle", "_task", "_witness", "tick")

    def __init__(self, file: LaneFile, witness: Explains, since: Optional[int] = None) -> None:
        self._file = file
        self._witness = witness
        self._task = NO_TASK
        self._count = 0
        self._closed = False
        self._declared_at = 0
        if since is not None:
            self._write(since, State.OVERHEAD, Evidence.MEASURED)
        self._write(time.perf_counter_ns(), State.IDLE, Evidence.MEASURED)
        self.tick, self._settle, self._mark = _ticker(file, self._write_gap, witness.patience)
        file.words[Header.TICK_PS] = _cost_of_tick(file)

    def waiting(self) -> Declared:
        """``with lane.waiting(): …`` declares a blocking call; ``as wait``, and ``wait.due`` may be set to when it was due."""
        return Declared(self._enter, self._leave, State.IO_WAIT)

    def native(self) -> Declared:
        """``with lane.native(): …`` declares C code that lets go of the GIL."""
        return Declared(self._enter, self._leave, State.NATIVE)

    def begin_task(self, number: int) -> None:
        """The worker has taken up that task (from 0) and runs."""
        self._task = number
        now = time.perf_counter_ns()
        self._write(now, State.RUNNING, Evidence.MEASURED)
        self._mark(now)

    def end_task(self, tally: Optional[Header]) -> None:
        """The worker has let go of its task, and counts it as ``TASKS_DONE``, as ``TASKS_RAISED``, or not at all."""
        now = self._settle()
        self._task = NO_TASK
        self._write(now, State.IDLE, Evidence.MEASURED)
        self._mark(now)
        if tally is not None:
            self._file.words[tally] += 1

    def close(self) -> None:
        """Ends the lane in good order; closing it again does nothing."""
        if not self._closed:
            self._closed = True
            self._file.words[Header.CLOSED] = time.perf_counter_ns()
            self._file.close()
            self._witness.close()

    def _enter(self, state: State) -> None:
        now = self._declared_at = self._settle()
        self._write(now, state, Evidence.MEASURED)
        self._mark(now)

    def _leave(self, state: State, due: Optional[int]) -> None:
        now = time.perf_counter_ns()
        self._explain(Silence(self._declared_at, now, state, due))
        self._mark(now)

    def _write_gap(self, start: int, end: int) -> None:
        self._explain(Silence(start, end, State.RUNNING))

    def _explain(self, silence: Silence) -> None:
        began = time.thread_time_ns()
        state = silence.declared
        for moment, state, evidence in self._witness.explain(silence):
            self._write(moment, state, evidence)
        if state is not State.RUNNING:
            self._write(silence.end, State.RUNNING, Evidence.MEASURED)
        words = self._file.words
        words[_LOST] = self._witness.lost
        words[_EXPLAINING] += time.thread_time_ns() - began

    def _write(self, moment: int, state: int, evidence: int) -> None:
        file = self._file
        if self._count == file.capacity:
            if not file.extend():
                file.words[_DROPPED] += 1
                return
            self._count = 0
        position = HEADER_WORDS + RECORD_WORDS * self._count
        # The word before the time, the time before the count: the order is the protocol.
        file.words[position + 1] = pack(state, evidence, self._task)
        file.words[position] = moment
        self._count += 1
        file.words[_COUNT] = self._count


class NoLane:
    """A lane that records nothing, to measure what recording costs and to calibrate by."""

    def tick(self) -> None:
        """Nothing."""

    def waiting(self) -> Declared:
        """Nothing around its body."""
        return Declared(self._nothing, self._nothing, State.IO_WAIT)

    def native(self) -> Declared:
        """Nothing around its body."""
        return Declared(self._nothing, self._nothing, State.NATIVE)

    def begin_task(self, number: int) -> None:
        """Nothing."""

    def end_task(self, tally: Optional[Header]) -> None:
        """Nothing."""

    def close(self) -> None:
        """Nothing."""

    def _nothing(self, state: State, due: Optional[int] = None) -> None:
        pass


def _ticker(
    file: LaneFile, write_gap: Callable[[int, int], None], patience: int
) -> Tuple[Tick, Callable[[], int], Callable[[int], None]]:
    """The hot path: ``tick()``, ``settle()`` (a tick that returns its time), ``mark(now)`` (silence counts from now on)."""
    clock = time.perf_counter_ns
    last_tick = int(Header.LAST_TICK)
    words = file.words
    words[last_tick] = last = clock()
    ticks = 0

    def tick() -> None:
        nonlocal words, last, ticks
        now = clock()
        if now - last > patience:
            write_gap(last, now)
            words = file.words
        words[last_tick] = last = now
        ticks += 1

    def settle() -> int:
        now = clock()
        if now - last > patience:
            write_gap(last, now)
        return now

    def mark(now: int) -> None:
        nonlocal words, last
        words = file.words
        words[last_tick] = last = now
        words[Header.TICKS] = ticks

    return tick, settle, mark


def _cost_of_tick(file: LaneFile) -> int:
    """What one tick takes here, in ps: the best of a few tries, for any of them may have been interrupted."""
    tick, _, _ = _ticker(file, _ignore_gap, patience=ENDLESS)
    tries = []
    for _ in range(5):
        began = time.perf_counter_ns()
        for _ in range(20):
            tick()
        tries.append(time.perf_counter_ns() - began)
    return min(tries) * 1000 // 20


def _ignore_gap(_start: int, _end: int) -> None:
    """Nothing is recorded of ticks that only measure what a tick costs."""
