"""Lanes of many transitions for benchmarks: finished, made by numpy, with every state in them."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from gilviz.runner.protocol import Evidence, State, WorkerKind
from gilviz.trace.lane import Lane, LaneIdentity
from gilviz.trace.run_trace import RunTrace

ORIGIN: Final = 5_000_000_000_000
"""The run's zero in ns."""
RUN_NS: Final = 60_000_000_000
"""How long the runs are."""
PORTION: Final = 1 << 15
"""How many transitions are handed over at once: as many as a chunk holds."""

Ints = NDArray[np.int64]


def many_lanes(transitions: int, lanes: int, seed: int = 1) -> RunTrace:
    """A finished run with so many transitions in all, spread evenly over its lanes."""
    chance = np.random.default_rng(seed)
    made = [some_lane(number, transitions // lanes, chance) for number in range(1, lanes + 1)]
    return RunTrace.of(made, ORIGIN, ORIGIN + RUN_NS)


def some_lane(number: int, transitions: int, chance: np.random.Generator) -> Lane:
    """A lane whose segments differ in length by orders of magnitude, as real ones do, and whose states all occur."""
    lane = Lane(LaneIdentity(number, 100, 7000 + number, WorkerKind.THREAD, 0, gil=True))
    lengths = chance.lognormal(0.0, 1.5, transitions)
    times = ORIGIN + (lengths.cumsum() * (RUN_NS / lengths.sum())).astype(np.int64)
    states = chance.choice(np.array(State, dtype=np.uint8), transitions, p=[0.05, 0.3, 0.1, 0.35, 0.05, 0.05, 0.05, 0.05])
    tasks = np.arange(transitions, dtype=np.int32) // 16
    evidence = np.full(transitions, Evidence.MEASURED, dtype=np.uint8)
    for first in range(0, transitions, PORTION):
        part = slice(first, first + PORTION)
        lane.append(times[part], states[part], evidence[part], tasks[part])
    lane.known_until = ORIGIN + RUN_NS
    lane.closed = True
    return lane
