"""What a replay adds to the picture: a curtain over everything that is still to come, the moment itself, and each GIL's token."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Final

import pyqtgraph as pg
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget
from typing_extensions import override

from gilviz.gui.timeline import ink, overlay
from gilviz.gui.timeline.flags import Flags
from gilviz.gui.timeline.frame import Frame
from gilviz.gui.timeline.picture import PanelPicture
from gilviz.gui.timeline.sheet import Sheet
from gilviz.render.colouring import ColourBy, task_colour
from gilviz.render.grid import TimeGrid
from gilviz.render.layout import PanelPlace
from gilviz.render.theme import Theme
from gilviz.render.time_text import position_text
from gilviz.render.token import Token, token_at
from gilviz.trace.lane import Lane
from gilviz.trace.tasks import task_at

ABOVE: Final = 5
"""Its place in the stack of items: over the pictures, below what is measured."""
TOKEN: Final = 9.0
"""The token's radius where lanes are high enough, in logical pixels."""
LABEL: Final = 18.0
"""Height of the moment's label."""


class Curtain(Sheet):
    """Lies over all pictures while something is replayed.

    Args:
        view_box: What it lies over.
        theme: The colours.
        base: What labels are like.

    Attributes:
        position: The moment, in ns from the runs' zero; None shows everything.
    """

    def __init__(self, view_box: pg.ViewBox, theme: Theme, base: QFont) -> None:
        super().__init__(view_box, ABOVE)
        self.position: int | None = None
        self._pictures: Sequence[PanelPicture] = ()
        self._frame = Frame(theme, ink.font(base, ink.SMALL), TimeGrid(1.0, 0, 0), 1.0, 0, 0.0)

    def stand_at(self, position: int | None) -> None:
        """The replay has come to another moment, or is over."""
        if position != self.position:
            self.position = position
            self.setVisible(position is not None)
            self.update()

    def hides(self, t: int) -> bool:
        """Whether a replay has not come to that moment yet."""
        return self.position is not None and t > self.position

    def show_pictures(self, pictures: Sequence[PanelPicture], theme: Theme, grid: TimeGrid, scale: float, scroll: int) -> None:
        """Lie over these; arguments as for the canvas."""
        self._pictures = pictures
        self._frame = Frame(theme, self._frame.font, grid, scale, scroll, self.size.width())
        if self.position is not None:
            self.update()

    def show_time(self, grid: TimeGrid) -> None:
        """Another stretch of the same pictures is in sight."""
        self._frame = dataclasses.replace(self._frame, grid=grid)
        if self.position is not None:
            self.update()

    @override
    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        if self.position is None:
            return
        frame = self._frame
        painter.setClipRect(self.boundingRect())
        x = frame.x(self.position)
        for picture in self._pictures:
            if picture.place is not None:
                self._hide_what_comes(painter, picture, picture.place, x)
        if -TOKEN <= x <= self.size.width() + TOKEN:
            self._paint_moment(painter, x, self.position)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for picture in self._pictures:
                for gil in picture.passing_gils:
                    self._paint_token(painter, picture, gil, x, self.position)

    def _hide_what_comes(self, painter: QPainter, picture: PanelPicture, place: PanelPlace, x: float) -> None:
        """Cover one panel from the moment on: its answers, its flags and its lanes."""
        frame = self._frame
        # A whole column belongs to the past as soon as its first moment does.
        left = max(round(x) + 1, 0)
        for row in (place.answers, place.picture):
            box = frame.box(row)
            painter.fillRect(QRectF(left, box.top(), self.size.width(), box.height()), self._paper())
        # Labels reach over the moment from both sides: they are painted anew, without those that are still to come.
        labels = frame.box(place.flags)
        painter.fillRect(labels, self._paper())
        painter.save()
        painter.setClipRect(labels, Qt.ClipOperation.IntersectClip)
        painter.setFont(frame.font)
        if picture.lanes:
            overlay.paint_flags(Flags(painter, place, frame, labels), picture, frame, self.position)
        painter.restore()

    def _paper(self) -> QColor:
        return ink.colour(self._frame.theme.surface)

    def _paint_moment(self, painter: QPainter, x: float, position: int) -> None:
        frame = self._frame
        painter.setPen(QPen(ink.colour(frame.theme.accent), 1))
        painter.drawLine(QLineF(round(x) + 0.5, 0, round(x) + 0.5, self.size.height()))
        painter.setFont(frame.font)
        text = position_text(position, frame.grid.pitch)
        wide = ink.width(text, frame.font) + 12
        left = min(max(x - wide / 2, 0), self.size.width() - wide)
        label = QRectF(left, self.size.height() - LABEL, wide, LABEL)
        painter.fillRect(label, ink.colour(frame.theme.accent))
        painter.setPen(ink.colour(frame.theme.accent_text))
        painter.drawText(label, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_token(self, painter: QPainter, picture: PanelPicture, gil: Sequence[Lane], x: float, position: int) -> None:
        """A disc in the worker's colour while it runs, a ring on its way to the next one."""
        token, place = token_at(gil, picture.origin + position), picture.place
        if token is None or place is None:
            return
        theme = self._frame.theme
        first, second = (self._height(picture, place, lane) for lane in (token.at, token.to))
        if first is None or second is None:
            return
        y = first + (second - first) * token.progress
        radius = min(TOKEN, place.rows.lane_height / self._frame.scale / 2)
        painter.setPen(QPen(ink.colour(theme.surface), 3))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QPointF(x, y), radius + 1, radius + 1)
        painter.setPen(QPen(ink.colour(theme.text), 1.5))
        painter.setBrush(ink.colour(self._colour(picture, token, position)) if token.held else self._paper())
        painter.drawEllipse(QPointF(x, y), radius, radius)

    def _colour(self, picture: PanelPicture, token: Token, position: int) -> tuple[int, int, int]:
        """Whoever colours tell: the worker that has it, or the task for which."""
        theme, task = self._frame.theme, None
        if picture.colour_by is ColourBy.TASK:
            task = task_at(token.at, picture.origin + position)
        return theme.worker(token.at.identity.number) if task is None else theme.workers[task_colour(task)]

    def _height(self, picture: PanelPicture, place: PanelPlace, lane: Lane) -> float | None:
        """Where the middle of a lane is; None where it is not shown."""
        row = picture.row_of(lane)
        return None if row is None else self._frame.row(place, row).center().y()
