"""How often each GIL changed hands, counted once per transition although it is asked for several times a second.

A GIL passes from one worker to another where two segments in ``running`` that follow each other, in the order of their starts,
belong to different lanes of the same interpreter. Lanes are read one after another, and a thread can lose the GIL between
reading the clock and writing the record, so the newest part of that order is not final. The ledger counts what is older than
``HELD_BACK`` for good, and the rest anew each time. A record that comes later still makes it start over: slow, rare, and right.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gilviz.runner.protocol import State, WorkerKind
from gilviz.trace.lane import Lane

HELD_BACK = 500_000_000
"""ns: 64 threads that wait for each other's slices take 320 ms to go round."""

GilKey = tuple[int, int]
"""(pid, interpreter): whose GIL."""

Ints = NDArray[np.int64]


def lanes_by_gil(lanes: Sequence[Lane]) -> dict[GilKey, list[Lane]]:
    """The lanes that share a GIL, for each GIL; lanes of an interpreter without one are in none."""
    gils: dict[GilKey, list[Lane]] = {}
    for lane in lanes:
        if lane.identity.gil:
            gils.setdefault((lane.identity.pid, lane.identity.interpreter), []).append(lane)
    return gils


def changes_hands(lanes: Sequence[Lane]) -> bool:
    """Whether the GIL that these lanes share can pass from one to another: coroutines have one thread, which keeps it."""
    return all(lane.identity.kind is not WorkerKind.COROUTINE for lane in lanes)


class _Gil:
    """The hand-overs of one GIL."""

    def __init__(self) -> None:
        self._start_over()

    def _start_over(self) -> None:
        self._taken: dict[int, int] = {}
        self._counted = 0
        self._holder: int | None = None
        self._counted_until = -1
        self._times: Ints = np.empty(0, dtype=np.int64)
        self._holders: Ints = np.empty(0, dtype=np.int64)

    def switches(self, lanes: Sequence[Lane]) -> int:
        """How often the GIL has changed hands among these lanes, which are always the same and perhaps some more."""
        if len(lanes) < 2:
            return 0
        if self._take(lanes):
            self._start_over()
            self._take(lanes)
        changes = _changes(self._holder, self._holders)
        final = int(self._times.searchsorted(self._times[-1] - HELD_BACK, side="right")) if len(self._times) else 0
        total = self._counted + len(changes)
        if final:
            self._counted += int(changes.searchsorted(final))
            self._counted_until = int(self._times[final - 1])
            self._holder = int(self._holders[final - 1])
            self._times, self._holders = self._times[final:].copy(), self._holders[final:].copy()
        return total

    def _take(self, lanes: Sequence[Lane]) -> bool:
        """Sort new transitions in; True if one lies in what was counted for good."""
        times, holders = [self._times], [self._holders]
        for lane in lanes:
            number = lane.identity.number
            taken = self._taken.get(number, 0)
            if len(lane) > taken:
                for block in lane.blocks(taken):
                    starts = block.starts[block.states == State.RUNNING]
                    times.append(starts)
                    holders.append(np.full(len(starts), number, dtype=np.int64))
                self._taken[number] = len(lane)
        if len(times) == 1:
            return False
        all_times, all_holders = np.concatenate(times), np.concatenate(holders)
        order = np.lexsort((all_holders, all_times))
        self._times, self._holders = all_times[order], all_holders[order]
        return bool(len(order)) and int(self._times[0]) <= self._counted_until


class GilLedger:
    """The hand-overs of all GILs of a run."""

    def __init__(self) -> None:
        self._gils: dict[GilKey, _Gil] = {}

    def switches(self, lanes: Sequence[Lane]) -> int | None:
        """How often a GIL passed from one worker to another; None where no lane has a GIL.

        Args:
            lanes: The same lanes as the last time, further filled, and perhaps some more.
        """
        groups = lanes_by_gil(lanes)
        if not groups:
            return None
        return sum(self._gils.setdefault(key, _Gil()).switches(group) for key, group in groups.items() if changes_hands(group))


def _changes(before: int | None, holders: Ints) -> Ints:
    """The positions at which the holder is another than at the one before, ascending."""
    if not len(holders):
        return np.empty(0, dtype=np.int64)
    previous = np.concatenate([[holders[0] if before is None else before], holders[:-1]])
    return np.flatnonzero(holders != previous)
