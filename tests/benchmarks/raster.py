"""How long the picture takes at any zoom, while it is panned and while it follows, from a thousand to ten million transitions.

At 1920×1080 with software rendering, real paint included, see ``raster_probe``. Cases are drawn in processes of their own.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Mapping
from typing import Final

import numpy as np

from tests.benchmarks.figures import Benchmark, Figure

SIXTY_FRAMES, THIRTY_FRAMES, MOVING = 16.7, 33.0, 8.0
"""Milliseconds."""
GROWTH: Final = 4.0
BYTES: Final = 80.0
TIMEOUT_S: Final = 300
ZOOMS: Final[Mapping[tuple[int, int], float | None]] = {
    (1_000, 16): None,
    (1_000_000, 16): SIXTY_FRAMES,
    (10_000_000, 16): SIXTY_FRAMES,
    (1_000_000, 64): THIRTY_FRAMES,
    (10_000_000, 64): None,
}
"""What is promised of any zoom, in ms, by (transitions, lanes)."""


def p95(samples: list[float]) -> float:
    """What 95 of 100 frames stay below."""
    return float(np.percentile(samples, 95))


def measure() -> list[Figure]:
    """The slowest frames of each case; what they cost more with ten thousand times as many transitions; memory."""
    found = {case: drawn(*case) for case in ZOOMS}
    figures = [
        _slowest(f"{transitions:,} × {lanes}: any zoom", found[transitions, lanes]["any zoom"], most)
        for (transitions, lanes), most in ZOOMS.items()
    ]
    largest = found[10_000_000, 64]
    figures += [_slowest(f"10,000,000 × 64: {name}", largest[name], MOVING) for name in ("panning", "following")]
    few, many = (statistics.median(found[count, 16]["any zoom"]) for count in (1_000, 10_000_000))
    figures.append(Figure("any zoom, 10,000,000 beside 1,000 transitions", (many / few,), "×", most=GROWTH))
    figures.append(Figure("memory of a transition", tuple(largest["bytes"]), "bytes", most=BYTES))
    wrong = [case["wrong pixels"][0] for case in found.values()]
    figures.append(Figure("the border of a state is off by, at most", tuple(wrong), "pixels", most=1.0))
    return figures


def _slowest(name: str, samples: list[float], most: float | None) -> Figure:
    return Figure(f"{name}, p95", (p95(samples),), "ms", most=most, note=f"median {statistics.median(samples):.1f} ms")


def drawn(transitions: int, lanes: int) -> dict[str, list[float]]:
    """What the probe says of a case."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "tests.benchmarks.raster_probe", str(transitions), str(lanes)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT_S, check=False, env=environment)
    if done.returncode:
        raise RuntimeError(done.stderr)
    measured: dict[str, list[float]] = json.loads(done.stdout)
    return measured


RASTER = Benchmark("raster", "Is the picture as fluid at ten million transitions as at a thousand?", measure)
