"""What the live window costs the job: the same experiment by ``gilviz run`` and in the window, in turns.

Each is a process of its own, so that neither inherits what the other has warmed up. The window is drawn on the display there is
(``DISPLAY``), else offscreen.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping

from gilviz.launch.runtimes import default_runtime
from tests.benchmarks.figures import Benchmark, Figure, percent_more
from tests.benchmarks.runs import calibrated_size
from tests.benchmarks.window_probe import Order, Report

PAIRS = 5
TIMEOUT_S = 120
EXECUTORS = ("sequential", "threading", "pool")
SPARE_PERCENT, NONE_TO_SPARE_PERCENT = 3.0, 5.0


def measure() -> list[Figure]:
    """By how much the window lengthens jobs that leave a core to spare, and jobs that leave none."""
    cores = default_runtime().cores
    order = Order(workload="primes", size=calibrated_size("primes"), tasks=4 * cores, workers=cores, executors=EXECUTORS)
    bare: list[Mapping[str, float]] = []
    live: list[Report] = []
    for pair in range(PAIRS):
        for turn in (0, 1) if pair % 2 else (1, 0):
            if turn:
                bare.append(by_command(order))
            else:
                live.append(in_window(order))
    figures = []
    for executor in EXECUTORS:
        pairs = [(without[executor], report.wall_s[executor]) for without, report in zip(bare, live, strict=True)]
        most = NONE_TO_SPARE_PERCENT if executor == "pool" else SPARE_PERCENT
        spare = "no core" if executor == "pool" else "a core"
        figures.append(Figure(f"primes, {executor}, {spare} to spare: the window adds", percent_more(pairs), "%", most=most))
        frames = tuple(report.frames_per_s[executor] for report in live)
        least = None if executor == "pool" else 30.0
        figures.append(Figure(f"primes, {executor}: frames meanwhile", frames, "/s", least=least))
    return figures


def by_command(order: Order) -> dict[str, float]:
    """The wall times of the experiment by ``gilviz run``, by executor."""
    options = ["--size", str(order.size), "--tasks", str(order.tasks), "-w", str(order.workers), "--json"]
    for executor in order.executors:
        options += ["-x", executor]
    runs = json.loads(_output(["-m", "gilviz", "run", order.workload, *options]))["runs"]
    return {run["executor"]: run["wall_s"] for run in runs}


def in_window(order: Order) -> Report:
    """The same experiment in a window."""
    return Report.from_json(_output(["-m", "tests.benchmarks.window_probe", order.to_json()]))


def _output(arguments: list[str]) -> str:
    environment = dict(os.environ)
    if not (environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")):
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    done = subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, timeout=TIMEOUT_S, check=False, env=environment
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    return done.stdout


WINDOW = Benchmark("window-cost", "How much longer does a job take because it is watched in the window?", measure)
