"""Below the picture, after the runs: one sentence per run on what happened and why; a traceback stays folded until asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLabel,
    QPlainTextEdit,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from gilviz.gui.look.style import SPACE, code_font, set_role

MOST_HEIGHT = 190
"""Above that the sentences scroll: the picture is what the window is for."""
SCROLLED_HEIGHT = 118
"""What they get then: nobody sees all of them at once anyway, and the picture needs the rest for as many runs."""
FOLD_HEIGHT = 130


@dataclass(frozen=True)
class OutcomeLine:
    """What is said of one run that has ended.

    Args:
        key: Which run it is.
        title: Its executor.
        tone: How it looks: ``success``, ``warning`` (stopped) or ``failure``.
        sentence: What happened and why.
        advice: What to do next; may be empty.
        details: The traceback; may be empty.
    """

    key: int
    title: str
    tone: str
    sentence: str
    advice: str = ""
    details: str = ""


class VerdictList(QScrollArea):
    """One row per run that has ended, as high as its sentences need."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("What happened")
        self._inside = QWidget(self)
        self._rows = QVBoxLayout(self._inside)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(SPACE // 2)
        self.setWidget(self._inside)
        self._lines: tuple[OutcomeLine, ...] = ()
        self.set_lines(())

    @property
    def lines(self) -> tuple[OutcomeLine, ...]:
        """What is shown."""
        return self._lines

    def set_lines(self, lines: Sequence[OutcomeLine]) -> None:
        """Show these; rows that stand already stay as they are, unfolded or not."""
        kept = 0
        while kept < min(len(lines), len(self._lines)) and lines[kept] == self._lines[kept]:
            kept += 1
        for _ in range(kept, self._rows.count()):
            item = self._rows.takeAt(kept)
            if item is not None and (row := item.widget()) is not None:
                row.setParent(None)
                row.deleteLater()
        self._lines = tuple(lines)
        for line in self._lines[kept:]:
            row = VerdictRow(line, self._inside)
            row.folded.connect(self._fit_height)
            self._rows.addWidget(row)
            row.show()
        self._align_titles()
        self.setVisible(bool(self._lines))
        self._fit_height()

    def _align_titles(self) -> None:
        rows = [row for row in self._inside.findChildren(VerdictRow) if row.parent() is self._inside]
        widest = max((row.title.sizeHint().width() for row in rows), default=0)
        for row in rows:
            row.title.setMinimumWidth(widest + SPACE)

    @Slot()
    def _fit_height(self) -> None:
        self._rows.activate()
        wanted = self._rows.heightForWidth(self.viewport().width()) if self._lines else 0
        self.setFixedHeight(max(wanted, 0) if wanted <= MOST_HEIGHT else SCROLLED_HEIGHT)
        # a scroll area that becomes wider leaves its inside as high as the narrow one needed
        self._inside.resize(self.viewport().width(), max(wanted, 0))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit_height()


class VerdictRow(QWidget):
    """The name of a run, its sentence, and the fold with its traceback."""

    folded = Signal()
    """It has become higher or lower."""

    def __init__(self, line: OutcomeLine, parent: QWidget) -> None:
        super().__init__(parent)
        self.title = QLabel(line.title, self)
        set_role(self.title, line.tone)  # what went well needs no colour: the picture has the say
        self.title.setAlignment(Qt.AlignmentFlag.AlignTop)
        sentence = QLabel(f"{line.sentence} {line.advice}".strip(), self)
        sentence.setTextFormat(Qt.TextFormat.PlainText)
        sentence.setWordWrap(True)
        sentence.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        sentence.setAccessibleName(f"{line.title}: {line.sentence}")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(SPACE)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self.title, 0, 0)
        grid.addWidget(sentence, 0, 1)
        self.details: QPlainTextEdit | None = None
        if line.details:
            self.fold = QToolButton(self)
            self.fold.setText("Traceback")
            self.fold.setCheckable(True)
            self.fold.setArrowType(Qt.ArrowType.RightArrow)
            self.fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            self.fold.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.fold.setAccessibleName(f"Traceback of {line.title}")
            self.fold.setToolTip("Show or hide where in the code it failed")
            self.fold.toggled.connect(self._unfold)
            self.details = self._make_details(line)
            grid.addWidget(self.fold, 0, 2, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(self.details, 1, 1, 1, 2)

    def _make_details(self, line: OutcomeLine) -> QPlainTextEdit:
        details = QPlainTextEdit(line.details.rstrip(), self)
        details.setReadOnly(True)
        details.setFont(code_font(self.font()))
        details.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        details.setFixedHeight(FOLD_HEIGHT)
        details.setAccessibleName(f"Traceback of {line.title}")
        set_role(details, "fold")
        details.hide()
        return details

    @Slot(bool)
    def _unfold(self, unfolded: bool) -> None:
        self.fold.setArrowType(Qt.ArrowType.DownArrow if unfolded else Qt.ArrowType.RightArrow)
        if self.details is not None:
            self.details.setVisible(unfolded)
            end = self.details.verticalScrollBar()
            end.setValue(end.maximum())  # a traceback says what happened in its last line
        self.folded.emit()
