"""What stands in the middle before there is a picture: what to do, and what will then be seen."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from gilviz.gui.style import SPACE, set_role

EXPLANATION = (
    "Every run is a real job in a process of its own. A lane shows what one worker did at every moment: "
    "the blue height is the share of time in which it truly executed."
)


class Welcome(QWidget):
    """A sentence to act on, and one to understand the picture by."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.headline = QLabel(self)
        set_role(self.headline, "big")
        self.explanation = QLabel(EXPLANATION, self)
        set_role(self.explanation, "muted")
        self.trouble = QLabel(self)
        set_role(self.trouble, "error")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6 * SPACE, 4 * SPACE, 6 * SPACE, 4 * SPACE)
        layout.setSpacing(2 * SPACE)
        layout.addStretch(2)
        for label in (self.headline, self.explanation, self.trouble):
            label.setWordWrap(True)
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            layout.addWidget(label)
        layout.addStretch(3)
        self.trouble.hide()

    def set_headline(self, text: str) -> None:
        """What to do."""
        self.headline.setText(text)

    def set_trouble(self, text: str) -> None:
        """Why nothing can be recorded at all; empty when all is well."""
        self.trouble.setText(text)
        self.trouble.setVisible(bool(text))
