"""Below a chart: which line is which run, and its figures in a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final

from PySide6.QtCore import QLineF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget
from typing_extensions import override

from gilviz.gui.look.style import SPACE

SWATCH: Final = QSize(30, 18)


class Swatch(QWidget):
    """A piece of a run's line."""

    def __init__(self, pen: QPen, parent: QWidget) -> None:
        super().__init__(parent)
        self._pen = pen
        self.setFixedSize(SWATCH)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self._pen)
        middle = self.height() / 2
        painter.drawLine(QLineF(1, middle, self.width() - 1, middle))
        painter.end()


class RunLines(QWidget):
    """One line for each run."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows: list[QWidget] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(SPACE)
        self._grid.setVerticalSpacing(SPACE // 2)
        self._grid.setColumnStretch(1, 1)

    def show_lines(self, lines: Sequence[tuple[str, str, QPen | None]], font: QFont) -> None:
        """Say these: a run's name, its sentence, and what its line is drawn with, if that tells it from others."""
        for widget in self._rows:
            widget.hide()
            widget.deleteLater()
        self._rows = []
        for row, (name, sentence, pen) in enumerate(lines):
            label = QLabel(f"<b>{escape(name)}</b>: {escape(sentence)}", self)
            label.setWordWrap(True)
            label.setFont(font)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._grid.addWidget(label, row, 1)
            self._rows.append(label)
            if pen is not None:
                swatch = Swatch(pen, self)
                self._grid.addWidget(swatch, row, 0, Qt.AlignmentFlag.AlignTop)
                self._rows.append(swatch)
        for widget in self._rows:
            widget.show()
