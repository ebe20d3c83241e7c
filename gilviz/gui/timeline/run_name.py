"""A run's name above its lanes, where there is no room for a headline."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from gilviz.gui.look.style import SPACE
from gilviz.gui.timeline import ink
from gilviz.gui.timeline.panel import Panel
from gilviz.render.theme import Theme


class RunName(QWidget):
    """Stands above a run's lanes, and is as wide as its text: labels of moments stand beside it."""

    def __init__(self, panel: Panel, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._text = ""
        self._font = ink.font(self.font(), ink.SMALL, QFont.Weight.DemiBold)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.show_panel(panel)

    def show_panel(self, panel: Panel) -> None:
        """Name another run."""
        text = panel.headline.title.partition(" · ")[0]
        if text != self._text:
            self._text = text
            self.setMaximumWidth(round(ink.width(text, self._font)) + SPACE)
            self.setAccessibleName(f"Magnified: {panel.headline.title}")
            self.update()

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        self._theme = theme
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self._font)
        painter.setPen(ink.colour(self._theme.text))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self._text)
        painter.end()
