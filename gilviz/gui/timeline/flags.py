"""Moments that matter, across a whole panel: a line, and a label at its top where there is room for it."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from gilviz.gui.timeline import ink
from gilviz.gui.timeline.frame import Frame
from gilviz.render.layout import PanelPlace
from gilviz.render.theme import Rgb

DASH = 4.0
LABEL_GAP = 6.0
LABEL_HEIGHT = 18.0


class Flags:
    """The flags of one panel. Those that are raised first have their labels; one that finds no room goes without.

    Args:
        painter: Paints them, with the labels' font.
        place: The panel.
        frame: What is in sight.
        exposed: What is painted of it: labels that lie beside it keep their room and cost nothing.
    """

    def __init__(self, painter: QPainter, place: PanelPlace, frame: Frame, exposed: QRectF) -> None:
        self._painter = painter
        self._frame = frame
        self._exposed = exposed
        self._picture = frame.box(place.picture)
        self._top = frame.box(place.flags).bottom() - LABEL_HEIGHT
        self._taken: list[QRectF] = []

    def aim(self, x: float, text: str) -> None:
        """What is aimed at: dashed. To one that lies further to the right, the label points."""
        frame = self._frame
        if x > frame.width:
            beyond = f"{text} →"
            wide = frame.text_width(beyond)
            self._label(QRectF(frame.width - wide - 2, self._top, wide + 2, LABEL_HEIGHT), beyond, frame.theme.muted)
        if not 0 <= x <= frame.width:
            return
        column = round(x) + 0.5
        self._painter.setPen(QPen(ink.colour(frame.theme.surface), 1))
        self._painter.drawLine(QLineF(column, self._picture.top(), column, self._picture.bottom()))
        pen = QPen(ink.colour(frame.theme.text), 1)
        pen.setDashPattern([DASH, DASH])
        self._line(column, pen)
        self._label(self._beside(x, text, right=True), text, frame.theme.muted)

    def event(self, x: float, text: str, rgb: Rgb, *, right: bool = False) -> None:
        """What happened: solid, with its label on that side of the line where there is room."""
        if not 0 <= x <= self._frame.width:
            return
        self._line(round(x) + 0.5, QPen(ink.colour(rgb), 2))
        self._label(self._beside(x, text, right=right), text, rgb)

    def _line(self, column: float, pen: QPen) -> None:
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        self._painter.setPen(pen)
        self._painter.drawLine(QLineF(column, self._top + 2, column, self._picture.bottom()))

    def _beside(self, x: float, text: str, *, right: bool) -> QRectF:
        """The label's place beside a line, on the other side where there is no room."""
        wide = self._frame.text_width(text)
        fits_left, fits_right = x >= wide + LABEL_GAP, x + LABEL_GAP + wide <= self._frame.width
        to_the_right = (fits_right or not fits_left) if right else not fits_left
        left = x + LABEL_GAP if to_the_right else x - LABEL_GAP - wide
        return QRectF(left, self._top, wide + 2, LABEL_HEIGHT)

    def _label(self, box: QRectF, text: str, rgb: Rgb) -> None:
        if any(box.adjusted(-LABEL_GAP, 0, LABEL_GAP, 0).intersects(other) for other in self._taken):
            return
        self._taken.append(box)
        if box.intersects(self._exposed):
            self._painter.setPen(ink.colour(rgb))
            self._painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
