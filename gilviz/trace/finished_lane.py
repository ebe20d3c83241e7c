"""A lane that grows no more: whole columns, as a recording holds them.

A lane that grows copies its transitions, and adds up what was spent before each row of them, as they come. Of ten million that
are read at once, nothing is copied, and nothing added up before somebody asks. Everything that works on lanes works on it.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gilviz.runner.protocol import State
from gilviz.trace.chunk import CHUNK, STATES, Ints, Segments, Whole
from gilviz.trace.lane import Lane, LaneIdentity
from gilviz.trace.rows import FAR, ROW, Around, Rows, added_up, look_up

_ROWS_AT_ONCE = CHUNK // ROW
"""Rows that are added up together: what that needs stays in the processor's cache."""


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
        self._rows: list[Rows] = []
        self._task_span.add(times, tasks)
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

    def take(self, times: Ints, states: Whole, evidence: Whole, tasks: Whole) -> None:
        """The same."""
        self.append(times, states, evidence, tasks)

    @property
    def last_task(self) -> int:
        """The number of the task that the last transition belongs to; ``NO_TASK`` where it is none."""
        return int(self._tasks[-1])

    def look_up(self, times: Ints, around: Around) -> None:
        """Fill in what there is around some times: as any lane."""
        around.asked[...] = self.clipped(times)
        if not self._rows:
            self._rows = _rows(self._times, self._states)
            self._firsts = [rows.first for rows in self._rows]
        look_up(self._rows, self._firsts, around)

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


def _rows(times: Ints, states: NDArray[np.uint8]) -> list[Rows]:
    """The transitions in rows; those of the last one, if it isn't full, as rows of their own."""
    full, count = len(times) // ROW, len(times)
    spent = np.zeros((-(-count // ROW), STATES), dtype=np.int64)
    for begin in range(0, len(spent) - 1, _ROWS_AT_ONCE):
        end = min(begin + _ROWS_AT_ONCE, len(spent) - 1)
        lengths = np.diff(times[begin * ROW : end * ROW + 1])
        cells = np.arange((end - begin) * ROW) // ROW * STATES + states[begin * ROW : end * ROW]
        some = spent[begin : end + 1]
        some[1:] = added_up(cells, lengths, (end - begin) * STATES).reshape(-1, STATES)
        np.cumsum(some, axis=0, out=some)
    first, cut = times[: full * ROW].reshape(full, ROW), states[: full * ROW].reshape(full, ROW)
    found = [Rows(first, cut, first[:, 0].copy(), spent[:full])] if full else []
    if full < len(spent):
        last_times, last_states = np.full((1, ROW), FAR), np.zeros((1, ROW), dtype=np.uint8)
        last_times[0, : count - full * ROW], last_states[0, : count - full * ROW] = times[full * ROW :], states[full * ROW :]
        found.append(Rows(last_times, last_states, last_times[:, 0], spent[full:]))
    return found
