"""The pane of lines: which runs, the lines with their bars, and the source of the one that is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListWidgetItem, QSplitter, QTabBar, QVBoxLayout, QWidget
from typing_extensions import override

from gilviz.gui.code.code_view import SourceText
from gilviz.gui.lines.line_list import LineList
from gilviz.gui.look.style import SPACE, set_role
from gilviz.render.theme import Theme
from gilviz.trace.line_words import seen_text, where_text
from gilviz.trace.lines import Lines, Place
from gilviz.trace.stacks import Code

FIRST_SIZE: Final = QSize(420, 480)
NARROWEST: Final = 340
"""Pixels: in less, bars could not be told apart."""
NOTHING: Final = (
    "Lines can be seen of functions of your own only. File › Advise on my function… measures one; “Show the lanes” there brings "
    "them here."
)
TOO_SHORT: Final = "A hundred looks a second found no worker in your code: these runs were too short. Give more or larger items."
NOT_LOOKED: Final = "In these runs nobody looked which lines hold the GIL."
STILL_RUNS: Final = "Something runs: its lines are added up once it has ended."
_HEADS = (
    ("held the GIL", "The share of the time in which the GIL was held in this line. Within ± lies the true one, 19 times of 20."),
    (
        "waited for the GIL",
        "The share of the threads’ time in which they waited in this line for the GIL. Within ± lies the true one.",
    ),
)


@dataclass(frozen=True)
class Group:
    """Runs of the same kind, and what was seen of their lines.

    Args:
        title: What its tab says.
        lines: What was seen.
        codes: The functions that they are in. Two may have the same name, as lambdas do.
    """

    title: str
    lines: Lines
    codes: Sequence[Code]

    def code_of(self, place: Place) -> Code | None:
        """The function whose source has that line; None where nobody could read it."""
        named = (code for code in self.codes if (code.file, code.function) == (place.file, place.function))
        return next((code for code in named if code.first <= place.line < code.first + len(code.source)), None)


class LinesPane(QWidget):
    """Shows the lines of one group of runs.

    Args:
        theme: The colours.
        parent: Owns it.

    Attributes:
        tabs: Chooses the group.
        lines: Chooses the line.
        source: Shows it among its neighbours.
    """

    chosen = Signal()
    """A line was chosen by whoever looks."""
    sought = Signal(object)
    """The next moment in a ``Place`` is to be seen: Enter, or a double click."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._groups: tuple[Group, ...] = ()
        self._filling = False
        self._beside = ""
        self.tabs, self.note, self.where = QTabBar(self), QLabel(self), QLabel(self)
        self._heads = QWidget(self)
        self.lines, self.source = LineList(theme, self), SourceText(self)
        self._lay_out()
        self.set_theme(theme)
        self.tabs.currentChanged.connect(self._show_group)
        self.lines.currentItemChanged.connect(self._on_current)
        self.lines.itemClicked.connect(self.chosen)
        self.lines.itemActivated.connect(self._on_activated)
        self.show_groups((), NOTHING)

    @property
    def group(self) -> int | None:
        """The group that is shown, by its place; None without any."""
        return self.tabs.currentIndex() if self._groups else None

    @property
    def place(self) -> Place | None:
        """The line that is chosen."""
        line = self.lines.line
        return line.place if line is not None else None

    def show_groups(self, groups: Sequence[Group], empty: str = NOTHING, first: int = 0, beside: str = "") -> None:
        """Show these, that one of them first; or, where there are none, a sentence. ``beside`` says what is not among them."""
        self._groups = tuple(groups)
        self._beside = beside
        blocked = self.tabs.blockSignals(True)
        while self.tabs.count():
            self.tabs.removeTab(0)
        for group in self._groups:
            self.tabs.addTab(group.title)
        self.tabs.setCurrentIndex(first)
        self.tabs.blockSignals(blocked)
        self.tabs.setVisible(len(self._groups) > 1)
        for part in (self._heads, self._split):
            part.setVisible(bool(self._groups))
        self.note.setText(empty)
        self._show_group()

    def choose(self, group: int, place: Place) -> None:
        """Choose that line of that group."""
        if group != self.tabs.currentIndex():
            self.tabs.setCurrentIndex(group)
        for row, line in enumerate(self._groups[group].lines.lines):
            if line.place == place:
                self.lines.setCurrentRow(row)

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        self.lines.set_theme(theme)
        self.source.set_theme(theme)

    def _lay_out(self) -> None:
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName("Which runs")
        for label in (self.note, self.where):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setContentsMargins(SPACE, SPACE // 2, SPACE, SPACE // 2)
        set_role(self.note, "muted")
        set_role(self.where, "title")
        heads = QHBoxLayout(self._heads)
        heads.setContentsMargins(SPACE + 2, 0, SPACE, 0)
        heads.setSpacing(2 * SPACE)
        for text, tip in _HEADS:
            label = QLabel(text, self._heads)
            label.setToolTip(tip)
            set_role(label, "section")
            heads.addWidget(label, 1)
        below = QWidget(self)
        column = QVBoxLayout(below)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.where)
        column.addWidget(self.source, 1)
        self._split = QSplitter(Qt.Orientation.Vertical, self)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(self.lines)
        self._split.addWidget(below)
        self._split.setSizes([FIRST_SIZE.height() // 2, FIRST_SIZE.height() // 2])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(SPACE // 2)
        whole.addWidget(self.tabs)
        whole.addWidget(self.note)
        whole.addWidget(self._heads)
        whole.addWidget(self._split, 1)
        whole.addStretch()
        self.setMinimumWidth(NARROWEST)

    @Slot()
    def _show_group(self) -> None:
        number = self.group
        lines = self._groups[number].lines if number is not None else Lines(())
        if number is not None:
            self.note.setText(f"{seen_text(lines).capitalize()}. {self._beside}".strip())
        self._filling = True
        self.lines.set_lines(lines.lines)
        if lines.lines:
            self.lines.setCurrentRow(0)
        self._filling = False
        self._show_line()

    @Slot()
    def _on_current(self) -> None:
        if not self._filling:
            self._show_line()
            self.chosen.emit()

    def _show_line(self) -> None:
        place, number = self.place, self.group
        if place is not None and number is not None:
            code = self._groups[number].code_of(place)
            source = "\n".join(code.source) if code is not None else ""
            known = " · its source could not be read" if not source else ""
            self.where.setText(f"{place.function} · {where_text(place)}{known}")
            self.source.set_source(source, place.line if source else None, code.first if code is not None else 1)

    @Slot(QListWidgetItem)
    def _on_activated(self, _item: QListWidgetItem) -> None:
        if self.place is not None:
            self.sought.emit(self.place)

    @override
    def sizeHint(self) -> QSize:
        return FIRST_SIZE
