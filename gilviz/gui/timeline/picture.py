"""One panel's picture: where it stands, its pixels, how far its run has come, and what lies at a place in it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Final

from PySide6.QtGui import QImage

from gilviz.experiment.run import Phase
from gilviz.gui.timeline.panel import Panel
from gilviz.gui.timeline.panel_lanes import PanelLanes
from gilviz.render.arrows import HandOff, hand_offs_in_sight
from gilviz.render.colouring import ColourBy
from gilviz.render.evidence_text import gil_lines
from gilviz.render.grid import TimeGrid
from gilviz.render.hover import Hint, executing_hint, gil_hint, lane_hint, name_hint, segment_hint
from gilviz.render.layout import Bar, PanelPlace, PanelShape
from gilviz.render.palette import Palette
from gilviz.render.progress import certain_until
from gilviz.render.raster import PanelRaster
from gilviz.trace.evidence import EvidenceTally, LaneEvidence, evidence_of
from gilviz.trace.lane import Lane, Segment

NOTE_REACH: Final = 5
"""Columns beside a note that mean it: half of its dot."""


class PanelPicture(PanelLanes):
    """A panel's lanes and their raster.

    Args:
        panel: What is shown.
        palette: In which colours.
        colour_by: What they tell.

    Attributes:
        place: Where; None until it was laid out.
        colour_by: What colours tell.
    """

    def __init__(self, panel: Panel, palette: Palette, colour_by: ColourBy = ColourBy.STATE) -> None:
        super().__init__(panel)
        self.place: PanelPlace | None = None
        self._raster = PanelRaster(palette)
        self.set_colours(colour_by)
        self._handed: tuple[HandOff, ...] = ()
        self._handed_for: tuple[TimeGrid, int] | None = None

    @property
    def shape(self) -> PanelShape:
        """What it needs room for: workers that will come are counted in, and so is a GIL while nothing is known of it."""
        begun = len(self.lanes)
        lanes = max(begun, self.panel.workers, 1)
        most = min(lanes, self.panel.cores or lanes)
        if self._view.collapsed and begun:
            return PanelShape(0, 0, most, collapsed=True)
        answers = begun > 0 and self.panel.trace is not None and len(self.panel.trace.requests) > 0
        hidden = len(self.hidden)
        return PanelShape(lanes - hidden, len(self.gils) if begun else 1, most, answers, hidden=hidden > 0)

    @property
    def known_until(self) -> float | None:
        """The newest known moment in seconds from the run's start; None while there is none."""
        newest = max((lane.known_until for lane in self.lanes if len(lane)), default=None)
        return None if newest is None else (newest - self.origin) / 1e9

    @property
    def certain_until(self) -> int:
        """Until when it is known of every worker what it did, in ns from the run's start."""
        certain = certain_until(self.lanes, ended=self.panel.phase.ended)
        return max(certain - self.origin if certain is not None else round((self.known_until or 0.0) * 1e9), 0)

    @property
    def live_edge(self) -> float | None:
        """The newest known moment of a run that goes on, in seconds; None when it doesn't."""
        if self.panel.phase is not Phase.RUNNING or self.panel.trace is None or self.panel.trace.origin is None:
            return None
        return max(self.known_until or 0.0, 0.0)

    @property
    def peak(self) -> float:
        """The most workers that executed at once in any column in sight."""
        return self._raster.peak

    @property
    def settled(self) -> float:
        """How long it is for certain, in seconds; 0 while its run has not ended."""
        return (self.known_until or 0.0) if self.panel.phase.ended else 0.0

    @property
    def baseline(self) -> float:
        """How long the run takes that it is compared with, in seconds; 0 while that is unknown."""
        return (self.panel.baseline_ns or 0) / 1e9

    @property
    def ended_at(self) -> int | None:
        """When a run that was cut short ended, in ns from its start; None for every other."""
        trace = self.panel.trace
        if self.panel.phase not in (Phase.PARTIAL, Phase.FAILED) or trace is None or trace.origin is None or trace.end is None:
            return None
        return trace.end - trace.origin

    def set_palette(self, palette: Palette) -> None:
        """Draw in other colours from the next time on."""
        self._raster.set_palette(palette)

    def draw(self, grid: TimeGrid) -> tuple[int, int] | None:
        """Bring the pixels up to date; returns the columns that changed, see ``PanelRaster.draw``."""
        return self._raster.draw(self.panel.trace, self.place.rows, grid, self._order) if self.place else None

    def image(self) -> QImage:
        """The pixels, borrowed from the raster: to be painted at once, not kept."""
        height, width = self._raster.image.shape
        data, row = self._raster.buffer
        return QImage(data, width, height, row, QImage.Format.Format_RGB32)

    def cuts(self, most: int) -> Iterator[tuple[int, int]]:
        """Bands of the picture's rows, (top, below) each, that have about ``most`` pixels and end where a lane does."""
        if self.place is None:
            return
        rows, top = self.place.rows, 0
        ends = [rows.lane(index).bottom for index in range(rows.lanes)]
        for end in [*(end for end in ends if end < rows.height), rows.height]:
            if (end - top) * self.columns >= most or end == rows.height:
                yield top, end
                top = end

    @property
    def columns(self) -> int:
        """How many columns of pixels there are."""
        return int(self._raster.image.shape[1])

    def set_colours(self, colour_by: ColourBy) -> None:
        """Let colours tell something else from the next time on."""
        self.colour_by = colour_by
        self._raster.set_colours(colour_by)

    def lane_at(self, y: int) -> Lane | None:
        """The worker whose lane lies at that height of the content (device pixels)."""
        index = self.place.rows.lane_at(y - self.place.picture.top) if self.place else None
        shown = self.shown
        return shown[index] if index is not None and index < len(shown) else None

    def row_of_worker(self, number: int | None) -> Bar | None:
        """The row of a worker's lane, by the worker's number; None where it has none."""
        lane = next((lane for lane in self.shown if lane.identity.number == number), None)
        return self.row_of(lane) if lane is not None else None

    def row_of(self, lane: Lane) -> Bar | None:
        """The band of a worker within the picture; None where it has none."""
        index = next((index for index, other in enumerate(self.shown) if other is lane), None)
        return self.place.rows.lane(index) if self.place is not None and index is not None else None

    def lane_number_at(self, y: int) -> int | None:
        """The number of the worker whose lane lies at that height of the content (device pixels)."""
        lane = self.lane_at(y)
        return None if lane is None else lane.identity.number

    def is_hidden_row(self, y: int) -> bool:
        """Whether the row that says what is hidden lies at that height of the content (device pixels)."""
        place = self.place
        return place is not None and place.rows.hidden.top <= y - place.picture.top < place.rows.hidden.bottom

    def hand_offs(self, grid: TimeGrid, scale: float) -> tuple[HandOff, ...]:
        """The hand-offs to draw where these columns are in sight, ``scale`` of them in a logical pixel."""
        known = grid, sum(map(len, self.lanes))
        if known != self._handed_for:
            start, end = (self.origin + round(column * grid.pitch) for column in (grid.first, grid.first + grid.width))
            self._handed_for = known
            self._handed = tuple(
                hand_off for gil in self.passing_gils for hand_off in hand_offs_in_sight(gil, start, end, grid.width / scale)
            )
        return self._handed

    def segment_hint(self, lane: Lane, segment: Segment, resolution: int) -> Hint:
        """What a worker did in one segment; times are said to ``resolution`` ns."""
        sharers = next((gil for gil in self.gils if lane in gil), ())
        hint = segment_hint(lane, self.origin, segment, resolution, self._evidence_of(lane), sharers)
        return self._with_notes(hint, lane, segment.start - self.origin, segment.end - self.origin)

    def _with_notes(self, hint: Hint, lane: Lane, start: int, end: int) -> Hint:
        """A hint, and what somebody wrote on that stretch (ns from the run's start): the picture may have had no room for it."""
        here = (note for note in self.panel.notes if note.worker in (None, lane.identity.number) and start <= note.t < end)
        return dataclasses.replace(hint, lines=(*(f"“{note.text}”" for note in here), *hint.lines))

    def name_hint_at(self, y: int) -> Hint | None:
        """How the row is known whose name stands at that height of the content (device pixels)."""
        if self.place is None:
            return None
        inside = y - self.place.picture.top
        if self.place.rows.strip_at(inside) is not None and (lines := self._gil_lines()):
            return Hint("GIL · who holds it", lines)
        lane = self.lane_at(y)
        return name_hint(lane, self._evidence_of(lane)) if lane is not None else None

    def _gil_lines(self) -> tuple[str, ...]:
        """How the run's only GIL was observed; where there are several, nobody counts them apart."""
        trace = self.panel.trace
        return gil_lines(trace.hand_offs, trace.probe) if trace is not None and len(self.gils) == 1 else ()

    def _evidence_of(self, lane: Lane) -> LaneEvidence:
        tally = self._tallies.setdefault(lane.identity, EvidenceTally())
        return evidence_of(lane, watched=self.panel.trace is not None and self.panel.trace.watched, tally=tally)

    def hint_at(self, y: int, start: int, end: int) -> Hint | None:
        """What the picture shows in a column.

        Args:
            y: The height in the content, in device pixels.
            start: Of the column in ns from the run's start; like ``end``.
            end: Of the column.
        """
        if self.place is None or not self.lanes or end <= start:
            return None
        rows, inside = self.place.rows, y - self.place.picture.top
        if rows.lane_at(inside) is not None:
            pointed = self.lane_at(y)
            if pointed is None:
                return None
            sharers = next((gil for gil in self.gils if pointed in gil), ())
            hint = lane_hint(pointed, self.origin, start, end, self._evidence_of(pointed), sharers)
            reach = NOTE_REACH * (end - start)
            return hint and self._with_notes(hint, pointed, start - reach, end + reach)
        strip = rows.strip_at(inside)
        if strip is not None:
            return gil_hint(self.gils[strip], self.origin, start, end, self._gil_lines()) if strip < len(self.gils) else None
        if rows.curve.top <= inside < rows.curve.bottom:
            return executing_hint(self.lanes, self.origin, start, end)
        return None
