"""One panel's picture: its run, where it stands, its pixels, and what lies at a place in it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QImage

from gilviz.experiment.run import Phase
from gilviz.gui.timeline.panel import Panel
from gilviz.render.evidence_text import gil_lines
from gilviz.render.grid import TimeGrid
from gilviz.render.hover import Hint, executing_hint, gil_hint, lane_hint, name_hint
from gilviz.render.layout import PanelPlace, PanelShape
from gilviz.render.palette import Palette
from gilviz.render.raster import PanelRaster, certain_until
from gilviz.trace.evidence import EvidenceTally, LaneEvidence, evidence_of
from gilviz.trace.gil_ledger import changes_hands, lanes_by_gil
from gilviz.trace.lane import Lane, LaneIdentity


class PanelPicture:
    """A panel and its raster.

    Args:
        panel: What is shown.
        palette: In which colours.

    Attributes:
        panel: What is shown, as of the last update.
        place: Where; None until it was laid out.
    """

    def __init__(self, panel: Panel, palette: Palette) -> None:
        self.panel = panel
        self.place: PanelPlace | None = None
        self._raster = PanelRaster(palette)
        self._lanes: Sequence[Lane] = ()
        self._gils: tuple[tuple[Lane, ...], ...] = ()
        self._tallies: dict[LaneIdentity, EvidenceTally] = {}

    @property
    def lanes(self) -> Sequence[Lane]:
        """The workers that can be drawn by now, from top to bottom."""
        trace = self.panel.trace
        lanes = trace.lanes if trace is not None and trace.origin is not None else ()
        if lanes is not self._lanes:
            self._lanes = lanes
            self._tallies = {}
            self._gils = tuple(tuple(group) for group in lanes_by_gil(lanes).values())
        return lanes

    @property
    def gils(self) -> tuple[tuple[Lane, ...], ...]:
        """The workers that share a GIL, for each GIL."""
        return self._gils if self.lanes else ()

    @property
    def passing_gils(self) -> tuple[tuple[Lane, ...], ...]:
        """Those that can go from worker to worker: coroutines have one thread, which keeps it."""
        return tuple(gil for gil in self.gils if changes_hands(gil))

    @property
    def shape(self) -> PanelShape:
        """What it needs room for: workers that will come are counted in, and so is a GIL while nothing is known of it."""
        begun = len(self.lanes)
        lanes = max(begun, self.panel.workers, 1)
        answers = begun > 0 and self.panel.trace is not None and len(self.panel.trace.requests) > 0
        return PanelShape(lanes, len(self.gils) if begun else 1, min(lanes, self.panel.cores or lanes), answers)

    @property
    def origin(self) -> int:
        """The run's zero in ns."""
        trace = self.panel.trace
        return trace.origin or 0 if trace is not None else 0

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
        return self._raster.draw(self.panel.trace, self.place.rows, grid) if self.place else None

    def image(self) -> QImage:
        """The pixels, borrowed from the raster: to be painted at once, not kept."""
        height, width = self._raster.image.shape
        data, row = self._raster.buffer
        return QImage(data, width, height, row, QImage.Format.Format_RGB32)

    def lane_number_at(self, y: int) -> int | None:
        """The number of the worker whose lane lies at that height of the content (device pixels)."""
        place = self.place
        index = place.rows.lane_at(y - place.picture.top) if place else None
        return self.lanes[index].identity.number if index is not None and index < len(self.lanes) else None

    def name_hint_at(self, y: int) -> Hint | None:
        """How the row is known whose name stands at that height of the content (device pixels)."""
        if self.place is None:
            return None
        inside = y - self.place.picture.top
        if self.place.rows.strip_at(inside) is not None and (lines := self._gil_lines()):
            return Hint("GIL · who holds it", lines)
        index = self.place.rows.lane_at(inside)
        lane = self.lanes[index] if index is not None and index < len(self.lanes) else None
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
        lane = rows.lane_at(inside)
        if lane is not None:
            if lane >= len(self.lanes):
                return None
            pointed = self.lanes[lane]
            sharers = next((gil for gil in self.gils if pointed in gil), ())
            return lane_hint(pointed, self.origin, start, end, self._evidence_of(pointed), sharers)
        strip = rows.strip_at(inside)
        if strip is not None:
            return gil_hint(self.gils[strip], self.origin, start, end, self._gil_lines()) if strip < len(self.gils) else None
        if rows.curve.top <= inside < rows.curve.bottom:
            return executing_hint(self.lanes, self.origin, start, end)
        return None
