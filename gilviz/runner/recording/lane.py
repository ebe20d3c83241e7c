"""What a worker calls while it works: ticks, declared waits, the beginnings and ends of tasks.

The whole hot path is ``tick``: read the clock, compare with the last reading, store it. Only when more than ``GAP_NS`` have
passed since the last tick was the worker not running, and only then are transitions written, after the fact: one at the last
tick that went well, one now. The time of the last tick is published at every tick, so that a live picture (or one of a worker
that was killed) knows until when the worker certainly ran, and draws nothing beyond.

The tick is a closure, because a closure's variables are the cheapest state that Python has; the rest of a lane, called a few
times per task, is an ordinary object.
"""

from __future__ import annotations

import time
from types import TracebackType
from typing import Callable, Optional, Tuple, Type

from gilviz.runner.protocol import HEADER_WORDS, NO_TASK, RECORD_WORDS, Evidence, Header, State, pack
from gilviz.runner.recording.gaps import Explain
from gilviz.runner.recording.lane_file import LaneFile

GAP_NS = 200_000
"""A silence longer than this is a gap. Ten times what workloads leave between ticks, a fiftieth of a default GIL slice."""

Tick = Callable[[], None]


class During:
    """A context manager that is in a state while its body runs, and back to running after it."""

    __slots__ = ("_enter", "_state")

    def __init__(self, enter: Callable[[State], None], state: State) -> None:
        self._enter = enter
        self._state = state

    def __enter__(self) -> None:
        self._enter(self._state)

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self._enter(State.RUNNING)


class Lane:
    """One worker's recording, as its workload sees it: idle until its first task begins.

    Args:
        file: Where to write.
        explain: Why a gap happened.
        since: When the worker's start was asked for, in ns: it is overhead from then until now. None where starting is free.

    Attributes:
        tick: ``lane.tick()`` marks a checkpoint: "I am running now".
    """

    __slots__ = ("_closed", "_count", "_explain", "_file", "_mark", "_settle", "_task", "tick")

    def __init__(self, file: LaneFile, explain: Explain, since: Optional[int] = None) -> None:
        self._file = file
        self._explain = explain
        self._task = NO_TASK
        self._count = 0
        self._closed = False
        if since is not None:
            self._write(since, State.OVERHEAD, Evidence.MEASURED)
        self._write(time.perf_counter_ns(), State.IDLE, Evidence.MEASURED)
        self.tick, self._settle, self._mark = _ticker(file, self._write_gap)

    def waiting(self) -> During:
        """``with lane.waiting(): time.sleep(1)`` declares a blocking call."""
        return During(self._enter, State.IO_WAIT)

    def native(self) -> During:
        """``with lane.native(): digest.update(data)`` declares C code that lets go of the GIL."""
        return During(self._enter, State.NATIVE)

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

    def _enter(self, state: State) -> None:
        # Coming back to running ends a declared state, however long it took: no gap.
        now = time.perf_counter_ns() if state is State.RUNNING else self._settle()
        self._write(now, state, Evidence.MEASURED)
        self._mark(now)

    def _write_gap(self, start: int, end: int) -> None:
        for moment, state, evidence in self._explain(start, end):
            self._write(moment, state, evidence)
        self._write(end, State.RUNNING, Evidence.MEASURED)

    def _write(self, moment: int, state: int, evidence: int) -> None:
        file = self._file
        if self._count == file.capacity:
            if not file.extend():
                file.words[Header.DROPPED] += 1
                return
            self._count = 0
        position = HEADER_WORDS + RECORD_WORDS * self._count
        # The word before the time, the time before the count: the order is the protocol.
        file.words[position + 1] = pack(state, evidence, self._task)
        file.words[position] = moment
        self._count += 1
        file.words[Header.COUNT] = self._count


class NoLane:
    """A lane that records nothing, to measure what recording costs and to calibrate by."""

    def tick(self) -> None:
        """Nothing."""

    def waiting(self) -> During:
        """Nothing around its body."""
        return During(self._nothing, State.IO_WAIT)

    def native(self) -> During:
        """Nothing around its body."""
        return During(self._nothing, State.NATIVE)

    def begin_task(self, number: int) -> None:
        """Nothing."""

    def end_task(self, tally: Optional[Header]) -> None:
        """Nothing."""

    def close(self) -> None:
        """Nothing."""

    def _nothing(self, state: State) -> None:
        pass


def _ticker(file: LaneFile, write_gap: Callable[[int, int], None]) -> Tuple[Tick, Callable[[], int], Callable[[int], None]]:
    """The hot path: ``tick()``, ``settle()`` (a tick that returns its time), ``mark(now)`` (silence counts from now on)."""
    clock = time.perf_counter_ns
    last_tick = int(Header.LAST_TICK)
    words = file.words
    words[last_tick] = last = clock()

    def tick() -> None:
        nonlocal words, last
        now = clock()
        if now - last > GAP_NS:
            write_gap(last, now)
            words = file.words
        words[last_tick] = last = now

    def settle() -> int:
        now = clock()
        if now - last > GAP_NS:
            write_gap(last, now)
        return now

    def mark(now: int) -> None:
        nonlocal words, last
        words = file.words
        words[last_tick] = last = now

    return tick, settle, mark
