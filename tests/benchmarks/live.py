"""What the window spends while a job of two workers goes on, and how regularly it paints.

It is the real window, 1920×1080, on the display there is (``DISPLAY``), else under Xvfb where that is installed, else offscreen:
drawn in software and painted for real. Frames are as many as the window allows itself beside the job (``gui.governor``).
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
from typing import Final

from tests.benchmarks.figures import Benchmark, Figure
from tests.benchmarks.live_probe import HEIGHT, WIDTH, Watched
from tests.benchmarks.runs import calibrated_size
from tests.benchmarks.window_probe import Order

EXECUTORS: Final = ("threading", "pool")
WORKERS: Final = 2
TASKS: Final = 8
RUN_S: Final = 4.0
ROUNDS: Final = 3
TIMEOUT_S: Final = 300
MOST_PERCENT, LEAST_FRAMES, LONGEST_MS = 15.0, 30.0, 100.0


def measure() -> list[Figure]:
    """The window's share of a core, its frames and the gaps between them, for threads and for processes."""
    size = calibrated_size("primes", RUN_S / TASKS)
    runs = watch(Order("primes", size, TASKS, WORKERS, EXECUTORS, ROUNDS))
    return [figure for executor in EXECUTORS for figure in figures(executor, [run for run in runs if run.executor == executor])]


def figures(executor: str, runs: list[Watched]) -> list[Figure]:
    """What is told of the runs of one executor."""
    title = f"primes, {executor}, {WORKERS} workers"
    gaps = [gap for run in runs for gap in run.gaps_ms]
    each = [1000 * (later - sooner) for run in runs for sooner, later in zip(run.cpu, run.cpu[1:], strict=False)]
    return [
        Figure(f"{title}: the window takes", tuple(run.share_percent for run in runs), "% of a core", most=MOST_PERCENT),
        Figure(f"{title}: frames", tuple(run.frames_per_s for run in runs), "/s", least=LEAST_FRAMES),
        Figure(f"{title}: a frame, all that is spent", tuple(each), "ms", note=f"p95 {percentile(each, 95):.1f} ms"),
        Figure(f"{title}: from frame to frame", tuple(gaps), "ms", note=f"p95 {percentile(gaps, 95):.1f} ms"),
        Figure(f"{title}: the longest gap", (max(gaps),), "ms", most=LONGEST_MS),
    ]


def percentile(values: list[float], percent: int) -> float:
    """What so many per cent of the values do not exceed."""
    return statistics.quantiles(values, n=100)[percent - 1]


def watch(order: Order) -> list[Watched]:
    """Carries an order out in a window of its own process.

    Raises:
        RuntimeError: it could not be run.
    """
    environment, command = dict(os.environ), [sys.executable, "-m", "tests.benchmarks.live_probe", order.to_json()]
    if not (environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")):
        if shutil.which("xvfb-run"):
            command = ["xvfb-run", "-a", "-s", f"-screen 0 {WIDTH}x{HEIGHT}x24", *command]
        else:
            environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT_S, check=False, env=environment)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return [Watched.from_json(line) for line in done.stdout.splitlines()]


LIVE = Benchmark("live", "What does the window take while it watches two workers, and does its picture move evenly?", measure)
