"""The card beside a measured range: what every worker did within it, and buttons that copy it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gilviz.gui.look.style import SPACE, set_role
from gilviz.gui.timeline.legend import SWATCH, Swatch
from gilviz.render.range_text import MeasuredRun, as_csv, as_text, cell, range_heading, run_line, states_of_all
from gilviz.render.state_text import state_column
from gilviz.render.theme import Theme
from gilviz.runner.protocol import State

MOST_OF_ROOM = 0.8
"""How much of the timeline's height it may take before it scrolls."""


class RangeCard(QFrame):
    """Stands over the timeline until it is closed.

    Args:
        theme: The colours of the states' swatches.
        parent: What it stands over.
    """

    closed = Signal()
    zoom_wanted = Signal()
    """See just this range."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._range = (0, 0)
        self._runs: tuple[MeasuredRun, ...] = ()
        set_role(self, "card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Measured range")
        self.heading = QLabel(self)
        set_role(self.heading, "title")
        self._rows = QScrollArea(self)
        self._rows.setWidgetResizable(True)
        self._rows.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._rows.setFrameShape(QFrame.Shape.NoFrame)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * SPACE, SPACE, SPACE, SPACE)
        layout.setSpacing(SPACE)
        layout.addLayout(self._upper())
        layout.addWidget(self._rows, 1)
        layout.addLayout(self._buttons())
        self.hide()

    @property
    def runs(self) -> tuple[MeasuredRun, ...]:
        """What it shows."""
        return self._runs

    @property
    def wanted(self) -> QSize:
        """How much room its rows would like, in logical pixels."""
        inside = self._rows.widget()
        return inside.sizeHint() if inside is not None else self.sizeHint()

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        self._theme = theme
        if self.isVisible():
            self._fill()

    def show_range(self, start: int, end: int, runs: Sequence[MeasuredRun]) -> None:
        """Show what was measured; times in ns from the runs' zero."""
        if ((start, end), tuple(runs)) == (self._range, self._runs) and self.isVisible():
            return
        self._range, self._runs = (start, end), tuple(runs)
        self.heading.setText(range_heading(start, end))
        self._fill()
        self.show()
        self.raise_()

    def place(self, room: QRect, beside: QRect) -> None:
        """Stand within ``room``, beside a range and not over it, where that is possible."""
        wanted = self.wanted
        frame = self.heading.sizeHint().height() + self.copy_text.sizeHint().height() + 7 * SPACE
        height = min(wanted.height() + frame, round(MOST_OF_ROOM * room.height()))
        width = min(max(wanted.width() + 5 * SPACE, self.minimumSizeHint().width()), room.width())
        left = beside.right() + SPACE
        if left + width > room.right():
            left = beside.left() - SPACE - width
        if left < room.left():
            left = room.right() - width - SPACE
        self.setGeometry(left, room.top() + SPACE, width, height)

    @Slot()
    def copy_as_text(self) -> None:
        """Put the card on the clipboard, as people read it."""
        QGuiApplication.clipboard().setText(as_text(*self._range, self._runs))

    @Slot()
    def copy_as_csv(self) -> None:
        """Put the card on the clipboard, as programs read it."""
        QGuiApplication.clipboard().setText(as_csv(self._runs))

    def _upper(self) -> QHBoxLayout:
        close = QToolButton(self)
        close.setText("✕")
        close.setAccessibleName("Close the measured range")
        close.setToolTip("Close (Esc)")
        close.clicked.connect(self.closed)
        row = QHBoxLayout()
        row.addWidget(self.heading, 1)
        row.addWidget(close)
        return row

    def _buttons(self) -> QHBoxLayout:
        # No mnemonics: the menus and the form have the letters, and a letter with two owners only moves the focus.
        self.copy_text, self.copy_csv, self.zoom = (QPushButton(text, self) for text in ("Copy", "Copy as CSV", "Zoom here"))
        self.copy_text.setToolTip("Copy this card as text")
        self.copy_csv.setToolTip("Copy a line for each run, lane and state, in ns")
        self.zoom.setToolTip("See just this range (Z)")
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        for button, slot in (
            (self.copy_text, self.copy_as_text), (self.copy_csv, self.copy_as_csv), (self.zoom, self.zoom_wanted),
        ):  # fmt: skip
            button.clicked.connect(slot)
            row.addWidget(button)
        row.addStretch()
        return row

    def _fill(self) -> None:
        scrolled = self._rows.verticalScrollBar().value()
        inside = QWidget(self)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, SPACE, 0)
        column.setSpacing(SPACE // 2)
        states = states_of_all(self._runs)
        for run in self._runs:
            title, line = QLabel(run.title, inside), QLabel(run_line(run.metrics), inside)
            title.setTextFormat(Qt.TextFormat.PlainText)
            set_role(title, "title")
            set_role(line, "muted")
            column.addWidget(title)
            column.addWidget(line)
            column.addLayout(self._table(run, states, inside))
            column.addSpacing(SPACE)
        if not self._runs:
            column.addWidget(QLabel("No run has recorded anything yet.", inside))
        column.addStretch()
        self._rows.setWidget(inside)
        self._rows.verticalScrollBar().setValue(scrolled)

    def _table(self, run: MeasuredRun, states: Sequence[State], parent: QWidget) -> QGridLayout:
        """A row for each lane, a column for each state: the same in all runs, so that they stand below each other."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * SPACE)
        grid.setVerticalSpacing(2)
        width = parent.fontMetrics().horizontalAdvance
        grid.setColumnMinimumWidth(0, max(width(lane.name) for each in self._runs for lane in each.metrics.lanes))
        for column, state in enumerate(states, start=1):
            heads = (state_column(state, each.metrics.kinds) for each in self._runs)
            grid.setColumnMinimumWidth(column, max(map(width, heads)) + SWATCH.width() + SPACE)
            grid.addLayout(self._state(state, state_column(state, run.metrics.kinds), parent), 0, column)
        rows = [(lane.name, lane.states_ns) for lane in run.metrics.lanes]
        if len(rows) > 1:
            rows.append(("all", run.metrics.states_ns))
        for number, (name, states_ns) in enumerate(rows, start=1):
            label = QLabel(name, parent)
            label.setTextFormat(Qt.TextFormat.PlainText)
            grid.addWidget(label, number, 0)
            for column, state in enumerate(states, start=1):
                value = QLabel(cell(states_ns[state]), parent)
                grid.addWidget(value, number, column, Qt.AlignmentFlag.AlignRight)
        grid.setColumnStretch(len(states) + 1, 1)
        return grid

    def _state(self, state: State, name: str, parent: QWidget) -> QHBoxLayout:
        label = QLabel(name, parent)
        set_role(label, "muted")
        row = QHBoxLayout()
        row.setSpacing(SPACE // 2)
        row.addStretch()
        row.addWidget(Swatch(state, self._theme, parent))
        row.addWidget(label)
        return row
