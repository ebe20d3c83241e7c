"""Something that is done in a thread beside the window, step by step, and can be given up."""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable

from PySide6.QtCore import QObject, QThread, Signal
from typing_extensions import override

from gilviz.recording import RecordingError
from gilviz.recording.watched import Cancelled, Step

LOG = logging.getLogger(__name__)

Task = Callable[[Step], object]
"""What is to be done; it calls the step now and then, and what it returns is handed on."""


class Work(QThread):
    """The thread.

    Args:
        task: What it does.
        parent: Owns it.

    Attributes:
        unwanted: Whether it is to be given up.
        given_up: Whether it was: it may have been too late for that.
        problem: Why it could not be done, in a sentence; empty where it could.
        result: What came of it.
    """

    stepped = Signal(int)
    """How much is done, in per cent."""

    def __init__(self, task: Task, parent: QObject) -> None:
        super().__init__(parent)
        self._task = task
        self._percent = 0
        self.unwanted = self.given_up = False
        self.problem = ""
        self.result: object = None

    def conclude(self, lost: str) -> None:
        """Wait until a copy is written, or say in the log what a crash would lose, and let go of it."""
        self.wait()
        if self.problem:
            LOG.warning("A crash would lose %s: %s", lost, self.problem)
        self.deleteLater()

    def _step(self, share: float) -> None:
        if self.unwanted:
            raise Cancelled
        percent = int(100 * share)
        if percent != self._percent:
            self._percent = percent
            self.stepped.emit(percent)

    @override
    def run(self) -> None:
        # Millions of small objects come and go here, and the collector would look through all that the window has, again and
        # again, while nothing else can run: a sixth of a second at a time. What is there already is left alone meanwhile.
        # Where the program has frozen what it began with, that is most of it, and stays as it is: nothing can be thawed in part,
        # and what is frozen anew after each run would never be collected.
        if gc.get_freeze_count():
            self._do()
            return
        gc.freeze()
        try:
            self._do()
        finally:
            gc.unfreeze()

    def _do(self) -> None:
        try:
            self.result = self._task(self._step)
        except Cancelled:
            self.given_up = True
        except RecordingError as error:
            self.problem = str(error)
        except Exception as error:  # noqa: BLE001 -- whatever it is, nobody must wait for ever
            self.problem = f"That did not work ({type(error).__name__}: {error}): try it with less, or report it."
