"""The sentences of an answer, one of which is chosen by a click or the arrow keys; below them the figures that it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from gilviz.advice.evidence import HEADINGS, cells, evidence_of
from gilviz.advice.measured import Sample
from gilviz.advice.words import Reason
from gilviz.gui.look.style import SPACE, set_role

ROWS_SEEN: Final = 5
"""Lines of the table that are seen without scrolling."""
INVITATION: Final = "Click a sentence: here stand the figures that it rests on."
NO_RUN: Final = "No run of its own: it comes from the first look at the function and its items, before anything was measured."
FAILED: Final = "The runs that it rests on did not count: their lanes show how far they came."


class Sentences(QWidget):
    """Shows sentences, and the evidence for the chosen one.

    Args:
        parent: Owns it.
    """

    chosen = Signal()
    """Another sentence is chosen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reasons: tuple[Reason, ...] = ()
        self._samples: tuple[Sample, ...] = ()
        self.list, self.table, self.note = QListWidget(self), QTableWidget(0, len(HEADINGS), self), QLabel(self)
        self.list.setAccessibleName("What follows: choose a sentence to see what it rests on")
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.viewport().installEventFilter(self)
        self.list.currentRowChanged.connect(self._show_evidence)
        self.note.setWordWrap(True)
        set_role(self.note, "muted")
        self._dress_table()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.note)
        layout.addWidget(self.table)

    @property
    def reason(self) -> Reason | None:
        """The sentence that is chosen; None where none is."""
        row = self.list.currentRow()
        return self._reasons[row] if 0 <= row < len(self._reasons) else None

    def show_answer(self, reasons: Sequence[Reason], samples: Sequence[Sample]) -> None:
        """Show these sentences, and what they rest on."""
        self._reasons, self._samples = tuple(reasons), tuple(samples)
        self.list.clear()
        for reason in reasons:
            item = QListWidgetItem(reason.text)
            item.setToolTip("Click to see what it rests on")
            self.list.addItem(item)
        self.list.setCurrentRow(-1)
        self._fit_rows()
        self._show_evidence()

    def _dress_table(self) -> None:
        table = self.table
        table.setHorizontalHeaderLabels(HEADINGS)
        table.setAccessibleName("The figures that the chosen sentence rests on")
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setShowGrid(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(self.fontMetrics().lineSpacing() + SPACE)
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        table.setFixedHeight((ROWS_SEEN + 1) * (self.fontMetrics().lineSpacing() + SPACE) + 2 * SPACE)

    @Slot()
    def _show_evidence(self) -> None:
        reason = self.reason
        samples = evidence_of(reason, self._samples) if reason is not None else ()
        self.table.setRowCount(len(samples))
        for row, sample in enumerate(samples):
            for column, text in enumerate(cells(sample)):
                item = QTableWidgetItem(text)
                if column:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.table.setItem(row, column, item)
        self.table.setVisible(bool(samples))
        told = INVITATION if reason is None else "" if samples else FAILED if reason.runs else NO_RUN
        self.note.setText(told)
        self.note.setVisible(bool(told))
        self.chosen.emit()

    def _fit_rows(self) -> None:
        """Give every sentence the height that it takes at this width: Qt would not break it anew."""
        width = self.list.viewport().width() - 2 * SPACE
        metrics = self.list.fontMetrics()
        for row in range(self.list.count()):
            item = self.list.item(row)
            box = metrics.boundingRect(0, 0, max(width, 1), 10_000, Qt.TextFlag.TextWordWrap, item.text())
            item.setSizeHint(QSize(0, box.height() + SPACE))

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # of the list's own room: while all of this is hidden, that is still the one it had before it was laid out
        if event.type() == QEvent.Type.Resize:
            self._fit_rows()
        return super().eventFilter(watched, event)
