"""What the status bar shows while a picture or a film is made: what it is, how far it is, and a button that gives it up.

It is no higher than a line of text: with a higher one the status bar would grow, and the picture above it jump.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QToolButton, QWidget

from gilviz.gui.look.style import SPACE, set_role

WIDTH = 160
STEPS = 1000
THICK = 8


class ProgressNote(QWidget):
    """A line for the status bar.

    Args:
        text: What is being made.
        parent: Owns it.
    """

    cancelled = Signal()
    """Nobody wants it any more."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar = QProgressBar(self)
        self.bar.setRange(0, STEPS)
        self.bar.setFixedSize(WIDTH, THICK)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(text)
        self.button = QToolButton(self)
        self.button.setText("Cancel")
        self.button.setFixedHeight(self.fontMetrics().height())
        set_role(self.button, "inline")
        self.button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.button.setToolTip("Give it up: nothing of it is left")
        self.button.clicked.connect(self.cancelled)
        # no higher than a line: with some fonts a label asks for a pixel more, and the picture would jump by it
        self.setFixedHeight(self.fontMetrics().height())
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE, 0, SPACE, 0)
        row.setSpacing(SPACE)
        row.addWidget(QLabel(text, self))
        row.addWidget(self.bar)
        row.addWidget(self.button)

    @Slot(float)
    def show_progress(self, done: float) -> None:
        """So much is done, from 0 to 1."""
        self.bar.setValue(round(STEPS * done))
