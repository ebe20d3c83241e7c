"""The chart of a sweep: wall time and speed-up against the number of workers, and above them what each curve is.

A point can be chosen by a click or by the arrow keys; whoever listens shows the run behind it.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFont, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from gilviz.experiment.sweep import Series
from gilviz.gui.charts.plotting import text_size
from gilviz.gui.look.ringed import RIM, Ringed
from gilviz.gui.look.style import SPACE
from gilviz.gui.sweep.curves import Curve, Mark, curves
from gilviz.gui.sweep.legend import SweepLegend
from gilviz.gui.sweep.plot import Quantity, SweepPlot
from gilviz.gui.timeline import ink
from gilviz.render.theme import Theme


def _wall_of(found: Sequence[Curve]) -> float | None:
    """The sequential runs' wall time, where all curves have about the same."""
    known = [curve.baseline_s for curve in found if curve.baseline_s is not None]
    return sum(known) / len(known) if known and max(known) < 1.1 * min(known) else None


def _speedup_title(found: Sequence[Curve]) -> str:
    """Against what: where there are several interpreters, each has a sequential run of its own."""
    several = len({curve.interpreter for curve in found}) > 1
    return "times as fast as sequential on the same Python" if several else "times as fast as sequential"


WALL_TIME = Quantity(
    lambda _: "wall time in seconds",
    lambda mark: mark.wall_s,
    lambda curve: [(x, curve.baseline_s / speedup) for x, speedup in curve.law] if curve.baseline_s else [],
    _wall_of,
)
SPEEDUP = Quantity(_speedup_title, lambda mark: mark.speedup, lambda curve: curve.law, lambda found: 1.0 if found else None)


class SweepChart(Ringed):
    """Fills while the sweep goes on.

    Args:
        theme: The colours.
        parent: Owns it.
    """

    chosen = Signal(int)
    """A point was chosen: the key of the run to look at."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._curves: tuple[Curve, ...] = ()
        self._counts: tuple[int, ...] = ()
        self._cores = 0
        self._selected: int | None = None
        self.legend = SweepLegend(self)
        self.plots = (SweepPlot(WALL_TIME, theme, self), SweepPlot(SPEEDUP, theme, self))
        self._lay_out()
        self.setMinimumHeight(220)
        self.setAccessibleName("Sweep")
        for plot in self.plots:
            plot.clicked.connect(self._choose)

    @property
    def curves(self) -> tuple[Curve, ...]:
        """What is shown."""
        return self._curves

    def begin(self, counts: Sequence[int]) -> None:
        """A new sweep of these numbers of workers: nothing is known yet."""
        self._counts, self._selected = tuple(counts), None
        self.show_series(())

    def show_series(self, series: Sequence[Series]) -> None:
        """Show what was measured so far."""
        self._curves = curves(series)
        self._cores = max((each.cores for each in series if each.runtime is not None), default=0)
        self.setAccessibleDescription(
            " ".join(f"{curve.title}: {curve.best_text}; {curve.law_text}." for curve in self._curves)
            + " The arrow keys go from point to point."
        )
        self._draw()

    def select(self, key: int | None) -> None:
        """Put a ring around the point of that run."""
        if key != self._selected:
            self._selected = key
            self._draw()

    @override
    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._draw()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        for plot in self.plots:
            row.addWidget(plot.widget, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * SPACE, SPACE, SPACE, RIM)
        column.setSpacing(SPACE // 2)
        column.addWidget(self.legend)
        column.addLayout(row, 1)

    def _draw(self) -> None:
        size = text_size(self.width(), self.height())
        font = ink.font(self.font(), size)
        bold = ink.font(self.font(), size, QFont.Weight.DemiBold)
        self.legend.show_curves(self._curves, self._theme, font, bold)
        for plot in self.plots:
            plot.draw(self._curves, self._counts, self._cores, self._selected, self._theme, font)

    @Slot(int)
    def _choose(self, key: int) -> None:
        self.select(key)
        self.chosen.emit(key)

    def _step(self, along: int, across: int) -> None:
        """Choose the next point of the same curve, or the nearest of the next curve."""
        at = self._position()
        if at is None:
            first = next((mark for curve in self._curves for mark in curve.marks), None)
            if first is not None:
                self._choose(first.key)
            return
        curve, mark = at
        row = self._curves[(self._curves.index(curve) + across) % len(self._curves)].marks
        near = min(range(len(row)), key=lambda number: abs(row[number].x - mark.x))
        self._choose(row[min(max(near + along, 0), len(row) - 1)].key)

    def _position(self) -> tuple[Curve, Mark] | None:
        found = ((curve, mark) for curve in self._curves for mark in curve.marks if mark.key == self._selected)
        return next(found, None)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key
        steps = {key.Key_Left: (-1, 0), key.Key_Right: (1, 0), key.Key_Up: (0, -1), key.Key_Down: (0, 1)}
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        elif self._curves:
            self._step(*step)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._draw()
