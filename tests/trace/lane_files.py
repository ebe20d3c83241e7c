"""Writes lane files as ``gilviz.runner.protocol`` documents them, by other means than the runner does."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from pathlib import Path

from gilviz.runner.protocol import (
    HEADER_WORDS,
    MAGIC,
    NO_TASK,
    RECORD_WORDS,
    WORD,
    Header,
    KernelRecord,
    Layer,
    Mark,
    State,
    WorkerKind,
    lane_file_name,
    pack,
    pack_head,
)
from gilviz.trace.lane import Lane
from gilviz.trace.reconcile.silence import IN, OUT, PREEMPTED
from gilviz.trace.run_trace import RunTrace

_SWITCH = KernelRecord.SWITCH | 16 << KernelRecord.SIZE_SHIFT
KERNEL_WORDS = {IN: _SWITCH, OUT: _SWITCH | KernelRecord.LEFT, PREEMPTED: _SWITCH | KernelRecord.LEFT | KernelRecord.PREEMPTED}
"""The first word of each kind of switch."""

Transition = tuple[int, State, int]
"""time in ns, state entered, task."""


class LaneFileWriter:
    """A worker's chain of files, written with plain writes.

    Args:
        directory: The run directory.
        number: The worker's number.
        pid: Its process.
        kind: What it is.
        gil: Whether its interpreter has one.
        capacity: Records in a chunk.
    """

    def __init__(
        self,
        directory: Path,
        number: int = 1,
        pid: int = 1000,
        kind: WorkerKind = WorkerKind.THREAD,
        *,
        native_id: int = 0,
        interpreter: int = 0,
        gil: bool = True,
        shares_gil: bool = False,
        layers: Layer = Layer.TICKS,
        capacity: int = 64,
    ) -> None:
        self._directory = directory
        self._words = [0] * HEADER_WORDS
        self._capacity = capacity
        self._chunk = -1
        self._identity: dict[Header, int] = {
            Header.PID: pid,
            Header.NUMBER: number,
            Header.KIND: kind,
            Header.NATIVE_ID: native_id,
            Header.INTERPRETER: interpreter,
            Header.GIL: int(gil),
            Header.SHARES_GIL: int(shares_gil),
            Header.LAYERS: int(layers),
        }
        self._begin_chunk()

    @property
    def path(self) -> Path:
        """The newest chunk."""
        return self._path(self._chunk)

    def record(self, time: int, state: State, task: int = NO_TASK, mark: Mark = Mark.STATE) -> None:
        """Write one record on a state."""
        if self._words[Header.COUNT] == self._capacity:
            self._begin_chunk()
        self.raw_record(time, pack(mark, state, task))

    def silence(self, start: int, end: int, task: int = 0) -> None:
        """Write that the worker ran, and did not tick meanwhile."""
        self.record(start, State.RUNNING, task, Mark.SILENT)
        self.record(end, State.RUNNING, task)

    def block(self, mark: Mark, time: int, rows: Iterable[tuple[int, int]], flags: int = 0) -> None:
        """Write a block of evidence, in one chunk."""
        listed = list(rows)
        if self._words[Header.COUNT] + 1 + len(listed) > self._capacity:
            self._begin_chunk()
        self.raw_record(time, pack_head(mark, len(listed), flags))
        for row in listed:
            self.raw_record(*row)

    def switches(self, until: int, marks: Iterable[tuple[int, int]], flags: int = 0) -> None:
        """Write switches, (time, ``IN``, ``OUT`` or ``PREEMPTED``), as the kernel does."""
        self.block(Mark.SWITCHES, until, [(KERNEL_WORDS[kind], time) for time, kind in marks], flags)

    def counters(self, time: int, computed: int, waited: int = -1) -> None:
        """Write what was counted by then."""
        self.block(Mark.COUNTERS, time, [(computed, waited)])

    def records(self, transitions: Iterable[Transition]) -> None:
        """Write transitions."""
        for time, state, task in transitions:
            self.record(time, state, task)

    def raw_record(self, time: int, word: int) -> None:
        """Write one record with these very words."""
        self._write(HEADER_WORDS + RECORD_WORDS * self._words[Header.COUNT], time, word)
        self.set(Header.COUNT, self._words[Header.COUNT] + 1)

    def tick(self, time: int) -> None:
        """Say that the worker is executing at that time."""
        self.set(Header.LAST_TICK, time)

    def close(self, time: int) -> None:
        """Say that the worker has ended in good order."""
        self.set(Header.CLOSED, time)

    def set(self, word: Header, value: int) -> None:
        """Write one word of the newest chunk's header."""
        self._words[word] = value
        self._write(word, value)

    def _path(self, chunk: int) -> Path:
        return self._directory / lane_file_name(self._identity[Header.PID], self._identity[Header.NUMBER], chunk)

    def _begin_chunk(self) -> None:
        self._chunk += 1
        self.path.write_bytes(bytes((HEADER_WORDS + RECORD_WORDS * self._capacity) * WORD))
        self._words[Header.COUNT] = 0
        self._words[Header.CAPACITY] = self._capacity
        self._words[Header.CHUNK] = self._chunk
        self._words[Header.MAGIC] = MAGIC
        for word, value in self._identity.items():
            self._words[word] = value
        self._write(0, *self._words)

    def _write(self, position: int, *values: int) -> None:
        with self.path.open("r+b") as file:
            file.seek(position * WORD)
            file.write(struct.pack(f"<{len(values)}q", *values))


END = 10_000
"""When a run is over, in ns."""


def read(directory: Path) -> RunTrace:
    """What is in the lane files of a run that is over."""
    trace = RunTrace(directory)
    trace.finish(END)
    return trace


def contents(lane: Lane) -> list[Transition]:
    """The lane's transitions, as they were written."""
    return [(segment.start, segment.state, segment.task) for segment in lane.segments()]
