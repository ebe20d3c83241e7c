"""Opens recordings and saves them: by menu, by key, by dropping files on the window; says in a sentence what can't be done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QMenu, QMessageBox
from typing_extensions import override

from gilviz.gui.recordings.banner import Banner
from gilviz.gui.recordings.errand import Errand
from gilviz.gui.recordings.exporting import Exporting
from gilviz.gui.recordings.recent import RecentFiles
from gilviz.gui.recordings.runs import OpenedFile, OpenedRuns, Runs
from gilviz.gui.recordings.versions import Versions, version_of
from gilviz.gui.shell.main_window import MainWindow
from gilviz.imports import read_any
from gilviz.recording import SUFFIX, Recording, RecordingError, write
from gilviz.recording.joined import MOST_COMPARED
from gilviz.recording.watched import Step, unwatched

FILTER: Final = f"gilviz recordings (*{SUFFIX})"
FOREIGN: Final = "Chrome traces and gecko profiles (*.json *.json.gz)"
AT_ONCE: Final = 200_000
"""Bytes that are read, and transitions that are written, while the window waits: some 50 ms. More goes on in a thread."""
READ: Final = 0.9
"""How much is done when all is read: what remains is adding up."""
CHANGED: Final = (
    "was changed since this window read it, by another window or program: "
    "save this one under another name, and nothing of either is lost."
)
SHOWN_MS: Final = 6000
"""How long the status bar says that something went well."""


def _nothing() -> None:
    """Nothing follows."""


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
        errand: Reads and writes what is large.
        at_once: How many bytes are read, and transitions written, while the window waits.
    """

    opened = Signal(object)
    """Recordings were read: ``OpenedRuns`` to be shown."""
    saved = Signal(object)
    """These ``Runs`` are in a file now."""
    shown = Signal(object)
    """These ``Runs`` are what the window shows now."""

    def __init__(self, window: MainWindow, shown: Callable[[], Runs], recent: RecentFiles) -> None:
        super().__init__(window)
        self._window = window
        self._shown = shown
        self._recent = recent
        self._versions = Versions()
        self.menu = QMenu("Open &recent", window)
        self.menu.aboutToShow.connect(self._fill_menu)
        window.add_submenu(self.menu, before="save_recording")
        self.banner = Banner(window.commands["show_differences"], window)
        window.put_above(self.banner)
        self._show_recent()
        self.errand = Errand(window)
        window.put_above(self.errand)
        self.at_once = AT_ONCE
        self.exporting = Exporting(window, shown, self.errand)
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
        allow = self._window.commands.allow
        allow("open_recording", available=not running)
        allow("save_recording", available=not running and runs.recording() is not None)
        allow("show_differences", available=compared)
        self.shown.emit(runs)

    def shows(self, runs: Runs) -> bool:
        """Whether these are what the window shows now."""
        return runs is self._shown()

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
        chosen = [Path(path) for path in paths]
        if self.errand.busy:
            self._complain("Nothing was opened", "Another recording is being read or written: wait for it, or cancel it above.")
        elif sum(map(_size, chosen)) <= self.at_once:
            try:
                self._show(opened_runs(chosen))
            except RecordingError as error:
                self._refuse(chosen, str(error))
        else:
            names = chosen[0].name if len(chosen) == 1 else f"{len(chosen)} recordings"
            self.errand.run(f"Opening {names}…", partial(opened_runs, chosen), self._show, partial(self._refuse, chosen))

    def _refuse(self, paths: Sequence[Path], sentence: str) -> None:
        for path in paths:
            if sentence.startswith(str(path)):
                self._recent.forget(path)
        self._show_recent()
        self._complain("The recording was not opened", sentence)

    def _show(self, opened: object) -> None:
        if isinstance(opened, OpenedRuns):
            for file in reversed(opened.files):
                self._recent.add(file.path)
            self._show_recent()
            self.opened.emit(opened)

    def show_read(self, recordings: Sequence[tuple[Path, Recording]]) -> None:
        """Show recordings that were read already, each with its file."""
        if recordings:
            self._show(OpenedRuns([OpenedFile(path, recording, version_of(path)) for path, recording in recordings]))

    def now_shows(self, opened: OpenedRuns) -> None:
        """They are in the window now: until then, what is saved is what was shown before, and another version of its file."""
        for file in opened.files:
            self._versions.saw(file.path, file.version)

    def show_measured(self, name: Path, recording: Recording) -> OpenedRuns:
        """Show what was recorded in this window and is in no file yet, under that name; it can be saved.

        Returns:
            It, to be known again: it is shown at once, or when somebody has answered, or never.
        """
        measured = OpenedRuns([OpenedFile(name, recording)], saved=False, again=True)
        self.opened.emit(measured)
        return measured

    @Slot()
    def ask_save(self) -> None:
        """Ask where to save what was recorded."""
        self.ask_save_then(_nothing)

    def ask_save_then(self, then: Callable[[], object]) -> None:
        """Ask where to save what was recorded, and do something once that is done."""
        dialog = QFileDialog(self._window, "Save the recording")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(FILTER)
        dialog.setDefaultSuffix(SUFFIX.removeprefix("."))
        if self._recent.paths:
            dialog.setDirectory(str(Path(self._recent.paths[0]).parent))
        dialog.selectFile(self._proposal())
        dialog.fileSelected.connect(lambda file: self.save(file, then))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def save(self, file: str, then: Callable[[], object] = _nothing) -> None:
        """Save it there, then do something; a box says why where that is not possible, and nothing is lost."""
        recording = self._shown().recording()
        if recording is None:
            return
        path, shown = Path(file), self._shown()
        if self.errand.busy:
            self._complain("Nothing was saved", "Another recording is being read or written: wait for it, or cancel it above.")
        elif self._versions.changed(path):
            self._complain("Nothing was saved", f"{path.name} {CHANGED}")
        elif sum(len(lane) for run in recording.runs for lane in run.run.trace.lanes) <= self.at_once:
            try:
                write(path, recording)
            except RecordingError as error:
                self._complain("The recording was not saved", str(error))
            else:
                self._on_saved(path, shown, recording, then)
        else:
            self.errand.run(
                f"Saving {path.name}…",
                partial(write, path, recording),
                lambda _: self._on_saved(path, shown, recording, then),
                partial(self._complain, "The recording was not saved"),
                finish=True,
            )

    def _on_saved(self, path: Path, saved: Runs, recording: Recording, then: Callable[[], object]) -> None:
        self._recent.add(path)
        self._versions.saw(path, version_of(path))
        self._show_recent()
        saved.keep(recording.captions)
        self.saved.emit(saved)
        if saved is self._shown() and isinstance(saved, OpenedRuns):
            self.show_state(saved, running=False)
        self._window.statusBar().showMessage(f"The recording is in {path}.", SHOWN_MS)
        then()

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


def opened_runs(paths: Sequence[Path], step: Step = unwatched) -> OpenedRuns:
    """What is in these files, with the figures that the window shows of it: all that takes long.

    Raises:
        RecordingError: one can't be read.
    """
    files = []
    for number, path in enumerate(paths):
        version = version_of(path)  # first: who writes while it is read has changed it
        files.append(OpenedFile(path, read_any(path, step=_part(step, number, len(paths))), version))
    step(READ)
    opened = OpenedRuns(files)
    step(READ)
    opened.measure()
    return opened


def _part(step: Step, number: int, of: int) -> Step:
    return lambda share: step(READ * (number + share) / of)


def _size(path: Path) -> int:
    """Bytes; 0 where reading it says what is wrong."""
    try:
        return path.stat().st_size
    except (OSError, ValueError):
        return 0


def _files(urls: Sequence[QUrl]) -> list[str]:
    """Those that are files here."""
    return [url.toLocalFile() for url in urls if url.isLocalFile()]
