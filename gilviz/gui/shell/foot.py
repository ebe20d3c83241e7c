"""Below the picture: the legend, the buttons that move the picture, and the sentences on what happened."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from gilviz.gui.look.icons import dot_icon, icon
from gilviz.gui.look.style import SPACE, set_role
from gilviz.gui.shell.colour_button import ColourButton
from gilviz.gui.shell.transport import Transport
from gilviz.gui.shell.verdicts import VerdictList
from gilviz.gui.timeline.legend import Legend
from gilviz.render.theme import Theme

BUTTONS = (("zoom_out", "remove"), ("zoom_in", "add"), ("fit", "fit"))
"""Actions and their symbols."""


class Foot(QWidget):
    """Legend, transport, verdicts.

    Args:
        theme: What to draw in.
        actions: The window's actions by name; the buttons show some of them.
        parent: Owns it.
    """

    def __init__(self, theme: Theme, actions: Mapping[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "foot")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._actions = actions
        self.transport = Transport(theme, actions, self)
        self.transport.hide()
        self.legend = Legend(theme, self)
        self.verdicts = VerdictList(self)
        first = QHBoxLayout()
        first.setSpacing(SPACE // 2)
        self._colours = ColourButton(actions, self)
        first.addWidget(self._colours, 0, Qt.AlignmentFlag.AlignVCenter)
        first.addWidget(self.legend, 1, Qt.AlignmentFlag.AlignVCenter)
        for name, _symbol in BUTTONS:
            first.addWidget(_button(actions[name], self), 0, Qt.AlignmentFlag.AlignVCenter)
        self.follow = _button(actions["follow"], self)
        self.follow.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        first.addWidget(self.follow, 0, Qt.AlignmentFlag.AlignVCenter)
        rule = QFrame(self)
        set_role(rule, "rule")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, SPACE)
        layout.setSpacing(SPACE)
        layout.addWidget(rule)
        inside = QVBoxLayout()
        inside.setContentsMargins(2 * SPACE, 0, 2 * SPACE, 0)
        inside.setSpacing(SPACE)
        inside.addWidget(self.transport)
        inside.addLayout(first)
        inside.addWidget(self.verdicts)
        layout.addLayout(inside)

    def show_colours(self, what: str) -> None:
        """Say what colours tell: ``state``, ``task`` or ``worker``."""
        self._colours.show_choice(what)
        self.legend.show_colours(what)

    def set_theme(self, theme: Theme) -> None:
        """Draw in its colours."""
        self.legend.set_theme(theme)
        self.transport.set_theme(theme)
        for name, symbol in BUTTONS:
            self._actions[name].setIcon(icon(symbol, theme.text, theme.muted))
        self._actions["follow"].setIcon(dot_icon(theme.accent, theme.muted))


def _button(action: QAction, parent: QWidget) -> QToolButton:
    button = QToolButton(parent)
    button.setDefaultAction(action)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    button.setAccessibleName(action.text().replace("&", ""))
    if action.objectName() == "follow":
        action.setIconText("live")
    return button
