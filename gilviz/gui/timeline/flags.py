"""Moments that matter, across a whole panel: a line, and a label at its top where there is room for it."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from gilviz.gui.timeline import ink
from gilviz.gui.timeline.frame import Frame
from gilviz.render.layout import Bar, PanelPlace
from gilviz.render.theme import Rgb

DASH = 4.0
LABEL_GAP = 6.0
LABEL_HEIGHT = 18.0
CHIP = 5.0
"""Around a note's text, in logical pixels."""
NOTE_DOT = 4.5
"""Radius of the dot on a note's lane."""
MOST_LETTERS = 60
"""Of a note beside its line; all of it stands where it is written."""


def shortened(text: str) -> str:
    """A note as it stands in the picture."""
    return text if len(text) <= MOST_LETTERS else f"{text[: MOST_LETTERS - 1]}…"


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
        self._place = place
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

    def note(self, x: float, text: str, row: Bar | None, *, all_lanes: bool) -> None:
        """What somebody wrote: its label above the lanes, and a line down to a dot on the lane that is meant, or through all."""
        if not 0 <= x <= self._frame.width:
            return
        theme, column = self._frame.theme, round(x) + 0.5
        lane = self._frame.row(self._place, row) if row is not None else None
        bottom = self._picture.bottom() if all_lanes else lane.center().y() if lane is not None else self._picture.top()
        for rgb, wide in ((theme.surface, 4.0), (theme.accent, 2.0)):
            self._painter.setPen(QPen(ink.colour(rgb), wide, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
            self._painter.drawLine(QLineF(column, self._top + 2, column, bottom))
        if lane is not None:
            self._painter.save()
            self._painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._painter.setPen(QPen(ink.colour(theme.surface), 2))
            self._painter.setBrush(ink.colour(theme.accent))
            self._painter.drawEllipse(QPointF(column, bottom), NOTE_DOT, NOTE_DOT)
            self._painter.restore()
        self._chip(self._beside(x, shortened(text), right=True), shortened(text))

    def _chip(self, box: QRectF, text: str) -> None:
        """A note's label: on a ground of its own, so that it is told from what gilviz says."""
        box = box.adjusted(-CHIP, 0, CHIP, 0)
        if any(box.intersects(other) for other in self._taken):
            return
        self._taken.append(box)
        if box.intersects(self._exposed):
            self._painter.fillRect(box.adjusted(0, 1, 0, -1), ink.colour(self._frame.theme.accent))
            self._painter.setPen(ink.colour(self._frame.theme.accent_text))
            self._painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

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
