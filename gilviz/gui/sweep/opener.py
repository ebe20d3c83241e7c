"""Opens the sweep's dialog, one at a time, and remembers what was typed."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from gilviz.experiment.plan import ExperimentSpec
from gilviz.experiment.sweep import DEFAULT_REPEAT
from gilviz.gui.shell.main_window import MainWindow
from gilviz.gui.sweep.dialog import SweepDialog
from gilviz.gui.sweep.plan import suggested_counts


class SweepOpener(QObject):
    """Asks how to sweep what the form describes.

    Args:
        window: Has the form, and owns the dialog.
        cores: How many cores this machine offers.
        parent: Owns it.
    """

    chosen = Signal(object)
    """The ``ExperimentSpec`` of the sweep."""
    opened = Signal(object)
    """The dialog, as it opens."""

    def __init__(self, window: MainWindow, cores: int, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self._cores = cores
        self._typed: tuple[str, str, int] | None = None
        self._dialog: SweepDialog | None = None

    @Slot()
    def open(self) -> None:
        """Ask."""
        if self._dialog is not None:
            self._dialog.activateWindow()
            return
        form = self._window.form.state()
        counts, repeat = suggested_counts(form, self._cores), DEFAULT_REPEAT
        if self._typed is not None and self._typed[0] == form.workload:
            _, counts, repeat = self._typed
        self._dialog = SweepDialog(form, counts, repeat, self._window.form.unfit, self._window)
        self._dialog.chosen.connect(self._take)
        self._dialog.finished.connect(self._closed)
        self._dialog.open()
        self.opened.emit(self._dialog)

    @Slot(object)
    def _take(self, spec: ExperimentSpec) -> None:
        if self._dialog is not None:
            self._typed = spec.workload, self._dialog.counts.text(), self._dialog.repeat.value()
        self.chosen.emit(spec)

    @Slot()
    def _closed(self) -> None:
        self._dialog = None
