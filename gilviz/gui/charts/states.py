"""Time per state: one stacked bar for each run, in the states' colours and patterns, with its numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt, Slot
from PySide6.QtGui import QBrush, QFont, QFontMetricsF, QImage, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget
from typing_extensions import override

from gilviz.gui.charts.plots import Shown
from gilviz.gui.charts.plotting import bare_plot, dress
from gilviz.gui.timeline import ink
from gilviz.gui.timeline.legend import swatch_pixels
from gilviz.render.patterns import TILE
from gilviz.render.stack import ORDER
from gilviz.render.state_text import state_name
from gilviz.render.theme import Theme
from gilviz.render.time_text import duration_text
from gilviz.runner.protocol import State

HIGHEST_BAR: Final = 96.0
"""Logical pixels."""
LEAST_BAR: Final = 10.0
GAP: Final = 10.0
"""Between a bar and the next run's name, in logical pixels."""
ROOM: Final = 6.0
"""Around a number in a bar, in logical pixels."""
PLATE: Final = 225
"""Opacity of what stands behind a number in a bar, of 255: patterns would make it hard to read."""
TITLE: Final = 1.5
"""Height of a run's name, in heights of its letters."""


class Bars(pg.GraphicsObject):
    """All bars, in pixels: patterns are not stretched.

    Args:
        view_box: What it fills.
        theme: The colours.
    """

    def __init__(self, view_box: pg.ViewBox, theme: Theme) -> None:
        self._size = QSizeF()
        super().__init__(view_box)
        self._theme = theme
        self._font = QFont()
        self._shown: Sequence[Shown] = ()

    def show_runs(self, shown: Sequence[Shown], theme: Theme, font: QFont) -> None:
        """Draw these."""
        self._shown, self._theme, self._font = tuple(shown), theme, font
        self.update()

    @Slot()
    def resize(self) -> None:
        """The view box has another size."""
        self.prepareGeometryChange()
        self._size = self.parentItem().rect().size()

    @override
    def boundingRect(self) -> QRectF:
        return QRectF(QPointF(), self._size)

    @override
    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        if not self._shown:
            return
        longest = max(each.run.total_ns for each in self._shown) * 1.02
        title = QFontMetricsF(self._font).height() * TITLE
        each_has = self._size.height() / len(self._shown)
        bar = min(max(each_has - title - GAP, LEAST_BAR), HIGHEST_BAR)
        painter.setFont(self._font)
        for number, each in enumerate(self._shown):
            top = number * min(each_has, bar + title + 2 * GAP)
            painter.setPen(ink.colour(self._theme.text))
            name = QRectF(0, top, self._size.width(), title)
            painter.drawText(name, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self._name(each, name.width()))
            self._paint_bar(painter, each, QRectF(0, top + title, self._size.width(), bar), longest)

    def _name(self, each: Shown, width: float) -> str:
        text = f"{each.run.name}: {duration_text(each.run.total_ns)} of {each.run.workers} workers’ time"
        return QFontMetricsF(self._font).elidedText(text, Qt.TextElideMode.ElideRight, width)

    def _paint_bar(self, painter: QPainter, each: Shown, room: QRectF, longest: float) -> None:
        left = room.left()
        for state in ORDER:
            ns = each.run.states_ns[state]
            if ns:
                part = QRectF(left, room.top(), room.width() * ns / longest, room.height())
                painter.setBrushOrigin(part.topLeft())
                painter.fillRect(part, self._brush(state))
                self._paint_number(painter, part, state_name(state, each.run.kinds), ns)
                left = part.right()
        painter.setPen(QPen(ink.colour(self._theme.muted), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(room.left() + 0.5, room.top() + 0.5, left - room.left(), room.height() - 1))

    def _brush(self, state: State) -> QBrush:
        pixels = np.ascontiguousarray(swatch_pixels(state, self._theme, TILE, TILE, 1))
        # a copy: the image would only borrow the pixels
        return QBrush(QImage(pixels.data, TILE, TILE, 4 * TILE, QImage.Format.Format_RGB32).copy())

    def _paint_number(self, painter: QPainter, part: QRectF, name: str, ns: int) -> None:
        """The state and its time, or its time alone, where there is room."""
        metrics = QFontMetricsF(self._font)
        for text in (f"{name} {duration_text(ns)}", duration_text(ns)):
            wide = metrics.horizontalAdvance(text) + 2 * ROOM
            if wide + ROOM <= part.width() and metrics.height() + 2 <= part.height():
                plate = QRectF(0, 0, wide, metrics.height() + 2)
                plate.moveCenter(part.center())
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(ink.colour(self._theme.surface, PLATE))
                painter.drawRoundedRect(plate, 3, 3)
                painter.setPen(ink.colour(self._theme.text))
                painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, text)
                return


class StatesPlot:
    """The chart of time per state.

    Args:
        theme: The colours.
        parent: Owns the widget.
    """

    by_colour = False

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        self.widget = bare_plot(theme, parent)
        self.widget.hideAxis("left")
        box = self.widget.getPlotItem().getViewBox()
        self._bars = Bars(box, theme)
        box.sigResized.connect(self._bars.resize)

    def draw(self, shown: Sequence[Shown], theme: Theme, font: QFont) -> None:
        """Show these runs."""
        dress(self.widget, "", "time of all workers together, in seconds", theme, font)
        longest = max((each.run.total_ns for each in shown), default=1) / 1e9
        self.widget.setXRange(0, longest * 1.02, padding=0)
        self._bars.resize()
        self._bars.show_runs(shown, theme, font)
