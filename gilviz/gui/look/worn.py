"""Which theme the application wears: a chosen one, or whatever the desktop wears."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QApplication

from gilviz.gui.look import style
from gilviz.render.theme import DARK, LIGHT, Theme


class Look(QObject):
    """Keeps the application in the chosen theme.

    Args:
        application: What wears it.
        choice: One of ``style.CHOICES``; anything else is light.
        parent: Owns it.
    """

    changed = Signal(object)
    """The ``Theme`` that is worn from now on."""

    def __init__(self, application: QApplication, choice: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._application = application
        self._choice = choice if choice in style.CHOICES else LIGHT.name
        style.apply(application, self.theme)
        application.styleHints().colorSchemeChanged.connect(self._follow_desktop)

    @property
    def choice(self) -> str:
        """What was chosen: a theme's name, or ``system``."""
        return self._choice

    @property
    def theme(self) -> Theme:
        """What is worn."""
        chosen = style.CHOICES[self._choice]
        if chosen is not None:
            return chosen
        return DARK if self._application.styleHints().colorScheme() is Qt.ColorScheme.Dark else LIGHT

    def choose(self, choice: str) -> None:
        """Wear another theme.

        Raises:
            KeyError: there is no such choice.
        """
        style.CHOICES[choice]
        self._choice = choice
        self._wear()

    @Slot()
    def _follow_desktop(self) -> None:
        if self._choice == style.SYSTEM:
            self._wear()

    def _wear(self) -> None:
        style.apply(self._application, self.theme)
        self.changed.emit(self.theme)
