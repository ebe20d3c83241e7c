"""A small card beside the pointer that says what the picture shows there."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QWidget
from typing_extensions import override

from gilviz.gui.timeline import ink
from gilviz.render.hover import Hint
from gilviz.render.theme import Theme

OFFSET = 14
"""Logical pixels between the pointer and the card."""


class HoverCard(QLabel):
    """Text in inverted colours; the mouse does not notice it."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._room = parent
        self._theme = theme
        self._hint: Hint | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setFont(ink.font(self.font(), ink.SMALL))
        self.setContentsMargins(10, 7, 10, 7)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        self._theme = theme
        self._hint = None
        self.hide()

    def show_hint(self, hint: Hint | None, at: QPoint) -> None:
        """Show a hint beside a place of the parent; None hides the card."""
        if hint is None:
            self.hide()
            return
        if hint != self._hint:
            self._hint = hint
            paper, muted = (f"rgb{rgb}" for rgb in (self._theme.surface, self._theme.band))
            lines = "".join(f"<br><span style='color:{muted}'>{escape(line)}</span>" for line in hint.lines)
            # A line of half the height sets apart how it is known from what it is.
            notes = "".join(f"<br><span style='color:{muted}'>{escape(line)}</span>" for line in hint.notes)
            apart = "<br><span style='font-size:5px'>&nbsp;</span>" if notes else ""
            self.setText(
                f"<span style='color:{paper}; white-space:pre'><b>{escape(hint.heading)}</b>{lines}{apart}{notes}</span>"
            )
            self.adjustSize()
        self.move(self._beside(at))
        if self.isHidden():
            self.raise_()  # a headline that came later would cover it
            self.show()

    def _beside(self, at: QPoint) -> QPoint:
        """Right below the pointer, or on the other side where there is no room."""
        room = self._room.rect()
        x, y = at.x() + OFFSET, at.y() + OFFSET
        if x + self.width() > room.right():
            x = at.x() - OFFSET - self.width()
        if y + self.height() > room.bottom():
            y = at.y() - OFFSET - self.height()
        return QPoint(max(x, 0), max(y, 0))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink.colour(self._theme.text, 244))
        painter.drawRoundedRect(self.rect(), 5, 5)
        painter.end()
        super().paintEvent(event)
