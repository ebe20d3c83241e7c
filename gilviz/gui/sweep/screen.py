"""What the window shows of a sweep: its chart, and below it the lanes of one run.

While the sweep goes on these are the lanes of the run that ended last, not of the one that runs: drawing takes time from the very
runs that are to be compared. Whoever chooses a point sees the run in the middle of its rounds.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QSplitter, QWidget

from gilviz.experiment.plan import ExperimentSpec
from gilviz.experiment.run import Run
from gilviz.experiment.sweep import Measurement, Series, measurement, series_of
from gilviz.experiment.sweep_words import as_text, sentence, trouble
from gilviz.gui.shell.verdicts import OutcomeLine
from gilviz.gui.sweep.chart import SweepChart
from gilviz.gui.timeline.panel import Panel
from gilviz.render.headline import way_title
from gilviz.render.theme import Theme
from gilviz.trace.facts import workers_in_words
from gilviz.trace.runtime_name import short_name

CHART_SHARE, LANES_SHARE = 11, 9
"""How the room is shared at first."""


class SweepScreen(QObject):
    """The chart above the timeline, and what is known of the sweep.

    Args:
        timeline: The lanes.
        theme: The colours.
        parent: Owns it.

    Attributes:
        page: Holds both.
        chart: Hidden until there is a sweep.
    """

    changed = Signal()
    """Another run is to be looked at."""
    fixed_interval: str | None = (
        "A sweep measures every number of workers alike, so the switch interval stays as it was when it began."
    )
    stands = True
    watched = False

    def __init__(self, timeline: QWidget, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self.page = QSplitter(Qt.Orientation.Vertical)
        self.page.setHandleWidth(1)
        self.page.setChildrenCollapsible(False)
        self.chart = SweepChart(theme, self.page)
        self.page.addWidget(self.chart)
        self.page.addWidget(timeline)
        self.page.setStretchFactor(0, CHART_SHARE)
        self.page.setStretchFactor(1, LANES_SHARE)
        self.chart.hide()
        self.chart.chosen.connect(self._choose)
        self._counts: tuple[int, ...] = ()
        self._measured: dict[int, Measurement] = {}
        self._series: tuple[Series, ...] = ()
        self._chosen: int | None = None

    def plan(self, spec: ExperimentSpec) -> None:
        """The sweep that begins next."""
        self.expect(variant.workers for variant in spec.variants if variant.workers is not None)

    def expect(self, counts: Iterable[int]) -> None:
        """The numbers of workers that are to be shown next."""
        self._counts = tuple(dict.fromkeys(counts))

    def begin(self) -> None:
        """An empty chart, with the numbers of workers to come."""
        self._measured.clear()
        self._series = ()
        self._chosen = None
        self.chart.begin(self._counts)
        self.chart.show()

    def leave(self) -> None:
        """Without the chart."""
        self.chart.hide()

    def show_runs(self, runs: Sequence[Run]) -> None:
        """Add the runs that have ended since."""
        new = [key for key, run in enumerate(runs) if run.listed and run.phase.ended and key not in self._measured]
        if new:
            self._measured.update({key: measurement(key, runs[key]) for key in new})
            self._series = series_of(self._measured.values())
            self.chart.show_series(self._series)
            self.chart.select(self._point_of(self._newest()))

    def keys(self, _runs: Sequence[Run]) -> Sequence[int]:
        """The one that is looked at."""
        newest = self._newest()
        return [] if newest is None else [newest]

    def lines(self, outcomes: Mapping[int, OutcomeLine], _together: Sequence[OutcomeLine] = (), /) -> Sequence[OutcomeLine]:
        """What was found of each series, which compares its runs, and what happened in the run that is looked at."""
        found = []
        several = len({series.way.interpreter for series in self._series}) > 1
        for number, series in enumerate(self._series):
            troubles = " ".join(trouble(series))
            tone = "warning" if troubles else "success"
            name = [short_name(series.runtime)] if several and series.runtime is not None else []
            title = " · ".join([way_title(series.way, None), *name])
            found.append(OutcomeLine(-1 - number, title, tone, sentence(series, self._series[0]), troubles))
        looked_at = self._newest()
        if looked_at is None or looked_at not in outcomes:
            return found
        measured, line = self._measured[looked_at], outcomes[looked_at]
        crew = workers_in_words(measured.way.executor_info.kind, measured.workers)
        return [*found, dataclasses.replace(line, title=f"{line.title} · {crew}")]

    def text(self, _shown: Sequence[Panel], _lines: Sequence[OutcomeLine]) -> str:
        """Every point's figures, and what was found of each series."""
        return as_text((way_title(series.way, series.runtime), series) for series in self._series)

    def _newest(self) -> int | None:
        """The run to look at: that of the chosen point, else the last one."""
        return self._chosen if self._chosen is not None else max(self._measured, default=None)

    def _point_of(self, key: int | None) -> int | None:
        """The key of the point to which a run belongs."""
        points = (point for series in self._series for point in series.points)
        return next((point.typical.key for point in points if any(run.key == key for run in point.runs)), None)

    @Slot(int)
    def _choose(self, key: int) -> None:
        self._chosen = key
        self.changed.emit()
