"""Stands beside the picture, if it is wanted, and is filled with the picture's runs, when they have ended and somebody looks."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtWidgets import QSplitter, QWidget
from typing_extensions import override

from gilviz.gui.charts.pane import ChartsPane
from gilviz.gui.timeline.panel import Panel
from gilviz.render.chart_words import STILL_RUNS
from gilviz.render.run_chart import RunChart, run_chart
from gilviz.render.theme import Theme
from gilviz.trace.run_trace import RunTrace

PICTURE_SHARE, CHARTS_SHARE = 11, 9
"""How the room is shared at first."""


class Charts(QObject):
    """What the charts show, and where.

    Args:
        picture: What they stand beside.
        theme: The colours.
        parent: Owns it.

    Attributes:
        page: Holds both.
        pane: Shows them.
    """

    def __init__(self, picture: QWidget, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self.page = QSplitter(Qt.Orientation.Horizontal)
        self.page.setHandleWidth(1)
        self.page.setChildrenCollapsible(False)
        self.pane = ChartsPane(theme, self.page)
        self.pane.hide()
        self.page.addWidget(picture)
        self.page.addWidget(self.pane)
        self.page.setStretchFactor(0, PICTURE_SHARE)
        self.page.setStretchFactor(1, CHARTS_SHARE)
        self._panels: tuple[Panel, ...] = ()
        self._running = self._placed = False
        self._made: dict[int, tuple[RunTrace, RunChart | None]] = {}
        self._shown: tuple[object, ...] | None = None
        self.pane.installEventFilter(self)

    @Slot(bool)
    def set_shown(self, shown: bool) -> None:
        """Put them beside the picture, or away."""
        self.pane.setVisible(shown)
        if shown and not self._placed:
            self._placed = True
            self.page.setSizes([PICTURE_SHARE * self.page.width(), CHARTS_SHARE * self.page.width()])
        lacking = self.page.minimumSizeHint().width() - self.page.width()
        if shown and lacking > 0:
            # a window that is too narrow for both grows: else they would lie over each other
            window = self.page.window()
            window.resize(window.width() + lacking, window.height())

    def show_panels(self, panels: Sequence[Panel], *, running: bool) -> None:
        """The picture shows these runs. Cheap to call at 10 Hz, and while nobody looks.

        Args:
            panels: The runs.
            running: Whether something runs, in the picture or not: adding up takes time from it.
        """
        self._panels, self._running = tuple(panels), running
        if self.pane.isVisible():
            self._fill()

    def _fill(self) -> None:
        ended = [panel for panel in self._panels if panel.phase.ended and panel.trace is not None]
        now = (self._running, *((panel.key, id(panel.trace)) for panel in ended))
        if now == self._shown:
            return
        self._shown = now
        if self._running:
            self.pane.show_runs((), STILL_RUNS)
            return
        kept = self._made
        self._made = {}
        for panel in ended:
            if panel.trace is not None:
                trace, chart = kept.get(panel.key, (None, None))
                if trace is not panel.trace:
                    chart = run_chart(panel.key, panel.headline.title, panel.trace, panel.intervals)
                self._made[panel.key] = (panel.trace, chart)
        self.pane.show_runs([chart for _, chart in self._made.values() if chart is not None])

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show:
            self._fill()
        return super().eventFilter(watched, event)
