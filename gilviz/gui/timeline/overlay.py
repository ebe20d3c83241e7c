"""What is drawn over a panel's pixels: markers with their labels, the GIL's ceiling, room for lanes that are still to come.

Everything is in logical pixels from the canvas's upper left corner.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from gilviz.experiment.run import Phase
from gilviz.gui.timeline import arrows, dots, ink
from gilviz.gui.timeline.flags import DASH, LABEL_GAP, LABEL_HEIGHT, Flags
from gilviz.gui.timeline.frame import Frame
from gilviz.gui.timeline.picture import PanelPicture
from gilviz.render.headline import seconds_text
from gilviz.render.layout import PanelPlace

CEILING = "1 · the GIL’s ceiling for Python code"
DOT = 2.0
"""The ceiling's dashes, in logical pixels."""
FLAG_REACH = 8.0
"""Logical pixels: a flag's line and its dot are within them of its moment."""
ALMOST_ONE = 1.6
"""Workers at once: up to here a column's average can be the overlapping ends of slices that took turns."""


def paint(painter: QPainter, picture: PanelPicture, frame: Frame, exposed: QRectF) -> None:
    """What lies over one panel's pixels, as far as it reaches into what is exposed."""
    place = picture.place
    if place is None:
        return
    painter.setFont(frame.font)
    if not picture.lanes:
        if not picture.panel.phase.ended:
            _expected_lanes(painter, place, frame)
        return
    one_gil = len(picture.gils) == 1 and len(picture.gils[0]) > 1 and len(picture.gils[0]) == len(picture.lanes)
    if one_gil and place.rows.curve.height:
        _ceiling(painter, picture, place, frame, exposed)
    if place.rows.hidden.height:
        _hidden_lanes(painter, picture, place, frame)
    if place.answers.height and exposed.intersects(frame.box(place.answers)):
        dots.paint(painter, picture, frame, one_gil=one_gil)
    if exposed.top() < frame.box(place.picture).top() or _is_near_a_flag(picture, frame, exposed):
        paint_flags(Flags(painter, place, frame, exposed), picture, frame)
    edge = picture.live_edge
    if place.rows.lanes and (edge is None or edge > frame.grid.end_s):
        # what is still growing in sight would be searched anew at each frame
        arrows.paint(painter, picture, place, frame, exposed)
    if edge is not None:
        top, bottom = frame.box(place.picture).top(), frame.box(place.picture).bottom()
        painter.fillRect(QRectF(round(frame.x(edge * 1e9)), top, 1, bottom - top), ink.colour(frame.theme.accent))


def paint_flags(flags: Flags, picture: PanelPicture, frame: Frame, until: int | None = None) -> None:
    """Raise a panel's flags; of a replay, only those up to the moment (ns from the run's start) to which it has come."""
    last = math.inf if until is None else until
    baseline = picture.panel.baseline_ns
    if baseline is not None and baseline <= last:
        flags.aim(frame.x(baseline), f"sequential {seconds_text(baseline / 1e9)}")
    ended_at = picture.ended_at
    if ended_at is not None and ended_at <= last:
        failed = picture.panel.phase is Phase.FAILED
        rgb = frame.theme.error if failed else frame.theme.warning
        flags.event(frame.x(ended_at), "failed" if failed else "stopped", rgb)
    for moment, text in reversed(picture.panel.marks):  # where they crowd, the newest is named
        if moment <= last:
            flags.event(frame.x(moment), text, frame.theme.text, right=True)
    for note in picture.panel.notes:
        if note.t <= last:
            flags.note(frame.x(note.t), note.text, picture.row_of_worker(note.worker), all_lanes=note.worker is None)


def _is_near_a_flag(picture: PanelPicture, frame: Frame, exposed: QRectF) -> bool:
    """Whether a flag's line, or the dot on it, reaches into what is exposed: hardly ever in a picture that grows."""
    moments = [picture.panel.baseline_ns, picture.ended_at]
    moments += [t for t, _ in picture.panel.marks]
    moments += [note.t for note in picture.panel.notes]
    left, right = exposed.left() - FLAG_REACH, exposed.right() + FLAG_REACH
    return any(t is not None and left <= frame.x(t) <= right for t in moments)


def _expected_lanes(painter: QPainter, place: PanelPlace, frame: Frame) -> None:
    """A dotted line where each lane will be: nothing that could be taken for an idle worker."""
    pen = QPen(ink.colour(frame.theme.border), 2)
    pen.setDashPattern([1, DASH])
    painter.setPen(pen)
    for index in range(place.rows.lanes):
        lane = frame.row(place, place.rows.lane(index))
        y = round(lane.center().y())
        painter.drawLine(QLineF(lane.left(), y, lane.right(), y))


def _hidden_lanes(painter: QPainter, picture: PanelPicture, place: PanelPlace, frame: Frame) -> None:
    """How many lanes are not shown, and how to see them: ``3 hidden · show``."""
    row = frame.row(place, place.rows.hidden)
    left = row.left() + LABEL_GAP
    middle = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    for text, rgb in ((f"{len(picture.hidden)} hidden · ", frame.theme.muted), ("show", frame.theme.accent)):
        painter.setPen(ink.colour(rgb))
        wide = frame.text_width(text)
        painter.drawText(QRectF(left, row.top(), wide + 2, row.height()), middle, text)
        left += wide


def _ceiling(painter: QPainter, picture: PanelPicture, place: PanelPlace, frame: Frame, exposed: QRectF) -> None:
    """The line that the curve can't pass while all workers share one GIL, except by what runs without it."""
    row = frame.row(place, place.rows.curve)
    y = round(row.bottom() - row.height() / place.rows.most) + 0.5
    pen = QPen(ink.colour(frame.theme.muted), 1)
    pen.setDashPattern([DOT, DASH])
    painter.setPen(pen)
    # only the dashes that are exposed: all of them are dear
    before = max(exposed.left() - row.left(), 0) // (DOT + DASH) * (DOT + DASH)
    painter.drawLine(QLineF(row.left() + before, y, min(row.right(), exposed.right() + DOT), y))
    left = ceiling_label(picture, frame)
    if left is None or left > exposed.right():
        return
    above = QRectF(left, y - LABEL_HEIGHT, frame.text_width(CEILING) + 2, LABEL_HEIGHT)
    if above.intersects(exposed):
        painter.drawText(above, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, CEILING)


def ceiling_label(picture: PanelPicture, frame: Frame) -> float | None:
    """Where the ceiling's label begins; None where there is no room for it.

    The curve of workers that execute at once stands where it would be at first: then it goes to the right, if there is room
    behind the last moment.
    """
    if picture.peak <= ALMOST_ONE:
        return LABEL_GAP
    wide = frame.text_width(CEILING)
    baseline = picture.panel.baseline_ns
    flag = frame.x(baseline) if baseline is not None else frame.width
    left = (flag if flag > frame.width - wide - LABEL_GAP and flag <= frame.width else frame.width) - wide - LABEL_GAP
    return left if left >= frame.x((picture.known_until or 0.0) * 1e9) + LABEL_GAP else None
