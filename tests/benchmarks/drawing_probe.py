"""Draws the same lanes in three ways, and prints how long each picture took, in ms, as a line of JSON.

``python -m tests.benchmarks.drawing_probe TRANSITIONS LANES``
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import time
from collections.abc import Callable
from typing import Final

import pyqtgraph as pg
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from gilviz.experiment.run import Phase
from gilviz.gui.timeline.panel import Panel
from gilviz.gui.timeline.view import TimelineView
from gilviz.render.headline import Headline
from gilviz.render.navigation import Stretch
from gilviz.render.theme import LIGHT
from gilviz.trace.run_trace import RunTrace
from tests.benchmarks.raster_lanes import RUN_NS, many_lanes
from tests.benchmarks.raster_probe import HEIGHT, RUN_S, WIDTH, Screen

TIMES: Final = 5
COLOURS: Final = [f"#{red:02x}{green:02x}{blue:02x}" for red, green, blue in LIGHT.states]


def timed(draw: Callable[[int], None]) -> list[float]:
    """Milliseconds of each of some pictures, of which none is like the one before."""
    found = []
    for number in range(TIMES + 1):
        began = time.perf_counter_ns()
        draw(number)
        found.append((time.perf_counter_ns() - began) / 1e6)
    return found[1:]


def by_timeline(run: RunTrace) -> list[float]:
    """The timeline, at another zoom each time."""
    view = TimelineView(LIGHT)
    screen = Screen(view)
    view.set_panels([Panel(1, Headline("threading", (("60 s", "wall time"),)), run, Phase.FINISHED, cores=2)])
    screen.settle()
    found = timed(lambda number: void(screen.frame(lambda: view.steering.show(Stretch(0.0, RUN_S * (1 - number / 100))))))
    view.close()
    return found


def by_pyqtgraph(run: RunTrace) -> list[float]:
    """A plot with a ``BarGraphItem`` of all segments, each with its brush; the same item, at another zoom each time."""
    plot = pg.PlotWidget(background="w")
    plot.resize(WIDTH, HEIGHT)
    for row, lane in enumerate(run.lanes):
        for block in lane.blocks():
            starts, ends = (block.starts - block.starts[0]) / RUN_NS, (block.ends - block.starts[0]) / RUN_NS
            brushes = [COLOURS[state] for state in block.states]
            plot.addItem(pg.BarGraphItem(x0=starts, x1=ends, y0=row, height=0.8, brushes=brushes, pens=brushes))
    plot.show()
    QApplication.processEvents()

    def draw(number: int) -> None:
        plot.setXRange(0, 1 - number / 100, padding=0)
        plot.viewport().repaint()
        QCoreApplication.sendPostedEvents()

    found = timed(draw)
    plot.close()
    return found


def by_matplotlib(run: RunTrace) -> list[float]:
    """A figure with ``broken_barh`` for each lane; the same figure, at another zoom each time."""
    matplotlib = importlib.import_module("matplotlib")
    matplotlib.use("Agg")
    figure = importlib.import_module("matplotlib.pyplot").figure(figsize=(WIDTH / 100, HEIGHT / 100), dpi=100)
    axes = figure.add_subplot()
    for row, lane in enumerate(run.lanes):
        for block in lane.blocks():
            starts, lengths = (block.starts - block.starts[0]) / RUN_NS, (block.ends - block.starts) / RUN_NS
            bars = list(zip(starts.tolist(), lengths.tolist(), strict=True))
            axes.broken_barh(bars, (row, 0.8), facecolors=[COLOURS[state] for state in block.states])

    def draw(number: int) -> None:
        axes.set_xlim(0, 1 - number / 100)
        figure.canvas.draw()

    return timed(draw)


def void(_value: float) -> None:
    """What is measured outside is not needed inside."""


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication([])
    lanes = many_lanes(int(sys.argv[1]), int(sys.argv[2]))
    ways = {"timeline": by_timeline, "pyqtgraph's BarGraphItem": by_pyqtgraph, "matplotlib's broken_barh": by_matplotlib}
    print(json.dumps({name: draw(lanes) for name, draw in ways.items()}))
