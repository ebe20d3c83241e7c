"""What a worker notes of its silences, for others to explain: copies of what the kernel told, and no thoughts of its own.

A worker that computes for tens of microseconds without a tick is silent. It can have been preempted, have lost the GIL to another
thread, have been in a blocking call. Who asks for the reason does so with the GIL held, in code that the processor has long
forgotten, at ten times the usual price. So what is done here is a copy in memory, of many silences at once; all conclusions are
drawn by the reader of the lane (``gilviz.trace.reconcile``), where time is nobody's loss. Two witnesses are asked, if the system
admits them:

- ``Switches``: every moment at which the thread left its core and came back, and whether it was preempted. The kernel keeps them
  until they are copied, which is done once in ``PERIOD_NS``, or as soon as the worker is about to wait;
- ``Counters``: how long it computed and how long it waited for a core. They tell sums, not moments: where there is nothing else,
  or where cores are scarce, they are read at every gap.

Where many threads share a GIL with a short switch interval, the kernel's recording of their looks at the GIL would itself cost
more than it tells, and is left out (``affordable``); and without it, reading the counters at each of so many gaps would, too.
The switch interval may be changed while a job runs: whoever copies next decides anew.
"""

from __future__ import annotations

import contextlib
import sys
import time
from typing import Optional

from gilviz.runner.protocol import BEGUN, GAP_NS, HEADER_WORDS, OVERRUN, RECORD_WORDS, Header, Layer, Mark, WorkerKind, pack_head
from gilviz.runner.recording.counters import Counters
from gilviz.runner.recording.lane_file import LaneFile
from gilviz.runner.recording.switches import Switches, ring_pages

SUSPICIOUS_NS = 100_000
"""A silence worth noting where threads switch so often that a slice can be shorter than a gap. It is not for nothing: a workload
that is interrupted, or a slow machine, is silent for as long now and then though it never left its core."""
OFTEN = 0.001
"""A switch interval, in seconds, below which slices are that short."""
PERIOD_NS, SHORT_PERIOD_NS = 60_000_000, 30_000_000
"""ns between copies, each of which takes 20 to 50 µs of the job, for its code and data have gone cold. A live picture lags behind
by four of its frames at most. Where threads switch often the kernel's ring would be full by then, and the time is shorter."""
POLLED_PERIOD_NS = 10_000_000
"""The same in PyPy, where who waits for the GIL looks once in 0.1 ms whether it is free, and each look is two switches."""
SCARCE_NS = 2_000_000
"""ns of waiting for a core since the last reading: somebody else computes there, and cores are scarce. Threads that wake in turns
wait for half as long in a period though there are cores enough, a few µs each time."""
ALERT = 20
"""Readings after that at every gap: to tell of each how much of it was waiting for a core."""
WAKE_COST = 5e-6
"""Seconds that a look at the GIL takes longer where the kernel records it."""
READ_COST = 30e-6
"""Seconds that reading the counters takes at a gap."""
LARGEST_COST = 0.05
"""The share of a core that either may take, all in all."""

# An enumeration's members are slow to reach; this is needed at every gap.
_COUNT, _DROPPED, _LAYERS = int(Header.COUNT), int(Header.DROPPED), int(Header.LAYERS)
_COUNTERS_HEAD = pack_head(Mark.COUNTERS, 1)


