"""Opens recordings and saves them: by menu, by key, by dropping files on the window; says in a sentence what can't be done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QMenu, QMessageBox
from typing_extensions import override

from gilviz.gui.exporting import Exporting
from gilviz.gui.main_window import MainWindow
from gilviz.gui.recordings.banner import Banner
from gilviz.gui.recordings.recent import RecentFiles
from gilviz.gui.recordings.runs import OpenedFile, OpenedRuns, Runs
from gilviz.imports import TooLarge, read_any
from gilviz.recording import SUFFIX, Recording, RecordingError, write
from gilviz.recording.joined import MOST_COMPARED

FILTER: Final = f"gilviz recordings (*{SUFFIX})"
FOREIGN: Final = "Chrome traces and gecko profiles (*.json *.json.gz)"
MOST_FOREIGN: Final = 32_000_000
"""Bytes of another tool's file, unpacked, that are read while the window waits: they take some 3 s. A recording opens at once."""
SHOWN_MS: Final = 6000
"""How long the status bar says that something went well."""


class RecordingFiles(QObject):
    """What the commands for recordings do.

    Args:
        window: Owns the dialogs; files may be dropped on it.
        shown: The runs that the window shows now.
        recent: What was opened and saved last.

    Attributes:
        menu: The recordings to open again.
        banner: Says which recordings are shown.
        exporting: Writes what is shown as a file for other programs.
    """

    opened = Signal(object)
    """Recordings were read: ``OpenedRuns`` to be shown."""
    saved = Signal()
    """What is shown is in a file now."""

    def __init__(self, window: MainWindow, shown: Callable[[], Runs], recent: RecentFiles) -> None:
        super().__init__(window)
        self._window = window
        self._shown = shown
        self._recent = recent
        self.menu = QMenu("Open &recent", window)
        self.menu.aboutToShow.connect(self._fill_menu)
        window.add_submenu(self.menu, before="save_recording")
        self.banner = Banner(window.commands["show_differences"], window)
        window.put_above(self.banner)
        self._show_recent()
        self.exporting = Exporting(window, shown)
        window.commands["open_recording"].triggered.connect(self.ask_open)
        window.commands["save_recording"].triggered.connect(self.ask_save)
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def show_state(self, runs: Runs, *, running: bool) -> None:
        """Say what is shown, and what can be done with it."""
        compared = isinstance(runs, OpenedRuns) and len(runs.files) > 1
        if isinstance(runs, OpenedRuns):
            self.banner.show_files(runs.files)
            names = " | ".join(file.name for file in runs.files)
            self._window.setWindowTitle(f"{names} (recorded) – gilviz")
        else:
            self.banner.clear()
            self._window.setWindowTitle("gilviz")
        self._window.set_recordable(openable=not running, savable=not running and runs.recording() is not None, compared=compared)

    @Slot()
    def ask_open(self) -> None:
        """Ask which recordings to open; several are compared."""
        dialog = QFileDialog(self._window, "Open recordings; several are compared")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters([FILTER, FOREIGN, "All files (*)"])
        if self._recent.paths:
            dialog.setDirectory(str(Path(self._recent.paths[0]).parent))
        dialog.filesSelected.connect(self.open_paths)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(list)
    def open_paths(self, paths: Sequence[str]) -> None:
        """Show these recordings; a box says why where that is not possible."""
        if not self._window.commands["open_recording"].isEnabled():
            self._complain("Nothing was opened", "Something runs: stop it first, with Esc; then open the recording.")
            return
        if len(paths) > MOST_COMPARED:
            self._complain("Nothing was opened", f"At most {MOST_COMPARED} recordings can be compared, not {len(paths)}.")
            return
        files = []
        for path in map(Path, paths):
            try:
                files.append(OpenedFile(path, _read(path)))
            except RecordingError as error:
                self._recent.forget(path)
                self._show_recent()
                self._complain("The recording was not opened", str(error))
                return
        self.show_files(files)

    def show_read(self, recordings: Sequence[tuple[Path, Recording]]) -> None:
        """Show recordings that were read already, each with its file."""
        self.show_files([OpenedFile(path, recording) for path, recording in recordings])

    def show_files(self, files: Sequence[OpenedFile]) -> None:
        """Show what was read."""
        for file in reversed(files):
            self._recent.add(file.path)
        self._show_recent()
        if files:
            self.opened.emit(OpenedRuns(files))

    @Slot()
    def ask_save(self) -> None:
        """Ask where to save what was recorded."""
        dialog = QFileDialog(self._window, "Save the recording")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(FILTER)
        dialog.setDefaultSuffix(SUFFIX.removeprefix("."))
        if self._recent.paths:
            dialog.setDirectory(str(Path(self._recent.paths[0]).parent))
        dialog.selectFile(self._proposal())
        dialog.fileSelected.connect(self.save)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(str)
    def save(self, file: str) -> None:
        """Save it there; a box says why where that is not possible, and nothing is lost."""
        recording = self._shown().recording()
        if recording is None:
            return
        path = Path(file)
        try:
            write(path, recording)
        except RecordingError as error:
            self._complain("The recording was not saved", str(error))
            return
        self._recent.add(path)
        self._show_recent()
        shown = self._shown()
        if isinstance(shown, OpenedRuns):
            shown.keep()
            self.show_state(shown, running=False)
        self.saved.emit()
        self._window.statusBar().showMessage(f"The recording is in {file}.", SHOWN_MS)

    def _proposal(self) -> str:
        """A name that tells files apart: ``primes-2026-11-22-1750.gilviz``."""
        runs = self._shown()
        if isinstance(runs, OpenedRuns) and runs.saved and len(runs.files) == 1 and runs.files[0].path.suffix == SUFFIX:
            return runs.files[0].path.name  # only its notes are new
        workload = runs.runs[0].spec.workload if runs.runs else "gilviz"
        return f"{workload}-{datetime.now().astimezone():%Y-%m-%d-%H%M}{SUFFIX}"

    def _complain(self, title: str, sentence: str) -> None:
        box = QMessageBox(QMessageBox.Icon.Warning, title, sentence, parent=self._window)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.finished.connect(box.deleteLater)
        box.open()

    def _show_recent(self) -> None:
        self.menu.setEnabled(bool(self._recent.paths))

    @Slot()
    def _fill_menu(self) -> None:
        self.menu.clear()
        for number, path in enumerate(self._recent.paths, start=1):
            action = QAction(f"&{number}  {Path(path).name}", self.menu)
            action.setData(path)
            action.setStatusTip(path)
            action.setToolTip(path)
            action.triggered.connect(self._open_recent)
            self.menu.addAction(action)

    @Slot()
    def _open_recent(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.open_paths([str(action.data())])

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Files are dragged over the window, or dropped on it."""
        if isinstance(event, QDragEnterEvent) and _files(event.mimeData().urls()):
            event.acceptProposedAction()
            return True
        if isinstance(event, QDropEvent) and event.type() == QEvent.Type.Drop:
            event.acceptProposedAction()
            self.open_paths(_files(event.mimeData().urls()))
            return True
        return super().eventFilter(watched, event)


def _read(path: Path) -> Recording:
    """A recording, or another tool's file as one.

    Raises:
        RecordingError: it can't be read.
    """
    try:
        large = path.suffix != SUFFIX and path.stat().st_size > MOST_FOREIGN and path.is_file()
    except (OSError, ValueError):
        large = False  # reading it says what is wrong
    try:
        if not large:
            return read_any(path, MOST_FOREIGN)
    except TooLarge:  # once unpacked
        pass
    kept = f"{path.name.partition('.')[0] or 'recording'}{SUFFIX}"
    raise RecordingError(f"{path} is large, and would take long: `gilviz import {path.name} -o {kept}`, then open that.")


def _files(urls: Sequence[QUrl]) -> list[str]:
    """Those that are files here."""
    return [url.toLocalFile() for url in urls if url.isLocalFile()]
