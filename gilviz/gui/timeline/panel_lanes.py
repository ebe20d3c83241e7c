"""One panel's lanes: which there are by now, which of them have a row and in which order, and which share a GIL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from gilviz.gui.timeline.panel import Panel
from gilviz.render.order import LaneView
from gilviz.trace.evidence import EvidenceTally
from gilviz.trace.gil_ledger import changes_hands, lanes_by_gil
from gilviz.trace.lane import Lane, LaneIdentity

PLAIN: Final = LaneView()


class PanelLanes:
    """A panel and its lanes.

    Args:
        panel: What is shown.

    Attributes:
        panel: What is shown, as of the last update.
    """

    def __init__(self, panel: Panel) -> None:
        self.panel = panel
        self._lanes: Sequence[Lane] = ()
        self._gils: tuple[tuple[Lane, ...], ...] = ()
        self._tallies: dict[LaneIdentity, EvidenceTally] = {}
        self._view = LaneView()
        self._shown: tuple[int, ...] | None = None
        self._sorted_at_end = False

    def show_panel(self, panel: Panel) -> None:
        """Show another state of the run, or another run: that is shown as all are at first."""
        before, self.panel = self.panel, panel
        if before.trace is not None and panel.trace is not before.trace:
            self.view = LaneView()

    @property
    def view(self) -> LaneView:
        """How its lanes are shown."""
        return self._view

    @view.setter
    def view(self, view: LaneView) -> None:
        self._view = view
        self._shown = None

    @property
    def lanes(self) -> Sequence[Lane]:
        """The workers that can be drawn by now, shown or not, by their numbers."""
        trace = self.panel.trace
        lanes = trace.lanes if trace is not None and trace.origin is not None else ()
        if lanes is not self._lanes:
            self._lanes = lanes
            self._shown = None
            self._tallies = {}
            self._gils = tuple(tuple(group) for group in lanes_by_gil(lanes).values())
        return lanes

    @property
    def shown(self) -> Sequence[Lane]:
        """The workers that have a row, from top to bottom."""
        lanes, order = self.lanes, self._order
        return lanes if order is None else [lanes[place] for place in order]

    @property
    def hidden(self) -> Sequence[Lane]:
        """The workers whose lanes somebody has hidden."""
        return [lane for lane in self.lanes if lane.identity in self._view.hidden] if self._view.hidden else ()

    @property
    def in_order(self) -> Sequence[Lane]:
        """All workers, those that have a row first: the others count in all sums."""
        shown = {lane.identity for lane in self.shown}
        return [*self.shown, *(lane for lane in self.lanes if lane.identity not in shown)]

    @property
    def _order(self) -> tuple[int, ...] | None:
        """The lanes that have a row, as the raster is told: None for all, by their numbers. Sorted when asked and at the end."""
        lanes, view = self.lanes, self._view
        if view == PLAIN:
            return None
        ended = self.panel.phase.ended
        if self._shown is None or ended != self._sorted_at_end:
            self._sorted_at_end = ended
            self._shown = () if view.collapsed else view.places(lanes)
        return self._shown

    @property
    def gils(self) -> tuple[tuple[Lane, ...], ...]:
        """The workers that share a GIL, for each GIL."""
        return self._gils if self.lanes else ()

    @property
    def passing_gils(self) -> tuple[tuple[Lane, ...], ...]:
        """Those that can go from worker to worker: coroutines have one thread, which keeps it."""
        return tuple(gil for gil in self.gils if changes_hands(gil))

    @property
    def origin(self) -> int:
        """The run's zero in ns."""
        trace = self.panel.trace
        return trace.origin or 0 if trace is not None else 0
