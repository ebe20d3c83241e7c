"""The charts as pyqtgraph draws them: curves over time, and distributions on an axis of powers of ten."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QPen
from PySide6.QtWidgets import QWidget

from gilviz.gui.charts.plotting import bare_plot, dress
from gilviz.gui.timeline import ink
from gilviz.render.distribution import BINS, FIRST_DECADE, LAST_DECADE, PER_DECADE, Distribution, place
from gilviz.render.run_chart import COLUMNS, RunChart
from gilviz.render.series import line_colour
from gilviz.render.theme import Rgb, Theme

HEADROOM: Final = 1.2
"""The axis ends so much above the highest point: labels stand there."""
STYLES: Final = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine, Qt.PenStyle.DashDotLine)
"""How each run's line is drawn: whoever sees no colours tells them by these."""
OTHERS: Final = 4
"""Runs begin with the colour of the fifth worker: the first ones' stand in the picture beside, and mean a worker there."""
MOST_PERCENT: Final = 109
"""Where an axis of shares ends at the latest: its next number would be more than all."""
FILL: Final = 44
"""Opacity below a curve, of 255: several lie over each other."""
BESIDE: Final = 4
"""Bins that are shown on either side of what is filled."""
LEAST_BINS: Final = 2 * PER_DECADE
EDGE: Final = 10
"""Logical pixels above and to the right of everything: the outermost numbers of the axes reach there."""
MOST_MARKS: Final = 4
"""Switch intervals that are marked: somebody may have dragged the slider through a hundred of them."""
CEILING: Final = "1 · the GIL’s ceiling for Python code"


@dataclass(frozen=True)
class Shown:
    """A run in a chart: its place among all runs says how it is drawn."""

    number: int
    run: RunChart


def run_pen(number: int, theme: Theme) -> QPen:
    """What a run's line is drawn with."""
    pen = QPen(ink.colour(line_colour(number + OTHERS, theme)), 2.5, STYLES[number % len(STYLES)])
    pen.setCosmetic(True)
    return pen


class ChartPlot(Protocol):
    """One chart."""

    widget: pg.PlotWidget
    by_colour: bool
    """Whether runs are told apart by their lines."""

    def draw(self, shown: Sequence[Shown], theme: Theme, font: QFont) -> None:
        """Show these runs."""


class LinePlot:
    """What charts of lines have in common.

    Args:
        theme: The colours.
        parent: Owns the widget.
    """

    by_colour = True

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        self.widget = bare_plot(theme, parent)
        self.widget.getPlotItem().layout.setContentsMargins(0, EDGE, EDGE, 0)
        self._parts: list[pg.GraphicsObject] = []
        self._theme = theme
        self._font = QFont()

    def _begin(self, theme: Theme, font: QFont, below: str) -> None:
        self._theme, self._font = theme, font
        for part in self._parts:
            self.widget.removeItem(part)
        self._parts = []
        dress(self.widget, "", below, theme, font)

    def _add(self, part: pg.GraphicsObject) -> None:
        self._parts.append(part)
        self.widget.addItem(part)

    def _line(self, at: float, angle: int, rgb: Rgb, text: str, position: float, anchor: tuple[float, float]) -> None:
        """A line across the whole plot, with its label."""
        style = Qt.PenStyle.SolidLine if angle else Qt.PenStyle.DotLine
        line = pg.InfiniteLine(at, angle=angle, pen=pg.mkPen(ink.colour(rgb), width=2, style=style))
        line.setZValue(5)
        paper = ink.colour(self._theme.surface, 210)
        label = pg.InfLineLabel(line, text, position=position, anchors=[anchor, anchor], color=ink.colour(rgb), fill=paper)
        label.setFont(self._font)
        self._add(line)


class ExecutingPlot(LinePlot):
    """How many workers execute at once, over time."""

    def draw(self, shown: Sequence[Shown], theme: Theme, font: QFont) -> None:
        """Show these runs."""
        self._begin(theme, font, "time from each run’s start, in seconds")
        longest = max((each.run.length_ns for each in shown), default=1) / 1e9
        most = max((float(each.run.curve.max()) for each in shown), default=1.0)
        for each in shown:
            edges = np.linspace(0, each.run.length_ns / 1e9, COLUMNS + 1)
            pen = run_pen(each.number, theme)
            self._add(pg.PlotDataItem(edges, each.run.curve, stepMode="center", pen=pen, fillLevel=0, brush=_faint(pen)))
        if any(each.run.one_gil for each in shown):
            self._line(1.0, 0, theme.text, CEILING, 0.98, (1.0, 1.1))
        self.widget.setXRange(0, longest * 1.02, padding=0)
        self.widget.setYRange(0, max(most, 1.0) * HEADROOM, padding=0)


class DistributionPlot(LinePlot):
    """How lengths of time are distributed.

    Args:
        of: A run's; None where it has none.
        below: What stands below the axis.
        theme: The colours.
        parent: Owns the widget.
    """

    def __init__(self, of: Callable[[RunChart], Distribution | None], below: str, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self._of = of
        self._below = below

    def draw(self, shown: Sequence[Shown], theme: Theme, font: QFont) -> None:
        """Show these runs."""
        self._begin(theme, font, self._below)
        found = [(each, lengths) for each in shown if (lengths := self._of(each.run)) is not None]
        marks = sorted({interval for each, _ in found for interval in each.run.intervals})[-MOST_MARKS:]
        for each, lengths in found:
            pen = run_pen(each.number, theme)
            begin, end = lengths.filled
            shares = np.array([0.0, *lengths.shares[begin:end], 0.0]) * 100
            edges = np.arange(begin - 1, end + 2, dtype=float)
            self._add(pg.PlotDataItem(edges, shares, stepMode="center", pen=pen, fillLevel=0, brush=_faint(pen)))
        first, last = self._show_bins(found, [place(interval * 1e9) for interval in marks])
        for number, interval in enumerate(marks):
            text = f"switch interval {interval * 1e3:g} ms" if number == 0 else f"{interval * 1e3:g} ms"
            at = place(interval * 1e9)
            beside = 1.03 if at > (first + last) / 2 else -0.03
            self._line(at, 90, theme.accent, text, 0.94 - 0.08 * number, (beside, 0.5))
        highest = max((max(lengths.shares) for _, lengths in found), default=1.0)
        self.widget.setYRange(0, min(100 * highest * HEADROOM, MOST_PERCENT), padding=0)

    def _show_bins(self, found: Iterable[tuple[Shown, Distribution]], marks: Sequence[float]) -> tuple[float, float]:
        """Show the bins that are filled, and the marks; returns from where to where that is."""
        ends = [float(end) for _, lengths in found for end in lengths.filled] + list(marks)
        first, last = min(ends, default=0.0) - BESIDE, max(ends, default=float(BINS)) + BESIDE
        short = max(LEAST_BINS - (last - first), 0) / 2
        self.widget.setXRange(first - short, last + short, padding=0)
        decades = [(float((decade - FIRST_DECADE) * PER_DECADE), _power(decade)) for decade in range(2, LAST_DECADE + 1)]
        self.widget.getAxis("bottom").setTicks([decades])
        return first - short, last + short


def _power(decade: int) -> str:
    """A power of ten of ns, as text: ``10 ms``."""
    unit = next(unit for unit in ((9, "s"), (6, "ms"), (3, "µs"), (0, "ns")) if decade >= unit[0])
    return f"{10 ** (decade - unit[0])} {unit[1]}"


def _faint(pen: QPen) -> object:
    colour = pen.color()
    colour.setAlpha(FILL)
    return pg.mkBrush(colour)
