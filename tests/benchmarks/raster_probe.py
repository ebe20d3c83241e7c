"""Draws many transitions in the real timeline, offscreen, and tells how long each frame took.

``python -m tests.benchmarks.raster_probe TRANSITIONS LANES`` prints a line of JSON: ms of each frame, by what it was for.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import time
from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QApplication
from typing_extensions import override

from gilviz.experiment.run import Phase
from gilviz.gui.timeline.panel import Panel
from gilviz.gui.timeline.plot import Plot
from gilviz.gui.timeline.view import TimelineView
from gilviz.render.headline import Headline
from gilviz.render.navigation import Stretch
from gilviz.render.palette import pixel
from gilviz.render.theme import LIGHT
from gilviz.runner.protocol import State
from gilviz.trace.lane import Lane
from tests.benchmarks.raster_lanes import RUN_NS, many_lanes

WIDTH, HEIGHT = 1920, 1080
RUN_S: Final = RUN_NS / 1e9
FRAMES: Final = 150
SHORTEST_S: Final = 20e-6


class Screen(QObject):
    """The timeline at the size of a screen, and how long a frame takes from the wish to the last pixel.

    Args:
        view: The timeline.
    """

    def __init__(self, view: TimelineView) -> None:
        super().__init__()
        self.view = view
        self._paints = 0
        self._viewport = view.findChildren(Plot)[0].viewport()
        self._viewport.installEventFilter(self)
        view.resize(WIDTH, HEIGHT)
        view.show()
        self.settle()

    def settle(self) -> None:
        """Everything that was asked for is painted."""
        for _ in range(3):
            QApplication.processEvents()

    def frame(self, change: Callable[[], None]) -> float:
        """Milliseconds from the start of a change to the end of the painting that it leads to.

        Raises:
            RuntimeError: nothing was painted.
        """
        self._paints = 0
        began = time.perf_counter_ns()
        change()
        QCoreApplication.sendPostedEvents()
        took = (time.perf_counter_ns() - began) / 1e6
        if not self._paints:
            raise RuntimeError("nothing was painted")
        return took

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self._paints += event.type() == QEvent.Type.Paint
        return False


def any_zoom(screen: Screen, chance: np.random.Generator) -> list[float]:
    """Frames of which each shows another stretch at another zoom, so that nothing can be kept."""
    times = []
    for exponent in chance.uniform(np.log(SHORTEST_S), np.log(1.1 * RUN_S), FRAMES):
        duration = float(np.exp(exponent))
        start = float(chance.uniform(0, max(RUN_S - duration, 0.01)))
        times.append(screen.frame(lambda s=start, d=duration: screen.view.steering.show(Stretch(s, d))))  # type: ignore[misc]
    return times


def whole(screen: Screen) -> list[float]:
    """Frames that show almost everything, none like the one before: most transitions lie in one column."""
    lengths = [(1 + 0.001 * (number % 50)) * RUN_S for number in range(1, FRAMES // 2)]
    return [screen.frame(lambda d=length: screen.view.steering.show(Stretch(0.0, d))) for length in lengths]  # type: ignore[misc]


def panning(screen: Screen, duration: float) -> list[float]:
    """Frames of a drag, 12 pixels each."""
    screen.view.steering.show(Stretch(0.3 * RUN_S, duration))
    screen.settle()
    return [screen.frame(lambda: screen.view.steering.pan(12)) for _ in range(FRAMES)]


def following(screen: Screen, duration: float) -> list[float]:
    """Frames in which the view slides along with a moment, as with the live edge or a replay."""
    screen.view.steering.show(Stretch(0.2 * RUN_S, duration))
    screen.settle()
    times = []
    for frame in range(FRAMES):
        moment = round((0.2 * RUN_S + duration * (1 + frame / 200)) * 1e9)
        times.append(screen.frame(lambda t=moment: screen.view.steering.keep_in_sight(t)))  # type: ignore[misc]
    return times


def measure(transitions: int, lanes: int) -> Mapping[str, list[float]]:
    """All frames, by what they are for."""
    run = many_lanes(transitions, lanes)
    view = TimelineView(LIGHT)
    headline = Headline(f"threading · {lanes} workers", (("60.0 s", "wall time"), ("1.00×", "speed-up")))
    screen = Screen(view)
    view.set_panels([Panel(1, headline, run, Phase.FINISHED, cores=lanes)])
    screen.settle()
    chance = np.random.default_rng(7)
    gc.collect()
    found = {
        "any zoom": any_zoom(screen, chance),
        "whole": whole(screen),
        "panning": panning(screen, RUN_S / 20) + panning(screen, RUN_S / 2),
        "following": following(screen, RUN_S / 20),
    }
    found["bytes"] = [sum(size_of(lane) for lane in run.lanes) / transitions]
    found["wrong pixels"] = [worst_border(view)]
    view.close()
    return found


def size_of(lane: Lane) -> int:
    """The bytes that a lane's transitions take, as far as they are written."""
    return sum(chunk.nbytes for chunk in lane._chunks)


def worst_border(view: TimelineView) -> float:
    """By how many pixels the height of running differs from the true share, at most, in the columns that are in sight now.

    The truth is added up from the segments themselves, each cut at the columns' borders.
    """
    picture, grid = view.pictures[0], view._stage.grid
    place = picture.place
    if place is None:
        raise RuntimeError("the picture has no place")
    edges = picture.origin + grid.edges(0, grid.width)
    inks = {pixel(LIGHT.states[State.RUNNING]), pixel(LIGHT.pattern_inks[State.RUNNING])}
    worst = 0.0
    for row, lane in enumerate(picture.lanes):
        truth = np.zeros(grid.width)
        for block in lane.blocks():
            running = block.states == State.RUNNING
            spent = np.concatenate([[0], (block.ends - block.starts)[running].cumsum()])
            starts, ends = block.starts[running], block.ends[running]
            at = starts.searchsorted(edges, side="right")
            inside = np.where(at > 0, np.maximum(ends[at - 1] - edges, 0), 0) if len(starts) else np.zeros(len(edges))
            truth += np.diff(spent[at] - inside)
        band = place.rows.lane(row)
        blue = np.isin(picture._raster.image[band.top : band.bottom], list(inks)).sum(axis=0)
        worst = max(worst, float(np.abs(blue - truth / np.diff(edges) * band.height).max()))
    return worst


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication([])
    print(json.dumps(measure(round(float(sys.argv[1])), int(sys.argv[2]))))
