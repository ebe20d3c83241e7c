"""Links the pane of lines with the lanes: a line marks the moments it was seen at, a moment chooses the line it was seen in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QDockWidget

from gilviz.gui.lines.pane import NOT_LOOKED, NOTHING, STILL_RUNS, TOO_SHORT, Group, LinesPane
from gilviz.gui.shell.docks import make_room
from gilviz.gui.shell.main_window import MainWindow
from gilviz.gui.timeline.panel import Panel
from gilviz.gui.timeline.view import TimelineView
from gilviz.render.navigation import Stretch
from gilviz.runner.protocol import WorkerKind
from gilviz.trace.chunk import Ints
from gilviz.trace.line_words import PROCESSES, moment_text
from gilviz.trace.lines import Doing, Place, Seen, lines_of, seen
from gilviz.trace.run_trace import RunTrace

SAID_FOR_MS = 8000
SHARE = 0.28
"""Of the window's width, that the pane takes at first."""
ROOMY = 1500
"""Pixels: a window that is narrower needs them for the lanes, until somebody asks for the pane."""
CLOSE_UP_S = 0.05
"""Seconds that are shown around a moment that was sought."""


@dataclass
class _Runs:
    """Runs of the same kind: their traces and looks, by their panels' keys."""

    traces: dict[int, RunTrace] = field(default_factory=dict)
    looks: dict[int, Seen] = field(default_factory=dict)


