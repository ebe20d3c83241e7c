"""The names to the left of the rows, each worker's with its own colour, which is what the GIL's strip is coloured with."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pyqtgraph as pg
from pyqtgraph.GraphicsScene.mouseEvents import MouseClickEvent
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPolygonF, QRegion
from PySide6.QtWidgets import QGraphicsItem, QGraphicsSceneWheelEvent, QStyleOptionGraphicsItem, QWidget
from typing_extensions import override

from gilviz.gui.timeline import dots, ink
from gilviz.gui.timeline.picture import PanelPicture
from gilviz.render.colouring import ColourBy
from gilviz.render.layout import Bar, PanelPlace
from gilviz.render.theme import Rgb, Theme
from gilviz.trace.lane import Lane

WIDTH = 98
"""Logical pixels."""
MARGIN = 16
"""Logical pixels to the left of everything."""
CHIP = 4
"""Width of a worker's colour, in logical pixels."""
GAP = 6
"""Logical pixels between the colours and the canvas."""
COLLAPSE_AT = 12
"""Where the sign that collapses a panel is, in logical pixels below its headline's top."""
OWN = "↳ "
"""Before the name of a thread that the user's function started, below the worker whose task did."""
ELIDE_MIDDLE, ELIDE_END = Qt.TextElideMode.ElideMiddle, Qt.TextElideMode.ElideRight
NAME_HEIGHT = 15
"""Logical pixels that a name needs; what would stand closer to another is left out."""
FLAT_NAME = 12
"""Logical pixels that are enough for a name without a letter that reaches below the line, as ``T1`` is."""


_DEEP = re.compile(r"[^A-Za-fhik-oq-xz0-9 .:\u2026-]|Q")
"""What may reach below the line, or stand higher than a capital."""
_DEFAULT = re.compile(r"Thread-(\d+) \((.*)\)")
"""How Python names a thread that nobody gave a name."""


def own_name(name: str) -> tuple[str, Qt.TextElideMode]:
    """An own thread's name, ``17 half`` for ``Thread-17 (half)``, and where it is cut: what tells it from others stays."""
    found = _DEFAULT.fullmatch(name)
    return (f"{OWN}{found[1]} {found[2]}", ELIDE_END) if found else (f"{OWN}{name}", ELIDE_MIDDLE)


def name_height(name: str) -> int:
    """How many logical pixels a name needs to be told from those above and below it."""
    return NAME_HEIGHT if _DEEP.search(name) else FLAT_NAME


def everyone(workers: int) -> str:
    """The name of the band that stands for all lanes."""
    return f"{workers} worker{'s' * (workers != 1)}"


