"""The one graphics item that paints every panel's picture, and the names beside it.

It is a child of the ViewBox itself, not of its scaled inside: its coordinates are pixels, and the pictures are made for exactly
those. Painting in the scaled inside would hand Qt fractional rectangles to stretch, which flickers.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QFont, QImage, QPainter, QTransform
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget
from typing_extensions import override

from gilviz.gui.timeline import ink, overlay
from gilviz.gui.timeline.frame import Frame
from gilviz.gui.timeline.picture import PanelPicture
from gilviz.render.grid import TimeGrid
from gilviz.render.layout import Bar, PanelPlace
from gilviz.render.theme import Theme

SPILL = 3.0
"""Logical pixels by which lines reach beyond the columns they belong to."""


class Canvas(pg.GraphicsObject):
    """All panels' pictures.

    Args:
        view_box: What it fills.
        theme: The colours.
        base: What labels are like.
    """

    def __init__(self, view_box: pg.ViewBox, theme: Theme, base: QFont) -> None:
        self._size = QSizeF()
        super().__init__(view_box)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)
        self._pictures: Sequence[PanelPicture] = ()
        self._stale = False
        self._labels: dict[int, float | None] = {}
        self._frame = Frame(theme, ink.font(base, ink.SMALL), TimeGrid(1.0, 0, 0), 1.0, 0, 0.0)

    def show_pictures(self, pictures: Sequence[PanelPicture], theme: Theme, grid: TimeGrid, scale: float, scroll: int) -> None:
        """Paint these from now on; ``scroll`` device pixels of the content are above the top.

        Their pixels are made when Qt paints: a wheel that turns faster than the screen makes no picture that nobody sees.
        """
        self._stale = True
        self._labels.clear()
        self._pictures = pictures
        self._frame = Frame(theme, self._frame.font, grid, scale, scroll, self._size.width())
        self.update()

    def show_time(self, grid: TimeGrid) -> None:
        """Show another stretch of the same pictures: headlines, and whatever else time does not change, are left as they are."""
        self._stale = True
        self._frame = dataclasses.replace(self._frame, grid=grid)
        for picture in filter(self._in_sight, self._pictures):
            if picture.place is not None:
                self.update(self._box_of_time(picture.place))

    def covered(self) -> Iterator[QRectF]:
        """Where pictures leave nothing to be seen of what is behind them."""
        for picture in self._pictures:
            if picture.place is not None and picture.columns == self._frame.grid.width:
                yield self._frame.box(picture.place.picture) & self.boundingRect()

    def make_pixels(self) -> None:
        """Bring the pixels of all that is in sight up to date: the dear part of painting, which any thread may do.

        Nobody else may touch the pictures meanwhile.
        """
        for picture in filter(self._in_sight, self._pictures):
            picture.draw(self._frame.grid)
        self._stale = False

    def pieces(self, most: int) -> Iterator[tuple[QRectF, QImage]]:
        """The pictures without anything over them, cut between lanes: where each piece lies on the canvas, and its pixels.

        Args:
            most: Pixels of a piece, if a lane has no more.
        """
        frame = self._frame
        for picture in filter(self._in_sight, self._pictures):
            image = picture.image()
            for top, bottom in picture.cuts(most):
                if picture.place is not None:
                    place = frame.row(picture.place, Bar(top, bottom - top))
                    yield place, image.copy(0, top, image.width(), bottom - top)

    def paint_over(self, painter: QPainter) -> None:
        """Paint what lies over all pictures."""
        for picture in filter(self._in_sight, self._pictures):
            overlay.paint(painter, picture, self._frame, self.boundingRect())

    def resize(self, size: QSizeF) -> None:
        """Fill another area."""
        self.prepareGeometryChange()
        self._size = size

    def advance(self) -> None:
        """The runs may have grown: draw what they gained, and repaint only that."""
        if self._stale:
            return
        for picture in self._pictures:
            columns = picture.draw(self._frame.grid) if self._in_sight(picture) else None
            if columns is not None:
                self.repaint_columns(picture, *columns)
                if picture.place is not None and picture.place.answers.height:
                    # An answer belongs to the moment at which it was asked for, which is not new.
                    self.update(self._frame.box(picture.place.answers))

    def repaint_columns(self, picture: PanelPicture, begin: int, end: int) -> None:
        """The pixels of some columns are others now."""
        if picture.place is None:
            return
        box = self._frame.box(picture.place.picture)
        scale = self._frame.scale
        label = overlay.ceiling_label(picture, self._frame)
        if label != self._labels.get(picture.panel.key, label):  # it moves, or goes: all of it is painted over
            self.update(self._frame.row(picture.place, picture.place.rows.curve))
        self._labels[picture.panel.key] = label
        changed = QRectF(begin / scale - SPILL, box.top(), (end - begin) / scale + 2 * SPILL, box.height())
        plot = self.getViewWidget()
        if plot is None:
            self.update(changed)
        else:  # straight away: the scene would go through all of its items first
            plot.viewport().update(self.mapRectToScene(changed).toAlignedRect())

    def _box_of_time(self, place: PanelPlace) -> QRectF:
        """Where anything stands that another stretch of time changes: all but headlines."""
        top, bottom = min(place.answers.top, place.flags.top), place.picture.bottom
        return self._frame.box(Bar(top, bottom - top)).adjusted(0, -SPILL, 0, SPILL)

    def _in_sight(self, picture: PanelPicture) -> bool:
        """Whether any part of that panel is."""
        if picture.place is None:
            return False
        box = self._frame.box(picture.place.whole)
        return box.bottom() > 0 and box.top() < self._size.height()

    @override
    def boundingRect(self) -> QRectF:
        return QRectF(QPointF(), self._size)

    @override
    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        exposed: QRectF = option.exposedRect
        if self._stale:
            self._stale = False
            for picture in filter(self._in_sight, self._pictures):
                picture.draw(self._frame.grid)
                self._labels[picture.panel.key] = overlay.ceiling_label(picture, self._frame)
        for picture in self._pictures:
            if picture.place is not None and exposed.intersects(self._box_of_time(picture.place)):
                # Headlines are cut out of what is exposed. Within a clip that is no rectangle, Qt draws images and lines row by
                # row, and wakes another thread to help: for each panel by itself, the clip is one.
                painter.setClipRect(exposed & self._box_of_time(picture.place).adjusted(0, SPILL, 0, 0))
                self._blit(painter, picture, exposed)
                overlay.paint(painter, picture, self._frame, exposed)

    def _blit(self, painter: QPainter, picture: PanelPicture, exposed: QRectF) -> None:
        """Copy the exposed pixels to exactly as many device pixels; an export at another size has to stretch them."""
        place, scale = picture.place, self._frame.scale
        image = picture.image()
        if place is None or image.isNull():
            return
        enlarged = exposed if scale == 1 else QTransform.fromScale(scale, scale).mapRect(exposed)
        part = enlarged.translated(0, self._frame.scroll - place.picture.top)
        part = QRectF(part.toAlignedRect() & image.rect())
        if part.isEmpty():
            return
        at = part.topLeft() + QPointF(0, place.picture.top - self._frame.scroll)
        device = painter.deviceTransform()
        if scale == device.m11() == 1 and device.dx().is_integer() and device.dy().is_integer():
            painter.drawImage(at, image, part)
            return
        world = painter.worldTransform()
        painter.save()
        if abs(device.m11() - scale) < 1e-6:
            corner = QTransform.fromTranslate(round(device.dx()), round(device.dy()))
            painter.setWorldTransform(corner * device.inverted()[0] * world)
        else:
            painter.setWorldTransform(QTransform.fromScale(1 / scale, 1 / scale) * world)
        painter.drawImage(at, image, part)
        painter.restore()
