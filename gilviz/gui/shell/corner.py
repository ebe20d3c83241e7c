"""At the menu bar's end: buttons for what can stand beside or below the picture, where they take no room from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenuBar, QToolButton, QWidget

from gilviz.gui.look.icons import icon
from gilviz.gui.look.style import SPACE
from gilviz.render.theme import Theme

BUTTONS: Final = (("microscope", "lens", "Microscope"), ("show_charts", "charts", "Charts"), ("show_lines", "code", "Lines"))
"""Actions, their symbols, and what stands beside these."""


class Corner(QWidget):
    """Buttons with text.

    Args:
        theme: What to draw in.
        actions: The window's actions by name; the buttons show some of them.
        bar: Whose corner it is.
    """

    def __init__(self, theme: Theme, actions: Mapping[str, QAction], bar: QMenuBar) -> None:
        super().__init__(bar)
        self._actions = actions
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, SPACE, 0)
        row.setSpacing(SPACE // 2)
        for name, _symbol, text in BUTTONS:
            button = QToolButton(self)
            actions[name].setIconText(text)
            button.setDefaultAction(actions[name])
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            # by keyboard they are reached as F-keys, and in the menu: the first stop of Tab is the form
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setAccessibleName(text)
            row.addWidget(button)
        bar.setCornerWidget(self)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Draw in its colours."""
        for name, symbol, _text in BUTTONS:
            self._actions[name].setIcon(icon(symbol, theme.text, theme.muted))
