"""What a worker calls while it works: ticks, declared waits, the beginnings and ends of tasks.

Ticks are a matter of their own (``ticker``). When one comes later than work can explain, something is noted after the fact: since
when there was silence, and what the system tells of it (``notes``). All this is called a few times per task or per gap.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Callable, Optional

from gilviz.runner.protocol import AWAITED, HEADER_WORDS, NO_TASK, RECORD_WORDS, Header, Mark, State, pack
from gilviz.runner.recording.declared import Declared
from gilviz.runner.recording.lane_file import LaneFile
from gilviz.runner.recording.ticker import cost_of_tick, ticker

if TYPE_CHECKING:
    from gilviz.runner.recording.roles import Adopts, TakesNotes

# An enumeration's members are slow to reach; these are needed at every gap.
_COUNT, _DROPPED, _NOTING = int(Header.COUNT), int(Header.DROPPED), int(Header.NOTING)

# Unlike the clock, it does not count what interrupts us; not every system has it.
_own_time: Callable[[], int] = getattr(time, "thread_time_ns", time.perf_counter_ns)

MANY_LEAVES = 100
"""Short declared waits that are a reason for a copy: each may be some switches, and the kernel's ring is small."""


class Lane:
    """One worker's recording, as its workload sees it: idle until its first task begins.

    Args:
        file: Where to write.
        notes: Who knows what happened between ticks.
        since: When the worker's start was asked for, in ns: it is overhead from then until now. None where starting is free.
        first: What it does until its first task begins.
        after_task: What it does once a task has ended: ``OVERHEAD`` where its result has to be sent, until ``handed_over``.

    Attributes:
        tick: ``lane.tick()`` marks a checkpoint: "I am running now".
        own: Who takes in the threads that its tasks start, where somebody shall.
    """

    __slots__ = (
        "_after_task",
        "_closed",
        "_declared_at",
        "_file",
        "_free_since",
        "_hands_over",
        "_leaves",
        "_mark",
        "_notes",
        "_owed",
        "_running",
        "_settle",
        "_silent",
        "_task",
        "own",
        "tick",
    )

    def __init__(
        self,
        file: LaneFile,
        notes: TakesNotes,
        since: Optional[int] = None,
        first: State = State.IDLE,
        after_task: State = State.IDLE,
    ) -> None:
        self._file = file
        self._notes = notes
        self._closed = False
        self.own: Optional[Adopts] = None
        self._owed = False  # whether a silence waits for its notes
        self._declared_at = self._leaves = 0
        self._after_task = after_task
        self._hands_over = False  # whether a result is on its way
        self._set_task(NO_TASK)
        notes.copy(file)  # What is counted until now is nobody's silence.
        if since is not None:
            self._enter_at(since, State.OVERHEAD)
        self._free_since = time.perf_counter_ns()
        # Who begins by waiting for its turn has no thread yet: what the system tells of that thread is another one's.
        self._write(self._free_since, pack(Mark.STATE, first, NO_TASK, AWAITED if first is State.LOCK_WAIT else 0))
        self.tick, self._settle, self._mark = ticker(file, self._note_gap, notes.patience)
        file.words[Header.TICK_PS] = cost_of_tick(file)

    def waiting(self) -> Declared:
        """``with lane.waiting(): …`` declares a blocking call; ``as wait``, and ``wait.due`` may be set to when it was due."""
        return Declared(self._enter, self._leave, State.IO_WAIT, time.perf_counter_ns)

    def awaiting(self) -> Declared:
        """``with lane.awaiting() as wait: await …`` declares a coroutine's wait, in which others have the event loop.

        Where ``wait.due`` is set, the coroutine was ready from then on, and waited for the loop to come round to it.
        """
        return Declared(self._give_way, self._resume, State.IO_WAIT, time.perf_counter_ns)

    def native(self) -> Declared:
        """``with lane.native(): …`` declares C code that lets go of the GIL."""
        return Declared(self._enter, self._leave_native, State.NATIVE, time.perf_counter_ns)

    def blocked(self) -> Declared:
        """``with lane.blocked(): …`` declares a call that waits for a lock."""
        return Declared(self._enter, self._leave, State.LOCK_WAIT, time.perf_counter_ns)

    def begin_task(self, number: int, sent: Optional[int] = None) -> None:
        """The worker has taken up that task (from 0) and runs.

        Where its item was sent by another process, in pickled form from ``sent`` (ns) on, receiving it was overhead.
        """
        if sent is not None and not self._hands_over:
            self._enter_at(max(sent, self._free_since), State.OVERHEAD)
        self._hands_over = False
        self._set_task(number)
        self._notes.go_on(self._file)
        now = time.perf_counter_ns()
        self._write(now, self._running)
        self._mark(now)

    def end_task(self, tally: Optional[Header]) -> None:
        """The worker has let go of its task, and counts it as ``TASKS_DONE``, as ``TASKS_RAISED``, or not at all."""
        now = self._settle()
        if self._owed:
            self._copy()
            now = time.perf_counter_ns()
        self._set_task(NO_TASK)
        self._free_since = now
        self._hands_over = self._after_task is not State.IDLE
        self._enter_at(now, self._after_task)
        self._mark(now)
        if tally is not None:
            self._file.words[tally] += 1

    def handed_over(self) -> None:
        """The last task's result has been sent: from now on the worker has nothing to do. Other moments are ignored."""
        if self._hands_over and not self._closed:
            self._hands_over = False
            self._free_since = now = time.perf_counter_ns()
            self._enter_at(now, State.IDLE)
            self._mark(now)

    def note(self, word: Header, value: int) -> None:
        """Sets a word of the lane's header.

        Raises:
            ValueError: the lane is closed.
        """
        self._file.words[word] = value

    def close(self) -> None:
        """Ends the lane in good order; closing it again does nothing."""
        if not self._closed:
            self._closed = True
            if self._owed:
                self._copy()
            self._file.words[Header.CLOSED] = time.perf_counter_ns()
            self._file.close()
            self._notes.close()

    def disown(self) -> None:
        """In a forked child, which has its parent's lanes in memory but is not their worker: its ticks shall go nowhere."""
        if not self._closed:
            self._file.disown()
            self._notes.disown()
            self._mark(time.perf_counter_ns())

    def _set_task(self, number: int) -> None:
        self._task = number
        self._running = pack(Mark.STATE, State.RUNNING, number)
        self._silent = pack(Mark.SILENT, State.RUNNING, number)

    def _enter(self, state: State) -> None:
        now = self._settle()
        if not self._owed:
            self._notes.catch_up(self._file)  # Whoever copied in this turn may have been interrupted as it did.
        # Who looks at the live picture shall not have to wait with it. C code is short, and gets no note of its own.
        elif state is State.IO_WAIT or now >= self._notes.due_after_native:
            self._copy()
            now = time.perf_counter_ns()
        self._mark(now)
        word = pack(Mark.STATE, state, self._task)
        # The clock is read last: whatever is done before counts to those who hold the GIL, as it should.
        self._declared_at = now = self._settle()
        self._write(now, word)

    def _leave(self, now: int, due: Optional[int]) -> None:
        if due is not None and due > 0:
            self._write(due, pack(Mark.DUE, State.IO_WAIT, self._task))
        self._come_back(now, self._notes.due)

    def _leave_native(self, now: int, _due: Optional[int]) -> None:
        self._come_back(now, self._notes.due_after_native)

    def _come_back(self, now: int, due: int) -> None:
        """The worker runs again; from ``due`` (ns) on a long absence is a reason to copy."""
        self._write(now, self._running)
        self._mark(now)
        self._leaves += 1
        self._owed = True
        long = now - self._declared_at > self._notes.patience
        if (long and now >= due) or self._leaves > MANY_LEAVES:
            self._copy()

    def _give_way(self, state: State) -> None:
        now = self._settle()
        if self._owed:
            self._copy()  # Later it could not be told from what others do.
            now = time.perf_counter_ns()
        self._declared_at = now
        self._write(now, pack(Mark.STATE, state, self._task, AWAITED))
        self._mark(now)

    def _resume(self, now: int, due: Optional[int]) -> None:
        if due is not None and 0 < due < now:
            self._enter_at(max(due, self._declared_at), State.LOCK_WAIT)
        self._write(now, self._running)
        self._notes.go_on(self._file)
        self._mark(now)

    def _note_gap(self, start: int, end: int) -> int:
        """Notes a silence; gives the longest one, in ns, that is not worth noting from now on."""
        file = self._file
        words, count = file.words, file.count
        if count + 2 > file.capacity:
            if not file.has_room(2):
                words[_DROPPED] += 2
                return self._notes.patience
            words, count = file.words, file.count
        position = HEADER_WORDS + RECORD_WORDS * count
        # Words before times, times before the count: the order is the protocol.
        words[position + 1] = self._silent
        words[position] = start
        words[position + 3] = self._running
        words[position + 2] = end
        words[_COUNT] = file.count = count + 2
        self._owed = True
        words[_NOTING] += time.perf_counter_ns() - end
        notes = self._notes
        if end >= notes.due:
            self._copy()
        return notes.patience

    def _copy(self) -> None:
        began = _own_time()
        self._notes.copy(self._file)
        self._owed = False
        self._leaves = 0
        self._file.words[_NOTING] += _own_time() - began

    def _enter_at(self, moment: int, state: State) -> None:
        self._write(moment, pack(Mark.STATE, state, self._task))

    def _write(self, moment: int, word: int) -> None:
        file = self._file
        if file.count >= file.capacity and not file.has_room(1):
            file.words[_DROPPED] += 1
            return
        words, count = file.words, file.count
        position = HEADER_WORDS + RECORD_WORDS * count
        # The word before the time, the time before the count: the order is the protocol.
        words[position + 1] = word
        words[position] = moment
        words[_COUNT] = file.count = count + 1
