"""Transitions in rows of four, and the time that the worker had spent in every state before each row.

    spent up to t  =  the sums before the row that t falls into, plus the parts before t of the row's four segments

That is exact to the nanosecond at every zoom, whatever lies between, and asks little of a processor: a search for the row, three
rows of 32, 64 and 4 bytes, then the same few steps for all times of all lanes at once (``Around``). With the sums beside each
transition, a lane took more than twice the memory, and growing spent more time on fresh pages than on anything else.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from gilviz.runner.protocol import State

Ints = NDArray[np.int64]
Bytes = NDArray[np.uint8]

STATES: Final = len(State)
ROW: Final = 4
"""Transitions in a row: twice as many would save 9 bytes of 32 for each transition, and cost a third more for each answer."""
FAR: Final = np.iinfo(np.int64).max
"""The time of a transition that there isn't."""
LINE: Final = 8
"""So many rows' times lie in one line of the processor's cache; every so many, one is kept once more, in a smaller array."""
_ONES: Final = np.uint64(0x01_01_01_01_01_01_01_01)
"""Times this, the highest byte of eight bytes is the sum of all of them."""
_SEARCHED_AT_ONCE: Final = 1 << 14
"""Up to so many rows, a plain binary search finds them in the cache anyway."""
_MANY: Final = 64
"""From so many times on, searching in two steps saves more than its calls cost."""
_CELLS: Final = np.arange(0, (1 << 12) * STATES, STATES, dtype=np.intp).repeat(ROW)
"""The first cell of each transition's row, for so many rows as are mostly asked for at once: making it anew takes longer."""
_EXACT: Final = 2**53
"""ns: up to here (104 days), sums of times are exact as floats, which is how numpy adds up by cells."""


