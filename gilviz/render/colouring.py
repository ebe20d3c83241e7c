"""What the colours of executing time tell: the state, or whose time it is: which task's, or which worker's.

Whatever they tell, a band's heights are the same exact shares: colouring divides the two executing layers, and leaves the waits
as they are. Where a column holds several tasks, their shares lie above each other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Final, Protocol

import numpy as np

from gilviz.render.bands import stack_states
from gilviz.render.palette import COLOURS, native_code, running_code
from gilviz.render.stack import NOTHING, ORDER, Codes, Ints, borders, stack
from gilviz.runner.protocol import State
from gilviz.trace.lane import Lane
from gilviz.trace.task_shares import TaskShares


class ColourBy(StrEnum):
    """What the colours tell."""

    STATE = "state"
    TASK = "task"
    WORKER = "worker"

    @property
    def following(self) -> ColourBy:
        """The one that comes after it, all round."""
        all_of_them = tuple(ColourBy)
        return all_of_them[(all_of_them.index(self) + 1) % len(all_of_them)]

    def make(self) -> Colouring:
        """The colouring of one run's picture."""
        return _MADE[self]()


class Colouring(Protocol):
    """Turns shares of time into the codes of pixels (see ``bands.Inks``)."""

    def stack(self, lanes: Sequence[Lane], shares: Ints, times: Ints, height: int, /) -> Codes:
        """The bands of some lanes.

        Args:
            lanes: The workers.
            shares: int64[8, lanes, w], the ns of each in each state within each column.
            times: int64[w + 1], the columns' borders, ns of the machine's clock.
            height: Of a band, in pixels.

        Returns:
            uint8[lanes, height, w]: places in ``ORDER``, ``NOTHING``, or codes of colours.
        """

    def holders(self, lanes: Sequence[Lane], held: Ints, times: Ints, /) -> tuple[Ints, list[int]]:
        """Who held a GIL.

        Args:
            lanes: The workers that share it.
            held: int64[lanes, w], how long each ran within each column, in ns.
            times: As for ``stack``.

        Returns:
            int64[k, w], the ns of each layer of the strip from the bottom up, and each one's colour, by its number from 0.
        """


class ByState(Colouring):
    """Every state has its colour, whoever is in it."""

    def stack(self, _lanes: Sequence[Lane], shares: Ints, times: Ints, height: int, /) -> Codes:
        """See ``Colouring``."""
        return stack_states(shares, times[1:] - times[:-1], height)

    def holders(self, lanes: Sequence[Lane], held: Ints, _times: Ints, /) -> tuple[Ints, list[int]]:
        """See ``Colouring``: each worker in its own colour."""
        return held, [worker_colour(lane) for lane in lanes]


class ByWorker(ByState):
    """What a worker executes has the worker's colour, the one that stands beside its name."""

    def stack(self, lanes: Sequence[Lane], shares: Ints, times: Ints, height: int, /) -> Codes:
        """See ``Colouring``."""
        codes = super().stack(lanes, shares, times, height)
        for place, lane in enumerate(lanes):
            executing = [running_code(worker_colour(lane)), native_code(worker_colour(lane))]
            codes[place] = np.array([*executing, *range(2, NOTHING + 1)], dtype=np.uint8).take(codes[place])
        return codes


class ByTask(Colouring):
    """What a worker executes has the colour of the task that it executes it for."""

    def __init__(self) -> None:
        self._shares: dict[Lane, TaskShares] = {}

    def stack(self, lanes: Sequence[Lane], shares: Ints, times: Ints, height: int) -> Codes:
        """See ``Colouring``."""
        return np.stack([self._stack_one(lane, shares[:, place], times, height) for place, lane in enumerate(lanes)])

    def holders(self, lanes: Sequence[Lane], held: Ints, times: Ints) -> tuple[Ints, list[int]]:
        """See ``Colouring``: a layer for each colour of tasks; Python code that belongs to no task keeps its worker's colour."""
        tasks = [self._of(lane).coverage(times)[:, 0].T for lane in lanes]
        other = held - np.array([each.sum(axis=0) for each in tasks], dtype=np.int64)
        layers = np.concatenate([np.sum(tasks, axis=0), other])
        colours = [*range(COLOURS), *(worker_colour(lane) for lane in lanes)]
        present = np.flatnonzero(layers.any(axis=1))
        return layers[present], [colours[layer] for layer in present]

    def _stack_one(self, lane: Lane, shares: Ints, times: Ints, height: int) -> Codes:
        """Layers from the bottom: running for each task, then for none; the same for C code; then what the other states are."""
        tasks = self._of(lane).coverage(times)
        layers: list[Ints] = []
        codes: list[int] = []
        for kind, state, code in ((0, State.RUNNING, running_code), (1, State.NATIVE, native_code)):
            present = np.flatnonzero(tasks[:, kind].any(axis=0)).tolist()
            layers += [*(tasks[:, kind, colour] for colour in present), shares[state] - tasks[:, kind].sum(axis=1)]
            codes += [*map(code, present), ORDER.index(state)]
        layers += [shares[state] for state in ORDER[2:]]
        codes += range(2, NOTHING + 1)
        stacked = stack(borders(layers, times[1:] - times[:-1], height), height)
        return np.array(codes, dtype=np.uint8).take(stacked)

    def _of(self, lane: Lane) -> TaskShares:
        if lane not in self._shares:
            self._shares[lane] = TaskShares(lane, COLOURS)
        return self._shares[lane]


def task_colour(task: int) -> int:
    """Which of the colours a task has, by its number from 0: they repeat when there are more tasks."""
    return task % COLOURS


def worker_colour(lane: Lane) -> int:
    """Which of the colours a worker has, by its number from 0."""
    return (lane.identity.number - 1) % COLOURS


_MADE: Final[Mapping[ColourBy, type[ByState | ByWorker | ByTask]]] = {
    ColourBy.STATE: ByState,
    ColourBy.TASK: ByTask,
    ColourBy.WORKER: ByWorker,
}
