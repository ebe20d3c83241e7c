"""A widget that paints itself and can have the keyboard: a rim shows who came by key that keys work here."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFocusEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from gilviz.render.theme import Theme

RIM: Final = 2
"""Logical pixels around everything, for the focus ring: whoever lays such a widget out leaves them free."""
BY_KEYBOARD: Final = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason)


class Ringed(QWidget):
    """A sheet of paper in the theme's colour, with a focus ring for whoever uses the keyboard.

    Args:
        theme: The colours.
        parent: Owns it.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._ring = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        self._theme = theme
        self.update()

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._ring = event.reason() in BY_KEYBOARD
        self.update()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._ring = False
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        inside = self.rect().adjusted(RIM, RIM, -RIM, -RIM)
        painter.fillRect(self.rect(), QColor(*(self._theme.accent if self._ring else self._theme.surface)))
        painter.fillRect(inside, QColor(*self._theme.surface))
        painter.end()