def cells_of(states: Bytes) -> NDArray[np.intp]:
    """In which cell, one for each row and state, the time after each transition belongs: intp[n], for whole rows of states."""
    flat = states.reshape(-1)
    begins = _CELLS if flat.size <= _CELLS.size else np.arange(0, flat.size // ROW * STATES, STATES).repeat(ROW)
    cells: NDArray[np.intp] = begins[: flat.size] + flat
    return cells


def added_up(cells: NDArray[np.intp], lengths: Ints, count: int) -> Ints:
    """int64[count]: the exact sum of the lengths (ns, one after another in time) that belong to each cell."""
    if int(lengths.max(initial=0)) * ROW < _EXACT:
        return np.bincount(cells, lengths, count).astype(np.int64)
    result = np.zeros(count, dtype=np.int64)
    np.add.at(result, cells, lengths)
    return result


class Around:
    """What there is around some times; arrays of one shape, to which rows add an axis.

    Args:
        asked: int64[...], the times in ns.
        times: int64[..., ROW], those of the transitions in each time's row; ``FAR`` for none.
        states: uint8[..., ROW], which they entered; 0 for none.
        spent: int64[..., STATES], the ns spent in each state before the row.
    """

    __slots__ = ("asked", "spent", "states", "times")

    def __init__(self, asked: Ints, times: Ints, states: Bytes, spent: Ints) -> None:
        self.asked, self.times, self.states, self.spent = asked, times, states, spent

    @classmethod
    def room(cls, *shape: int) -> Around:
        """Arrays that are still to be filled."""
        return cls(
            np.empty(shape, dtype=np.int64),
            np.empty((*shape, ROW), dtype=np.int64),
            np.empty((*shape, ROW), dtype=np.uint8),
            np.empty((*shape, STATES), dtype=np.int64),
        )

    def __getitem__(self, key: Any) -> Around:
        """A part of all arrays, which it shares."""
        return Around(self.asked[key], self.times[key], self.states[key], self.spent[key])

    def know_nothing(self, asked: Ints) -> None:
        """Nothing was ever spent in any state."""
        self.asked[...] = asked
        self.times[...] = FAR
        self.states[...] = 0
        self.spent[...] = 0

    def spent_until(self) -> Ints:
        """The ns spent in each state until each time, int64[..., STATES]; the times of transitions are used up."""
        until = added_up(cells_of(self.states), self._lengths(), self.asked.size * STATES).reshape(self.spent.shape)
        until += self.spent
        return until

    def shares(self, out: Ints) -> None:
        """Write the ns spent in each state between each time and the next one.

        Args:
            out: int64[STATES, lanes, n - 1], where the shape is (lanes, n).
        """
        until = self.spent_until()
        out[...] = (until[:, 1:] - until[:, :-1]).transpose(2, 0, 1)

    def _lengths(self) -> Ints:
        """How much of each of the row's segments lies before the time, int64[n * ROW], ns.

        As if all rows were one: numpy goes through four numbers at a time far more slowly than through thousands.
        """
        starts = self.times.reshape(-1)
        np.minimum(starts, self.asked.repeat(ROW), out=starts)
        lengths = np.empty_like(starts)
        np.subtract(starts[1:], starts[:-1], out=lengths[:-1])
        np.subtract(self.asked.reshape(-1), starts[ROW - 1 :: ROW], out=lengths[ROW - 1 :: ROW])
        return lengths


class Rows:
    """Some rows of a lane, in order; the last one may not be full.

    Args:
        times: int64[rows, ROW], ns, non-decreasing.
        states: uint8[rows, ROW].
        firsts: int64[at least rows], the time of each one's first transition, and then ``FAR``: copied if lines are not whole.
        spent: int64[rows, STATES], the ns spent in each state before it.
    """

    def __init__(self, times: Ints, states: Bytes, firsts: Ints, spent: Ints) -> None:
        missing = -len(firsts) % LINE
        whole = np.append(firsts, np.full(missing, FAR)) if missing else firsts
        self._times, self._states, self._firsts, self._spent = times, states, whole, spent
        self._marks: Ints | None = None

    @property
    def first(self) -> int:
        """The time of the first transition, in ns."""
        return int(self._firsts[0])

    def look_up(self, around: Around) -> None:
        """Fill in what there is around its times, int64[n], non-decreasing and none before the first transition."""
        asked = around.asked
        if len(self._times) <= _SEARCHED_AT_ONCE or len(asked) < _MANY:
            self.take(self.row_of(asked), around)
            return
        lines, near = np.empty(len(asked), dtype=np.int64), np.empty((len(asked), LINE), dtype=np.int64)
        self.find_lines(asked, lines, near)
        self.take(_rows_in(lines, near, asked), around)

    def row_of(self, times: Ints) -> Ints:
        """The number of the last row that begins at or before each of some times."""
        return _last_before(self._firsts, times)

    def find_lines(self, times: Ints, lines: Ints, near: Ints) -> None:
        """Find the lines of the processor's cache in which the search for rows ends.

        Args:
            times: int64[n], as for ``look_up``.
            lines: int64[n], where to write the number of each one's line.
            near: int64[n, LINE], where to write the times that stand in it.
        """
        if self._marks is None:
            self._marks = self._firsts[::LINE].copy()
        np.subtract(self._marks.searchsorted(times, side="right"), 1, out=lines)
        self._firsts.reshape(-1, LINE).take(lines, axis=0, out=near, mode="clip")

    def take(self, rows: Ints, around: Around) -> None:
        """Fill in what there is in the rows of these numbers, int64[n]."""
        self._times.take(rows, axis=0, out=around.times, mode="clip")
        self._states.take(rows, axis=0, out=around.states, mode="clip")
        self._spent.take(rows, axis=0, out=around.spent, mode="clip")


def _last_before(ordered: Ints, times: Ints) -> Ints:
    """The place of the last one that is not after each of some times; -1 for none."""
    at = ordered.searchsorted(times, side="right")
    at -= 1
    return at


def _rows_in(lines: Ints, near: Ints, times: Ints) -> Ints:
    """The number of the last row that begins at or before each of some times.

    A binary search in millions of times waits for memory at each of its steps, one time after another. Here its last steps
    are one: the line of the cache in which they would end is counted through, for all times at once, so that the processor
    waits for all of them together.

    Args:
        lines: int64[n], see ``Rows.find_lines``; used up.
        near: int64[n, LINE], likewise.
        times: int64[n], ns.
    """
    counted = (near <= times[:, np.newaxis]).view(np.uint64).reshape(-1)
    counted *= _ONES
    counted >>= np.uint64(56)
    lines *= LINE
    lines += counted.view(np.int64)
    lines -= 1
    return lines


def look_up(parts: Sequence[Rows], firsts: Sequence[int], around: Around) -> None:
    """Fill in what there is around some times in rows that follow each other.

    Of each part only what must be is asked by itself: a lane of a million transitions has ten.

    Args:
        parts: At least one.
        firsts: The time of the first transition in each.
        around: Its times are non-decreasing, and none is before the first part's.
    """
    if len(parts) == 1:
        parts[0].look_up(around)
        return
    asked = around.asked
    bounds = [0, *asked.searchsorted(firsts[1:]).tolist(), len(asked)]
    each = [(part, slice(begin, end)) for part, begin, end in zip(parts, bounds[:-1], bounds[1:], strict=True) if end > begin]
    if len(asked) < _MANY:
        for part, some in each:
            part.take(part.row_of(asked[some]), around[some])
        return
    lines, near = np.empty(len(asked), dtype=np.int64), np.empty((len(asked), LINE), dtype=np.int64)
    for part, some in each:
        part.find_lines(asked[some], lines[some], near[some])
    rows = _rows_in(lines, near, asked)
    for part, some in each:
        part.take(rows[some], around[some])
