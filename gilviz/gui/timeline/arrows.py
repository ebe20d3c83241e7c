"""Paints who handed the GIL to whom, over the lanes of both."""

from __future__ import annotations

import math

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from gilviz.gui.timeline import ink
from gilviz.gui.timeline.frame import Frame
from gilviz.gui.timeline.picture import PanelPicture
from gilviz.render.layout import PanelPlace

LINE = 1.6
"""Logical pixels: it must be seen from the last row, and not before the slices are."""
HALO = 4.2
HEAD = 8.0
"""The head's length."""
DOT = 2.6
"""Radius of the dot where an arrow begins."""


def paint(painter: QPainter, picture: PanelPicture, place: PanelPlace, frame: Frame, exposed: QRectF) -> None:
    """The arrows of one panel, as far as both of their lanes are shown."""
    lines = [line for line in _lines(picture, place, frame) if _reaches(line, exposed)]
    if not lines:
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for line in lines:
        _paint_arrow(painter, line, frame)
    painter.restore()


def _lines(picture: PanelPicture, place: PanelPlace, frame: Frame) -> list[QLineF]:
    """From where the GIL was released to where it was taken."""
    found = []
    for hand_off in picture.hand_offs(frame.grid, frame.scale):
        giver, taker = picture.row_of(hand_off.giver), picture.row_of(hand_off.taker)
        if giver is not None and taker is not None:
            first, last = frame.row(place, giver), frame.row(place, taker)
            left, right = frame.x(hand_off.released - picture.origin), frame.x(hand_off.taken - picture.origin)
            found.append(QLineF(left, first.center().y(), right, last.center().y()))
    return found


def _reaches(line: QLineF, exposed: QRectF) -> bool:
    box = QRectF(line.p1(), line.p2()).normalized().adjusted(-HEAD, -HEAD, HEAD, HEAD)
    return box.intersects(exposed)


def _paint_arrow(painter: QPainter, line: QLineF, frame: Frame) -> None:
    """A dark line on a light rim (or the other way round), so that it is seen on every state."""
    head = min(HEAD, line.length() * 0.6)
    towards = math.radians(line.angle())
    back = QPointF(-math.cos(towards), math.sin(towards))
    aside = QPointF(-back.y(), back.x()) * (0.42 * head)
    neck = line.p2() + back * head
    tip = QPolygonF([line.p2(), neck + aside, neck - aside])
    for rgb, more in ((frame.theme.surface, HALO - LINE), (frame.theme.text, 0.0)):
        pen = QPen(ink.colour(rgb), LINE + more, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.drawLine(QLineF(line.p1(), neck))
        painter.setBrush(ink.colour(rgb))
        painter.setPen(QPen(ink.colour(rgb), more) if more else Qt.PenStyle.NoPen)
        painter.drawPolygon(tip)
        painter.drawEllipse(line.p1(), DOT, DOT)
