"""Small symbols for buttons, drawn from polygons so that they take the theme's colours and need no font."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap, QPolygonF

from gilviz.render.contrast import Rgb

GRID = 16
"""The symbols' own units: a square of 16 × 16."""
SCALES = (1, 2)
"""Drawn for ordinary screens and for those with twice the pixels."""

FILLED: Mapping[str, tuple[tuple[tuple[float, float], ...], ...]] = {
    "run": (((4, 2.5), (13.5, 8), (4, 13.5)),),
    "pause": (((4, 3), (6.8, 3), (6.8, 13), (4, 13)), ((9.2, 3), (12, 3), (12, 13), (9.2, 13))),
    "to_start": (((2.5, 3), (4.5, 3), (4.5, 13), (2.5, 13)), ((13.5, 3), (13.5, 13), (5.5, 8))),
    "step_back": (((10, 3), (10, 13), (3, 8)), ((11.5, 3), (13, 3), (13, 13), (11.5, 13))),
    "step_forth": (((6, 3), (13, 8), (6, 13)), ((3, 3), (4.5, 3), (4.5, 13), (3, 13))),
    "stop": (((3.5, 3.5), (12.5, 3.5), (12.5, 12.5), (3.5, 12.5)),),
}
STROKED: Mapping[str, tuple[tuple[tuple[float, float], ...], ...]] = {
    "add": (((8, 3), (8, 13)), ((3, 8), (13, 8))),
    "remove": (((3, 8), (13, 8)),),
    "edit": (((3, 13), (3.6, 10.2), (10.8, 3), (13, 5.2), (5.8, 12.4), (3, 13)),),
    "fit": (
        ((3, 6), (3, 3), (6, 3)), ((10, 3), (13, 3), (13, 6)), ((13, 10), (13, 13), (10, 13)), ((6, 13), (3, 13), (3, 10)),
    ),
    "loop": (
        ((12, 6), (12, 4), (3, 4), (3, 8)), ((4, 10), (4, 12), (13, 12), (13, 8)), ((10, 8), (12, 5.6), (14, 8)),
        ((2, 8), (4, 10.4), (6, 8)),
    ),
    "lens": (
        ((10, 6.5), (9.1, 9.1), (6.5, 10), (3.9, 9.1), (3, 6.5), (3.9, 3.9), (6.5, 3), (9.1, 3.9), (10, 6.5)),
        ((9.2, 9.2), (13.5, 13.5)), ((5.5, 5), (5.5, 8)), ((7.5, 5), (7.5, 8)),
    ),
    "pin": (((5, 2.5), (11, 2.5)), ((6, 2.5), (6, 7), (4, 9.5), (12, 9.5), (10, 7), (10, 2.5)), ((8, 9.5), (8, 14))),
    "close": (((4, 4), (12, 12)), ((12, 4), (4, 12))),
    "charts": (((2.5, 2.5), (2.5, 13.5), (13.5, 13.5)), ((5, 10.5), (7.5, 6.5), (10, 8.5), (13, 3.5))),
    "code": (((5.5, 4), (1.5, 8), (5.5, 12)), ((10.5, 4), (14.5, 8), (10.5, 12)), ((9, 3), (7, 13))),
    "log": (((2.5, 4), (13.5, 4)), ((2.5, 8), (10.5, 8)), ((2.5, 12), (12, 12))),
}  # fmt: skip


def icon(name: str, colour: Rgb, disabled: Rgb) -> QIcon:
    """The symbol in its colour, and in another one for a disabled button.

    Raises:
        KeyError: there is no such symbol.
    """
    result = QIcon()
    for scale in SCALES:
        result.addPixmap(_pixmap(name, colour, scale), QIcon.Mode.Normal)
        result.addPixmap(_pixmap(name, disabled, scale), QIcon.Mode.Disabled)
    return result


def dot_icon(on: Rgb, off: Rgb) -> QIcon:
    """A dot for a switch: full while it is on, a ring while it is off."""
    result = QIcon()
    for scale in SCALES:
        result.addPixmap(_dot(on, scale, full=True), QIcon.Mode.Normal, QIcon.State.On)
        for mode in (QIcon.Mode.Normal, QIcon.Mode.Disabled):
            result.addPixmap(_dot(off, scale, full=False), mode, QIcon.State.Off)
    return result


def _blank(scale: int) -> QPixmap:
    pixmap = QPixmap(GRID * scale, GRID * scale)
    pixmap.setDevicePixelRatio(scale)
    pixmap.fill(Qt.GlobalColor.transparent)
    return pixmap


def _pixmap(name: str, colour: Rgb, scale: int) -> QPixmap:
    pixmap = _blank(scale)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if name in FILLED:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(*colour))
        for outline in FILLED[name]:
            painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in outline]))
    else:
        painter.setPen(QPen(QColor(*colour), 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
        for line in STROKED[name]:
            painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in line]))
    painter.end()
    return pixmap


def _dot(colour: Rgb, scale: int, *, full: bool) -> QPixmap:
    pixmap = _blank(scale)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(*colour), 1.6))
    painter.setBrush(QColor(*colour) if full else Qt.BrushStyle.NoBrush)
    painter.drawEllipse(QRectF(4, 4, 8, 8))
    painter.end()
    return pixmap
