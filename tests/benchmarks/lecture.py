"""How long a lecture keeps its hall waiting: from the command to the first scene, and from scene to scene."""

from __future__ import annotations

import os
import subprocess
import sys
import time

from tests.benchmarks.figures import Benchmark, Figure

STARTS = 5
START_S, CHANGE_MS = 2.0, 200.0


def measure() -> list[Figure]:
    """Gives a lecture a few times; the first one reads everything from disk and does not count."""
    give()
    given = [give() for _ in range(STARTS)]
    changes = tuple(change for _, some in given for change in some)
    return [
        Figure("from the command to the first scene", tuple(start for start, _ in given), "s", most=START_S),
        Figure("from the key to the next scene, painted", changes, "ms", most=CHANGE_MS),
        Figure("the slowest of these", (max(changes),), "ms", most=CHANGE_MS),
    ]


def give() -> tuple[float, list[float]]:
    """Gives it once: seconds to the first scene, and milliseconds for each change."""
    environment = dict(os.environ)
    if not (environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")):
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    command = [sys.executable, "-m", "tests.benchmarks.lecture_probe"]
    began = time.perf_counter_ns()
    told = subprocess.run(command, stdout=subprocess.PIPE, env=environment, check=True, text=True).stdout.split()
    first, *changes = (int(number) for number in told)
    return (first - began) / 1e9, [change / 1e6 for change in changes]


LECTURE = Benchmark("lecture", "How long does a lecture keep its hall waiting?", measure)
