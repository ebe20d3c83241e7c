"""From the command to the first paint of the window."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

from tests.benchmarks.figures import Benchmark, Figure

STARTS = 5
MOST_S = 1.5
NANOSECONDS = 1_000_000_000


def measure() -> list[Figure]:
    """Starts the program a few times; the first one reads everything from disk and does not count."""
    start_once()
    samples = tuple(start_once() for _ in range(STARTS))
    return [Figure("from the command to the first paint", samples, "s", most=MOST_S)]


def start_once() -> float:
    """Starts the program, ends it as soon as it is painted: seconds from one to the other."""
    environment = dict(os.environ)
    if not (environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")):
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    command = [sys.executable, "-m", "tests.benchmarks.paint_probe"]
    began = time.perf_counter_ns()
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as process:
        assert process.stdout is not None
        painted = int(process.stdout.readline())
        process.send_signal(signal.SIGTERM)
    return (painted - began) / NANOSECONDS


FIRST_PAINT = Benchmark("first-paint", "How long until the window is there?", measure)
