"""The commands that save the picture, or a film of its replay: ask where to, save while the window goes on, say how that went."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Final

from PySide6.QtCore import QCoreApplication, QObject, Qt, Slot
from PySide6.QtWidgets import QFileDialog, QMainWindow, QMessageBox

from gilviz.gui.pictures.errors import PictureError
from gilviz.gui.pictures.film_dialog import FilmDialog, FilmWish
from gilviz.gui.pictures.filming import filming
from gilviz.gui.pictures.page import PageContent
from gilviz.gui.pictures.progress import ProgressNote
from gilviz.gui.pictures.save import saving
from gilviz.gui.pictures.turns import Steps, Turns

FILTERS: Final = ("PNG picture (*.png)", "SVG drawing (*.svg)", "PDF document (*.pdf)")
FILM_FILTERS: Final = {".gif": "GIF animation (*.gif)", ".webp": "WebP animation (*.webp)", ".mp4": "MP4 video (*.mp4)"}
SHOWN_MS: Final = 6000


class PictureSaving(QObject):
    """What the commands do.

    Args:
        window: Owns the dialogs, and says how it went.
        content: What is to be seen now.
        held_up: Whether a job runs, which films leave in peace.
    """

    def __init__(
        self, window: QMainWindow, content: Callable[[], PageContent], held_up: Callable[[], bool] = lambda: False
    ) -> None:
        super().__init__(window)
        self._window = window
        self._content = content
        self._held_up = held_up
        self._wish: FilmWish | None = None
        self._work: tuple[Turns, ProgressNote, str] | None = None
        self._stop = Event()
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.give_up)

    @property
    def busy(self) -> bool:
        """Whether something is being saved."""
        return self._work is not None

    @Slot()
    def ask(self) -> None:
        """Ask where to save the picture, then save it."""
        self._ask_file("Save the picture", FILTERS).fileSelected.connect(self.save)

    @Slot()
    def ask_film(self) -> None:
        """Ask what film is wanted, and where to save it, then make it."""
        dialog = FilmDialog(self._content(), self._window)
        dialog.chosen.connect(self._ask_film_file)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(str)
    def save(self, file: str) -> None:
        """Save the picture there; a box says why where that is not possible."""
        self._begin(saving(self._content(), Path(file)), file, "The picture")

    def film(self, file: str, wish: FilmWish) -> None:
        """Make that film there, likewise."""
        self._stop = Event()
        steps = filming(wish.content, wish.film, Path(file), wish.kind, wish.width, self._stop, self._held_up)
        self._begin(steps, file, "The film")

    @Slot()
    def give_up(self) -> None:
        """Make no more of what is being made; nothing of it is left."""
        if self._work is not None:
            self._stop.set()
            self._work[0].wait()

    @Slot(object)
    def _ask_film_file(self, wish: FilmWish) -> None:
        self._wish = wish
        dialog = self._ask_file("Save the animation", (FILM_FILTERS[wish.kind],))
        dialog.fileSelected.connect(self._on_film_file)

    @Slot(str)
    def _on_film_file(self, file: str) -> None:
        if self._wish is not None:
            self.film(file, self._wish)

    def _ask_file(self, title: str, filters: tuple[str, ...]) -> QFileDialog:
        dialog = QFileDialog(self._window, title)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters(filters)
        dialog.setDefaultSuffix(_ending(filters[0]))
        dialog.filterSelected.connect(self._on_filter_selected)
        dialog.selectFile(f"gilviz.{_ending(filters[0])}")
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def _begin(self, steps: Steps[None], file: str, what: str) -> None:
        if self._work is not None:
            self._complain("Another file is being saved: wait until the status bar says that it is there, or cancel it.")
            return
        turns, note = Turns(steps, self), ProgressNote(f"Saving {Path(file).name}", self._window)
        self._work = turns, note, f"{what} is in {file}."
        turns.progressed.connect(note.show_progress)
        turns.ended.connect(self._on_ended)
        note.cancelled.connect(self._cancel)
        self._window.statusBar().addPermanentWidget(note)
        turns.start()

    @Slot()
    def _cancel(self) -> None:
        if self._work is not None:
            self._stop.set()
            self._work[1].button.setEnabled(False)
            self._work[0].cancel()

    @Slot()
    def _on_ended(self) -> None:
        if self._work is None:
            return
        (turns, note, success), self._work = self._work, None
        self._window.statusBar().removeWidget(note)
        note.deleteLater()
        turns.deleteLater()
        if turns.cancelled:
            self._window.statusBar().showMessage("Cancelled: nothing was saved.", SHOWN_MS)
        elif turns.error is None:
            self._window.statusBar().showMessage(success, SHOWN_MS)
        else:
            self._complain(_sentence(turns.error))

    def _complain(self, sentence: str) -> None:
        box = QMessageBox(QMessageBox.Icon.Warning, "Nothing was saved", sentence, parent=self._window)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.finished.connect(box.deleteLater)
        box.open()

    @Slot(str)
    def _on_filter_selected(self, chosen: str) -> None:
        dialog = self.sender()
        if isinstance(dialog, QFileDialog):
            dialog.setDefaultSuffix(_ending(chosen))


def _ending(file_filter: str) -> str:
    """Of the files of a dialog's filter, without the dot."""
    return file_filter.rpartition("*.")[2].rstrip(")")


def _sentence(error: BaseException) -> str:
    if isinstance(error, PictureError):
        return str(error)
    if isinstance(error, MemoryError):
        return "There is not enough memory for it: choose a smaller width, a shorter part, or fewer frames a second."
    return f"It could not be made ({type(error).__name__}: {error}): try another kind of file."
