"""The button beside the legend that says what colours tell, and opens the choice."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from gilviz.gui.shell.actions import COLOUR_COMMANDS


class ColourButton(QToolButton):
    """Opens a menu of three.

    Args:
        actions: The window's actions by name.
        parent: Owns it.
    """

    def __init__(self, actions: Mapping[str, QAction], parent: QWidget) -> None:
        super().__init__(parent)
        menu = QMenu(self)
        for name in COLOUR_COMMANDS:
            menu.addAction(actions[name])
        self.setMenu(menu)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setStyleSheet("QToolButton::menu-indicator { image: none; }")  # it would lie on the text
        self.setToolTip("What colours tell: the state, the task, or the worker (T in the picture)")
        self.show_choice("state")

    def show_choice(self, what: str) -> None:
        """Say what they tell: ``state``, ``task`` or ``worker``."""
        self.setText(f"{what} ▾")
        self.setAccessibleName(f"Colours tell the {what}")
