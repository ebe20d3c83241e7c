"""What one thread did at every moment, in the few words that the truth and a lane have in common."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gilviz.runner.protocol import State
from gilviz.trace.lane import Lane

Ints = NDArray[np.int64]
Doings = NDArray[np.uint8]


class Doing(IntEnum):
    """What a thread does."""

    ABSENT = 0
    """Nothing is known, or it has no task."""
    RUNNING = 1
    """It holds the GIL, on a core."""
    NATIVE = 2
    """It is on a core without the GIL."""
    GIL_WAIT = 3
    """It waits for the GIL, or for somebody to take the GIL that it was asked to let go of."""
    CPU_WAIT = 4
    """It could run and has no core."""
    BLOCKED = 5
    """It waits for something else."""
    LOCKED = 6
    """It waits for another lock than the GIL: where it is known what threads ask the system for, else that is ``BLOCKED``."""


OF_STATE = {
    State.IDLE: Doing.ABSENT,
    State.RUNNING: Doing.RUNNING,
    State.NATIVE: Doing.NATIVE,
    State.GIL_WAIT: Doing.GIL_WAIT,
    State.CPU_WAIT: Doing.CPU_WAIT,
    State.IO_WAIT: Doing.BLOCKED,
    State.LOCK_WAIT: Doing.LOCKED,
    State.OVERHEAD: Doing.ABSENT,
}
"""What a lane's states mean here."""


@dataclass(frozen=True)
class Timeline:
    """What a thread did: from ``times[i]`` on ``doings[i]``, until the next; before the first it is absent.

    Args:
        times: int64[n], ns, non-decreasing.
        doings: uint8[n], values of ``Doing``.
    """

    times: Ints = field(repr=False)
    doings: Doings = field(repr=False)

    @classmethod
    def of(cls, changes: Iterable[tuple[int, Doing]]) -> Self:
        """From (time in ns, what begins), in the order of time; a change that changes nothing is left out."""
        kept: list[tuple[int, Doing]] = []
        for time, doing in changes:
            if (kept[-1][1] if kept else Doing.ABSENT) is not doing:
                kept.append((time, doing))
        times = np.array([time for time, _ in kept], dtype=np.int64)
        return cls(times, np.array([doing for _, doing in kept], dtype=np.uint8))

    @classmethod
    def of_lane(cls, lane: Lane) -> Self:
        """What a lane says, as far as it is known."""
        changes = [(segment.start, OF_STATE[segment.state]) for segment in lane.segments() if segment.end > segment.start]
        return cls.of([*changes, (lane.known_until, Doing.ABSENT)])

    def at(self, times: ArrayLike) -> Doings:
        """What the thread does from each of some times (int64[m], ns) on, uint8[m]."""
        known = np.concatenate([np.array([Doing.ABSENT], dtype=np.uint8), self.doings])
        found: Doings = known[np.searchsorted(self.times, np.asarray(times, dtype=np.int64), side="right")]
        return found

    def spells(self, doing: Doing) -> Ints:
        """When it did that: int64[k, 2], beginnings and ends in ns. A spell that has no end is left out."""
        begins = np.flatnonzero(self.doings[:-1] == doing)
        spells: Ints = np.stack([self.times[begins], self.times[begins + 1]], axis=1)
        return spells
