"""The same lanes drawn by the timeline, by matplotlib's ``broken_barh`` and by pyqtgraph's ``BarGraphItem``.

Each draws a picture of 1920×1080 anew, with software rendering. Needs ``pip install 'gilviz-desktop[bench]'``.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import os
import statistics
import subprocess
import sys
from typing import Final

from tests.benchmarks.figures import Benchmark, Figure, Skipped

SIZES: Final = (1_000, 10_000, 100_000)
LANES: Final = 16
TIMEOUT_S: Final = 300


def measure() -> list[Figure]:
    """How long each takes, and how many times as long as the timeline.

    Raises:
        Skipped: matplotlib is not installed.
    """
    if importlib.util.find_spec("matplotlib") is None:
        raise Skipped("matplotlib is not installed: pip install 'gilviz-desktop[bench]'")
    figures = []
    for count in SIZES:
        found = _times(count)
        ours = statistics.median(found["timeline"])
        for name, times in found.items():
            figures.append(Figure(f"{count:,} transitions: {name}", tuple(times), "ms"))
            if name != "timeline":
                figures.append(Figure(f"{count:,} transitions: {name} beside it", (statistics.median(times) / ours,), "×"))
    return figures


def _times(count: int) -> dict[str, list[float]]:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "tests.benchmarks.drawing_probe", str(count), str(LANES)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT_S, check=False, env=environment)
    if done.returncode:
        raise RuntimeError(done.stderr)
    measured: dict[str, list[float]] = json.loads(done.stdout)
    return measured


DRAWING = Benchmark("drawing", "How long do others take for the same picture?", measure)
