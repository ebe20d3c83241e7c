"""A row of dots: each is a request, at the time when it was sent and at the height of how long its answer took.

The scale is logarithmic and the same in every panel, so that a tenth of a millisecond and a switch interval can be compared.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from gilviz.gui.timeline import ink
from gilviz.gui.timeline.frame import Frame
from gilviz.gui.timeline.picture import PanelPicture
from gilviz.trace.requests import ANSWERED, SENT

SHORTEST_MS: Final = 0.1
LONGEST_MS: Final = 1000.0
"""What lies at the bottom and at the top; whatever is beyond stands there."""
GUIDES: Final = ((100.0, "100 ms"), (1.0, "1 ms"))
RADIUS: Final = 2.2


def height_of(milliseconds: float, row: QRectF) -> float:
    """Where an answer stands that took so long."""
    inside = min(max(milliseconds, SHORTEST_MS), LONGEST_MS)
    part = math.log(inside / SHORTEST_MS) / math.log(LONGEST_MS / SHORTEST_MS)
    return row.bottom() - RADIUS - part * (row.height() - 2 * RADIUS)


def guides(row: QRectF) -> Iterator[tuple[float, str]]:
    """The lines across the row: where, and what they mean."""
    for milliseconds, text in GUIDES:
        yield round(height_of(milliseconds, row)) + 0.5, text


def paint(painter: QPainter, picture: PanelPicture, frame: Frame) -> None:
    """Draw the row of one panel, if it has one."""
    if picture.place is None or not picture.place.answers.height or picture.panel.trace is None:
        return
    row = frame.box(picture.place.answers)
    painter.setPen(QPen(ink.colour(frame.theme.border), 1))
    for y, _ in guides(row):
        painter.drawLine(QLineF(row.left(), y, row.right(), y))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink.colour(frame.theme.text))
    for request in picture.panel.trace.requests.tolist():
        x = frame.x(request[SENT] - picture.origin)
        if -RADIUS <= x <= row.right() + RADIUS:
            painter.drawEllipse(QPointF(x, height_of((request[ANSWERED] - request[SENT]) / 1e6, row)), RADIUS, RADIUS)
    painter.setBrush(Qt.BrushStyle.NoBrush)
