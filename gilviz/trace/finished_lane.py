"""A lane that grows no more: whole columns, as a recording holds them.

A lane that grows keeps the time spent in every state beside each of its transitions, 64 bytes each, written as they come. Of ten
million transitions that are read at once this alone would take seconds and 640 MB. Here the sums stand at every ``STRIDE``-th
transition, and the few that follow are added up when somebody asks:

    spent up to t  =  sums[i // STRIDE], plus the segments from there to t        where i is the last transition at or before t

It is as exact as the other, and everything that works on lanes works on it.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gilviz.runner.protocol import State
from gilviz.trace.chunk import CHUNK, STATES, Ints, Segments
from gilviz.trace.lane import Lane, LaneIdentity

STRIDE = 16
"""Transitions between two sums: 4 bytes a transition, and at most 15 segments to add to each answer."""
AT_ONCE = 1 << 13
"""Answers worked out together: their segments (``STRIDE`` each) stay in the processor's cache."""


class FinishedLane(Lane):
    """The transitions of one worker, complete.

    Args:
        identity: Who the worker is.
        times: int64[n], ns, non-decreasing; n is at least 1. The lane keeps all four arrays, and nobody may change them.
        states: uint8[n], values of ``State``.
        evidence: uint8[n], values of ``Evidence``.
        tasks: int32[n], the task's number or ``NO_TASK``.
        known_until: The last state is certain until here, in ns.

    Raises:
        ValueError: the lengths differ, there are none, time goes backwards, or there is no such state.
    """

    def __init__(
        self,
        identity: LaneIdentity,
        times: Ints,
        states: NDArray[np.uint8],
        evidence: NDArray[np.uint8],
        tasks: NDArray[np.int32],
        known_until: int,
    ) -> None:
        super().__init__(identity)
        if not len(times) or not len(times) == len(states) == len(evidence) == len(tasks):
            raise ValueError("a finished lane needs a time, a state, an evidence and a task for each of its transitions")
        if bool((times[1:] < times[:-1]).any()):
            raise ValueError("transitions must be in the order of their times")
        if int(states.max()) >= STATES:
            raise ValueError(f"no state is {int(states.max())}")
        self._times, self._states, self._evidence, self._tasks = times, states, evidence, tasks
        self._sums: Ints | None = None
        self._note_tasks(times, tasks)
        self._count = len(times)
        self.settled_until = self.known_until = known_until

    @property
    def start(self) -> int | None:
        """The time of the first transition in ns."""
        return int(self._times[0])

    def time_of(self, number: int) -> int:
        """When the transition of that number was, counted from 0, in ns."""
        return int(self._times[number])

    @property
    def last_time(self) -> int:
        """The time of the last transition in ns."""
        return int(self._times[-1])

    @property
    def last_state(self) -> State | None:
        """The state that the last transition entered."""
        return State(int(self._states[-1]))

    def append(self, times: ArrayLike, states: ArrayLike, evidence: ArrayLike, tasks: ArrayLike) -> None:
        """A lane that is complete refuses to grow."""
        del times, states, evidence, tasks
        raise ValueError("a lane that is complete does not grow")

    def spent(self, times: ArrayLike) -> Ints:
        """The time in each state from the lane's start until each of some times: as any lane's."""
        asked = np.asarray(times, dtype=np.int64)
        inside = np.minimum(np.maximum(asked, self._times[0]), self._known_until)
        result = np.empty((len(asked), STATES), dtype=np.int64)
        for begin in range(0, len(asked), AT_ONCE):
            self._spent_until(inside[begin : begin + AT_ONCE], result[begin : begin + AT_ONCE])
        return result

    def _spent_until(self, times: Ints, out: Ints) -> None:
        """Write the time in each state from the lane's start until each of some times (ns, inside of the lane) into ``out``."""
        if self._sums is None:
            self._sums = _sums(self._times, self._states)
        at = self._times.searchsorted(times, side="right") - 1
        row = at // STRIDE
        self._sums.take(row, axis=0, out=out, mode="clip")
        numbers = (row * STRIDE)[:, np.newaxis] + np.arange(STRIDE)
        followed = numbers < at[:, np.newaxis]
        numbers = np.minimum(numbers, self._count - 2) if self._count > 1 else np.zeros_like(numbers)
        lengths = np.where(followed, self._times[np.minimum(numbers + 1, self._count - 1)] - self._times[numbers], 0)
        cells = np.arange(0, len(times) * STATES, STATES)
        flat = out.reshape(-1)
        flat += np.bincount((cells[:, np.newaxis] + self._states[numbers]).ravel(), lengths.ravel(), len(times) * STATES).astype(
            np.int64
        )
        flat[cells + self._states[at]] += times - self._times[at]

    def blocks(self, first: int = 0) -> Iterator[Segments]:
        """Every segment as arrays, some at a time, from the transition number ``first`` on."""
        for begin in range(first - first % CHUNK, self._count, CHUNK):
            yield self._segments(max(first, begin), min(begin + CHUNK, self._count))

    def blocks_after(self, t: int) -> Iterator[Segments]:
        """The blocks in which a segment may start after a time (ns), in order."""
        before = max(int(self._times.searchsorted(t, side="right")) - 1, 0)
        return self.blocks(before - before % CHUNK)

    def blocks_before(self, t: int) -> Iterator[Segments]:
        """The blocks in which a segment starts before a time (ns), the last one first."""
        end = int(self._times.searchsorted(t, side="left"))
        for begin in reversed(range(0, end, CHUNK)):
            yield self._segments(begin, min(begin + CHUNK, self._count))

    def between(self, start: int, end: int) -> Segments:
        """The segments that have a part in [start, end), whole, as arrays; the work grows with their number."""
        first, last = self._times.searchsorted([start, end], side="left").tolist()
        if first == self._count or self._times[first] > start:
            first = max(0, first - 1)
        return self._segments(first, max(first, last) if start < self._known_until else first)

    def count_between(self, start: int, end: int) -> int:
        """How many transitions there are in [start, end), without a look at each."""
        first, last = (int(self._times.searchsorted(t, side="left")) for t in (start, end))
        return max(last - first, 0)

    def _segments(self, first: int, end: int) -> Segments:
        """The segments of the transitions [first, end)."""
        part = slice(first, end)
        ends = self._times[first + 1 : end + 1]
        if end == self._count:
            ends = np.append(ends, self._known_until)[: end - first]
        return Segments(self._times[part], ends, self._states[part], self._evidence[part], self._tasks[part])


def _sums(times: Ints, states: NDArray[np.uint8]) -> Ints:
    """The time spent in each state before every ``STRIDE``-th transition, int64[n // STRIDE + 1, 8], ns.

    They are added up as floats, which is exact: no lane is longer than 2**53 ns (104 days).
    """
    whole = len(times) - len(times) % STRIDE
    sums = np.zeros((whole // STRIDE + 1, STATES), dtype=np.int64)
    for begin in range(0, whole, CHUNK):
        end = min(begin + CHUNK, whole)
        lengths = np.diff(times[begin : end + 1])
        cells = (np.arange(len(lengths)) // STRIDE) * STATES + states[begin : begin + len(lengths)]
        added = np.bincount(cells, lengths, (end - begin) // STRIDE * STATES).reshape(-1, STATES).astype(np.int64)
        first, last = begin // STRIDE, end // STRIDE
        sums[first + 1 : last + 1] = sums[first] + np.cumsum(added, axis=0)
    return sums
