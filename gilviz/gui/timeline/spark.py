"""A curve the size of a word: how a quantity came to the number it stands beside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

FEWEST: Final = 4
"""Fewer looks are no curve."""
SHORTEST: Final = 24.0
"""Logical pixels: in less nobody sees a shape."""


def paint(painter: QPainter, box: QRectF, points: Sequence[tuple[float, float]], colour: QColor) -> None:
    """Draw (time, amount) from the first time to the last and from nothing to the largest amount, if there is room."""
    if len(points) < FEWEST or box.width() < SHORTEST:
        return
    begin, length = points[0][0], points[-1][0] - points[0][0]
    most = max(amount for _, amount in points)
    if length <= 0 or most <= 0:
        return
    line = QPolygonF(
        [
            QPointF(box.left() + box.width() * (time - begin) / length, box.bottom() - box.height() * amount / most)
            for time, amount in points
        ]
    )
    area = QPolygonF(line)
    area.append(box.bottomRight())
    area.append(box.bottomLeft())
    faint = QColor(colour)
    faint.setAlpha(48)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(faint)
    painter.drawPolygon(area)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour, 1.2))
    painter.drawPolyline(line)
