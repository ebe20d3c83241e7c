"""What the microscope magnifies: a frame over the picture, and a beam of it through the time axis, down to the lens."""

from __future__ import annotations

from typing import Final

import pyqtgraph as pg
from PySide6.QtCore import QLineF, QPointF, QRectF, QSizeF, Qt, Slot
from PySide6.QtGui import QPainter, QPen, QPolygonF, QRegion
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget
from typing_extensions import override

from gilviz.gui.timeline import ink
from gilviz.gui.timeline.plot import Plot
from gilviz.render.theme import Theme

ABOVE: Final = 8
"""Its place in the stack of items: over the pictures and a replay's curtain, below what is measured."""
TINT: Final = 46
"""Opacity of the frame, of 255: the states below stay what they are."""
BEAM: Final = 30
"""Opacity of the beam, of 255: the times below can be read."""
LINE: Final = 1.5
NARROWEST: Final = 4.0
"""Logical pixels: a frame that is narrower could not be seen."""


class LensMark(pg.GraphicsObject):
    """Lies over a plot's canvas and its axis, and lets the mouse through.

    Args:
        plot: What it lies over.
        theme: The colours.

    Attributes:
        place: From where to where the frame reaches, in logical pixels from the canvas's left border; None outside of it.
    """

    def __init__(self, plot: Plot, theme: Theme) -> None:
        self._size = QSizeF()
        super().__init__(plot.getPlotItem())
        self._plot = plot
        self._theme = theme
        self._canvas = QSizeF()
        self.place: tuple[float, float] | None = None
        self._top = 0.0
        self.setZValue(ABOVE)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.resize()

    @Slot()
    def resize(self) -> None:
        """The canvas has another size or place."""
        area = self._plot.area
        self.prepareGeometryChange()
        self.setPos(area.topLeft())
        self._canvas = area.size()
        self._size = QSizeF(area.width(), max(self._plot.viewport().height() - area.top(), 0))

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        self._theme = theme
        self.update()

    def mark(self, left: float, right: float, top: float, *, shown: bool = True) -> None:
        """Frame another stretch, in logical pixels from the canvas's upper left corner; or nothing, if it is not to be shown."""
        if top != self._top:
            self._top = top
            self.update()
        middle = (left + right) / 2
        left, right = min(left, middle - NARROWEST / 2), max(right, middle + NARROWEST / 2)
        inside = shown and right > 0 and left < self._canvas.width()
        place = (max(left, 0.0), min(right, self._canvas.width())) if inside else None
        if place != self.place:
            before, self.place = self.place, place
            # only the frame's own columns, before and now, and the beam: live, the rest of the picture has nothing to repaint
            for each in filter(None, (before, place)):
                self.update(QRectF(each[0] - LINE, 0, each[1] - each[0] + 2 * LINE, self._canvas.height()))
            self.update(QRectF(0, self._canvas.height(), self._size.width(), self._size.height() - self._canvas.height()))

    @override
    def boundingRect(self) -> QRectF:
        return QRectF(QPointF(), self._size)

    @override
    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        if self.place is None:
            return
        # the live edge repaints a few columns thirty times a second: of what lies elsewhere, nothing is painted for that
        exposed: QRectF = option.exposedRect
        left, right = self.place
        floor = self._canvas.height()
        if exposed.left() <= right + LINE and exposed.right() >= left - LINE and exposed.top() < floor:
            self._paint_frame(painter, left, right)
        if exposed.bottom() > floor:
            self._paint_beam(painter, left, right)

    def _paint_frame(self, painter: QPainter, left: float, right: float) -> None:
        floor = self._canvas.height()
        painter.fillRect(QRectF(left, self._top, right - left, floor - self._top), ink.colour(self._theme.accent, TINT))
        painter.setPen(QPen(ink.colour(self._theme.accent), LINE))
        for x in (left, right):
            painter.drawLine(QLineF(x, self._top, x, floor))

    def _paint_beam(self, painter: QPainter, left: float, right: float) -> None:
        floor, bottom = self._canvas.height(), self._size.height()
        beam = [QPointF(left, floor), QPointF(right, floor), QPointF(self._size.width(), bottom), QPointF(0, bottom)]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink.colour(self._theme.accent, BEAM))
        painter.drawPolygon(QPolygonF(beam))
        # its borders pass behind the times: a number that is struck through can't be read
        beside = QRegion(self.boundingRect().toAlignedRect())
        for label in self._plot.times():
            beside -= self.mapRectFromScene(label).toAlignedRect()
        painter.setClipRegion(beside, Qt.ClipOperation.IntersectClip)
        painter.setPen(QPen(ink.colour(self._theme.accent), LINE))
        painter.drawLines([QLineF(beam[0], beam[3]), QLineF(beam[1], beam[2])])
