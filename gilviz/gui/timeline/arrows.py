"""Paints who handed the GIL to whom, over the lanes of both."""

from __future__ import annotations

import math
from collections.abc import Iterator
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
Ends = tuple[float, float, float, float]
"""From where to where an arrow points, in logical pixels of the canvas: x, y, x, y."""
SMALLEST: Final = 0.55
"""How much smaller they get where lanes are closer together: else heads and dots would cover the lanes."""


def paint(painter: QPainter, picture: PanelPicture, place: PanelPlace, frame: Frame, exposed: QRectF) -> None:
    """The arrows of one panel, as far as both of their lanes are shown.

    Dark lines on light rims (or the other way round), so that they are seen on every state; no rim cuts through another arrow's
    line. Lines with round ends would take Qt ten times as long, and dots and tips cover theirs.
    """
    size = max(min(place.rows.lane_pitch / frame.scale / LONG, 1.0), SMALLEST)
    arrows = [_arrow(ends, HEAD * size) for ends in _ends(picture, place, frame, exposed)]
    if not arrows:
        return
    dots, shafts, tips = zip(*arrows, strict=True)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for rgb, rim in ((frame.theme.surface, (HALO - LINE) * size), (frame.theme.text, 0.0)):
        colour = ink.colour(rgb)
        painter.setPen(QPen(colour, LINE + rim, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        painter.drawLines(shafts)
        painter.setBrush(colour)
        painter.setPen(Qt.PenStyle.NoPen)
        radius = DOT * size + rim / 2
        for dot in dots:
            painter.drawEllipse(dot, radius, radius)
        if rim:
            painter.setPen(QPen(colour, rim, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.RoundJoin))
        for tip in tips:
            painter.drawPolygon(tip)
    painter.restore()


def _ends(picture: PanelPicture, place: PanelPlace, frame: Frame, exposed: QRectF) -> Iterator[Ends]:
    """From where the GIL was released to where it was taken, of the arrows that reach into what is exposed."""
    hand_offs = picture.hand_offs(frame.grid, frame.scale)
    if not hand_offs:
        return
    rows = {id(lane): frame.row(place, place.rows.lane(row)).center().y() for row, lane in enumerate(picture.shown)}
    reach = exposed.adjusted(-HEAD, -HEAD, HEAD, HEAD)
    left, top, right, bottom = reach.left(), reach.top(), reach.right(), reach.bottom()
    for hand_off in hand_offs:
        giver, taker = rows.get(id(hand_off.giver)), rows.get(id(hand_off.taker))
        if giver is not None and taker is not None and min(giver, taker) < bottom and max(giver, taker) > top:
            released, taken = frame.x(hand_off.released - picture.origin), frame.x(hand_off.taken - picture.origin)
            if released < right and taken > left:
                yield released, giver, taken, taker


def _arrow(ends: Ends, longest: float) -> tuple[QPointF, QLineF, QPolygonF]:
    """Where an arrow begins, its shaft, and its tip, which is no longer than that."""
    x, y, to_x, to_y = ends
    length = math.hypot(to_x - x, to_y - y)
    towards_x, towards_y = ((to_x - x) / length, (to_y - y) / length) if length else (1.0, 0.0)
    head = min(longest, length * 0.6)
    neck_x, neck_y = to_x - towards_x * head, to_y - towards_y * head
    aside_x, aside_y = 0.42 * head * towards_y, -0.42 * head * towards_x
    begin, neck = QPointF(x, y), QPointF(neck_x, neck_y)
    left, right = QPointF(neck_x + aside_x, neck_y + aside_y), QPointF(neck_x - aside_x, neck_y - aside_y)
    return begin, QLineF(begin, neck), QPolygonF([QPointF(to_x, to_y), left, right])
