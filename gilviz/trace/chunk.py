"""A fixed-size stretch of a lane's transitions as arrays, and segments as arrays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from gilviz.runner.protocol import Evidence, State
from gilviz.trace.rows import FAR, LINE, ROW, STATES, Around, Ints, Rows, added_up, cells_of

__all__ = ["CHUNK", "LARGEST", "STATES", "Chunk", "Ints", "Segment", "Segments", "first_chunk"]

CHUNK = 1 << 15
"""Transitions in a lane's first chunk, at least: enough for most lanes. Each further one is twice as large as the one before, up
to ``LARGEST``: few chunks are fast to search. Memory that was not written yet is not resident, so that a lane does not pay for
the rest of its last chunk."""
LARGEST = 1 << 17
"""Transitions in the largest chunks: 4 MB, in arrays of up to 2 MB. For arrays of 4 MB and more, numpy asks Linux for huge pages.
Those take 1 to 2 ms each to make where memory is fragmented, and lanes that grow alike need one each in the same frame."""
_FEW = 8
"""Rows: up to so many are added up without numpy."""
Whole = NDArray[np.integer[Any]]
_APART, _STEPS = 1 << 11, 16
"""By how many transitions first chunks differ, and how many lanes have different ones."""


def first_chunk(number: int) -> int:
    """How many transitions the first chunk of a lane has room for, by its worker's number.

    Workers that do the same fill their lanes alike. Were their chunks of one size, all of them would need another one in the same
    frame, which then took three times as long as the others.
    """
    return CHUNK + number % _STEPS * _APART


@dataclass(frozen=True)
class Segment:
    """What lies between two transitions; times in ns, ``end`` is no longer part of it."""

    start: int
    end: int
    state: State
    task: int
    """The task's number from 0, or ``NO_TASK``."""
    evidence: Evidence


@dataclass(frozen=True)
class Segments:
    """Segments in order, as parallel arrays of length n. They may be views of a lane's own memory: read only."""

    starts: Ints
    """ns"""
    ends: Ints
    """ns"""
    states: NDArray[np.uint8]
    evidence: NDArray[np.uint8]
    tasks: NDArray[np.int32]

    def __len__(self) -> int:
        """How many there are."""
        return len(self.starts)

    def __iter__(self) -> Iterator[Segment]:
        """Each as a ``Segment``."""
        columns = (self.starts, self.ends, self.states, self.tasks, self.evidence)
        for start, end, state, task, evidence in zip(*(column.tolist() for column in columns), strict=True):
            yield Segment(start, end, State(state), task, Evidence(evidence))

    @classmethod
    def join(cls, parts: Sequence[Segments]) -> Self:
        """All parts as one."""
        return cls(
            _joined([part.starts for part in parts], np.int64),
            _joined([part.ends for part in parts], np.int64),
            _joined([part.states for part in parts], np.uint8),
            _joined([part.evidence for part in parts], np.uint8),
            _joined([part.tasks for part in parts], np.int32),
        )


def _joined(parts: Sequence[NDArray[Any]], dtype: type[np.generic]) -> NDArray[Any]:
    return parts[0] if len(parts) == 1 else np.concatenate([np.empty(0, dtype), *parts])


