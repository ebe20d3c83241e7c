"""Gives a lecture from the main window, one at a time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QApplication

from gilviz.gui.lecture.chooser import LectureChooser, choices
from gilviz.gui.lecture.stand import Stand, hall_theme
from gilviz.gui.shell.main_window import MainWindow
from gilviz.lecture.model import Lecture
from gilviz.lecture.shelf import shipped


class LectureOpener(QObject):
    """Asks which lecture, and gives it.

    Args:
        window: Has the command, owns the dialog, and is what one comes back to.
        parent: Owns it.
        shelf: The folders of the lectures to choose from.
    """

    opened = Signal(object)
    """The dialog, as it opens."""

    def __init__(self, window: MainWindow, parent: QObject, shelf: Callable[[], list[Path]] = shipped) -> None:
        super().__init__(parent)
        self._window = window
        self._shelf = shelf
        self._dialog: LectureChooser | None = None
        self.stand: Stand | None = None
        window.commands["start_lecture"].triggered.connect(self.open)

    @Slot()
    def open(self) -> None:
        """Ask; while a lecture is given, come back to it."""
        if self.stand is not None:
            self.stand.hall.activateWindow()
            return
        if self._dialog is not None:
            self._dialog.activateWindow()
            return
        self._dialog = LectureChooser(choices(self._shelf()), self._window)
        self._dialog.chosen.connect(self.start)
        self._dialog.finished.connect(self._closed)
        self._dialog.open()
        self.opened.emit(self._dialog)

    @Slot(object)
    def start(self, lecture: Lecture) -> None:
        """Give a lecture."""
        application = QApplication.instance()
        if self.stand is None and isinstance(application, QApplication):
            self.stand = Stand(lecture, hall_theme(self._window.look.theme), application, self)
            self.stand.left.connect(self._on_left)
            application.aboutToQuit.connect(self.stand.close)
            self.stand.open()

    @Slot()
    def _closed(self) -> None:
        self._dialog = None

    @Slot()
    def _on_left(self) -> None:
        if self.stand is not None:
            self.stand.deleteLater()
            self.stand = None
        self._window.activateWindow()
