"""What stands around and over the hall's lanes: names, figures, words on long segments, remarks, the guess and axis."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from gilviz.experiment.run import Phase
from gilviz.gui.lecture.geometry import AXIS, LARGE, NAMES, SIDE, SMALLEST, TEXT, Unit
from gilviz.gui.lecture.letters import CENTRE, LEFT, RIGHT, Letters
from gilviz.gui.lecture.shown import ShownRun
from gilviz.gui.timeline import ink
from gilviz.gui.timeline.picture import PanelPicture
from gilviz.lecture.anchors import Anchor, anchor
from gilviz.lecture.model import Mark
from gilviz.render.grid import TimeGrid
from gilviz.render.layout import Bar
from gilviz.render.state_text import kinds_of, what_is_awaited
from gilviz.render.theme import Theme
from gilviz.render.time_text import tick_text
from gilviz.runner.protocol import Evidence, State

WORDS: Final[Mapping[State, str]] = {
    State.RUNNING: "runs",
    State.NATIVE: "in C code",
    State.OVERHEAD: "starts",
    State.GIL_WAIT: "waits for the GIL",
    State.CPU_WAIT: "waits for a core",
    State.LOCK_WAIT: "waits for a lock",
    State.IO_WAIT: "waits for I/O",
}
"""What stands on a segment that is long enough."""
PHASES: Final[Mapping[Phase, str]] = {
    Phase.WAITING: "waits for its turn", Phase.STARTING: "starting…", Phase.FAILED: "failed", Phase.PARTIAL: "stopped",
}  # fmt: skip
MOST_WORDS: Final = 60
"""Segments in sight: of more, none is long enough for a word."""


@dataclass(frozen=True)
class Scenery:
    """What all of them paint with.

    Args:
        painter: Paints.
        letters: Write.
        theme: The colours.
        unit: The design's pixels.
        grid: The columns in sight.
        scale: Device pixels per logical pixel.
        area: Where the columns are.
    """

    painter: QPainter
    letters: Letters
    theme: Theme
    unit: Unit
    grid: TimeGrid
    scale: float
    area: QRectF

    def x(self, t: float) -> float:
        """Where a time (ns from a run's start) lies."""
        return self.area.left() + (t / self.grid.pitch - self.grid.first) / self.scale

    def row(self, top: int, bar: Bar) -> QRectF:
        """A row of a picture, ``top`` being the picture's in the content (device pixels)."""
        return QRectF(
            self.area.left(), self.area.top() + (top + bar.top) / self.scale, self.area.width(), bar.height / self.scale
        )


def header(scenery: Scenery, run: ShownRun, place: QRectF) -> None:
    """A run's name and Python on the left, its figures on the right; where it did not end well, that instead."""
    theme, letters, side = scenery.theme, scenery.letters, scenery.unit.px(SIDE)
    right = place.right() - side
    phase = run.panel.phase
    if phase in PHASES:
        failed = phase is Phase.FAILED
        tone = theme.error if failed else theme.warning if phase is Phase.PARTIAL else theme.muted
        box = QRectF(place.left(), place.top(), right - place.left(), place.height())
        right -= letters.line(box, PHASES[phase], TEXT, tone, bold=failed, align=RIGHT)
    else:
        for text in reversed(run.figures):
            box = QRectF(place.left(), place.top(), right - place.left(), place.height())
            width = letters.line(box, text, LARGE, theme.text, bold=True, align=RIGHT)
            right -= max(width + scenery.unit.px(44), scenery.unit.px(200))
    left = place.left() + side
    left += letters.line(QRectF(left, place.top(), right - left, place.height()), run.label, LARGE, theme.text, bold=True)
    left += scenery.unit.px(24)
    letters.line(QRectF(left, place.top(), right - left, place.height()), run.python, SMALLEST, theme.muted)


def names(scenery: Scenery, picture: PanelPicture) -> None:
    """The workers' names and colours, and which row is the GIL's."""
    if picture.place is None or not picture.lanes:
        return
    rows, top, px = picture.place.rows, picture.place.picture.top, scenery.unit.px
    left, width = px(SIDE), px(NAMES) - px(22)
    free_from = -math.inf
    if rows.strips:
        strip = scenery.row(top, Bar(0, rows.strips[-1].bottom))
        box = QRectF(left, strip.center().y() - px(18), width, px(40))
        scenery.letters.line(box, "GIL", SMALLEST, scenery.theme.muted, align=RIGHT)
        free_from = strip.center().y() + px(10)  # capitals, without a descender: they may stand closer than names do
    for index, lane in enumerate(picture.lanes):
        band = scenery.row(top, rows.lane(index))
        colour = ink.colour(scenery.theme.worker(lane.identity.number))
        scenery.painter.fillRect(QRectF(band.left() - px(14), band.top(), px(8), band.height()), colour)
        if band.center().y() - px(17) >= free_from:
            box = QRectF(left, band.center().y() - px(24), width, px(48))
            scenery.letters.line(box, lane.identity.name, SMALLEST, scenery.theme.text, align=RIGHT)
            free_from = band.center().y() + px(17)


def state_names(scenery: Scenery, picture: PanelPicture, wanted: Sequence[Mark]) -> None:
    """What a worker does, in words on its lane, wherever there is room for them, and no remark's line goes through it."""
    place = picture.place
    if place is None or place.rows.lane_height / scenery.scale < scenery.unit.px(40):
        return
    lines = [(index, x) for _, index, x in _targets(scenery, picture, wanted)]
    start, end = scenery.grid.first * scenery.grid.pitch, (scenery.grid.first + scenery.grid.width) * scenery.grid.pitch
    for index, lane in enumerate(picture.lanes):
        segments = lane.between(round(picture.origin + start), round(picture.origin + end))
        if len(segments) > MOST_WORDS:
            continue
        band = scenery.row(place.picture.top, place.rows.lane(index))
        kinds = kinds_of([lane])
        crossed = [x for target, x in lines if index <= target]
        for segment in segments:
            what = what_is_awaited(segment.state, kinds) if segment.evidence is Evidence.MEASURED else ""
            text = f"waits for {what}" if what else WORDS.get(segment.state, "")
            left = max(scenery.x(segment.start - picture.origin), band.left())
            right = min(scenery.x(segment.end - picture.origin), band.right())
            wide = scenery.letters.width(text, SMALLEST, bold=True) + scenery.unit.px(20) if text else math.inf
            middle = (left + right) / 2
            if right - left >= wide + scenery.unit.px(8) and not any(
                abs(x - middle) < wide / 2 + scenery.unit.px(8) for x in crossed
            ):
                _pill(scenery, QPointF(middle, band.center().y()), wide, text)


def marks(scenery: Scenery, picture: PanelPicture, wanted: Sequence[Mark]) -> None:
    """Remarks in the row above the picture, each with a line down to what it is about; only where that was recorded."""
    place = picture.place
    if place is None or not wanted:
        return
    taken: list[QRectF] = []
    flags = scenery.row(0, place.flags)
    for mark, index, x in _targets(scenery, picture, wanted):
        band = scenery.row(place.picture.top, place.rows.lane(index))
        wide = scenery.letters.width(mark.text, SMALLEST, bold=True) + scenery.unit.px(32)
        left = min(max(x - wide / 2, scenery.area.left()), scenery.area.right() - wide)
        box = QRectF(left, flags.top() + scenery.unit.px(2), wide, flags.height() - scenery.unit.px(8))
        if any(box.intersects(other) for other in taken):
            continue
        taken.append(box)
        _remark(scenery, box, QPointF(x, band.top() + min(band.height() / 2, scenery.unit.px(16))), mark.text)


def guess(scenery: Scenery, picture: PanelPicture, at: int, text: str) -> None:
    """What the hall guessed, as a moment on the time axis."""
    place = picture.place
    if place is None:
        return
    x = scenery.x(at)
    if not scenery.area.left() <= x <= scenery.area.right():
        return
    flags, lanes = scenery.row(0, place.flags), scenery.row(0, place.picture)
    wide = scenery.letters.width(text, SMALLEST, bold=True) + scenery.unit.px(32)
    left = min(max(x - wide / 2, scenery.area.left()), scenery.area.right() - wide)
    box = QRectF(left, flags.top() + scenery.unit.px(2), wide, flags.height() - scenery.unit.px(8))
    pen = QPen(ink.colour(scenery.theme.accent), scenery.unit.px(5))
    pen.setDashPattern([2.5, 1.5])
    scenery.painter.setPen(pen)
    scenery.painter.drawLine(QLineF(x, box.bottom(), x, lanes.bottom()))
    _plate(scenery, box, text)


def axis(scenery: Scenery, top: float) -> None:
    """Seconds from each run's start, the unit at every tick."""
    px, area = scenery.unit.px, scenery.area
    painter, theme = scenery.painter, scenery.theme
    painter.setPen(QPen(ink.colour(theme.border), px(3)))
    painter.drawLine(QLineF(area.left(), top, area.right(), top))
    for seconds, spacing in ticks(scenery.grid.start_s, scenery.grid.end_s, area.width() / px(220)):
        x = scenery.x(seconds * 1e9)
        painter.setPen(QPen(ink.colour(theme.border), px(3)))
        painter.drawLine(QLineF(x, top, x, top + px(8)))
        text = tick_text(seconds, spacing)
        middle = min(x, area.right() + px(SIDE - 16) - scenery.letters.width(text, SMALLEST) / 2)  # all of it on the screen
        scenery.letters.line(
            QRectF(middle - px(110), top + px(6), px(220), px(AXIS - 6)), text, SMALLEST, theme.muted, align=CENTRE
        )


def ticks(start: float, end: float, most: float) -> Iterator[tuple[float, float]]:
    """Round moments within a stretch, and how far they are apart (both s); about ``most`` of them, and none before zero."""
    least = (end - start) / max(most, 1)
    size = 10.0 ** math.floor(math.log10(max(least, 1e-9)))
    spacing = next(size * step for step in (1, 2, 5, 10) if size * step >= least * 0.999)
    number = max(math.ceil(start / spacing - 1e-6), 0)
    while number * spacing <= end:
        yield number * spacing, spacing
        number += 1


def _place_of(picture: PanelPicture, found: Anchor) -> int | None:
    return next((index for index, lane in enumerate(picture.lanes) if lane is found.lane), None)


def _targets(scenery: Scenery, picture: PanelPicture, wanted: Sequence[Mark]) -> Iterator[tuple[Mark, int, float]]:
    """The remarks whose moment was recorded and is in sight, each with the row of its lane, and where on the screen that is."""
    for mark in wanted:
        found = anchor(mark, picture.panel.trace)
        index = None if found is None else _place_of(picture, found)
        x = None if found is None else _middle_in_sight(scenery, found)
        if index is not None and x is not None:
            yield mark, index, x


def _middle_in_sight(scenery: Scenery, found: Anchor) -> float | None:
    left, right = max(scenery.x(found.start), scenery.area.left()), min(scenery.x(found.end), scenery.area.right())
    return (left + right) / 2 if right > left else None


def _remark(scenery: Scenery, box: QRectF, at: QPointF, text: str) -> None:
    px, painter = scenery.unit.px, scenery.painter
    painter.setPen(QPen(ink.colour(scenery.theme.surface), px(9)))
    painter.drawLine(QLineF(at.x(), box.bottom(), at.x(), at.y()))
    painter.setPen(QPen(ink.colour(scenery.theme.accent), px(4)))
    painter.drawLine(QLineF(at.x(), box.bottom(), at.x(), at.y()))
    painter.setPen(QPen(ink.colour(scenery.theme.surface), px(4)))
    painter.setBrush(ink.colour(scenery.theme.accent))
    painter.drawEllipse(at, px(11), px(11))
    _plate(scenery, box, text)


def _plate(scenery: Scenery, box: QRectF, text: str) -> None:
    painter, radius = scenery.painter, scenery.unit.px(8)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink.colour(scenery.theme.accent))
    painter.drawRoundedRect(box, radius, radius)
    scenery.letters.line(box, text, SMALLEST, scenery.theme.accent_text, bold=True, align=CENTRE)


def _pill(scenery: Scenery, centre: QPointF, wide: float, text: str) -> None:
    high = scenery.unit.px(40)
    box = QRectF(centre.x() - wide / 2, centre.y() - high / 2, wide, high)
    scenery.painter.setPen(Qt.PenStyle.NoPen)
    scenery.painter.setBrush(ink.colour(scenery.theme.surface, 235))
    scenery.painter.drawRoundedRect(box, high / 4, high / 4)
    scenery.letters.line(box, text, SMALLEST, scenery.theme.text, bold=True, align=CENTRE)


__all__ = ["LEFT", "Scenery", "axis", "guess", "header", "marks", "names", "state_names", "ticks"]
