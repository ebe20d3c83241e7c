"""The command that writes what is shown as a file for other programs: asks where to, and says how it went."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QFileDialog, QMessageBox

from gilviz.export.formats import FORMATS, Format
from gilviz.gui.recordings.errand import Errand
from gilviz.gui.recordings.runs import LiveRuns, OpenedRuns, Runs
from gilviz.gui.shell.main_window import MainWindow
from gilviz.recording import Recording, RecordingError
from gilviz.recording.joined import joined
from gilviz.recording.watched import Cancelled, Step

SHOWN_MS: Final = 6000


class Exporting(QObject):
    """What the command to export does.

    Args:
        window: Owns the dialogs, and says how it went.
        shown: The runs that the window shows now.
        errand: Says how far it is, and ends it.
    """

    def __init__(self, window: MainWindow, shown: Callable[[], Runs], errand: Errand) -> None:
        super().__init__(window)
        self._window = window
        self._shown = shown
        self._errand = errand
        window.commands["export"].triggered.connect(self.ask)

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
        elif self._errand.busy:
            self._complain("Another file is being read or written: wait for it, or cancel it above.")
        else:
            path = Path(file)
            done = f"{format_.title}: {path}."
            self._errand.run(
                f"Writing {path.name}…",
                partial(_write, path, format_, recording),
                lambda _: self._window.statusBar().showMessage(done, SHOWN_MS),
                self._complain,
                finish=True,
            )

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


def _write(path: Path, format_: Format, recording: Recording, step: Step) -> None:
    """Write it, and say in a sentence why that is not possible: a million transitions take ten seconds."""
    try:
        format_.write(path, recording, step)
    except Cancelled:
        raise
    except OSError as error:
        raise RecordingError(f"{path} could not be written ({error.strerror}): choose a place with room.") from error
    except Exception as error:  # whatever it is, it must not be announced as written
        what = f"{type(error).__name__}: {error}"
        raise RecordingError(f"{path} could not be written ({what}): save the recording, and try another format.") from error


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