class HinderingLines(QObject):
    """What hinders threads, beside the lanes.

    Args:
        window: What the pane docks to; has the command.
        timeline: The lanes.

    Attributes:
        pane: Shows the lines.
        dock: Holds it.
    """

    def __init__(self, window: MainWindow, timeline: TimelineView) -> None:
        super().__init__(window)
        self._window, self._timeline = window, timeline
        self._panels: tuple[Panel, ...] = ()
        self._running = False
        self._placed = False
        self._decided = False  # whether the user said whether it is to be shown: until then it is where it tells something
        self._filled: tuple[object, ...] | None = None
        self._runs: list[_Runs] = []
        self._step = -1
        self.pane = LinesPane(window.look.theme, window)
        self.dock = QDockWidget("What hinders threads here", window)
        self.dock.setObjectName("lines_dock")
        self.dock.setWidget(self.pane)
        self.dock.hide()
        window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self.dock)
        window.restoreDockWidget(self.dock)
        self._command = window.commands["show_lines"]
        self._command.setChecked(not self.dock.isHidden())
        self._command.triggered.connect(self._decide)
        self.dock.visibilityChanged.connect(self._on_visibility)
        self.pane.chosen.connect(self._mark)
        self.pane.sought.connect(self._seek)
        timeline.moment_chosen.connect(self._on_moment)
        window.look.changed.connect(self.pane.set_theme)

    @Slot(bool)
    def _decide(self, shown: bool) -> None:
        self._decided = True
        self.set_shown(shown)
        if shown:
            self.pane.lines.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot(bool)
    def set_shown(self, shown: bool) -> None:
        """Put the pane beside the lanes, or away."""
        self.dock.setVisible(shown)
        if shown:
            make_room(self._window, self.dock)
        if shown and not self._placed:
            self._placed = True
            self._window.resizeDocks([self.dock], [round(SHARE * self._window.width())], Qt.Orientation.Horizontal)

    def show_panels(self, panels: Sequence[Panel], *, running: bool) -> None:
        """The picture shows these runs. Cheap to call at 10 Hz, and while nobody looks."""
        self._panels, self._running = tuple(panels), running
        room = self._window.width() >= ROOMY
        if room and not self._decided and not running and any(_tells(panel.trace) for panel in self._panels):
            self.set_shown(True)
        if not self.dock.isHidden():
            self._fill()

    def _fill(self) -> None:
        """Add up the lines of the runs that have ended, once."""
        traces = [(panel, panel.trace) for panel in self._panels if panel.phase.ended and panel.trace is not None]
        now = (self._running, *((panel.key, id(trace)) for panel, trace in traces))
        if now == self._filled:
            return
        self._filled = now
        kinds: dict[str, _Runs] = {}
        for panel, trace in traces if not self._running else []:
            looks = seen(trace)
            if looks is not None and len(looks):
                runs = kinds.setdefault(panel.headline.title, _Runs())
                runs.traces[panel.key], runs.looks[panel.key] = trace, looks
        self._runs = list(kinds.values())
        groups = [_group(title, runs) for title, runs in zip(_short(list(kinds)), kinds.values(), strict=True)]
        waited = [sum(line.waited.percent for line in group.lines.lines) for group in groups]
        apart = any(lane.identity.kind is WorkerKind.PROCESS for _, trace in traces for lane in trace.lanes[:1])
        own = [trace for panel, trace in traces if panel.own_code]
        empty = STILL_RUNS if self._running else _why_not(own, PROCESSES if apart else NOT_LOOKED) if own else NOTHING
        self._timeline.moments.show({})
        self.pane.show_groups(groups, empty, waited.index(max(waited)) if waited else 0, PROCESSES if apart else "")

    @Slot()
    def _on_visibility(self) -> None:
        # a dock of a minimised window is invisible but not hidden: only the user's own wish counts
        shown = not self.dock.isHidden()
        self._command.setChecked(shown)
        if shown:
            self._fill()
        else:
            self._timeline.moments.show({})

    @Slot()
    def _mark(self) -> None:
        """Mark the moments at which the chosen line was seen."""
        self._step = -1
        self._timeline.moments.show(self._moments())

    def _moments(self) -> dict[tuple[int, int], Ints]:
        place, number = self.pane.place, self.pane.group
        found: dict[tuple[int, int], Ints] = {}
        if place is None or number is None or number >= len(self._runs):
            return found
        runs = self._runs[number]
        for key, looks in runs.looks.items():
            trace, its = runs.traces[key], looks.at(place)
            for lane in np.unique(looks.lanes[its]).tolist():
                times = looks.times[its[looks.lanes[its] == lane]] - _origin(trace)
                found[key, trace.lanes[lane].identity.number] = times
        return found

    @Slot(int, int, object)
    def _on_moment(self, key: int, worker: int, t: int) -> None:
        """Choose the line in which that worker was seen at the look nearest to that moment."""
        if self.dock.isHidden():
            return
        for number, runs in enumerate(self._runs):
            if key not in runs.looks:
                continue
            trace, looks = runs.traces[key], runs.looks[key]
            lane = next((place for place, lane in enumerate(trace.lanes) if lane.identity.number == worker), None)
            nearest = looks.nearest(lane, t + _origin(trace)) if lane is not None else None
            if lane is None or nearest is None:
                return
            place, at = looks.known[int(looks.places[nearest])], int(looks.times[nearest]) - _origin(trace)
            self.pane.choose(number, place)
            self._timeline.moments.show(self._moments(), (key, worker, at))
            doing, name = Doing(int(looks.doing[nearest])), trace.lanes[lane].identity.name
            self._window.statusBar().showMessage(moment_text(name, doing, place, at / 1e9, (at - t) / 1e6), SAID_FOR_MS)
            return

    @Slot(object)
    def _seek(self, place: Place) -> None:
        """Look at the next moment at which that line was seen, close enough to see who had the GIL."""
        moments = [(key, worker, t) for (key, worker), times in self._moments().items() for t in times.tolist()]
        if moments and place == self.pane.place:
            self._step = (self._step + 1) % len(moments)
            moment = sorted(moments, key=lambda each: (each[0], each[2]))[self._step]
            self._timeline.steering.show(Stretch(moment[2] / 1e9 - CLOSE_UP_S / 2, CLOSE_UP_S))
            self._timeline.moments.show(self._moments(), moment)


def _tells(trace: RunTrace | None) -> bool:
    """Whether a run's lines were looked at."""
    return trace is not None and trace.stacks is not None and len(trace.stacks) > 0


def _origin(trace: RunTrace) -> int:
    return trace.origin or 0


def _group(title: str, runs: _Runs) -> Group:
    told = (trace.stacks.codes for trace in runs.traces.values() if trace.stacks is not None)
    codes = tuple(dict.fromkeys(code for several in told for code in several if code.own))
    return Group(title, lines_of(runs.traces.values()), codes)


def _short(titles: list[str]) -> list[str]:
    """Titles without the interpreter, where that tells none from another: ``thread-pool · 2 workers``."""
    short = [" · ".join(title.split(" · ")[:2]) for title in titles]
    return short if len(set(short)) == len(short) else titles


def _why_not(traces: Sequence[RunTrace], without: str) -> str:
    """Why there are no lines of runs of the user's own code; ``without`` where nobody was asked to look at any of them."""
    asked = [trace.stacks for trace in traces if trace.stacks is not None]
    refused = [stacks.refused for stacks in asked if stacks.refused]
    if refused:
        return f"Which lines hold the GIL is not known: {refused[0]}."
    return TOO_SHORT if asked else without
