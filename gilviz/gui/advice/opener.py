"""Opens the dialog for advice, one at a time, and hands the runs that it rests on to the picture.

What was measured is not lost by closing something: a dialog with an answer waits behind its command, and a window that is to
close shows the runs of an answer that nobody has looked at, and so asks whether they are to be saved.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer, Signal, Slot
from typing_extensions import override

from gilviz import __version__
from gilviz.advice.advisor import Advisor
from gilviz.advice.answer import Answer
from gilviz.advice.kept import recording_of
from gilviz.experiment.workspace import Workspace
from gilviz.gui.advice.dialog import AdviceDialog
from gilviz.gui.advice.driver import AdviceDriver
from gilviz.gui.advice.keeping import AdviceKeeping
from gilviz.gui.inquiry import Inquiry
from gilviz.gui.main_window import MainWindow
from gilviz.recording import Recording


class AdviceOpener(QObject):
    """Asks about the user's own functions.

    Args:
        window: Has the command, and owns the dialog; when it closes, nothing runs any more.
        inquiry: Says which Pythons there are.
        parent: Owns it.
    """

    recorded = Signal(object)
    """[(a name as a path, the ``Recording``)]: what was measured is to be seen."""
    opened = Signal(object)
    """The dialog, as it opens."""

    def __init__(self, window: MainWindow, inquiry: Inquiry, parent: QObject) -> None:
        super().__init__(parent)
        self._inquiry = inquiry
        self._window = window
        self._dialog: AdviceDialog | None = None
        self._driver: AdviceDriver | None = None
        self._seen: Answer | None = None  # the answer whose runs were all handed to the picture
        self._keeping = AdviceKeeping(self)
        window.commands["advise"].triggered.connect(self.open)
        window.installEventFilter(self)

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

    @Slot(object, object)
    def _show_lanes(self, told: Answer, places: Collection[int]) -> None:
        """Show these runs, or all of them; the dialog waits behind its command meanwhile."""
        recording = self._recording(told, places)
        if recording is None or self._dialog is None:
            return
        if not places:
            self._seen = told
        self._dialog.hide()
        self.recorded.emit([(Path(told.function.replace(":", " · ")), recording)])
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

    def _told(self) -> Answer | None:
        return self._dialog.answer if self._dialog is not None else None

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The window closes: the dialog goes with it, and what it runs; what it measured is shown first, if nobody saw it."""
        if event.type() == QEvent.Type.Close and self._dialog is not None:
            if self._dialog.isVisible():
                self._dialog.reject()
            told = self._told()
            if told is not None and told is not self._seen:
                event.ignore()
                self._show_lanes(told, ())
                QTimer.singleShot(0, self._window.close)
                return True
            self._closed()
        return super().eventFilter(watched, event)