class Gutter(pg.GraphicsObject):
    """Names of lanes and of the rows around them.

    Args:
        parent: The plot it belongs to.
        theme: The colours.
        base: What the names are like.

    Attributes:
        collapsible: Whether there is a sign beside each headline that collapses its panel.
        repainted: What is repainted of the plot, in its pixels; None for all. Of that, Qt tells items only the smallest rectangle
            around it: names would be painted whenever time axis and canvas are.
    """

    clicked = Signal(QPointF)
    """A click, in pixels from its upper left corner."""
    menu_wanted = Signal(QPointF, QPoint)
    """A click of the right button, likewise, and where that is on the screen."""
    scroll_wanted = Signal(float)
    """Pixels down."""

    def __init__(self, parent: pg.PlotItem, theme: Theme, base: QFont) -> None:
        self._size = QSizeF()
        super().__init__(parent)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)
        self.collapsible = False
        self.repainted: QRegion | None = None
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
        exposed: QRectF = option.exposedRect & self.boundingRect()
        if self.repainted is not None and not self.repainted.intersects(self._names()):
            return
        painter.setClipRect(exposed)
        painter.setFont(self._font)
        for picture in self._pictures:
            if picture.place is not None and self._box(picture.place.whole).intersects(exposed):
                self._paint_panel(painter, picture, picture.place)

    @override
    def mouseClickEvent(self, ev: MouseClickEvent) -> None:
        if ev.button() == Qt.MouseButton.LeftButton:
            ev.accept()
            self.clicked.emit(ev.pos())
        elif ev.button() == Qt.MouseButton.RightButton:
            ev.accept()
            self.menu_wanted.emit(ev.pos(), ev.screenPos().toPoint())

    @override
    def wheelEvent(self, ev: QGraphicsSceneWheelEvent) -> None:
        ev.accept()
        self.scroll_wanted.emit(-ev.delta() / 2)

    def _names(self) -> QRect:
        """Where names and colours are, in pixels of the plot; Qt adds two pixels to what changes in the canvas beside them."""
        bottoms = [self._box(picture.place.picture).bottom() for picture in self._pictures if picture.place is not None]
        height = min(max(bottoms, default=0.0), self._size.height())
        return QRectF(self.mapRectToScene(QRectF(0, 0, WIDTH - GAP, height))).toAlignedRect()

    def _box(self, bar: Bar) -> QRectF:
        return QRectF(0, (bar.top - self._scroll) / self._scale, WIDTH, bar.height / self._scale)

    def _paint_panel(self, painter: QPainter, picture: PanelPicture, place: PanelPlace) -> None:
        rows, top = place.rows, place.picture.top
        if not picture.lanes:
            return
        if self.collapsible:
            self._paint_collapse(painter, picture, self._box(place.header))
        if place.answers.height:
            self._paint_scale(painter, self._box(place.answers))
        if rows.strips:
            strip = self._box(Bar(top + rows.strips[0].top, rows.strips[-1].bottom - rows.strips[0].top))
            self._paint_name(painter, strip, "GIL" if len(rows.strips) == 1 else "GILs", self._theme.muted)
        self._paint_lanes(painter, picture, place)
        if rows.overview.height:
            band = self._box(Bar(top + rows.overview.top, rows.overview.height))
            own = any(lane.identity.starter for lane in picture.lanes)
            everybody = f"{len(picture.lanes)} lanes" if own else everyone(len(picture.lanes))
            self._paint_name(painter, band, everybody, self._theme.text)
        if rows.curve.height:
            self._paint_name(painter, self._box(Bar(top + rows.curve.top, rows.curve.height)), "executing", self._theme.muted)

    def _paint_lanes(self, painter: QPainter, picture: PanelPicture, place: PanelPlace) -> None:
        """Each worker's colour, and the names that find room: of lanes that are pinned before those of others."""
        top, rows, pinned = place.picture.top, place.rows, picture.view.pinned
        taken: list[tuple[float, int]] = []
        free_from = self._box(Bar(top + rows.lane_top, 0)).top() - 2
        bands = []
        for index, lane in enumerate(picture.shown):
            band = self._box(Bar(top + rows.lane(index).top, rows.lane_height))
            painter.fillRect(QRectF(WIDTH - CHIP - GAP, band.top(), CHIP, band.height()), self._chip(picture, lane))
            bands.append((lane.identity not in pinned, index, band, lane))
        for other, index, band, lane in sorted(bands, key=lambda entry: entry[:2]) if pinned else bands:
            y = band.center().y()
            name, elide = own_name(lane.identity.name) if lane.identity.starter else (lane.identity.name, ELIDE_MIDDLE)
            needs = name_height(name)
            crowded = any(abs(y - at) < (needs + had) / 2 for at, had in (taken if pinned else taken[-1:]))
            if crowded or (index and y - needs / 2 < free_from):
                continue
            taken.append((y, needs))
            self._paint_name(painter, band, name, self._theme.text, elide)
            if not other:
                painter.fillRect(QRectF(MARGIN - 6, round(y) - 3, 6, 6), ink.colour(self._theme.accent))

    def _chip(self, picture: PanelPicture, lane: Lane) -> QColor:
        """What stands beside a name: the worker's colour; where colours tell tasks, none that could be taken for one."""
        if picture.colour_by is ColourBy.TASK:
            return ink.colour(self._theme.border)
        return ink.colour(self._theme.worker(lane.identity.number))

    def _paint_collapse(self, painter: QPainter, picture: PanelPicture, header: QRectF) -> None:
        """The sign that collapses a panel, or opens it: a triangle, as in a list of folders."""
        collapsed = picture.view.collapsed
        middle = QPointF(MARGIN / 2 - 1, header.top() + COLLAPSE_AT)
        flat = [QPointF(-4, -2.5), QPointF(4, -2.5), QPointF(0, 2.5)]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink.colour(self._theme.muted))
        corners = [QPointF(corner.y(), corner.x()) if collapsed else corner for corner in flat]
        painter.drawPolygon(QPolygonF([middle + corner for corner in corners]))
        painter.restore()

    def _paint_scale(self, painter: QPainter, row: QRectF) -> None:
        """What the dots' height means: how long an answer took."""
        self._paint_name(painter, QRectF(0, row.bottom() - 1, WIDTH, 0), "an answer", self._theme.muted)
        for y, text in dots.guides(row):
            self._paint_name(painter, QRectF(0, y, WIDTH, 0), text, self._theme.muted)

    def _paint_name(self, painter: QPainter, beside: QRectF, text: str, rgb: Rgb, elide: Qt.TextElideMode = ELIDE_MIDDLE) -> None:
        painter.setPen(ink.colour(rgb))
        place = QRectF(0, beside.center().y() - 10, WIDTH - CHIP - 14, 20)
        fits = painter.fontMetrics().elidedText(text, elide, int(place.width()))
        painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, fits)
