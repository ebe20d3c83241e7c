"""Asks before what somebody wrote or measured goes, where it is in no file: notes, what advice measured, what a crash left."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtWidgets import QMessageBox
from typing_extensions import override

from gilviz.gui.recordings.files import RecordingFiles
from gilviz.gui.recordings.noting import Noting
from gilviz.gui.recordings.runs import LiveRuns, OpenedRuns, Runs
from gilviz.gui.shell.main_window import MainWindow

Buttons = QMessageBox.StandardButton
SHOWN_MS: Final = 6000
"""How long the status bar says why not."""


class Leaving(QObject):
    """Lets something else be shown, or the window close, once nothing is lost by that, or is meant to be.

    A run that was only run is not asked about: another press of Run makes it again.

    Args:
        window: Owns the question.
        shown: The runs that the window shows now.
        files: Saves them.
        noting: Writes notes on them.

    Attributes:
        box: The question, while it is asked.
    """

    def __init__(self, window: MainWindow, shown: Callable[[], Runs], files: RecordingFiles, noting: Noting) -> None:
        super().__init__(window)
        self._window, self._shown, self._files, self._noting = window, shown, files, noting
        self._then: Callable[[], object] | None = None
        self._closing = False
        self.box: QMessageBox | None = None
        window.installEventFilter(self)

    def ask(self, then: Callable[[], object]) -> None:
        """Do it at once where nothing would be lost, else when a note is written, and somebody has answered."""
        self._noting.when_written(partial(self._when_safe, then))

    def _when_safe(self, then: Callable[[], object]) -> None:
        if self.box is not None:  # an opening that ends while it is asked about something else
            self._window.statusBar().showMessage(
                "Nothing was opened or begun: answer the question first, then try again.", SHOWN_MS
            )
        elif self._shown().dear:
            self._ask(then)
        else:
            then()

    def _ask(self, then: Callable[[], object]) -> None:
        shown = self._shown()
        self._then = then  # the newest wish: who is asked about a run and closes the window wants it closed
        if self.box is None:
            buttons = Buttons.Save | Buttons.Discard | Buttons.Cancel
            self.box = QMessageBox(QMessageBox.Icon.Question, "Not saved", _sentence(shown), buttons, self._window)
            self.box.setTextFormat(Qt.TextFormat.PlainText)
            self.box.setDefaultButton(Buttons.Save)
            self.box.finished.connect(self._on_answered)
            self.box.open()

    @Slot(int)
    def _on_answered(self, answer: int) -> None:
        box, self.box = self.box, None
        then, self._then = self._then, None
        if box is not None:
            box.deleteLater()
        if then is None:
            return
        if answer == Buttons.Save.value:
            self._files.ask_save_then(then)
        elif answer == Buttons.Discard.value:
            then()

    def _close(self) -> None:
        self._closing = True
        self._window.close()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The window is to close."""
        if event.type() == QEvent.Type.Close and self._files.errand.writing:
            event.ignore()  # it may fail, and then somebody has to be told
            self._files.errand.when_done(self._window.close)
            self._window.statusBar().showMessage("A file is being written: the window closes when it is there.", SHOWN_MS)
            return True
        if event.type() == QEvent.Type.Close and not self._closing and _in_no_file(self._shown()):
            event.ignore()
            self._ask(self._close)
            return True
        return super().eventFilter(watched, event)


def _in_no_file(shown: Runs) -> bool:
    return shown.dear or (isinstance(shown, OpenedRuns) and not shown.saved)


def _sentence(shown: Runs) -> str:
    if isinstance(shown, LiveRuns) or (isinstance(shown, OpenedRuns) and shown.saved):
        return "The notes here were changed, and that is in no file yet. Save it?"
    return "What was recorded here is in no file yet. Save it?"
