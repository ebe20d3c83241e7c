"""What the jobs print, in a pane of its own: bounded, so that a job that floods its output can't fill the window's memory."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QWidget
from typing_extensions import override

from gilviz.gui.look.style import code_font

MOST_LINES = 5000
MOST_AT_ONCE = 200_000
"""Characters taken over at a time; of a longer piece only the end, which is what would stay visible."""


FIRST_LINES = 6
"""How many lines have room in it until somebody makes it higher: the picture is what the window is for."""


class LogPane(QPlainTextEdit):
    """Appends what is new in each run's output."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setMaximumBlockCount(MOST_LINES)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setFont(code_font(self.font()))
        self.setAccessibleName("Output of the jobs")
        self.setPlaceholderText("What the jobs print appears here.")
        self._titles: set[int] = set()
        self._seen: dict[int, int] = {}

    def clear_runs(self) -> None:
        """Forget everything: a new experiment begins."""
        self.clear()
        self._titles.clear()
        self._seen.clear()

    def set_output(self, key: int, title: str, text: str, length: int) -> None:
        """Show what is new in the output of one run.

        Args:
            key: Which run it is.
            title: Stands above the first line of its output.
            text: All of its output so far, or its end where the job printed too much to keep.
            length: How many characters it has printed in all.
        """
        fresh = length - self._seen.get(key, 0)
        if fresh <= 0:
            return
        self._seen[key] = length
        new = text[-min(fresh, MOST_AT_ONCE) :]
        if key not in self._titles:
            self._titles.add(key)
            new = f"── {title} ──\n{new}"
        self._append(new)

    def _append(self, text: str) -> None:
        bar = self.verticalScrollBar()
        at_end = bar.value() >= bar.maximum() - 2
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        if not text.startswith("──") or self.document().isEmpty():
            cursor.insertText(text)
        else:
            cursor.insertText(text if cursor.atBlockStart() else f"\n{text}")
        if at_end:
            bar.setValue(bar.maximum())

    @override
    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), FIRST_LINES * self.fontMetrics().lineSpacing())
