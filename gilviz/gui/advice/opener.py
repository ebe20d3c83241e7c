"""Opens the dialog for advice, one at a time, and hands the runs that it rests on to the picture."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Signal, Slot
from typing_extensions import override

from gilviz import __version__
from gilviz.advice.advisor import Advisor
from gilviz.advice.answer import Answer
from gilviz.advice.kept import recording_of
from gilviz.experiment.workspace import Workspace
from gilviz.gui.advice.dialog import AdviceDialog
from gilviz.gui.advice.driver import AdviceDriver
from gilviz.gui.inquiry import Inquiry
from gilviz.gui.main_window import MainWindow


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
        self._dialog.lanes_wanted.connect(self._show_lanes)
        self._dialog.finished.connect(self._closed)
        self._dialog.open()
        self.opened.emit(self._dialog)

    @Slot(object, object)
    def _show_lanes(self, told: Answer, places: Collection[int]) -> None:
        """Show these runs, or all of them; the dialog waits behind its command meanwhile."""
        driver, dialog = self._driver, self._dialog
        if driver is None or driver.advisor is None or dialog is None:
            return
        runs = [run for place, run in enumerate(driver.advisor.runs) if place in places or not places]
        recording = recording_of(told, runs, driver.began_at, f"gilviz {__version__}")
        dialog.hide()
        self.recorded.emit([(Path(told.function.replace(":", " · ")), recording)])
        self._window.statusBar().showMessage("File › Advise on my function… brings the advice back.", 10_000)

    @Slot()
    def _closed(self) -> None:
        self._dialog = None
        if self._driver is not None:
            self._driver.deleteLater()
            self._driver = None

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The window closes: the dialog goes with it, and what it runs."""
        if event.type() == QEvent.Type.Close and self._dialog is not None:
            self._dialog.reject()
        return super().eventFilter(watched, event)
