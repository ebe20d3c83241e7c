"""Work that takes longer than a window may stand still: done in a thread, with a line that says how far it is and a way out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QCoreApplication, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from gilviz.gui.look.style import SPACE, set_role
from gilviz.gui.recordings.work import Task, Work

BAR: Final = 220
"""Width in logical pixels."""
PATIENCE_MS: Final = 250
"""What is done sooner is done without a word: a line that comes and goes would make the picture jump."""


class Errand(QWidget):
    """A line above the picture while something is read or written; hidden else. It does one thing at a time."""

    ended = Signal()
    """It is done, or given up."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "banner")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._text, self._bar = QLabel(self), QProgressBar(self)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._bar.setFixedWidth(BAR)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("How much is done")
        self.cancel_button = QPushButton("Cancel", self)
        set_role(self.cancel_button, "small")
        self.cancel_button.setToolTip("Stop it, and leave everything as it was")
        self.cancel_button.clicked.connect(self.cancel)
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * SPACE, SPACE // 2, 2 * SPACE, SPACE // 2)
        row.setSpacing(SPACE)
        row.addWidget(self._text, 1)
        row.addWidget(self._bar)
        row.addWidget(self.cancel_button)
        self.hide()
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.timeout.connect(self.show)
        self._work: Work | None = None
        self._done: Callable[[object], None] = print
        self._failed: Callable[[str], None] = print
        self._finish = False
        self._then: Callable[[], object] | None = None
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.wait)

    @property
    def writing(self) -> bool:
        """Whether a file is under way that is lost if nobody waits for it."""
        return self._work is not None and self._finish

    @property
    def busy(self) -> bool:
        """Whether something is under way."""
        return self._work is not None

    def run(
        self, text: str, task: Task, done: Callable[[object], None], failed: Callable[[str], None], *, finish: bool = False
    ) -> None:
        """Do it, and say what came of it, in this thread; nothing where it was cancelled.

        Args:
            text: What is done.
            task: Does it.
            done: Takes what it returned.
            failed: Takes the sentence on why it could not be done.
            finish: Whether it is finished even where the program ends meanwhile; else it is given up then.
        """
        self._done, self._failed, self._finish = done, failed, finish
        self._text.setText(text)
        self.setAccessibleName(text)
        self._bar.setRange(0, 0)
        self._work = Work(task, self)
        self._work.stepped.connect(self._on_stepped)
        self._work.finished.connect(self._on_finished)
        self._patience.start(PATIENCE_MS)
        self._work.start()

    def when_done(self, then: Callable[[], object]) -> None:
        """Do that once what is under way is done; not at all where it fails or is cancelled."""
        self._then = then

    @Slot()
    def cancel(self) -> None:
        """Want it no more."""
        if self._work is not None:
            self._work.unwanted = True

    @Slot()
    def wait(self) -> None:
        """The program ends: what is being written is finished first, what is being read is given up."""
        if self._work is not None:
            if not self._finish:
                self._work.unwanted = True
            self._work.wait()

    @Slot(int)
    def _on_stepped(self, percent: int) -> None:
        self._bar.setRange(0, 100)
        self._bar.setValue(percent)

    @Slot()
    def _on_finished(self) -> None:
        work, self._work = self._work, None
        then, self._then = self._then, None
        if work is None:
            return
        work.wait()
        self._patience.stop()
        self.hide()
        work.deleteLater()
        if work.problem:
            self._failed(work.problem)
        elif not work.given_up and (self._finish or not work.unwanted):
            self._done(work.result)  # what was written before Cancel was pressed is there
            if then is not None:
                then()
        self.ended.emit()
