"""The names to the left of the rows, each worker's with its own colour, which is what the GIL's strip is coloured with."""

from __future__ import annotations

from collections.abc import Sequence

import pyqtgraph as pg
from pyqtgraph.GraphicsScene.mouseEvents import MouseClickEvent
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QGraphicsSceneWheelEvent, QStyleOptionGraphicsItem, QWidget
from typing_extensions import override

from gilviz.gui.timeline import dots, ink
from gilviz.gui.timeline.picture import PanelPicture
from gilviz.render.layout import Bar, PanelPlace
from gilviz.render.theme import Rgb, Theme

WIDTH = 98
"""Logical pixels."""
MARGIN = 16
"""Logical pixels to the left of everything."""
CHIP = 4
"""Width of a worker's colour, in logical pixels."""
NAME_HEIGHT = 15
"""Logical pixels: names that would stand closer are left out."""


class Gutter(pg.GraphicsObject):
    """Names of lanes and of the rows around them.

    Args:
        parent: The plot it belongs to.
        theme: The colours.
        base: What the names are like.
    """

    clicked = Signal(QPointF)
    """A click, in pixels from its upper left corner."""
    scroll_wanted = Signal(float)
    """Pixels down."""

    def __init__(self, parent: pg.PlotItem, theme: Theme, base: QFont) -> None:
        self._size = QSizeF()
        super().__init__(parent)
        self._theme = theme
        self._font = ink.font(base, ink.SMALL)
        self._pictures: Sequence[PanelPicture] = ()
        self._scale = 1.0
        self._scroll = 0

    def show_pictures(self, pictures: Sequence[PanelPicture], theme: Theme, scale: float, scroll: int) -> None:
        """Name the rows of these; ``scroll`` device pixels of the content are above the top."""
        self._pictures, self._theme, self._scale, self._scroll = pictures, theme, scale, scroll
        self.update()

    def resize(self, top: float, height: float) -> None:
        """Stand beside an area of that height, ``top`` pixels from the parent's top."""
        self.prepareGeometryChange()
        self.setPos(0, top)
        self._size = QSizeF(WIDTH, height)

    @override
    def boundingRect(self) -> QRectF:
        return QRectF(QPointF(), self._size)

    @override
    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        painter.setClipRect(self.boundingRect())
        painter.setFont(self._font)
        for picture in self._pictures:
            if picture.place is not None and self._box(picture.place.whole).intersects(self.boundingRect()):
                self._paint_panel(painter, picture, picture.place)

    @override
    def mouseClickEvent(self, ev: MouseClickEvent) -> None:
        if ev.button() == Qt.MouseButton.LeftButton:
            ev.accept()
            self.clicked.emit(ev.pos())

    @override
    def wheelEvent(self, ev: QGraphicsSceneWheelEvent) -> None:
        ev.accept()
        self.scroll_wanted.emit(-ev.delta() / 2)

    def _box(self, bar: Bar) -> QRectF:
        return QRectF(0, (bar.top - self._scroll) / self._scale, WIDTH, bar.height / self._scale)

    def _paint_panel(self, painter: QPainter, picture: PanelPicture, place: PanelPlace) -> None:
        rows, top = place.rows, place.picture.top
        if not picture.lanes:
            return
        if place.answers.height:
            self._paint_scale(painter, self._box(place.answers))
        if rows.strips:
            strip = self._box(Bar(top + rows.strips[0].top, rows.strips[-1].bottom - rows.strips[0].top))
            self._paint_name(painter, strip, "GIL" if len(rows.strips) == 1 else "GILs", self._theme.muted)
        free_from = strip_end = self._box(Bar(top + rows.lane_top, 0)).top() - 2
        for index, lane in enumerate(picture.lanes):
            band = self._box(Bar(top + rows.lane(index).top, rows.lane_height))
            chip = QRectF(WIDTH - CHIP - 6, band.top(), CHIP, band.height())
            painter.fillRect(chip, ink.colour(self._theme.worker(lane.identity.number)))
            if band.center().y() - NAME_HEIGHT / 2 >= free_from or index == 0:
                self._paint_name(painter, band, lane.identity.name, self._theme.text)
                free_from = max(strip_end, band.center().y() + NAME_HEIGHT / 2)
        if rows.curve.height:
            self._paint_name(painter, self._box(Bar(top + rows.curve.top, rows.curve.height)), "executing", self._theme.muted)

    def _paint_scale(self, painter: QPainter, row: QRectF) -> None:
        """What the dots' height means: how long an answer took."""
        self._paint_name(painter, QRectF(0, row.bottom() - 1, WIDTH, 0), "an answer", self._theme.muted)
        for y, text in dots.guides(row):
            self._paint_name(painter, QRectF(0, y, WIDTH, 0), text, self._theme.muted)

    def _paint_name(self, painter: QPainter, beside: QRectF, text: str, rgb: Rgb) -> None:
        painter.setPen(ink.colour(rgb))
        place = QRectF(0, beside.center().y() - 10, WIDTH - CHIP - 14, 20)
        painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
