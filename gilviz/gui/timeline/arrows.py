"""Paints who handed the GIL to whom, over the lanes of both."""

from __future__ import annotations

import math
from typing import Final

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
LONG: Final = 22.0
"""Logical pixels between two lanes from which on arrows between them are as large as that."""
SMALLEST: Final = 0.55
"""How much smaller they get where lanes are closer together: else heads and dots would cover the lanes."""


def paint(painter: QPainter, picture: PanelPicture, place: PanelPlace, frame: Frame, exposed: QRectF) -> None:
    """The arrows of one panel, as far as both of their lanes are shown.

    Dark lines on light rims (or the other way round), so that they are seen on every state; no rim cuts through another arrow's
    line. Lines with round ends would take Qt ten times as long, and dots and tips cover theirs.
    """
    lines = [line for line in _lines(picture, place, frame) if _reaches(line, exposed)]
    if not lines:
        return
    size = max(min(place.rows.lane_pitch / frame.scale / LONG, 1.0), SMALLEST)
    shafts, tips = zip(*(_parts(line, HEAD * size) for line in lines), strict=True)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for rgb, rim in ((frame.theme.surface, (HALO - LINE) * size), (frame.theme.text, 0.0)):
        colour = ink.colour(rgb)
        painter.setPen(QPen(colour, LINE + rim, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        painter.drawLines(shafts)
        painter.setBrush(colour)
        painter.setPen(Qt.PenStyle.NoPen)
        for line in lines:
            painter.drawEllipse(line.p1(), DOT * size + rim / 2, DOT * size + rim / 2)
        if rim:
            painter.setPen(QPen(colour, rim, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.RoundJoin))
        for tip in tips:
            painter.drawPolygon(tip)
    painter.restore()


def _lines(picture: PanelPicture, place: PanelPlace, frame: Frame) -> list[QLineF]:
    """From where the GIL was released to where it was taken."""
    hand_offs = picture.hand_offs(frame.grid, frame.scale)
    if not hand_offs:
        return []
    rows = {id(lane): frame.row(place, place.rows.lane(row)).center().y() for row, lane in enumerate(picture.shown)}
    found = []
    for hand_off in hand_offs:
        giver, taker = rows.get(id(hand_off.giver)), rows.get(id(hand_off.taker))
        if giver is not None and taker is not None:
            left, right = frame.x(hand_off.released - picture.origin), frame.x(hand_off.taken - picture.origin)
            found.append(QLineF(left, giver, right, taker))
    return found


def _reaches(line: QLineF, exposed: QRectF) -> bool:
    box = QRectF(line.p1(), line.p2()).normalized().adjusted(-HEAD, -HEAD, HEAD, HEAD)
    return box.intersects(exposed)


def _parts(line: QLineF, longest: float) -> tuple[QLineF, QPolygonF]:
    """An arrow's shaft and its tip, which is no longer than that."""
    head = min(longest, line.length() * 0.6)
    towards = math.radians(line.angle())
    back = QPointF(-math.cos(towards), math.sin(towards))
    aside = QPointF(-back.y(), back.x()) * (0.42 * head)
    neck = line.p2() + back * head
    return QLineF(line.p1(), neck), QPolygonF([line.p2(), neck + aside, neck - aside])
