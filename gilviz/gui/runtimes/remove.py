"""The button in a row of the list of Pythons that takes it off, also where nothing else of the row can be clicked."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from gilviz.gui.look.style import SPACE, tip_of


class RemoveButton(QWidget):
    """Lies over a row, transparent but for its button.

    Args:
        path: What it takes off.
        name: What that is called.
        parent: Owns it.
    """

    clicked = Signal(str)
    """The path."""

    def __init__(self, path: str, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._path = path
        self.button = QToolButton(self)
        self.button.setText("Remove")
        self.button.setAccessibleName(f"Remove {name} from the list")
        self.button.setCursor(Qt.CursorShape.ArrowCursor)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom)
        self.button.clicked.connect(self._tell)

    @property
    def room(self) -> int:
        """Pixels at the right end of the row that the button takes."""
        return self.button.sizeHint().width() + SPACE

    def allow(self, *, searching: bool) -> None:
        """Let it be clicked, unless Pythons are being looked for."""
        self.button.setEnabled(not searching)
        tip = f"Take {self._path} off this list; nothing of it is deleted"
        self.button.setToolTip("Wait until all have answered" if searching else tip_of(tip))

    @Slot()
    def _tell(self) -> None:
        self.clicked.emit(self._path)
