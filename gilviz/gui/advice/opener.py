"""Opens the dialog for advice, one at a time, and hands the runs that it rests on to the picture."""

from __future__ import annotations

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
from gilviz.gui.main_window import MainWindow


class AdviceOpener(QObject):
    """Asks about the user's own functions.

    Args:
        window: Has the command, and owns the dialog; when it closes, nothing runs any more.
        parent: Owns it.
    """

    recorded = Signal(object)
    """[(a name as a path, the ``Recording``)]: what was measured is to be seen."""
    opened = Signal(object)
    """The dialog, as it opens."""

    def __init__(self, window: MainWindow, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self._dialog: AdviceDialog | None = None
        self._driver: AdviceDriver | None = None
        window.commands["advise"].triggered.connect(self.open)
        window.installEventFilter(self)

    @Slot()
    def open(self) -> None:
        """Ask."""
        if self._dialog is not None:
            self._dialog.activateWindow()
            return
        self._driver = AdviceDriver(Advisor, Workspace, self)
        self._dialog = AdviceDialog(self._driver, self._window)
        self._dialog.lanes_wanted.connect(self._show_lanes)
        self._dialog.finished.connect(self._closed)
        self._dialog.open()
        self.opened.emit(self._dialog)

    @Slot(object)
    def _show_lanes(self, told: Answer) -> None:
        driver = self._driver
        if driver is None or driver.advisor is None:
            return
        recording = recording_of(told, driver.advisor.runs, driver.began_at, f"gilviz {__version__}")
        self.recorded.emit([(Path(told.function.replace(":", " · ")), recording)])

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
