"""A row of dots: each is a request, at the time when it was sent and at the height of how long its answer took.

The scale is logarithmic and the same in every panel, so that a tenth of a millisecond and a switch interval can be compared.
Where the workers share one GIL the switch interval is a line among the dots: beside one who computes an answer waits so long.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Final

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from gilviz.gui.timeline import ink
from gilviz.gui.timeline.frame import Frame
from gilviz.gui.timeline.picture import PanelPicture
from gilviz.trace.requests import ANSWERED, SENT

SHORTEST_MS: Final = 0.1
LONGEST_MS: Final = 1000.0
"""What lies at the bottom and at the top; whatever is beyond stands there."""
GUIDES: Final = ((100.0, "100 ms"), (1.0, "1 ms"))
RADIUS: Final = 2.2
INTERVAL: Final = "switch interval"
ASIDE: Final = 6
"""Between the line's name and the row's end, in logical pixels."""


def height_of(milliseconds: float, row: QRectF) -> float:
    """Where an answer stands that took so long."""
    inside = min(max(milliseconds, SHORTEST_MS), LONGEST_MS)
    part = math.log(inside / SHORTEST_MS) / math.log(LONGEST_MS / SHORTEST_MS)
    return row.bottom() - RADIUS - part * (row.height() - 2 * RADIUS)


def guides(row: QRectF) -> Iterator[tuple[float, str]]:
    """The lines across the row: where, and what they mean."""
    for milliseconds, text in GUIDES:
        yield round(height_of(milliseconds, row)) + 0.5, text


def paint(painter: QPainter, picture: PanelPicture, frame: Frame, *, one_gil: bool) -> None:
    """Draw the row of one panel, if it has one; with the switch interval where all its workers share one GIL."""
    if picture.place is None or not picture.place.answers.height or picture.panel.trace is None:
        return
    row = frame.box(picture.place.answers)
    painter.setPen(QPen(ink.colour(frame.theme.border), 1))
    for y, _ in guides(row):
        painter.drawLine(QLineF(row.left(), y, row.right(), y))
    if one_gil:
        _paint_interval(painter, picture, frame, row)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink.colour(frame.theme.text))
    for request in picture.panel.trace.requests.tolist():
        x = frame.x(request[SENT] - picture.origin)
        if -RADIUS <= x <= row.right() + RADIUS:
            painter.drawEllipse(QPointF(x, height_of((request[ANSWERED] - request[SENT]) / 1e6, row)), RADIUS, RADIUS)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def interval_steps(intervals: Sequence[float], changes: Sequence[int]) -> list[tuple[int, float]]:
    """From when on each switch interval held, in ns from the run's start, and how long it was, in ms."""
    return list(zip((0, *changes), (seconds * 1000 for seconds in intervals), strict=False))


def _paint_interval(painter: QPainter, picture: PanelPicture, frame: Frame, row: QRectF) -> None:
    """The switch interval as it was at every moment, and what the line means."""
    steps = interval_steps(picture.panel.intervals, [moment for moment, _ in picture.panel.marks])
    if not steps:
        return
    ends = [moment for moment, _ in steps[1:]]
    painter.setPen(QPen(ink.colour(frame.theme.accent), 1.5, Qt.PenStyle.DashLine))
    y = row.bottom()
    for (begin, milliseconds), end in zip(steps, [*ends, None], strict=True):
        y = round(height_of(milliseconds, row)) + 0.5
        left = max(frame.x(begin), row.left())
        right = row.right() if end is None else min(frame.x(end), row.right())
        if left < right:
            painter.drawLine(QLineF(left, y, right, y))
    width, height = frame.text_width(INTERVAL), painter.fontMetrics().height()
    label = QRectF(row.right() - ASIDE - width, y - height, width, height - 1)
    painter.fillRect(label.adjusted(-2, 2, 2, -1), QColor(ink.colour(frame.theme.surface, 215)))
    painter.setPen(ink.colour(frame.theme.accent))
    painter.drawText(label, Qt.AlignmentFlag.AlignCenter, INTERVAL)
