"""What it costs to take in 600,000 transitions a second, frame by frame, without a stall."""

from __future__ import annotations

import statistics
import time

import numpy as np

from gilviz.runner.protocol import Evidence, State
from gilviz.trace.lane import Lane
from tests.benchmarks.figures import Benchmark, Figure
from tests.benchmarks.raster_lanes import ORIGIN, some_lane

PER_SECOND, FPS, LANES, FRAMES = 600_000, 30, 16, 600
MOST_MS = 2.0


def measure() -> list[Figure]:
    """The slowest of a hundred frames, for 20 seconds of recording."""
    chance = np.random.default_rng(3)
    lanes = [some_lane(number, 1, chance) for number in range(1, LANES + 1)]
    for lane in lanes:
        lane.known_until = ORIGIN
    times = [frame(lanes, number, chance) for number in range(FRAMES)]
    note = f"median {statistics.median(times):.2f} ms, worst {max(times):.2f} ms"
    return [
        Figure("600,000 transitions a second, a frame, p99", (float(np.percentile(times, 99)),), "ms", most=MOST_MS, note=note)
    ]


def frame(lanes: list[Lane], number: int, chance: np.random.Generator) -> float:
    """Milliseconds for what all lanes gain in one frame."""
    count = PER_SECOND // FPS // LANES
    start = lanes[0].last_time + 1
    steps = chance.integers(100, 50_000, count).cumsum() + start
    states = chance.choice(np.array(State, dtype=np.uint8), count)
    evidence = np.full(count, Evidence.MEASURED, dtype=np.uint8)
    tasks = np.full(count, number, dtype=np.int32)
    began = time.perf_counter_ns()
    for lane in lanes:
        lane.append(steps, states, evidence, tasks)
    return (time.perf_counter_ns() - began) / 1e6


APPEND = Benchmark("append", "Does a picture that grows fast ever stall?", measure)
