"""The field that chooses the Python for a function of the user's own: those that the window knows, and any other by its file."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QPushButton, QWidget

from gilviz.gui.form.choices import allow
from gilviz.gui.look.style import SPACE
from gilviz.gui.runtimes.inquiry import LOOK_EVERY_MS, Inquiry
from gilviz.gui.runtimes.rows import gil_words, shortened
from gilviz.launch.runtimes import Found, RuntimeDescription

OLDEST = (3, 9)
_TOO_OLD = "gilviz runs functions of your own on CPython and PyPy 3.9 or newer only: choose one of these."
_ASKING = "Asking this Python what it is…"


class PythonField(QWidget):
    """Chooses one of the Pythons that are known; what can't be chosen stays listed, disabled, with the reason.

    Args:
        inquiry: Says which there are.
        parent: Owns it.
    """

    changed = Signal()
    """Another one is chosen, or more is known of it."""

    def __init__(self, inquiry: Inquiry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._inquiry = inquiry
        self._rows: tuple[Found, ...] = ()
        self._wanted: str | None = None
        self.combo, self.browse = QComboBox(self), QPushButton("Bro&wse…", self)
        self.browse.setToolTip("Choose another Python's executable file, and keep it on this list")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addWidget(self.combo, 1)
        layout.addWidget(self.browse)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY_MS)
        self._timer.timeout.connect(self._look)
        self.combo.activated.connect(self._take)
        self.browse.clicked.connect(self._browse)
        inquiry.begin()
        inquiry.poll()
        self._show()

    @property
    def chosen(self) -> str | None:
        """Its path; None is the Python that runs gilviz."""
        return self._wanted

    @property
    def runtime(self) -> RuntimeDescription | None:
        """What it is; None while that is not known, or where it can't be used."""
        found = self._found()
        return found.runtime if found is not None and not _problem(found) else None

    @property
    def problem(self) -> str:
        """Why it can't be used, in a sentence, or that it is being asked; empty when it can."""
        found = self._found()
        if found is not None:
            return _problem(found)
        return _ASKING if self._inquiry.searching else "Choose a Python in the list."

    def take_path(self, path: str) -> None:
        """Choose this interpreter, and keep it on the list."""
        self._inquiry.add(path)
        self._wanted = path
        self._show()

    def _found(self) -> Found | None:
        path = self._wanted
        return next((one for one in self._rows if (one.own if path is None else path in (one.path, *one.also))), None)

    @Slot()
    def _browse(self) -> None:
        file, _ = QFileDialog.getOpenFileName(self, "Another Python")
        if file:
            self.take_path(file)

    @Slot(int)
    def _take(self, row: int) -> None:
        found = self._rows[row]
        self._wanted = None if found.own else found.path
        self.changed.emit()

    @Slot()
    def _look(self) -> None:
        self._inquiry.poll()
        self._show()

    def _show(self) -> None:
        if self._inquiry.searching != self._timer.isActive():
            self._timer.start() if self._inquiry.searching else self._timer.stop()
        rows = tuple(self._inquiry.found)
        if rows != self._rows:
            self._rows = rows
            self.combo.clear()
            for row, found in enumerate(rows):
                self.combo.addItem(_title(found))
                allow(self.combo, row, _problem(found), found.path)
        chosen = self._found()
        self.combo.setCurrentIndex(self._rows.index(chosen) if chosen is not None else -1)
        self.changed.emit()


def _title(found: Found) -> str:
    runtime = found.runtime
    if runtime is None:
        return shortened(found.path)
    own = "  ·  runs gilviz" if found.own else ""
    return f"{runtime.name}  ·  {gil_words(runtime)}  ·  {shortened(found.path)}{own}"


def _problem(found: Found) -> str:
    if found.runtime is None or found.problem:
        return found.problem or _ASKING
    return _TOO_OLD if found.runtime.language < OLDEST else ""
