"""Opens the dialog for advice, one at a time, and hands the runs that it rests on to the picture.

What was measured is not lost by closing something: a dialog with an answer waits behind its command, and a window that is to
close shows the runs of an answer that are in no file, and so asks whether they are to be saved. Answer and copy go when the
program ends, not before: whoever is asked may still say Cancel.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Signal, Slot
from typing_extensions import override

from gilviz import __version__
from gilviz.advice.advisor import Advisor
from gilviz.advice.answer import Answer
from gilviz.advice.kept import recording_of
from gilviz.experiment.workspace import Workspace
from gilviz.gui.advice.dialog import AdviceDialog
from gilviz.gui.advice.driver import AdviceDriver
from gilviz.gui.advice.keeping import AdviceKeeping
from gilviz.gui.recordings.files import RecordingFiles
from gilviz.gui.recordings.runs import OpenedRuns
from gilviz.gui.runtimes.inquiry import Inquiry
from gilviz.gui.shell.main_window import MainWindow
from gilviz.recording import Recording


class AdviceOpener(QObject):
    """Asks about the user's own functions.

    Args:
        window: Has the command, and owns the dialog; when it closes, nothing is measured any more.
        inquiry: Says which Pythons there are.
        files: Shows what was measured, and saves it.
        parent: Owns it.
    """

    opened = Signal(object)
    """The dialog, as it opens."""

    def __init__(self, window: MainWindow, inquiry: Inquiry, files: RecordingFiles, parent: QObject) -> None:
        super().__init__(parent)
        self._inquiry = inquiry
        self._window = window
        self._files = files
        self._dialog: AdviceDialog | None = None
        self._driver: AdviceDriver | None = None
        self._handed: tuple[Answer, OpenedRuns] | None = None  # an answer, all of whose runs were handed to the picture
        self._last: OpenedRuns | None = None  # once these are shown, the window closes
        self._keeping = AdviceKeeping(self)
        window.commands["advise"].triggered.connect(self.open)
        files.shown.connect(self._on_shown)
        window.installEventFilter(self)
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.close)

    @Slot()
    def open(self) -> None:
        """Ask."""
        if self._dialog is not None:
            self._dialog.open()  # it may have given way to its lanes, and still has its answer
            self._dialog.activateWindow()
            return
        self._driver = AdviceDriver(Advisor, Workspace, self)
        self._dialog = AdviceDialog(self._driver, self._inquiry, self._window)
        self._driver.answered.connect(self._keep)
        self._dialog.lanes_wanted.connect(self._show_lanes)
        self._dialog.set_aside.connect(self._say_where)
        self._dialog.finished.connect(self._closed)
        self._dialog.open()
        self.opened.emit(self._dialog)

    @Slot()
    def close(self) -> None:
        """The program ends: end what is measured, and let go of the answer and its copy."""
        self._closed()

    @Slot(object, object)
    def _show_lanes(self, told: Answer, places: Collection[int]) -> None:
        """Show these runs, or all of them; the dialog waits behind its command meanwhile."""
        recording = self._recording(told, places)
        if recording is None or self._dialog is None:
            return
        self._dialog.hide()
        handed = self._files.show_measured(Path(told.function.replace(":", " · ")), recording)
        if not places:
            self._handed = told, handed
        self._say_where()

    def _recording(self, told: Answer, places: Collection[int] = ()) -> Recording | None:
        driver = self._driver
        if driver is None or driver.advisor is None:
            return None
        runs = [run for place, run in enumerate(driver.advisor.runs) if place in places or not places]
        return recording_of(told, runs, driver.began_at, f"gilviz {__version__}")

    @Slot(object)
    def _keep(self, told: Answer) -> None:
        """A killed window shall not lose it either."""
        recording = self._recording(told)
        directory = self._driver.directory if self._driver is not None else None
        if recording is not None and recording.runs and directory is not None:
            self._keeping.keep(directory, recording)

    @Slot()
    def _say_where(self) -> None:
        self._window.statusBar().showMessage("File › Advise on my function… brings the advice back.", 10_000)

    @Slot()
    def _closed(self) -> None:
        dialog, self._dialog = self._dialog, None
        self._keeping.drop()
        if dialog is not None:
            dialog.deleteLater()
        if self._driver is not None:
            self._driver.close()
            self._driver.deleteLater()
            self._driver = None

    def _in_no_file(self) -> Answer | None:
        """An answer that would be lost with the window, and that nobody would be asked about."""
        told = self._dialog.answer if self._dialog is not None else None
        of, handed = self._handed or (None, None)
        if told is None or (of is told and handed is not None and (handed.saved or self._files.shows(handed))):
            return None
        return told

    @Slot()
    def _show_last(self) -> None:
        """Show the answer's runs, and close: then it is asked whether they are to be saved."""
        told = self._in_no_file()
        if told is not None:
            self._show_lanes(told, ())
        self._last = self._handed[1] if self._handed is not None else None
        if self._last is not None and self._files.shows(self._last):
            self._on_shown(self._last)  # else somebody is asked about what is shown, and may say Cancel

    @Slot(object)
    def _on_shown(self, runs: object) -> None:
        if self._last is not None and runs is self._last:
            self._last = None
            QTimer.singleShot(0, self._window, self._window.close)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The window closes: the dialog gives way, and what it measured is shown first, if it is in no file."""
        if event.type() == QEvent.Type.Close and self._dialog is not None:
            if self._dialog.isVisible():
                self._dialog.reject()
            # a job is ended first, and a file written to its end: then the window closes once more, and this is shown
            busy = self._window.running or self._files.errand.writing
            if not busy and self._in_no_file() is not None:
                event.ignore()
                QTimer.singleShot(0, self, self._show_last)
                return True
        return super().eventFilter(watched, event)