class Chunk:
    """Some transitions, and the time spent in each state before each row of them.

    Args:
        size: How many there is room for.
        before: The chunk that this one continues; None for a lane's first.

    Attributes:
        first: The number, in the lane, of its first transition.
        times: int64[size], ns; only the first ``len(self)`` are filled.
        last_time: The time of the last transition, in ns; 0 before the first.
    """

    def __init__(self, size: int, before: Chunk | None) -> None:
        self.first: int = before.first + len(before) if before is not None else 0
        rows = -(-size // ROW)
        self._all_times: Ints = np.empty(rows * ROW, dtype=np.int64)
        self._all_states = np.empty(rows * ROW, dtype=np.uint8)
        self._evidence = np.empty(size, dtype=np.uint8)
        self._tasks = np.empty(size, dtype=np.int32)
        self._firsts: Ints = np.empty(_whole_lines(rows), dtype=np.int64)
        self._spent: Ints = np.empty((rows, STATES), dtype=np.int64)
        self.times, self._states = self._all_times[:size], self._all_states[:size]
        self._before = before
        self._rows: Rows | None = None
        self._count = self.last_time = 0

    def __len__(self) -> int:
        """How many transitions there are."""
        return self._count

    @property
    def full(self) -> bool:
        """Whether the next transition needs another chunk."""
        return self._count == len(self.times)

    @property
    def nbytes(self) -> int:
        """The bytes that its transitions take, as far as they are written."""
        a_row = ROW * (8 + 1) + 8 + STATES * 8
        return self._count * (1 + 4) + self._begun * a_row

    @property
    def last_state(self) -> int:
        """The state that the last transition entered."""
        return int(self._states[self._count - 1])

    @property
    def last_task(self) -> int:
        """The task of the last transition."""
        return int(self._tasks[self._count - 1])

    @property
    def _begun(self) -> int:
        """How many rows have a transition."""
        return -(-self._count // ROW)

    @property
    def rows(self) -> Rows:
        """What it holds by now, in rows."""
        if self._rows is None:
            begun = self._begun
            times, states = self._all_times[: begun * ROW], self._all_states[: begun * ROW]
            firsts = self._firsts[: _whole_lines(begun)]
            self._rows = Rows(times.reshape(begun, ROW), states.reshape(begun, ROW), firsts, self._spent[:begun])
        return self._rows

    def append(self, times: Ints, states: Whole, evidence: Whole, tasks: Whole) -> int:
        """Take as many of these transitions as there is room for.

        Returns:
            How many were taken.
        """
        n = min(len(self.times) - self._count, len(times))
        first, end, before = self._count, self._count + n, self._begun
        self._all_times[first:end] = times[:n]
        self._all_states[first:end] = states[:n]
        self._evidence[first:end] = evidence[:n]
        self._tasks[first:end] = tasks[:n]
        self._count, self._rows, self.last_time = end, None, int(times[n - 1])
        begun = self._begun
        rest = slice(end, begun * ROW)
        self._all_times[rest], self._all_states[rest] = FAR, 0
        if begun > before:
            self._firsts[before:begun] = self._all_times[before * ROW : end : ROW]
            self._firsts[begun : _whole_lines(begun)] = FAR
            self._add_up(before)
        return n

    def _add_up(self, row: int) -> None:
        """Find out what was spent before each row from that one on."""
        if row == 0:
            self._spent[0] = self._before.spent_until(int(self.times[0])) if self._before is not None else 0
            self._before, row = None, 1
        rows = self._begun - row
        if 0 < rows <= _FEW:
            self._add_few(row, rows)
        elif rows > 0:
            since = slice((row - 1) * ROW, (self._begun - 1) * ROW)
            lengths = self._all_times[since.start + 1 : since.stop + 1] - self._all_times[since]
            spent = self._spent[row - 1 : self._begun]
            spent[1:] = added_up(cells_of(self._all_states[since]), lengths, rows * STATES).reshape(rows, STATES)
            np.cumsum(spent, axis=0, out=spent)

    def _add_few(self, row: int, rows: int) -> None:
        """The same for so few rows that calling numpy is what costs: in a live frame it has cold code to go through each time."""
        first, end = (row - 1) * ROW, (row + rows - 1) * ROW
        times, states = self._all_times[first : end + 1].tolist(), self._all_states[first:end].tolist()
        spent = self._spent[row - 1].tolist()
        found = []
        for number, (begin, following, state) in enumerate(zip(times, times[1:], states, strict=False), 1):
            spent[state] += following - begin
            if number % ROW == 0:
                found.append(spent.copy())
        self._spent[row : row + rows] = found

    def spent_until(self, t: int) -> Ints:
        """The time in each state from the lane's start until a time (ns, not before this chunk), int64[8]."""
        around = Around.room(1)
        around.asked[0] = t
        self.rows.look_up(around)
        result: Ints = around.spent_until()[0]
        return result

    def count_before(self, t: int) -> int:
        """How many of its transitions were before a time (ns)."""
        return int(self.times[: self._count].searchsorted(t, side="left"))

    def overlapping(self, start: int, end: int) -> tuple[int, int]:
        """The range of transitions whose segments have a part in [start, end)."""
        filled = self.times[: self._count]
        first, last = filled.searchsorted([start, end], side="left").tolist()
        if first == self._count or filled[first] > start:
            first = max(0, first - 1)
        return first, max(first, last)

    def segments(self, first: int, end: int, until: int) -> Segments:
        """The segments of the transitions [first, end).

        Args:
            first: The first transition.
            end: One past the last.
            until: When the chunk's last segment ends, in ns.
        """
        part = slice(first, end)
        ends = self.times[first + 1 : end + 1]
        if end == self._count:
            ends = np.append(self.times[first + 1 : end], until)[: end - first]
        return Segments(self.times[part], ends, self._states[part], self._evidence[part], self._tasks[part])


def _whole_lines(rows: int) -> int:
    """So many rows, and those that are missing in the last line."""
    return -(-rows // LINE) * LINE
