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
_STRIDE: Final = 64
"""Every so many rows, their time is kept once more, in an array that stays in the processor's cache."""
_SEARCHED_AT_ONCE: Final = 1 << 14
"""Up to so many rows, a plain binary search finds them in the cache anyway."""
_MANY: Final = 64
"""From so many times on, searching in two steps saves more than its calls cost."""
_EXACT: Final = 2**53
"""ns: up to here (104 days), sums of times are exact as floats, which is how numpy adds up by cells."""


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
        """The ns spent in each state until each time, int64[n, STATES]; the shape must be one number."""
        count = len(self.asked)
        cells = np.arange(0, count * STATES, STATES).repeat(ROW)
        cells += self.states.reshape(-1)
        inside = added_up(cells, self._lengths(), count * STATES).reshape(count, STATES)
        inside += self.spent
        return inside

    def shares(self, out: Ints) -> None:
        """Write the ns spent in each state between each time and the next one.

        Args:
            out: int64[STATES, lanes, n - 1], where the shape is (lanes, n).
        """
        lanes, count = self.asked.shape
        cells = np.arange(lanes * count).repeat(ROW)
        cells += np.multiply(self.states.reshape(-1), lanes * count, dtype=np.intp)
        inside = added_up(cells, self._lengths(), STATES * lanes * count).reshape(STATES, lanes, count)
        np.subtract(inside[..., 1:], inside[..., :-1], out=out)
        out += (self.spent[:, 1:] - self.spent[:, :-1]).transpose(2, 0, 1)

    def _lengths(self) -> Ints:
        """How much of each of the row's segments lies before the time, int64[n * ROW], ns; the times of transitions are used up.

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
        firsts: int64[rows], the time of each one's first transition.
        spent: int64[rows, STATES], the ns spent in each state before it.
    """

    def __init__(self, times: Ints, states: Bytes, firsts: Ints, spent: Ints) -> None:
        self._times, self._states, self._firsts, self._spent = times, states, firsts, spent
        self._marks: Ints = firsts[::_STRIDE].copy() if len(firsts) > _SEARCHED_AT_ONCE else firsts[:0]

    @property
    def first(self) -> int:
        """The time of the first transition, in ns."""
        return int(self._firsts[0])

    def look_up(self, around: Around) -> None:
        """Fill in what there is around its times, int64[n], non-decreasing and none before the first transition."""
        rows = self._row_of(around.asked)
        self._times.take(rows, axis=0, out=around.times, mode="clip")
        self._states.take(rows, axis=0, out=around.states, mode="clip")
        self._spent.take(rows, axis=0, out=around.spent, mode="clip")

    def _row_of(self, times: Ints) -> Ints:
        """The number of the last row that begins at or before each of some times.

        A binary search in millions of times waits for memory at each of its steps, one time after another. Here only the last
        steps leave the cache, and in those all times are looked for at once: the processor waits for all of them together.
        """
        if not len(self._marks) or len(times) < _MANY:
            at = self._firsts.searchsorted(times, side="right")
            at -= 1
            return at
        at = self._marks.searchsorted(times, side="right")
        at -= 1
        at *= _STRIDE
        step = _STRIDE // 2
        while step:
            probe = at + step
            np.putmask(at, self._firsts.take(probe, mode="clip") <= times, probe)
            step //= 2
        return np.minimum(at, len(self._firsts) - 1, out=at)  # in the last stretch, steps beyond the end found the last one


def look_up(parts: Sequence[Rows], firsts: Sequence[int], around: Around) -> None:
    """Fill in what there is around some times in rows that follow each other.

    Args:
        parts: At least one.
        firsts: The time of the first transition in each.
        around: Its times are non-decreasing, and none is before the first part's.
    """
    if len(parts) == 1:
        parts[0].look_up(around)
        return
    bounds = [0, *around.asked.searchsorted(firsts[1:]).tolist(), len(around.asked)]
    for part, begin, end in zip(parts, bounds[:-1], bounds[1:], strict=True):
        if end > begin:
            part.look_up(around[begin:end])
