"""Above the picture while it shows recordings: that it does, which, and what differs between them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from gilviz.gui.look.style import SPACE, set_role, tip_of
from gilviz.gui.recordings.runs import OpenedFile
from gilviz.recording.differences import difference_sentence, differences, in_common
from gilviz.recording.joined import letter, origin
from gilviz.recording.notes import LONGEST

MOST_ROWS: Final = 7
"""Differences that are spelled out; the picture needs the rest of the height. The tooltip has all of them."""
WIDEST: Final = 60
"""Characters of a value."""


class Banner(QWidget):
    """A line for one recording; for several a line, and a table that is folded below it. Hidden while there is none.

    Args:
        unfolded: Whether the table is; the window remembers it.
        parent: Owns it.

    Attributes:
        fold: Unfolds the table.
        table: What differs.
    """

    def __init__(self, unfolded: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._unfolded = unfolded
        set_role(self, "banner")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._badge, self._text = QLabel("RECORDED", self), QLabel(self)
        set_role(self._badge, "badge")
        for label in (self._badge, self._text):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        self._text.setMinimumWidth(1)  # else its longest word would be the least width of the window
        self.fold = QToolButton(self)
        self.fold.setCheckable(True)
        self.fold.setChecked(unfolded.isChecked())
        self.fold.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.fold.setText("Differences")
        self.fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.fold.setToolTip(unfolded.statusTip())
        self.fold.setAccessibleName("Table of what differs")
        self.fold.toggled.connect(unfolded.setChecked)
        unfolded.toggled.connect(self._show_table)
        self.table = QWidget(self)
        self._grid = QGridLayout(self.table)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(3 * SPACE)
        self._grid.setVerticalSpacing(2)
        first = QHBoxLayout()
        first.setSpacing(SPACE)
        first.addWidget(self._badge, 0, Qt.AlignmentFlag.AlignVCenter)
        first.addWidget(self._text, 1)
        first.addWidget(self.fold, 0, Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * SPACE, SPACE // 2, 2 * SPACE, SPACE // 2)
        column.addLayout(first)
        column.addWidget(self.table)
        self.hide()

    @property
    def text(self) -> str:
        """What is said."""
        return self._text.text()

    @property
    def rows(self) -> list[list[str]]:
        """The table, line by line."""
        texts: list[list[str]] = []
        for row in range(self._grid.rowCount()):
            items = (self._grid.itemAtPosition(row, column) for column in range(self._grid.columnCount()))
            labels = [item.widget() for item in items if item is not None]
            if labels:
                texts.append([label.text() for label in labels if isinstance(label, QLabel)])
        return texts

    def clear(self) -> None:
        """Nothing recorded is shown."""
        self._empty()
        self.hide()

    def show_files(self, files: Sequence[OpenedFile]) -> None:
        """Say which recordings these are."""
        self._empty()
        if len(files) == 1:
            self._text.setText(f"{files[0].name} · {origin(files[0].recording)}{_notes(files[0])}")
            self.setToolTip(tip_of(str(files[0].path)))
        else:
            self._compare(files)
        self.fold.setVisible(len(files) > 1)
        self._show_table()
        self.setAccessibleName(f"Recorded: {self._text.text()}")
        self.show()

    @Slot()
    def _show_table(self) -> None:
        unfolded = self._unfolded.isChecked()
        self.fold.setChecked(unfolded)
        self.fold.setArrowType(Qt.ArrowType.DownArrow if unfolded else Qt.ArrowType.RightArrow)
        self.table.setVisible(unfolded and bool(self.rows))

    def _compare(self, files: Sequence[OpenedFile]) -> None:
        recordings = [file.recording for file in files]
        differ, same = differences(recordings), in_common(recordings)
        self._text.setText(difference_sentence(differ, same))
        self.setToolTip(tip_of("\n".join(f"{setting.name}: {' | '.join(setting.values)}" for setting in (*differ, *same))))
        self._row(0, "", [f"{letter(number)}  {file.name}" for number, file in enumerate(files)], "title")
        for row, setting in enumerate(differ[:MOST_ROWS], start=1):
            self._row(row, setting.name, setting.values, "")
        self._grid.setColumnStretch(len(files) + 1, 1)

    def _row(self, row: int, name: str, values: Sequence[str], role: str) -> None:
        for column, text in enumerate((name, *values)):
            label = QLabel(text if len(text) <= WIDEST else f"{text[: WIDEST - 1]}…", self.table)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setToolTip(tip_of(text))
            set_role(label, role if column else "muted")
            self._grid.addWidget(label, row, column)

    def _empty(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            if (label := item.widget()) is not None:
                label.setParent(None)
                label.deleteLater()


def _notes(file: OpenedFile) -> str:
    """What is noted on the whole recording, each note on one line and no longer than one may be typed."""
    notes = [" ".join(note.text.split()) for note in file.recording.captions if note.run is None]
    return "".join(f"\n{note if len(note) <= LONGEST else note[: LONGEST - 1] + '…'}" for note in notes[:3])
