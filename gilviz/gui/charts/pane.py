"""The charts' pane: a tab for each, the chart, and what it says in words; as text or table on the clipboard."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QFont, QGuiApplication, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QTabBar, QToolButton, QVBoxLayout, QWidget
from typing_extensions import override

from gilviz.gui.charts.lines import RunLines
from gilviz.gui.charts.plots import ChartPlot, DistributionPlot, ExecutingPlot, Shown, run_pen
from gilviz.gui.charts.plotting import text_size
from gilviz.gui.charts.states import StatesPlot
from gilviz.gui.look.ringed import RIM, Ringed
from gilviz.gui.look.style import SPACE, set_role
from gilviz.gui.timeline import ink
from gilviz.render.chart_words import KINDS, ChartKind, answers_of, as_csv, as_text, slices_of, texts, waits_of
from gilviz.render.run_chart import RunChart
from gilviz.render.theme import Theme

FIRST_SIZE: Final = QSize(460, 420)
NARROWEST: Final = 330
"""Logical pixels: in fewer, the words in a chart have no room."""
LARGEST_TEXT: Final = 16
"""Pixels: it stands beside the picture and its figures, and is not to be louder than they are."""


class ChartsPane(Ringed):
    """Shows one chart at a time, so large that it can be read.

    Args:
        theme: The colours.
        parent: Owns it.

    Attributes:
        tabs: Chooses the chart.
        plots: One for each of ``KINDS``.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._runs: tuple[RunChart, ...] = ()
        self._wait = ""
        self.tabs, self.heading, self.empty = QTabBar(self), QLabel(self), QLabel(self)
        self.lines = RunLines(self)
        self._pages = QStackedWidget(self)
        self.plots: tuple[ChartPlot, ...] = (
            ExecutingPlot(theme, self), StatesPlot(theme, self),
            DistributionPlot(slices_of, "length of a slice", theme, self),
            DistributionPlot(waits_of, "length of a wait for the GIL", theme, self),
            DistributionPlot(answers_of, "time until an answer", theme, self),
        )  # fmt: skip
        self._lay_out()
        self.setMinimumWidth(NARROWEST)
        self.setAccessibleName("Charts")
        self.tabs.currentChanged.connect(self.draw)

    @property
    def kind(self) -> ChartKind:
        """The chart that is shown."""
        return KINDS[max(self.tabs.currentIndex(), 0)]

    def show_runs(self, runs: Sequence[RunChart], wait: str = "") -> None:
        """Show these; or, where a sentence says why they have to wait, that."""
        self._runs, self._wait = tuple(runs), wait
        self.draw()

    @override
    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.draw()

    def _lay_out(self) -> None:
        for kind in KINDS:
            self.tabs.addTab(kind.tab)
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName("Which chart")
        for label, role in ((self.heading, "title"), (self.empty, "muted")):
            set_role(label, role)
            label.setWordWrap(True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pages.addWidget(self.empty)
        for plot in self.plots:
            self._pages.addWidget(plot.widget)
        below = QHBoxLayout()
        below.addStretch(1)
        for text, slot in (("Copy as text", self.copy_text), ("Copy as CSV", self.copy_csv)):
            button = QToolButton(self)
            button.setText(text)
            button.setAccessibleName(text)
            button.setToolTip("Put what this chart shows on the clipboard")
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.clicked.connect(slot)
            below.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE, RIM, SPACE, SPACE)
        column.setSpacing(SPACE)
        column.addWidget(self.tabs)
        column.addWidget(self.heading)
        column.addWidget(self._pages, 1)
        column.addWidget(self.lines)
        column.addLayout(below)

    @Slot()
    def draw(self) -> None:
        """Draw the chart that was chosen, if anybody sees it."""
        if not self.isVisible():
            return
        kind, runs = self.kind, self._runs
        said = [] if self._wait else texts(kind, runs)
        numbers = {id(run): number for number, run in enumerate(runs)}
        shown = [Shown(numbers[id(run)], run) for run, _ in said]
        size = min(text_size(self.width(), self._pages.height()), LARGEST_TEXT)
        font, bold = ink.font(self.font(), size), ink.font(self.font(), size, QFont.Weight.DemiBold)
        plot = self.plots[KINDS.index(kind)]
        self.heading.setText(kind.heading)
        self.heading.setFont(bold)
        self.empty.setFont(font)
        self.empty.setText(self._wait or kind.empty)
        self._pages.setCurrentWidget(plot.widget if shown else self.empty)
        # the same executor may be there twice, in two interpreters: then the whole title tells them apart
        names = [run.name for run in runs]
        self.lines.show_lines(
            [
                (
                    run.name if names.count(run.name) == 1 else run.title,
                    text,
                    run_pen(numbers[id(run)], self._theme) if plot.by_colour else None,
                )
                for run, text in said
            ],
            font,
        )
        if shown:
            plot.draw(shown, self._theme, font)
        self.setAccessibleDescription(self._wait or as_text(kind, runs))

    @Slot()
    def copy_text(self) -> None:
        """Put the chart's sentences on the clipboard."""
        QGuiApplication.clipboard().setText(as_text(self.kind, self._runs))

    @Slot()
    def copy_csv(self) -> None:
        """Put the chart's table on the clipboard."""
        QGuiApplication.clipboard().setText(as_csv(self.kind, self._runs))

    @override
    def sizeHint(self) -> QSize:
        return FIRST_SIZE

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.tabs.setCurrentIndex((self.tabs.currentIndex() + step) % self.tabs.count())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.draw()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.draw()
