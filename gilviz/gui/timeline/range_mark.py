"""A range of time marked across all panels: while it is swept, and as long as what was measured in it is shown."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget
from typing_extensions import override

from gilviz.gui.timeline import ink
from gilviz.gui.timeline.sheet import Sheet
from gilviz.render.grid import TimeGrid
from gilviz.render.theme import Theme

TINT = 38
"""Opacity of the marked range, of 255: the states below stay what they are."""
ABOVE = 10
"""Its place in the stack of items: over the pictures."""


class RangeMark(Sheet):
    """Two lines and a tint between them.

    Args:
        view_box: What it lies over.
        theme: The colours.

    Attributes:
        range_ns: From when to when, in ns from the runs' zero; None while nothing is marked.
    """

    def __init__(self, view_box: pg.ViewBox, theme: Theme) -> None:
        super().__init__(view_box, ABOVE)
        self.range_ns: tuple[int, int] | None = None
        self._theme = theme
        self._grid = TimeGrid(1.0, 0, 0)
        self._scale = 1.0

    def mark(self, range_ns: tuple[int, int] | None) -> None:
        """Mark another range, or none."""
        if range_ns != self.range_ns:
            self.range_ns = range_ns
            self.setVisible(range_ns is not None)
            self.update()

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        self._theme = theme
        self.update()

    def set_grid(self, grid: TimeGrid, scale: float) -> None:
        """Other columns are in sight, ``scale`` of them in a logical pixel."""
        self._grid, self._scale = grid, scale
        if self.range_ns is not None:
            self.update()

    @override
    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        if self.range_ns is None:
            return
        left, right = (round(min(max(self._x(t), -2.0), self.size.width() + 2)) for t in self.range_ns)
        painter.fillRect(QRectF(left, 0, right - left, self.size.height()), ink.colour(self._theme.accent, TINT))
        painter.setPen(QPen(ink.colour(self._theme.accent), 1))
        for x in (left + 0.5, right + 0.5):
            painter.drawLine(QLineF(x, 0, x, self.size.height()))

    def _x(self, t: int) -> float:
        """Where a time (ns from the runs' zero) lies, in logical pixels."""
        return (t / self._grid.pitch - self._grid.first) / self._scale
