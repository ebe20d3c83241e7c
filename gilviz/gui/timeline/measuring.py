"""Sweeping over a range: Shift measures it, Ctrl zooms to it. The mark, the card, and what lies between them."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QRect, Signal, Slot

from gilviz.gui.timeline.range_card import RangeCard
from gilviz.gui.timeline.range_mark import RangeMark
from gilviz.gui.timeline.stage import Stage
from gilviz.gui.timeline.view_box import Sweep
from gilviz.render.navigation import Stretch
from gilviz.render.range_text import MeasuredRun
from gilviz.render.theme import Theme
from gilviz.trace.range_metrics import measure_range

SHORTEST_SWEEP_NS = 2
"""What is shorter was a click."""
REFRESH_S = 1.0
"""Between two looks at a range while a run goes on: a card of many lanes costs a frame, and nobody reads faster."""


class Measuring(QObject):
    """What a stage's sweeps lead to.

    Args:
        stage: Says what is swept, and shows what was measured.
        theme: The colours.
        clock: Seconds.

    Attributes:
        card: Says what was measured.
    """

    zoom_wanted = Signal(object)
    """See just this ``Stretch``."""

    def __init__(self, stage: Stage, theme: Theme, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(stage)
        self._stage = stage
        self._clock = clock
        self._due = 0.0
        self._mark: RangeMark = stage.plot.mark
        self._measured: tuple[int, int] | None = None
        self.card = RangeCard(theme, stage)
        self.card.closed.connect(self.clear)
        self.card.zoom_wanted.connect(self.zoom)
        stage.swept.connect(self._on_swept)
        stage.resized.connect(self._place)

    @property
    def measured(self) -> tuple[int, int] | None:
        """The range that is measured, in ns from the runs' zero; None while none is."""
        return self._measured

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        self._mark.set_theme(theme)
        self.card.set_theme(theme)

    def measure(self, start: int, end: int) -> None:
        """Mark a range (ns from the runs' zero) and say what happened in it."""
        self._measured = (start, end)
        self._mark.mark(self._measured)
        self._look()
        self._place()

    def refresh(self) -> None:
        """What was measured may have grown; while runs go on, that is looked at now and then only."""
        over = all(picture.panel.phase.ended for picture in self._stage.pictures)
        if self._measured is None or (not over and self._clock() < self._due):
            return
        before = self.card.wanted
        self._look()
        if self.card.wanted != before:
            self._place()

    def _look(self) -> None:
        """Measure, and show it."""
        if self._measured is None:
            return
        self._due = self._clock() + REFRESH_S
        start, end = self._measured
        runs = [
            MeasuredRun(picture.panel.headline.title, measure_range(picture.in_order, picture.origin, start, end))
            for picture in self._stage.pictures
            if picture.lanes
        ]
        self.card.show_range(start, end, runs)

    @Slot()
    def clear(self) -> None:
        """Measure nothing any more."""
        self._measured = None
        self._mark.mark(None)
        self.card.hide()

    @Slot()
    def zoom(self) -> None:
        """See just what is measured."""
        if self._measured is not None:
            start, end = self._measured
            self.zoom_wanted.emit(Stretch(start / 1e9, (end - start) / 1e9))

    @Slot(Sweep, float, float, bool)
    def _on_swept(self, sweep: Sweep, begin: float, end: float, finished: bool) -> None:
        first, last = sorted((self._stage.time_at(begin), self._stage.time_at(end)))
        long_enough = last - first >= SHORTEST_SWEEP_NS
        if not finished:
            self._measured = None  # whatever comes meanwhile must not show the old card over the new range
            self.card.hide()
            self._mark.mark((first, last))
        elif sweep is Sweep.MEASURE and long_enough:
            self.measure(first, last)
        else:
            self.clear()
            if long_enough:
                self.zoom_wanted.emit(Stretch(first / 1e9, (last - first) / 1e9))

    @Slot()
    def _place(self) -> None:
        if self._measured is None:
            return
        area = self._stage.plot.area.toRect()
        left, right = (round(area.left() + self._stage.x_of(t)) for t in self._measured)
        visible = QRect(max(left, area.left()), area.top(), 1, area.height())
        visible.setRight(min(max(right, visible.left()), area.right()))
        self.card.place(area, visible)
