"""Starts the window and ends it in good order.

The order of a start matters: a window that shows its form and its invitation is on the screen before numpy's, pyqtgraph's and the
experiments' modules are loaded (another half second). They come with ``lab``, imported once the first paint is done.
"""

from __future__ import annotations

import dataclasses
import gc
import importlib
import logging
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QApplication

from gilviz.gui.form import form_state
from gilviz.gui.form.feasibility import Feasibility
from gilviz.gui.form.run_editor import RunEditor
from gilviz.gui.look.worn import Look
from gilviz.gui.recordings.recent import RecentFiles
from gilviz.gui.runtimes.interpreters import RuntimeInquiry
from gilviz.gui.shell.main_window import MainWindow
from gilviz.gui.shell.settings import SettingsFile, WindowSettings, settings_path
from gilviz.gui.start.application import Application, application_icon, make_application
from gilviz.gui.start.faults import FaultDialog, Faults
from gilviz.gui.start.interrupts import Interrupts
from gilviz.gui.start.options import WindowOptions
from gilviz.gui.start.watchdog import StallWatchdog
from gilviz.launch.runtimes import (
    AddedRuntimes,
    NamedRuntimes,
    added_path,
    cache_path,
    default_runtime,
    executor_problem,
    this_machine,
)

if TYPE_CHECKING:  # it needs numpy, which the first paint does not wait for
    from gilviz.recording import Recording

LOG = logging.getLogger(__name__)
DEFERRED: Final = "gilviz.gui.lab"
"""What is imported after the first paint; the one import of the program that is not at a module's top, for the reason above."""


def main(options: WindowOptions) -> int:
    """Open the window, and return when it is closed: the exit status."""
    logging.basicConfig(level=logging.DEBUG if options.debug else logging.WARNING, format="%(name)s: %(message)s")
    application = make_application()
    program = Program(application, options)
    try:
        program.start()
        return application.exec()
    finally:
        program.finish()


class Program(QObject):
    """Everything that lives as long as the window.

    Args:
        application: The process's own.
        options: How it was started.
    """

    def __init__(self, application: QApplication, options: WindowOptions) -> None:
        super().__init__()
        self._scratch = Path(tempfile.mkdtemp(prefix="gilviz-settings-")) if options.temp_settings else None
        self._file = SettingsFile(self._scratch / "gilviz.ini" if self._scratch else settings_path())
        self._settings = self._file.load()
        self._defaults = form_state.default_form(default_runtime().cores)
        self.look = Look(application, options.theme or self._settings.theme, self)
        self.window = MainWindow(self._settings, self.look, self._defaults, application_icon())
        self._inquiry = make_inquiry(self._settings.interpreters, self._scratch)
        form = self.window.form
        self._editor = RunEditor(form.compare, self._inquiry, executor_problem, form.workload_name, self._settings.interpreters)
        Feasibility(form, self._inquiry, default_runtime())
        self._faults = Faults(self)
        self._faults.caught.connect(FaultDialog(self.window).show_fault, Qt.ConnectionType.QueuedConnection)
        self._interrupts = Interrupts(self.window.close, self)
        self._watchdog = StallWatchdog(LOG.warning, self) if options.debug else None
        self._recordings = options.recordings
        self._recent = RecentFiles(self._settings.recent)
        self._waiting: list[str] = []
        self.lab: Lab | None = None
        if isinstance(application, Application):
            application.file_wanted.connect(self._open)

    def start(self) -> None:
        """Show the window; the rest is loaded when it has been painted."""
        self._faults.install()
        self._interrupts.install()
        self.window.first_painted.connect(self._load, Qt.ConnectionType.QueuedConnection)
        self.window.show()

    def finish(self) -> None:
        """End what runs, remember the window, leave nothing behind."""
        gc.unfreeze()
        if self.lab is not None:
            self.lab.close()
        self._inquiry.close()
        if self._watchdog is not None:
            self._watchdog.stop()
        self._file.save(self._to_remember())
        self._interrupts.remove()
        self._faults.remove()
        self.window.deleteLater()
        if self._scratch is not None:
            shutil.rmtree(self._scratch, ignore_errors=True)

    def _to_remember(self) -> WindowSettings:
        return dataclasses.replace(
            self.window.settings, interpreters=self._editor.chosen, recent=self._recent.paths, started_before=True
        )

    @Slot()
    def _load(self) -> None:
        self.lab = importlib.import_module(DEFERRED).open_lab(self.window, self._recent, self._inquiry)
        gc.freeze()  # a collection that goes through all modules takes 70 ms, and comes in the middle of a run
        if self._watchdog is not None:
            self._watchdog.start()
        if self._recordings:
            self.lab.files.show_read(self._recordings)
        elif self._waiting:
            self.lab.files.open_paths(self._waiting)
        elif not self._settings.started_before:
            self.window.run_requested.emit()

    @Slot(str)
    def _open(self, file: str) -> None:
        """Open a file that the desktop asks for; it may do so before the window is ready."""
        if self.lab is None:
            self._waiting.append(file)
        else:
            self.lab.files.open_paths([file])


class Lab(Protocol):
    """What the program needs of ``lab.Lab``, which it must not import."""

    def close(self) -> None:
        """End what runs and remove what it left."""

    @property
    def files(self) -> Files:
        """Opens recordings."""


class Files(Protocol):
    """What the program needs of ``recordings.files.RecordingFiles``."""

    def open_paths(self, paths: Sequence[str], /) -> None:
        """Open these recordings."""

    def show_read(self, recordings: Sequence[tuple[Path, Recording]]) -> None:
        """Show recordings that were read already, each with its file."""


def make_inquiry(chosen: Sequence[str], scratch: Path | None) -> RuntimeInquiry:
    """Who finds the Pythons of this machine.

    Args:
        chosen: Those that were chosen before.
        scratch: Where to keep what is learned, instead of the user's own folders; None is those.
    """
    named = NamedRuntimes(AddedRuntimes(scratch / "runtimes.json" if scratch else added_path()), chosen)
    cache = scratch / "cache.json" if scratch else cache_path()
    return RuntimeInquiry(this_machine(cache, named.places), named, default_runtime())
