"""How long a worker executed for which task, in any stretch of time, exact to the nanosecond.

A lane keeps how long it was in each state before each transition, but not for whom. Tasks follow each other far more slowly than
transitions do, so that is kept here for each change of task, once somebody asks: how long the worker had run, and how long it had
been in C code, for each class of tasks. Tasks are told apart in as many classes as there are colours: a task's class is its
number modulo that. A share is then two searches and a subtraction, however many tasks lie between.

Memory: 24 + 16 * classes bytes for each change of task (216 for 12 classes).
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from gilviz.runner.protocol import NO_TASK, State
from gilviz.trace.lane import Lane

Ints = NDArray[np.int64]

KINDS: Final = (State.RUNNING, State.NATIVE)
"""The states in which a worker executes, in the order of the second axis of what is kept."""
_FIRST_ROOM: Final = 256


class TaskShares:
    """The time that a lane executed for each class of tasks; follows the lane as it grows.

    Args:
        lane: The worker.
        classes: How many classes of tasks there are.
    """

    def __init__(self, lane: Lane, classes: int) -> None:
        self._lane = lane
        self._classes = classes
        self._taken = self._count = 0
        self._last = NO_TASK
        self._starts: Ints = np.empty(_FIRST_ROOM, dtype=np.int64)
        self._whose: Ints = np.empty(_FIRST_ROOM, dtype=np.int64)
        self._base: Ints = np.empty((_FIRST_ROOM, len(KINDS)), dtype=np.int64)
        self._before: Ints = np.empty((_FIRST_ROOM, len(KINDS), classes), dtype=np.int64)

    def coverage(self, edges: Ints) -> Ints:
        """The time executing within each column of a picture.

        Args:
            edges: int64[w + 1], ns, non-decreasing: the borders of w columns.

        Returns:
            int64[w, 2, classes], ns in ``KINDS`` for each class of tasks.
        """
        self._update()
        if not self._count:
            return np.zeros((len(edges) - 1, len(KINDS), self._classes), dtype=np.int64)
        starts = self._starts[: self._count]
        at = np.maximum(starts.searchsorted(edges, side="right") - 1, 0)
        until: Ints = self._before[at]
        whose = self._whose[at]
        mine = np.flatnonzero(whose >= 0)
        since = self._lane.spent(edges)[:, KINDS] - self._base[at]
        until[mine, :, whose[mine]] += since[mine]
        result: Ints = until[1:] - until[:-1]
        return result

    def _update(self) -> None:
        """Take what the lane gained: the changes of task in it."""
        lane = self._lane
        if self._taken == len(lane):
            return
        times: list[Ints] = []
        tasks: list[NDArray[np.int32]] = []
        for block in lane.blocks(self._taken):
            numbers = block.tasks
            before = np.concatenate([np.array([self._last], dtype=numbers.dtype), numbers[:-1]])
            changes = np.flatnonzero(numbers != before)
            if self._count == 0 and not times and (not len(changes) or changes[0]):
                changes = np.concatenate([np.zeros(1, dtype=changes.dtype), changes])
            times.append(block.starts[changes])
            tasks.append(numbers[changes])
            self._last = int(numbers[-1])
        self._taken = len(lane)
        self._append(np.concatenate(times), np.concatenate(tasks).astype(np.int64))

    def _append(self, starts: Ints, tasks: Ints) -> None:
        n = len(starts)
        if not n:
            return
        first, end = self._count, self._count + n
        self._make_room(end)
        self._starts[first:end] = starts
        self._whose[first:end] = np.where(tasks == NO_TASK, -1, tasks % self._classes)
        self._base[first:end] = self._lane.spent(starts)[:, KINDS]
        # what lies between a change and the one before it belongs to the task of that one
        older = max(first - 1, 0)
        gained = np.zeros((end - older, len(KINDS), self._classes), dtype=np.int64)
        whose = self._whose[older : end - 1]
        mine = np.flatnonzero(whose >= 0)
        spent = self._base[older + 1 : end] - self._base[older : end - 1]
        gained[mine + 1, :, whose[mine]] = spent[mine]
        if first:
            gained[0] = self._before[older]
        self._before[older:end] = gained.cumsum(axis=0)
        self._count = end

    def _make_room(self, count: int) -> None:
        """Room for so many changes; twice as much as there was, so that growing costs little in all."""
        room = len(self._starts)
        if count <= room:
            return
        room = max(count, 2 * room)
        for name in ("_starts", "_whose", "_base", "_before"):
            old: Ints = getattr(self, name)
            new = np.empty((room, *old.shape[1:]), dtype=np.int64)
            new[: self._count] = old[: self._count]
            setattr(self, name, new)
