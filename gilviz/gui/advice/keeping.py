"""Keeps a copy of what was measured for advice beside its runs: if the window is killed, the next start offers it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Slot

from gilviz.experiment.unsaved import drop_runs, keep_run
from gilviz.gui.recordings.work import Work
from gilviz.recording import Recording


class AdviceKeeping(QObject):
    """Keeps the recording of the last answer, until another question is asked or it is closed.

    Args:
        parent: Owns it.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._work: Work | None = None
        self._directory: Path | None = None

    def keep(self, directory: Path, recording: Recording) -> None:
        """Write it there, in a thread; what was kept before goes."""
        self.drop()
        self._directory = directory
        self._work = Work(partial(keep_run, directory, 0, recording), self)
        self._work.finished.connect(self._on_kept)
        self._work.start()

    def drop(self) -> None:
        """Nothing is to be kept any more."""
        if self._work is not None:
            self._work.unwanted = True
            self._on_kept()
        if self._directory is not None:
            drop_runs(self._directory)
            self._directory = None

    @Slot()
    def _on_kept(self) -> None:
        work, self._work = self._work, None
        if work is None:
            return
        work.conclude("this advice")
