"""How long threads hold the GIL at a stretch: unrecorded, recorded, and recorded beside a window that animates them.

A recording that changed the slices would show what it does itself. Who is not recorded notes no slices, so all three are counted
in the same way, by the GIL itself (``counted_job``): a run's wall time over the hand-offs is its mean slice. That needs no
privilege, and nobody looks while slices go on; a sampler quick enough to see each of them would take a good part of a core, and
make them longer. What can't be had so is the distribution: the median is that of runs.
"""

from __future__ import annotations

import json
import os
import random
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from gilviz.experiment.workspace import Workspace
from gilviz.runner.spec import JobSpec
from tests.benchmarks import counted_job
from tests.benchmarks.figures import Benchmark, Figure, percent_more
from tests.benchmarks.recording_cost import size_for
from tests.benchmarks.runs import wall_time
from tests.benchmarks.slice_window import Order

ROUNDS = 20
WORKLOAD, EXECUTOR, WORKERS = "primes", "threading", 2
TASKS, TASK_S = 8, 0.2
SHORT_INTERVAL = 0.0005
TIMEOUT_S = 120
MOST_PERCENT = 3.0


def measure() -> list[Figure]:
    """Slices in turns, and how far they differ."""
    frames: list[float] = []
    with tempfile.TemporaryDirectory(prefix="gilviz-") as directory, Workspace() as workspace:
        report = Path(directory, "counted")
        python = counting_python(Path(directory), report)
        job = JobSpec(WORKLOAD, size_for(WORKLOAD, TASK_S), EXECUTOR, WORKERS, TASKS, python)
        order = Order(WORKLOAD, job.size, TASKS, WORKERS, EXECUTOR, python)

        def run(*, record: bool, interval: float | None = None) -> None:
            spec = JobSpec(WORKLOAD, job.size, EXECUTOR, WORKERS, TASKS, python, switch_interval=interval, record=record)
            wall_time(spec, workspace)

        slices = in_turns(
            {
                "unrecorded": lambda: run(record=False),
                "recorded": lambda: run(record=True),
                "recorded, in a window": lambda: frames.append(in_window(order)),
                "unrecorded, 0.5 ms": lambda: run(record=False, interval=SHORT_INTERVAL),
                "recorded, 0.5 ms": lambda: run(record=True, interval=SHORT_INTERVAL),
            },
            report,
        )
    figures = [Figure(f"a slice of 2 threads, {name}", tuple(values), "ms") for name, values in slices.items()]
    figures.append(Figure("frames meanwhile", tuple(frames), "/s"))
    for other, name in (
        ("unrecorded", "recorded"),
        ("unrecorded", "recorded, in a window"),
        ("unrecorded, 0.5 ms", "recorded, 0.5 ms"),
    ):
        longer = percent_more(zip(slices[other], slices[name], strict=True))
        figures.append(Figure(f"{name}: slices are longer by", longer, "%", least=-MOST_PERCENT, most=MOST_PERCENT))
    return figures


def in_turns(ways: Mapping[str, Callable[[], object]], report: Path) -> dict[str, list[float]]:
    """Runs a job in each way, round after round, in random order: the mean slices in ms, by way."""
    slices: dict[str, list[float]] = {name: [] for name in ways}
    chance = random.Random(os.getpid())
    for _ in range(ROUNDS):
        for name in chance.sample(sorted(ways), len(ways)):
            ways[name]()
            slices[name].append(last_slice(report.read_text(encoding="ascii")))
    return slices


def last_slice(report: str) -> float:
    """The mean slice of the last run that was counted, in ms."""
    counted = json.loads(report.splitlines()[-1])
    return float(counted["ns"] / counted["hand_offs"] / 1e6)


def counting_python(directory: Path, report: Path) -> str:
    """An interpreter whose runner counts hand-offs into that file."""
    command = [sys.executable, "-S", "-s", "-P", counted_job.__file__, str(report)]
    script = directory / "python"
    script.write_text(f"#!/bin/sh\nexec {shlex.join(command)}\n", encoding="utf-8")
    script.chmod(0o700)
    return str(script)


def in_window(order: Order) -> float:
    """Runs it in a window, on the display there is (``DISPLAY``), else offscreen: frames a second meanwhile.

    Raises:
        RuntimeError: it could not be run.
    """
    environment = dict(os.environ)
    if not (environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")):
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    command = [sys.executable, "-m", "tests.benchmarks.slice_window", order.to_json()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT_S, check=False, env=environment)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return float(json.loads(done.stdout))


SLICES = Benchmark("slice-length", "Are slices as long recorded and watched as they are without?", measure)
