"""The question what to do with runs that a killed window left."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from gilviz.gui.look.style import SPACE, set_role
from gilviz.recording import Recording


class Offer(QWidget):
    """A line above the picture, with two buttons; hidden while there is nothing to ask."""

    accepted = Signal()
    refused = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "banner")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._text = QLabel(self)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        self.open_button, self.discard_button = QPushButton("Open", self), QPushButton("Discard", self)
        self.open_button.setToolTip("Show what had been recorded; Ctrl+S saves it")
        self.discard_button.setToolTip("Remove it for good")
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * SPACE, SPACE, 2 * SPACE, SPACE)
        row.setSpacing(SPACE)
        row.addWidget(self._text, 1)
        for button, signal in ((self.open_button, self.accepted), (self.discard_button, self.refused)):
            set_role(button, "small")
            button.clicked.connect(signal)
            row.addWidget(button)
        self.hide()

    @property
    def text(self) -> str:
        """What is asked."""
        return self._text.text()

    def ask(self, recording: Recording | None) -> None:
        """Ask what to do with it; None asks nothing more."""
        if recording is not None:
            number = sum(run.listed for run in recording.runs)
            runs = "an unsaved run" if number == 1 else f"{number} unsaved runs"
            when = f"{recording.made_at.astimezone():%Y-%m-%d %H:%M}"
            self._text.setText(f"gilviz ended unexpectedly and left {runs}: {recording.title}, {when}.")
            self.setAccessibleName(self._text.text())
        self.setVisible(recording is not None)
