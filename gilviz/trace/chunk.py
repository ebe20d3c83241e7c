"""A fixed-size stretch of a lane's transitions as arrays, and segments as arrays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from gilviz.runner.protocol import Evidence, State

Ints = NDArray[np.int64]

STATES = len(State)
CHUNK = 1 << 15
"""Transitions in a lane's first chunk: enough for most lanes. Each further one is twice as large as the one before, up to
``LARGEST``: few chunks are fast to search. Memory that was not written yet is not resident, so that a lane does not pay for the
rest of its last chunk, and allocating one is no stall."""
LARGEST = 1 << 18
"""Transitions in the largest chunks: 20 MB."""
_STRIDE = 64
"""Every so many transitions, a chunk keeps the time once more, in an array that stays in the processor's cache."""
_SEARCHED_AT_ONCE = 1 << 14
"""Up to so many transitions, a plain binary search finds them in the cache anyway."""
_MANY = 64
"""From so many times on, searching in two steps saves more than its calls cost."""


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
    """Some transitions, and the time spent in each state before each of them.

    Args:
        size: How many there is room for.
        before: The chunk that this one continues; None for a lane's first.

    Attributes:
        first: The number, in the lane, of its first transition.
        times: int64[size], ns; only the first ``len(self)`` are filled.
    """

    def __init__(self, size: int, before: Chunk | None) -> None:
        self.first: int = before.first + len(before) if before is not None else 0
        self.times: Ints = np.empty(size, dtype=np.int64)
        self._marks: Ints = np.empty(-(-size // _STRIDE), dtype=np.int64)
        self._states = np.empty(size, dtype=np.uint8)
        self._evidence = np.empty(size, dtype=np.uint8)
        self._tasks = np.empty(size, dtype=np.int32)
        self._spent: Ints = np.empty((size, STATES), dtype=np.int64)
        self._carry = before.tail() if before else None
        self._count = 0

    def __len__(self) -> int:
        """How many transitions there are."""
        return self._count

    @property
    def full(self) -> bool:
        """Whether the next transition needs another chunk."""
        return self._count == len(self.times)

    @property
    def last_time(self) -> int:
        """The time of the last transition, in ns."""
        return int(self.times[self._count - 1])

    @property
    def last_state(self) -> int:
        """The state that the last transition entered."""
        return int(self._states[self._count - 1])

    def tail(self) -> tuple[int, int, Ints]:
        """Of the last transition: its time, its state, and the time spent in each state before it."""
        return self.last_time, self.last_state, self._spent[self._count - 1]

    def append(self, times: Ints, states: NDArray[np.uint8], evidence: NDArray[np.uint8], tasks: NDArray[np.int32]) -> int:
        """Take as many of these transitions as there is room for.

        Returns:
            How many were taken.
        """
        n = min(len(self.times) - self._count, len(times))
        first, end = self._count, self._count + n
        carry = self.tail() if first else self._carry
        self.times[first:end] = times[:n]
        marks = slice(-(-first // _STRIDE), -(-end // _STRIDE))
        self._marks[marks] = self.times[marks.start * _STRIDE : end : _STRIDE]
        self._states[first:end] = states[:n]
        self._evidence[first:end] = evidence[:n]
        self._tasks[first:end] = tasks[:n]
        spent = self._spent[first:end]
        spent[:] = 0
        if carry is not None:
            time, state, before = carry
            spent[0] = before
            spent[0, state] += times[0] - time
        if n > 1:
            spent[np.arange(1, n), states[: n - 1]] = times[1:n] - times[: n - 1]
            np.cumsum(spent, axis=0, out=spent)
        self._count = end
        return n

    def spent_until(self, times: Ints, out: Ints) -> None:
        """Write the time in each state from the lane's start until each of some times into ``out``.

        Args:
            times: int64[n], ns, non-decreasing, none before this chunk's first.
            out: int64[n, 8], contiguous.
        """
        filled = self.times[: self._count]
        at = self._last_until(times)
        self._spent.take(at, axis=0, out=out, mode="clip")
        cells = np.arange(0, len(times) * STATES, STATES)
        cells += self._states[at]
        out.reshape(-1)[cells] += times - filled[at]

    def _last_until(self, times: Ints) -> Ints:
        """The number of the last transition at or before each of some times, none of which is before the first.

        A binary search in millions of times waits for memory at each of its steps, one time after another. Here only the last
        steps leave the cache, and in those all times are looked for at once: the processor waits for all of them together.
        """
        filled = self.times[: self._count]
        if self._count <= _SEARCHED_AT_ONCE or len(times) < _MANY:
            at = filled.searchsorted(times, side="right")
            at -= 1
            return at
        at = self._marks[: -(-self._count // _STRIDE)].searchsorted(times, side="right")
        at -= 1
        at *= _STRIDE
        step = _STRIDE // 2
        while step:
            probe = at + step
            np.putmask(at, filled.take(probe, mode="clip") <= times, probe)
            step //= 2
        return np.minimum(at, self._count - 1, out=at)  # in the last stretch, steps beyond the end found the last one

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
