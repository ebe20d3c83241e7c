"""One worker's transitions in memory, and the exact time it spent in every state of any stretch of time.

A lane only grows. Its transitions lie in chunks that never move once allocated, each larger than the one before: one array that
doubles is copied whole each time, which stalls the window (185 ms at a million transitions). Beside every fourth transition
stand the nanoseconds that the worker had spent in each of the eight states by then (``rows``). The share of any interval is then
two searches, a few additions and a subtraction, exact to the nanosecond at every zoom, whatever lies between.

All times are ``perf_counter_ns`` of the machine that recorded, in int64: floats would lose nanoseconds and make every search
convert the whole array.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike

from gilviz.runner.protocol import NO_TASK, Evidence, State
from gilviz.trace.chunk import LARGEST, STATES, Chunk, Ints, Segment, Segments, Whole, first_chunk
from gilviz.trace.counts import Counts
from gilviz.trace.lane_identity import LaneIdentity
from gilviz.trace.rows import Around, look_up
from gilviz.trace.task_span import TaskSpan

__all__ = ["Lane", "LaneIdentity", "Segment", "Segments"]

AT_ONCE = 1 << 12
"""Answers worked out together: what they need stays in the processor's cache."""


class Lane(Counts):
    """The transitions of one worker, growing at the end.

    Whoever fills the lane also keeps ``known_until`` and the counters of its ``Counts`` up to date.

    Args:
        identity: Who the worker is.
        chunk_size: Transitions in the first chunk; None for the usual number, see ``first_chunk``.

    Attributes:
        identity: Who the worker is.
        settled_until: Nothing before this time (ns) will ever change. Later parts may be corrected by the next transitions, whose
            times can lie before ``known_until``: a worker is seen waiting until it says since when it no longer does.
    """

    def __init__(self, identity: LaneIdentity, chunk_size: int | None = None) -> None:
        super().__init__()
        self.identity = identity
        self._known_until = 0
        self._chunk_size = chunk_size or first_chunk(identity.number)
        self.settled_until = 0
        self._chunks: list[Chunk] = []
        self._firsts: list[int] = []
        self._count = 0
        self._task_span = TaskSpan()

    def __len__(self) -> int:
        """How many transitions there are."""
        return self._count

    @property
    def start(self) -> int | None:
        """The time of the first transition in ns; None while there is none."""
        return self._firsts[0] if self._firsts else None

    def time_of(self, number: int) -> int:
        """When the transition of that number was, counted from 0, in ns."""
        chunk = self._chunks[self._chunk_of(number)]
        return int(chunk.times[number - chunk.first])

    @property
    def known_until(self) -> int:
        """The last state is certain until here, in ns: never before the last transition. Nothing may be drawn after it."""
        return self._known_until

    @known_until.setter
    def known_until(self, time: int) -> None:
        self._known_until = max(time, self.last_time)

    @property
    def last_time(self) -> int:
        """The time of the last transition in ns; 0 while there is none."""
        return self._chunks[-1].last_time if self._chunks else 0

    @property
    def last_state(self) -> State | None:
        """The state that the last transition entered; None while there is none."""
        return State(self._chunks[-1].last_state) if self._chunks else None

    @property
    def last_task(self) -> int:
        """The number of the task that the last transition belongs to; ``NO_TASK`` where it is none."""
        return self._chunks[-1].last_task if self._chunks else NO_TASK

    @property
    def task_span(self) -> tuple[int, int] | None:
        """From the start of the first task to the end of the last one, as far as it is known, in ns; None without a task."""
        return self._task_span.until(self._known_until)

    def append(self, times: ArrayLike, states: ArrayLike, evidence: ArrayLike, tasks: ArrayLike) -> None:
        """Add transitions at the end.

        Args:
            times: int64[n], ns, non-decreasing and none before the lane's last.
            states: uint8[n], values of ``State``.
            evidence: uint8[n], values of ``Evidence``.
            tasks: int32[n], the task's number or ``NO_TASK``.

        Raises:
            ValueError: the lengths differ, time goes backwards, or there is no such state.
        """
        new_times = np.asarray(times, dtype=np.int64)
        new_states = np.asarray(states, dtype=np.uint8)
        new_evidence = np.asarray(evidence, dtype=np.uint8)
        new_tasks = np.asarray(tasks, dtype=np.int32)
        n = len(new_times)
        if not n == len(new_states) == len(new_evidence) == len(new_tasks):
            raise ValueError("a transition needs a time, a state, an evidence and a task")
        if not n:
            return
        if (self._chunks and new_times[0] < self.last_time) or (n > 1 and bool((new_times[1:] < new_times[:-1]).any())):
            raise ValueError("transitions must be in the order of their times")
        if int(new_states.max()) >= STATES or int(new_evidence.max()) >= len(Evidence):
            raise ValueError(f"no state is {int(new_states.max())}, or no evidence {int(new_evidence.max())}")
        self.take(new_times, new_states, new_evidence, new_tasks)

    def take(self, times: Ints, states: Whole, evidence: Whole, tasks: Whole) -> None:
        """Add transitions that nobody has to look through: at least one, of any whole numbers, else as for ``append``."""
        n, done = len(times), 0
        self._task_span.add(times, tasks)
        while done < n:
            if not self._chunks or self._chunks[-1].full:
                size = min(self._chunk_size << len(self._chunks), max(LARGEST, self._chunk_size))
                self._firsts.append(int(times[done]))
                self._chunks.append(Chunk(size, self._chunks[-1] if self._chunks else None))
            done += self._chunks[-1].append(times[done:], states[done:], evidence[done:], tasks[done:])
        self._count += n
        self.settled_until = max(self.settled_until, self.last_time)
        self.known_until = self._known_until

    def spent(self, times: ArrayLike) -> Ints:
        """The time in each state from the lane's start until each of some times.

        Args:
            times: int64[n], ns, non-decreasing; those outside of [start, known_until] count as the nearer end.

        Returns:
            int64[n, 8], exact ns per state.
        """
        asked = np.asarray(times, dtype=np.int64)
        result = np.empty((len(asked), STATES), dtype=np.int64)
        around = Around.room(min(len(asked), AT_ONCE))
        for begin in range(0, len(asked), AT_ONCE):
            some = asked[begin : begin + AT_ONCE]
            self.look_up(some, around[: len(some)])
            result[begin : begin + len(some)] = around[: len(some)].spent_until()
        return result

    def look_up(self, times: Ints, around: Around) -> None:
        """Fill in what there is around some times, so that it can be worked out for many lanes at once.

        Args:
            times: int64[n], as for ``spent``; n is at least 1.
            around: Room for n.
        """
        if not self._chunks:
            around.know_nothing(times)
            return
        around.asked[...] = self.clipped(times)
        first, last = (bisect_right(self._firsts, int(around.asked[end])) - 1 for end in (0, -1))
        if first == last:
            self._chunks[first].rows.look_up(around)
        else:
            look_up([chunk.rows for chunk in self._chunks[first : last + 1]], self._firsts[first : last + 1], around)

    def clipped(self, times: Ints) -> Ints:
        """The same times, but none outside of what is known; the lane must have begun."""
        start = self.start or 0
        if times[0] < start or times[-1] > self._known_until:
            return np.minimum(np.maximum(times, start), self._known_until)
        return times

    def coverage(self, edges: ArrayLike) -> Ints:
        """The exact time in each state within each column of a picture.

        Args:
            edges: int64[w + 1], ns, non-decreasing: the borders of w columns.

        Returns:
            int64[w, 8], ns; zero where the lane has not begun or nothing is known any more.
        """
        spent = self.spent(edges)
        return spent[1:] - spent[:-1]

    def totals(self) -> Ints:
        """The time in each state over the whole lane, int64[8], ns."""
        result: Ints = self.spent([self.known_until])[0]
        return result

    def segments(self) -> Iterator[Segment]:
        """Every segment in order, one for each transition (so some may have no duration)."""
        for block in self.blocks():
            yield from block

    def blocks(self, first: int = 0) -> Iterator[Segments]:
        """Every segment as arrays, a chunk at a time, from the transition number ``first`` on."""
        for i in range(self._chunk_of(first), len(self._chunks)):
            chunk = self._chunks[i]
            yield chunk.segments(max(0, first - chunk.first), len(chunk), self._chunk_end(i))

    def blocks_after(self, t: int) -> Iterator[Segments]:
        """The blocks in which a segment may start after a time (ns), in order; each is made when it is asked for."""
        i = max(bisect_right(self._firsts, t) - 1, 0)
        return self.blocks(self._chunks[i].first if self._chunks else 0)

    def blocks_before(self, t: int) -> Iterator[Segments]:
        """The blocks in which a segment starts before a time (ns), the last one first; each is made when it is asked for."""
        for i in reversed(range(bisect_left(self._firsts, t))):
            yield self._chunks[i].segments(0, len(self._chunks[i]), self._chunk_end(i))

    def _chunk_of(self, number: int) -> int:
        """Which chunk has the transition of that number; one that there is not yet belongs to the last."""
        return max(bisect_right(self._chunks, number, key=_first_number) - 1, 0)

    def _chunk_end(self, i: int) -> int:
        """When the last segment of a chunk ends, in ns."""
        return self._firsts[i + 1] if i + 1 < len(self._chunks) else self._known_until

    def between(self, start: int, end: int) -> Segments:
        """The segments that have a part in [start, end), whole, as arrays.

        The work grows with their number: for stretches of which every segment can be seen, not for whole runs.
        """
        found = []
        for i in range(max(bisect_right(self._firsts, start) - 1, 0), bisect_left(self._firsts, end)):
            chunk_end = self._chunk_end(i)
            if chunk_end > start:
                found.append(self._chunks[i].segments(*self._chunks[i].overlapping(start, end), chunk_end))
        return Segments.join(found)

    def count_between(self, start: int, end: int) -> int:
        """How many transitions there are in [start, end), without a look at each."""
        first, last = (self._count_before(t) for t in (start, end))
        return max(last - first, 0)

    def _count_before(self, t: int) -> int:
        i = bisect_left(self._firsts, t) - 1
        return self._chunks[i].first + self._chunks[i].count_before(t) if i >= 0 else 0

    def at(self, t: int) -> Segment | None:
        """The segment that the worker was in at a time, or None where nothing is known."""
        return next((segment for segment in self.between(t, t + 1) if segment.start <= t < segment.end), None)


def _first_number(chunk: Chunk) -> int:
    return chunk.first
