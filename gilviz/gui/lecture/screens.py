"""Which window goes on which screen: the hall's on the projector, the notes on the laptop; and what becomes of them when a screen
is unplugged in the middle of a lecture.

The projector is the screen that is not the primary one, as every system sets it up. With a single screen the hall's view has it,
and the notes keep out of its way until they are asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QWidget


@dataclass(frozen=True)
class Places:
    """Which screen has which window, by number.

    Args:
        hall: The hall's.
        notes: The speaker's; None where there is none for them.
    """

    hall: int
    notes: int | None


def places(count: int, primary: int) -> Places:
    """Where the windows go.

    Args:
        count: How many screens there are.
        primary: The number of the laptop's own.
    """
    if count < 2:
        return Places(0, None)
    return Places(next(number for number in range(count) if number != primary), primary)


class Screens(QObject):
    """Keeps two windows in their places while screens come and go.

    Args:
        hall: The hall's view.
        notes: The speaker's notes.
        application: Knows the screens.
        parent: Owns it.
    """

    def __init__(self, hall: QWidget, notes: QWidget, application: QGuiApplication, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hall = hall
        self._notes = notes
        self._application = application
        self._wanted = False
        # a system that loses a screen moves windows about by itself, later: whoever comes last has the last word
        self._soon = QTimer(self, singleShot=True, interval=200)
        self._soon.timeout.connect(self.arrange)
        application.screenAdded.connect(self._on_changed)
        application.screenRemoved.connect(self._on_changed)
        application.primaryScreenChanged.connect(self._on_changed)

    @Slot()
    def arrange(self) -> None:
        """Put both windows in their places: as many screens as there are now."""
        self.place(self._application.screens(), self._application.primaryScreen())

    def place(self, screens: Sequence[QScreen], primary: QScreen) -> None:
        """Put both windows in their places on these screens."""
        if not screens:
            return  # none is left; the windows stay as they are until one comes
        where = places(len(screens), list(screens).index(primary) if primary in screens else 0)
        _fill(self._hall, screens[where.hall])
        if where.notes is not None:
            self._wanted = False
            _fill(self._notes, screens[where.notes])
        elif not self._wanted:
            self._notes.hide()
        self._hall.raise_()
        self._hall.activateWindow()

    @Slot()
    def toggle_notes(self) -> None:
        """With a single screen: show the notes over the hall's view, or hide them again."""
        if len(self._application.screens()) > 1:
            return
        self._wanted = not self._wanted
        if self._wanted:
            room = self._application.primaryScreen().availableGeometry()
            self._notes.showNormal()
            self._notes.setGeometry(room.adjusted(room.width() // 2, room.height() // 3, 0, 0))
            self._notes.raise_()
        else:
            self._notes.hide()
            self._hall.activateWindow()

    @Slot()
    def _on_changed(self) -> None:
        self._soon.start()


def _fill(window: QWidget, screen: QScreen) -> None:
    """Show a window over a whole screen."""
    if window.isFullScreen() and window.screen() is screen:
        return
    window.showNormal()
    window.setScreen(screen)
    window.setGeometry(screen.geometry())
    window.showFullScreen()
