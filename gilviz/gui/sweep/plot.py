"""One plot of a sweep: a quantity against the number of workers, with its spread, the core count, and Amdahl's curve."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QWidget

from gilviz.experiment.sweep import Spread
from gilviz.gui.charts.plotting import bare_plot, dress
from gilviz.gui.sweep.curves import Curve, Mark, place
from gilviz.gui.timeline import ink
from gilviz.render.series import line_colour
from gilviz.render.theme import Theme

HEADROOM = 1.16
"""The axis ends so much above the highest point: labels stand there."""
SIDE = 0.3
"""Room before the first point, in powers of two."""
AXIS_ROOM, LABEL_ROOM = 60, 92
"""Pixels for the axis on the left, and behind the last point: a label stands there, and no bar or curve shall cross it."""
LOST = 0.05
"""How high above the axis a number of workers is marked at which every run failed, as a share of the plot."""
POINT = 11
"""Diameter of a point in pixels."""
CLOSEST = 34
"""Pixels between the numbers below the axis; where they would stand closer, every other is left out."""


@dataclass(frozen=True)
class Quantity:
    """What a plot shows.

    Args:
        title: Above the plot, with the unit.
        value: A point's.
        law: Amdahl's curve, as (x, y).
        sequential: Where the sequential runs lie; None where they can't be shown.
    """

    title: Callable[[Sequence[Curve]], str]
    value: Callable[[Mark], Spread | None]
    law: Callable[[Curve], Sequence[tuple[float, float]]]
    sequential: Callable[[Sequence[Curve]], float | None]


class SweepPlot(QObject):
    """A pyqtgraph plot, and what stands in it.

    Args:
        quantity: What it shows.
        theme: The colours.
        parent: Owns it.
    """

    clicked = Signal(int)
    """A point was clicked: its key."""

    def __init__(self, quantity: Quantity, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._quantity = quantity
        self._theme = theme
        self._parts: list[pg.GraphicsObject] = []
        self.widget = bare_plot(theme, parent)

    def draw(
        self, curves: Sequence[Curve], counts: Sequence[int], cores: int, selected: int | None, theme: Theme, font: QFont
    ) -> None:
        """Show these.

        Args:
            curves: The series.
            counts: Every number of workers that is tried.
            cores: How many there are; 0 where that is unknown.
            selected: The key of the point whose run is looked at.
            theme: The colours.
            font: What the numbers are like.
        """
        self._theme = theme
        for part in self._parts:
            self.widget.removeItem(part)
        self._parts = []
        self._dress_axes(curves, counts, font)
        self._draw_cores(cores, counts, font)
        self._draw_sequential(curves, font)
        for curve in curves:
            self._draw_curve(curve, selected)

    def _dress_axes(self, curves: Sequence[Curve], counts: Sequence[int], font: QFont) -> None:
        dress(self.widget, self._quantity.title(curves), "workers", self._theme, font)
        first, last = place(min(counts, default=1)), place(max(counts, default=1))
        step = max(self.widget.width() - AXIS_ROOM - LABEL_ROOM, 100) / max(last - first + SIDE, 1.0)
        self.widget.getAxis("bottom").setTicks([[(place(count), str(count)) for count in _apart(counts, CLOSEST / step)]])
        highest = max((y for curve in curves for y in self._heights(curve)), default=1.0)
        self.widget.setXRange(first - SIDE, last + LABEL_ROOM / step, padding=0)
        self.widget.setYRange(0, highest * HEADROOM, padding=0)

    def _heights(self, curve: Curve) -> list[float]:
        spreads = [self._quantity.value(mark) for mark in curve.marks]
        sequential = self._quantity.sequential([curve])
        return [spread.high for spread in spreads if spread] + ([sequential] if sequential is not None else [])

    def _draw_cores(self, cores: int, counts: Sequence[int], font: QFont) -> None:
        if not min(counts, default=1) <= cores <= max(counts, default=0):
            return
        text = f"{cores} core{'s' * (cores != 1)}"
        pen = pg.mkPen(ink.colour(self._theme.accent), width=2)
        line = pg.InfiniteLine(place(cores), angle=90, pen=pen)
        self._add(line)
        label = pg.InfLineLabel(
            line, text, position=0.94, anchors=[(-0.05, 0.5), (-0.05, 0.5)], color=ink.colour(self._theme.accent)
        )
        label.setFont(font)

    def _draw_sequential(self, curves: Sequence[Curve], font: QFont) -> None:
        height = self._quantity.sequential(curves)
        if height is None:
            return
        pen = pg.mkPen(ink.colour(self._theme.muted), width=1.5, style=Qt.PenStyle.DotLine)
        line = pg.InfiniteLine(height, angle=0, pen=pen)
        self._add(line)
        paper = ink.colour(self._theme.surface, 190)
        label = pg.InfLineLabel(
            line, "sequential", position=0.99, anchors=[(1, 1.1), (1, 1.1)], color=ink.colour(self._theme.muted), fill=paper
        )
        label.setFont(font)

    def _draw_curve(self, curve: Curve, selected: int | None) -> None:
        ink_colour = ink.colour(line_colour(curve.number, self._theme))
        law = np.array(self._quantity.law(curve), dtype=float).reshape(-1, 2)
        if len(law):
            pen = pg.mkPen(ink_colour, width=2, style=Qt.PenStyle.DashLine)
            self._add(pg.PlotDataItem(law[:, 0], law[:, 1], pen=pen, antialias=True))
        known = [(mark, spread) for mark in curve.marks if (spread := self._quantity.value(mark)) is not None]
        if known:
            self._draw_points(curve, known, (ink_colour.red(), ink_colour.green(), ink_colour.blue()), selected)
        lost = [mark for mark in curve.marks if mark.failed and self._quantity.value(mark) is None]
        if lost:
            fill, bottom = pg.mkBrush(ink.colour(self._theme.error)), LOST * self.widget.viewRange()[1][1]
            self._scatter(lost, [bottom] * len(lost), symbol="x", size=POINT + 3, pen=pg.mkPen(None), brush=fill)

    def _draw_points(
        self, curve: Curve, known: Sequence[tuple[Mark, Spread]], rgb: tuple[int, ...], selected: int | None
    ) -> None:
        xs = np.array([mark.x for mark, _ in known])
        ys, lows, highs = (np.array([getattr(spread, end) for _, spread in known]) for end in ("median", "low", "high"))
        pen = pg.mkPen(rgb, width=2.5)
        self._add(pg.ErrorBarItem(x=xs, y=ys, top=highs - ys, bottom=ys - lows, beam=0.07, pen=pg.mkPen(rgb, width=2)))
        self._add(pg.PlotDataItem(xs, ys, pen=pen, antialias=True))
        rim, fill = pg.mkPen(ink.colour(self._theme.surface)), pg.mkBrush(rgb)
        self._scatter([mark for mark, _ in known], ys.tolist(), symbol=curve.symbol, size=POINT, pen=rim, brush=fill)
        chosen = [number for number, (mark, _) in enumerate(known) if mark.key == selected]
        if chosen:
            ring = pg.mkPen(ink.colour(self._theme.text), width=2.5)
            self._add(pg.ScatterPlotItem(xs[chosen], ys[chosen], symbol="o", size=POINT + 10, pen=ring, brush=None))

    def _scatter(self, marks: Sequence[Mark], ys: Sequence[float], **look: object) -> None:
        points = pg.ScatterPlotItem(
            x=[mark.x for mark in marks], y=list(ys), data=list(marks), hoverable=True, tip=_tip, hoverSize=POINT + 5, **look
        )
        points.opts["antialias"] = True
        points.sigClicked.connect(self._on_clicked)
        points.setZValue(10)
        self._add(points)

    def _add(self, part: pg.GraphicsObject) -> None:
        self._parts.append(part)
        self.widget.addItem(part)

    @Slot(object, object)
    def _on_clicked(self, _item: object, points: Sequence[pg.SpotItem], _event: object = None) -> None:
        self.clicked.emit(points[0].data().key)


def _tip(x: float, y: float, data: Mark) -> str:
    del x, y
    return data.tip


def _apart(counts: Sequence[int], least: float) -> list[int]:
    """The counts that can be written below the axis, from the right, with at least that much room between them."""
    kept: list[int] = []
    for count in sorted(counts, reverse=True):
        if not kept or place(kept[-1]) - place(count) >= least:
            kept.append(count)
    return kept
