"""What is drawn over a panel's pixels: markers with their labels, the GIL's ceiling, room for lanes that are still to come.

Everything is in logical pixels from the canvas's upper left corner.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPen

from gilviz.experiment.run import Phase
from gilviz.gui.timeline import ink
from gilviz.gui.timeline.picture import PanelPicture
from gilviz.render.grid import TimeGrid
from gilviz.render.headline import seconds_text
from gilviz.render.layout import Bar, PanelPlace
from gilviz.render.theme import Rgb, Theme

DASH = 4.0
LABEL_GAP = 6.0
LABEL_HEIGHT = 18.0
CEILING = "1 · the GIL’s ceiling"
ALMOST_ONE = 1.6
"""Workers at once: up to here a column's average can be the overlapping ends of slices that took turns."""


@dataclass(frozen=True)
class Frame:
    """What all overlays of a frame have in common.

    Args:
        theme: The colours.
        font: What labels are like.
        grid: The columns in sight.
        scale: Device pixels per logical pixel.
        scroll: Device pixels of the content above the canvas's top.
        width: Of the canvas.
    """

    theme: Theme
    font: QFont
    grid: TimeGrid
    scale: float
    scroll: int
    width: float

    def x(self, t: float) -> float:
        """Where a time (ns from a run's start) lies."""
        return (t / self.grid.pitch - self.grid.first) / self.scale

    def box(self, bar: Bar) -> QRectF:
        """A row of the content over the whole width."""
        return QRectF(0, (bar.top - self.scroll) / self.scale, self.width, bar.height / self.scale)

    def row(self, place: PanelPlace, row: Bar) -> QRectF:
        """A row of a picture over the whole width."""
        return self.box(Bar(place.picture.top + row.top, row.height))


def paint(painter: QPainter, picture: PanelPicture, frame: Frame) -> None:
    """Everything that lies over one panel's pixels."""
    place = picture.place
    if place is None:
        return
    painter.setFont(frame.font)
    if not picture.lanes:
        if not picture.panel.phase.ended:
            _expected_lanes(painter, place, frame)
        return
    if len(picture.gils) == 1 and len(picture.gils[0]) > 1 and len(picture.gils[0]) == len(picture.lanes):
        _ceiling(painter, picture, place, frame)
    baseline = picture.panel.baseline_ns
    if baseline is not None:
        _flag(painter, place, frame, frame.x(baseline), f"sequential {seconds_text(baseline / 1e9)}", None)
    ended_at = picture.ended_at
    if ended_at is not None:
        failed = picture.panel.phase is Phase.FAILED
        rgb = frame.theme.error if failed else frame.theme.warning
        _flag(painter, place, frame, frame.x(ended_at), "failed" if failed else "stopped", rgb)
    edge = picture.live_edge
    if edge is not None:
        top, bottom = frame.box(place.picture).top(), frame.box(place.picture).bottom()
        painter.fillRect(QRectF(round(frame.x(edge * 1e9)), top, 1, bottom - top), ink.colour(frame.theme.accent))


def _expected_lanes(painter: QPainter, place: PanelPlace, frame: Frame) -> None:
    """A dotted line where each lane will be: nothing that could be taken for an idle worker."""
    pen = QPen(ink.colour(frame.theme.border), 2)
    pen.setDashPattern([1, DASH])
    painter.setPen(pen)
    for index in range(place.rows.lanes):
        lane = frame.row(place, place.rows.lane(index))
        y = round(lane.center().y())
        painter.drawLine(QLineF(lane.left(), y, lane.right(), y))


def _ceiling(painter: QPainter, picture: PanelPicture, place: PanelPlace, frame: Frame) -> None:
    """The line that the curve can't pass while all workers share one GIL, except by what runs without it."""
    row = frame.row(place, place.rows.curve)
    y = round(row.bottom() - row.height() / place.rows.most) + 0.5
    pen = QPen(ink.colour(frame.theme.muted), 1)
    pen.setDashPattern([2, DASH])
    painter.setPen(pen)
    painter.drawLine(QLineF(row.left(), y, row.right(), y))
    left, wide = row.left() + LABEL_GAP, ink.width(CEILING, frame.font)
    if picture.peak > ALMOST_ONE:
        # the curve is where the label would stand: it goes to the right, if there is room behind the last moment
        baseline = picture.panel.baseline_ns
        flag = frame.x(baseline) if baseline is not None else row.right()
        left = (flag if flag > row.right() - wide - LABEL_GAP and flag <= row.right() else row.right()) - wide - LABEL_GAP
        if left < frame.x((picture.known_until or 0.0) * 1e9) + LABEL_GAP:
            return
    above = QRectF(left, y - LABEL_HEIGHT, wide + 2, LABEL_HEIGHT)
    painter.drawText(above, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, CEILING)


def _flag(painter: QPainter, place: PanelPlace, frame: Frame, x: float, text: str, rgb: Rgb | None) -> None:
    """A line across the panel with a label at its top: dashed in the text's colour, or solid in another.

    To a dashed one that lies further to the right, the label points.
    """
    label, picture = frame.box(place.flags), frame.box(place.picture)
    top = label.bottom() - LABEL_HEIGHT
    if x > frame.width and rgb is None:
        painter.setPen(ink.colour(frame.theme.muted))
        beyond = QRectF(0, top, frame.width, LABEL_HEIGHT)
        painter.drawText(beyond, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, f"{text} →")
    if not 0 <= x <= frame.width:
        return
    column = round(x) + 0.5
    if rgb is None:
        painter.setPen(QPen(ink.colour(frame.theme.surface), 1))
        painter.drawLine(QLineF(column, picture.top(), column, picture.bottom()))
        pen = QPen(ink.colour(frame.theme.text), 1)
        pen.setDashPattern([DASH, DASH])
    else:
        pen = QPen(ink.colour(rgb), 2)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    painter.drawLine(QLineF(column, top + 2, column, picture.bottom()))
    painter.setPen(ink.colour(frame.theme.muted if rgb is None else rgb))
    wide = ink.width(text, frame.font)
    to_the_right = (rgb is None) == (x + LABEL_GAP + wide <= frame.width) or x < wide + LABEL_GAP
    left = x + LABEL_GAP if to_the_right else x - LABEL_GAP - wide
    painter.drawText(QRectF(left, top, wide + 2, LABEL_HEIGHT), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
