"""The code that a run executes: the executor's own source and the workload's, coloured, the line that starts workers marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextDocument,
    QTextFormat,
)
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QTabBar, QTextEdit, QVBoxLayout, QWidget
from typing_extensions import override

from gilviz.gui.code.syntax import Ink, Span, coloured_lines
from gilviz.gui.look.style import SPACE, code_font, set_role
from gilviz.render.theme import CodeColours, Theme


@dataclass(frozen=True)
class CodeFile:
    """One source file to show.

    Args:
        title: What its tab says.
        text: The source.
        marked: The line to point at, from 1; None for none.
        note: One sentence above it.
    """

    title: str
    text: str
    marked: int | None = None
    note: str = ""


class PythonHighlighter(QSyntaxHighlighter):
    """Colours a document whose text is known beforehand: the spans are made once for the whole source."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._lines: Sequence[Sequence[Span]] = ()
        self._formats: dict[Ink, QTextCharFormat] = {}

    def set_colours(self, colours: CodeColours) -> None:
        """Take the theme's colours."""
        for ink in Ink:
            letters = QTextCharFormat()
            letters.setForeground(QColor(*getattr(colours, ink.value)))
            if ink is Ink.DEFINITION:
                letters.setFontWeight(600)
            letters.setFontItalic(ink is Ink.COMMENT)
            self._formats[ink] = letters
        self.rehighlight()

    def set_lines(self, lines: Sequence[Sequence[Span]]) -> None:
        """Say what is what, before the text is set."""
        self._lines = lines

    @override
    def highlightBlock(self, text: str) -> None:
        row = self.currentBlock().blockNumber()
        if row < len(self._lines) and self._formats:
            for span in self._lines[row]:
                self.setFormat(span.start, min(span.length, len(text) - span.start), self._formats[span.ink])


class SourceText(QPlainTextEdit):
    """Read-only source with line numbers and one marked line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setFont(code_font(self.font()))
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setAccessibleName("Source code")
        self._highlighter = PythonHighlighter(self.document())
        self._numbers = LineNumbers(self)
        self._marked: int | None = None
        self._first = 1
        self._colours: CodeColours | None = None
        self.updateRequest.connect(self._follow)

    @property
    def marked(self) -> int | None:
        """The line that is pointed at, from 1."""
        return self._marked

    def set_source(self, text: str, marked: int | None, first: int = 1) -> None:
        """Show a source, or a part of one that begins at its line ``first``, and point at one of its lines."""
        if text != self.toPlainText() or first != self._first:
            self._first = first
            self._highlighter.set_lines(coloured_lines(text))
            self.setPlainText(text)
            digits = len(str(max(self.blockCount() + first - 1, 10)))
            self.setViewportMargins((digits + 2) * self.fontMetrics().horizontalAdvance("0"), 0, 0, 0)
        self._marked = marked
        self._mark()
        self._numbers.update()

    def set_theme(self, theme: Theme) -> None:
        """Draw in its colours."""
        self._colours = theme.code
        self._highlighter.set_colours(theme.code)
        self._mark()
        self._numbers.update()

    def paint_numbers(self, painter: QPainter) -> None:
        """The numbers of the lines in sight, the marked one stronger."""
        if self._colours is None:
            return
        block, offset = self.firstVisibleBlock(), self.contentOffset()
        while block.isValid():
            place = self.blockBoundingGeometry(block).translated(offset)
            if place.top() > self.height():
                return
            number = block.blockNumber() + self._first
            marked = number == self._marked
            painter.setPen(QColor(*(self._colours.text if marked else self._colours.line_number)))
            box = QRect(0, round(place.top()), self._numbers.width() - SPACE, self.fontMetrics().height())
            painter.drawText(box, Qt.AlignmentFlag.AlignRight, f"▸ {number}" if marked else str(number))
            block = block.next()

    def _mark(self) -> None:
        selections: list[QTextEdit.ExtraSelection] = []
        if self._marked is not None and self._colours is not None:
            block = self.document().findBlockByNumber(self._marked - self._first)
            cursor = self.textCursor()
            cursor.setPosition(block.position())
            line = QTextEdit.ExtraSelection()
            line.cursor = cursor
            letters = QTextCharFormat()
            letters.setBackground(QColor(*self._colours.marked))
            letters.setProperty(QTextFormat.Property.FullWidthSelection, True)
            line.format = letters
            selections.append(line)
            self.setTextCursor(cursor)
            self.centerCursor()
        self.setExtraSelections(selections)

    @Slot(QRect, int)
    def _follow(self, _area: QRect, by: int) -> None:
        if by:
            self._numbers.scroll(0, by)
        else:
            self._numbers.update()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        inside = self.contentsRect()
        self._numbers.setGeometry(inside.left(), inside.top(), self.viewportMargins().left(), inside.height())


class LineNumbers(QWidget):
    """The margin beside a source."""

    def __init__(self, source: SourceText) -> None:
        super().__init__(source)
        self._source = source

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._source.viewportMargins().left(), 0)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self._source.font())
        self._source.paint_numbers(painter)
        painter.end()


class CodeView(QWidget):
    """Some files to choose from by tabs, one of them shown."""

    file_changed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tabs = QTabBar(self)
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setAccessibleName("Which code")
        self.note = QLabel(self)
        self.note.setWordWrap(True)
        self.note.setContentsMargins(SPACE, SPACE // 2, SPACE, SPACE // 2)
        set_role(self.note, "muted")
        self.source = SourceText(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.tabs)
        layout.addWidget(self.note)
        layout.addWidget(self.source, 1)
        self._files: tuple[CodeFile, ...] = ()
        self.tabs.currentChanged.connect(self._show)

    def set_files(self, files: Sequence[CodeFile]) -> None:
        """Offer these; the tab that is open stays open."""
        if tuple(files) == self._files:
            return
        self._files = tuple(files)
        blocked = self.tabs.blockSignals(True)
        while self.tabs.count() > len(self._files):
            self.tabs.removeTab(self.tabs.count() - 1)
        for index, file in enumerate(self._files):
            if index < self.tabs.count():
                self.tabs.setTabText(index, file.title)
            else:
                self.tabs.addTab(file.title)
        self.tabs.blockSignals(blocked)
        self._show(max(0, self.tabs.currentIndex()))

    def set_theme(self, theme: Theme) -> None:
        """Draw in its colours."""
        self.source.set_theme(theme)

    @Slot(int)
    def _show(self, index: int) -> None:
        if index < len(self._files):
            file = self._files[index]
            self.note.setText(file.note)
            self.note.setVisible(bool(file.note))
            self.source.set_source(file.text, file.marked)
            self.file_changed.emit(index)
