"""What stands in the middle while there is no picture: what to do, what goes on, or why nothing could be run."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gilviz.gui.look.style import SPACE, set_role

EXPLANATION: Final = (
    "Every run is a real job in a process of its own. A lane shows what one worker did at every moment: "
    "the blue height is the share of time in which it truly executed."
)
WIDEST: Final = 660
"""Longer lines are hard to read, in pixels."""


class Welcome(QWidget):
    """A sentence to act on, and one to understand the picture by; above them what went wrong, if something did."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.trouble, self.headline, self.explanation = QLabel(self), QLabel(self), QLabel(EXPLANATION, self)
        set_role(self.trouble, "trouble")
        set_role(self.headline, "big")
        set_role(self.explanation, "muted")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4 * SPACE, 4 * SPACE, 4 * SPACE, 4 * SPACE)
        layout.setSpacing(2 * SPACE)
        layout.addStretch(2)
        for label in (self.trouble, self.headline, self.explanation):
            label.setWordWrap(True)
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            label.setMaximumWidth(WIDEST)
            row = QHBoxLayout()
            row.addStretch(1)
            row.addWidget(label, 1000)
            row.addStretch(1)
            layout.addLayout(row)
        layout.addStretch(3)
        self.trouble.hide()

    def set_headline(self, text: str) -> None:
        """What to do, or what goes on."""
        self.headline.setText(text)

    def set_trouble(self, text: str, *, fault: bool = True) -> None:
        """Why nothing was run; empty when all is well.

        Args:
            text: The sentence.
            fault: Whether something went wrong, and nobody wished it.
        """
        set_role(self.trouble, "trouble" if fault else "stopped")
        self.trouble.setText(text)
        self.trouble.setVisible(bool(text))
        self.explanation.setVisible(not text or not fault)