class Notes:
    """Copies into the calling thread's lane what the system tells of it; only that thread may use it.

    Args:
        kind: What the worker is.
        gil: Whether its interpreter has a GIL.
        workers: How many workers the run has.
        event: What ``Switches`` are to be made of, where the worker can't open it itself.

    Attributes:
        layers: Which evidence there is, or was, as a sum of ``Layer``s.
        patience: The longest silence, in ns, that is not worth noting.
        shares_gil: Whether other workers hold the same GIL in turn.
        due: From when on, in ns, a gap is a reason to copy.
        due_after_native: The same for declared C code. Where switches are told, it never is because cores are scarce: C code
            waits for nothing but its core, and that the switches say.
    """

    def __init__(self, kind: WorkerKind, gil: bool, workers: int, event: Optional[int] = None) -> None:
        self.shares_gil = gil and kind is WorkerKind.THREAD and workers > 1
        self.layers = int(Layer.TICKS)
        self.patience = GAP_NS
        self.due = self.due_after_native = 0
        self._switches: Optional[Switches] = None
        self._counters: Optional[Counters] = None
        self._alert = self._waited = 0
        self._workers = workers
        self._sparing = self._refused = False
        self._interval = 0.0
        with contextlib.suppress(OSError):  # The layers that remain say so.
            self._counters = Counters(alone=not self.shares_gil)
            self.layers |= Layer.COUNTERS
        self._decide(event)

    def _decide(self, event: Optional[int] = None) -> None:
        """Chooses, by the switch interval that holds now, what is worth noting and what may be asked."""
        self._interval = interval = sys.getswitchinterval()
        self._sparing = self.shares_gil and READ_COST / interval > LARGEST_COST
        if not self._counters:
            return
        self.patience = SUSPICIOUS_NS if interval < OFTEN else GAP_NS
        affords = not self.shares_gil or affordable(self._workers, interval)
        if self._switches and not affords:
            self._switches.close()
            self._switches = None
        elif affords and not self._switches and not self._refused:
            try:
                self._switches = Switches(event, ring_pages(self._workers))
                self.layers |= Layer.SWITCHES
            except OSError:
                self._refused = True

    def go_on(self, file: LaneFile) -> None:
        """The worker has a task, or goes on with it: its thread was its own all along."""

    @property
    def waiting(self) -> int:
        """Records that ``copy_switches`` would copy."""
        return self._switches.waiting if self._switches else 0

    def copy_switches(self, file: LaneFile) -> None:
        """Writes at the lane's end what the kernel told of switches since the last time: all that another thread may copy."""
        if self._switches:
            copy_switches(self._switches, file)

    def catch_up(self, file: LaneFile) -> None:
        """Writes at the lane's end how the thread was interrupted since the last time, if it was: quickly, and nothing else."""
        if self._switches and self._switches.waiting:
            copy_switches(self._switches, file)

    def forget(self) -> None:
        """Drops what was told of switches since the last time."""
        if self._switches:
            self._switches.forget()

    def copy(self, file: LaneFile) -> None:
        """Writes at the lane's end what was told since the last time, even if it is nothing."""
        if self._switches:
            copy_switches(self._switches, file)
        if self._counters and not file.has_room(2):
            file.words[_DROPPED] += 1  # Else a reader would wait for it.
        elif self._counters:
            computed, waited = self._counters.read()
            now = time.perf_counter_ns()
            words, count = file.words, file.count
            position = HEADER_WORDS + RECORD_WORDS * count
            words[position] = now
            words[position + 1] = _COUNTERS_HEAD
            words[position + 2] = computed or 1
            words[position + 3] = waited
            words[_COUNT] = file.count = count + 2
            if self._switches or self._sparing:
                self._alert = ALERT if self._switches and waited - self._waited >= SCARCE_NS else max(0, self._alert - 1)
                self._waited = waited
                self.due = 0 if self._alert else now + self._period()
                self.due_after_native = now + self._period() if self._switches else self.due
            if sys.getswitchinterval() != self._interval:
                self._decide_anew(file)

    def _decide_anew(self, file: LaneFile) -> None:
        """The switch interval was changed; all that was told until now is copied."""
        told = self._switches
        self._decide()
        self._alert = 0
        self.due = self.due_after_native = 0  # a copy from which to count: what follows is judged by other evidence
        if self._switches and not told:
            file.words[_LAYERS] = self.layers
            copy_switches(self._switches, file, BEGUN)

    def _period(self) -> int:
        if self.shares_gil and sys.implementation.name == "pypy":
            return POLLED_PERIOD_NS
        return PERIOD_NS if sys.getswitchinterval() >= OFTEN else SHORT_PERIOD_NS

    def leave_to_others(self) -> None:
        """From now on another thread copies: what the system counts of that one, it does not count of this lane's."""
        if self._counters and not self._counters.of_any_thread:
            self._counters.close()
            self._counters = None

    def disown(self) -> None:
        """In a forked child: what the kernel tells is of its parent, and the ring is no longer in this memory."""
        if self._switches:
            self._switches.disown()
        self._switches = self._counters = None

    def close(self) -> None:
        """Lets go of what the system gave."""
        if self._switches:
            self._switches.close()
        if self._counters:
            self._counters.close()


def copy_switches(switches: Switches, file: LaneFile, flags: int = 0) -> None:
    """Writes at the lane's end, as one block, what the kernel told of switches until now; what finds no room there is lost."""
    waiting = switches.waiting
    if not file.has_room(waiting + 1):
        switches.forget()
        return
    words, count = file.words, file.count
    position = HEADER_WORDS + RECORD_WORDS * count
    now = time.perf_counter_ns()
    complete = switches.copy(words, position + RECORD_WORDS, waiting)
    words[position] = now
    words[position + 1] = pack_head(Mark.SWITCHES, waiting, flags if complete else flags | OVERRUN)
    words[_COUNT] = file.count = count + 1 + waiting


def affordable(workers: int, switch_interval: float) -> bool:
    """Whether knowing every switch of threads that share a GIL costs little.

    Whoever waits for the GIL wakes once in a switch interval (in seconds) to ask for it; each time the kernel writes two records.
    """
    return (workers - 1) / switch_interval * WAKE_COST <= LARGEST_COST
