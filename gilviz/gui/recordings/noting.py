"""Notes on moments: written where the cursor stands or the pointer is, changed there, removed by taking their text away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QInputDialog, QLineEdit

from gilviz.gui.recordings.runs import Runs
from gilviz.gui.shell.main_window import MainWindow
from gilviz.gui.timeline.view import TimelineView
from gilviz.recording import Caption
from gilviz.recording.notes import LONGEST, note_at, with_text

REACH_PX: Final = 6
"""How near to a note a click means it."""
SHOWN_MS: Final = 5000


class Noting(QObject):
    """Writes notes on what is shown.

    Args:
        window: Owns the dialog.
        timeline: Shows the notes, and has the cursor.
        shown: The runs that the window shows now.

    Attributes:
        dialog: Asks for a note's text, while it does.
    """

    changed = Signal()
    """What is shown has other notes now, which can be saved."""

    def __init__(self, window: MainWindow, timeline: TimelineView, shown: Callable[[], Runs]) -> None:
        super().__init__(window)
        self._window, self._timeline, self._shown = window, timeline, shown
        self._before: list[tuple[Runs, tuple[Caption, ...]]] = []
        self.dialog: QInputDialog | None = None
        self._then: Callable[[], object] | None = None
        window.commands["write_note"].triggered.connect(self.write_at_cursor)
        window.commands["undo_note"].triggered.connect(self.undo)
        timeline.note_key_pressed.connect(self.write_at_cursor)
        timeline.arranging.note_wanted.connect(self._write_at_pointer)

    def show_state(self) -> None:
        """Say whether there is something to write on, or to take back."""
        shown = self._shown()
        self._before = [entry for entry in self._before if entry[0] is shown]
        self._window.commands.allow("write_note", available=shown.can_note)
        self._window.commands.allow("undo_note", available=bool(self._before))

    @Slot()
    def write_at_cursor(self) -> None:
        """Write on the segment that is read; if none is, on what is in the middle of the picture."""
        reading = self._timeline.reading
        reading.begin()
        place = reading.place
        if place is not None:
            key, worker, start, end = place
            self._write(key, worker, start, max(end, start + 1))

    @Slot()
    def undo(self) -> None:
        """Take the last change back."""
        if self._before:
            runs, captions = self._before.pop()
            runs.captions = captions
            self.changed.emit()

    @Slot(int, int, object)
    def _write_at_pointer(self, key: int, worker: int, moment: int) -> None:
        reach = round(self._timeline.nanoseconds(REACH_PX))
        found = note_at(self._shown().captions, key, worker, moment - reach, moment + reach)
        self._ask(found or Caption("", key, worker, max(moment, 0)))

    def _write(self, key: int, worker: int, start: int, end: int) -> None:
        found = note_at(self._shown().captions, key, worker, start, end)
        self._ask(found or Caption("", key, worker, max(start, 0)))

    def _ask(self, caption: Caption) -> None:
        """Ask for a note's text; without one it is removed."""
        shown = self._shown()
        if not shown.can_note:
            blocked = "Several recordings are compared: open one alone to write on it." if shown.runs else ""
            self._window.statusBar().showMessage(blocked or "Let the run end first: then it can be written on.", SHOWN_MS)
            return
        dialog = QInputDialog(self._window)
        dialog.setWindowTitle("Note")
        dialog.setLabelText("What is to be seen here? Without a text, the note is removed.")
        dialog.setTextValue(caption.text)
        dialog.setMinimumWidth(480)
        for field in dialog.findChildren(QLineEdit):
            field.setMaxLength(LONGEST)
        dialog.textValueSelected.connect(lambda text: self._write_on(shown, caption, text))
        dialog.finished.connect(self._on_closed)
        self.dialog = dialog
        dialog.open()

    def when_written(self, then: Callable[[], object]) -> None:
        """Do it now, or when the dialog is closed: what it asks about has to be there until then."""
        if self.dialog is None:
            then()
        else:
            self._then = then

    @Slot()
    def _on_closed(self) -> None:
        dialog, self.dialog = self.dialog, None
        then, self._then = self._then, None
        if dialog is not None:
            dialog.deleteLater()
        if then is not None:
            QTimer.singleShot(0, self, then)  # the dialog hands its text over after this

    def write(self, caption: Caption, text: str) -> None:
        """Give a note, new or there already, that text; without one it is removed."""
        self._write_on(self._shown(), caption, text)

    def _write_on(self, shown: Runs, caption: Caption, text: str) -> None:
        captions = with_text(shown.captions, caption, text)
        if captions != shown.captions:
            self._before.append((shown, shown.captions))
            shown.captions = captions
            self.changed.emit()
