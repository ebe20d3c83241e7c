"""The command that writes what is shown as a file for other programs: asks where to, writes in a thread, says how it went."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QCoreApplication, QObject, Qt, QThread, Slot
from PySide6.QtWidgets import QFileDialog, QMessageBox
from typing_extensions import override

from gilviz.export.formats import FORMATS, Format
from gilviz.gui.main_window import MainWindow
from gilviz.gui.recordings.runs import LiveRuns, OpenedRuns, Runs
from gilviz.recording import Recording
from gilviz.recording.joined import joined

SHOWN_MS: Final = 6000


class Exporting(QObject):
    """What the command to export does.

    Args:
        window: Owns the dialogs, and says how it went.
        shown: The runs that the window shows now.
    """

    def __init__(self, window: MainWindow, shown: Callable[[], Runs]) -> None:
        super().__init__(window)
        self._window = window
        self._shown = shown
        self._writing: _Writing | None = None
        window.commands["export"].triggered.connect(self.ask)
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.wait)

    @Slot()
    def ask(self) -> None:
        """Ask what to write, and where to."""
        dialog = QFileDialog(self._window, "Export")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([_filter(format_) for format_ in FORMATS.values()])
        dialog.selectNameFilter(_filter(FORMATS["html"]))
        dialog.setDefaultSuffix("html")
        dialog.filterSelected.connect(self._on_filter_selected)
        dialog.selectFile("gilviz.html")
        dialog.fileSelected.connect(self._on_selected)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def export(self, file: str, format_: Format) -> None:
        """Write it there; a box says why where that is not possible, the status bar when it is done."""
        recording = recording_of(self._shown())
        if recording is None:
            self._complain("Nothing was recorded yet: press Ctrl+R to run the comparison.")
        elif self._writing is not None:
            self._complain("Another file is being written: wait until the status bar says that it is there.")
        else:
            self._window.statusBar().showMessage(f"Writing {file}…")
            self._writing = _Writing(Path(file), format_, recording, self)
            self._writing.finished.connect(self._on_written)
            self._writing.start()

    @Slot()
    def wait(self) -> None:
        """Wait until what is being written is there."""
        if self._writing is not None:
            self._writing.wait()

    @Slot()
    def _on_written(self) -> None:
        writing = self._writing
        if writing is None:
            return
        self._writing = None
        writing.wait()
        if writing.problem:
            self._window.statusBar().clearMessage()
            self._complain(writing.problem)
        else:
            self._window.statusBar().showMessage(f"{writing.format.title}: {writing.path}.", SHOWN_MS)
        writing.deleteLater()

    @Slot(str)
    def _on_filter_selected(self, chosen: str) -> None:
        dialog = self.sender()
        if isinstance(dialog, QFileDialog):
            dialog.setDefaultSuffix(_format(chosen).ending.removeprefix("."))

    @Slot(str)
    def _on_selected(self, file: str) -> None:
        dialog = self.sender()
        if isinstance(dialog, QFileDialog):
            self.export(file, _format(dialog.selectedNameFilter()))

    def _complain(self, sentence: str) -> None:
        box = QMessageBox(QMessageBox.Icon.Warning, "Nothing was exported", sentence, parent=self._window)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.finished.connect(box.deleteLater)
        box.open()


class _Writing(QThread):
    """Writes a file while the window goes on: a million transitions take ten seconds."""

    def __init__(self, path: Path, format_: Format, recording: Recording, parent: QObject) -> None:
        super().__init__(parent)
        self.path = path
        self.format = format_
        self.problem = ""
        self._recording = recording

    @override
    def run(self) -> None:
        try:
            self.format.write(self.path, self._recording)
        except OSError as error:
            self.problem = f"{self.path} could not be written ({error.strerror}): choose a place with room."
        except Exception as error:  # noqa: BLE001 -- whatever it is, it must not be announced as written
            self.problem = (
                f"{self.path} could not be written ({type(error).__name__}: {error}): save the recording, and try another format."
            )


def recording_of(runs: Runs) -> Recording | None:
    """What is shown as one recording; several that are compared follow each other in it. None where there is nothing."""
    if isinstance(runs, LiveRuns):
        live = runs.recording()
        return None if live is None else dataclasses.replace(live, title=runs.title)
    if not isinstance(runs, OpenedRuns) or not runs.files:
        return None
    if len(runs.files) == 1:
        return dataclasses.replace(runs.files[0].recording, captions=runs.captions)  # with the notes of today
    return joined([file.recording for file in runs.files], [file.name for file in runs.files])


def _filter(format_: Format) -> str:
    return f"{format_.title} (*{format_.ending})"


def _format(chosen: str) -> Format:
    """The format of a dialog's filter."""
    return next(format_ for format_ in FORMATS.values() if _filter(format_) == chosen)
