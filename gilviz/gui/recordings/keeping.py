"""Loses nothing in a crash: keeps every run that has ended, and offers at the next start what a killed window left."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QObject, Signal, Slot

from gilviz.experiment.unsaved import Unsaved, drop_runs, keep_run
from gilviz.gui.main_window import MainWindow
from gilviz.gui.recordings.offer import Offer
from gilviz.gui.recordings.runs import LiveRuns, OpenedRuns, Runs
from gilviz.gui.session import Session
from gilviz.recording import RecordingError

LOG = logging.getLogger(__name__)
SHOWN_MS: Final = 6000
"""How long the status bar says why not."""


class RunKeeping(QObject):
    """Writes each run of an experiment to the session's directory, between its end and the beginning of the next.

    Args:
        session: Runs the experiments.
        shown: The runs that the window shows now.
        parent: Owns it.
    """

    def __init__(self, session: Session, shown: Callable[[], Runs], parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._shown = shown
        self._kept: set[int] = set()
        session.polled.connect(self._keep)

    def begin(self) -> None:
        """Another experiment begins: what the last one left is of no interest any more."""
        self.drop()
        self._kept.clear()

    @Slot()
    def drop(self) -> None:
        """What was kept is saved elsewhere by now, or not wanted."""
        if self._session.directory is not None:
            drop_runs(self._session.directory)

    @Slot()
    def _keep(self) -> None:
        directory, shown = self._session.directory, self._shown()
        if directory is None or not isinstance(shown, LiveRuns):
            return
        for number, run in enumerate(shown.runs):
            if run.phase.ended and number not in self._kept:
                self._kept.add(number)
                recording = shown.recording(number)
                try:
                    if recording is not None:
                        keep_run(directory, number, recording)
                except RecordingError as error:
                    LOG.warning("A crash would lose this run: %s", error)
                self._session.let_go()


class Recovery(QObject):
    """Offers what killed windows left, one after the other.

    Args:
        window: Asks above the picture.
        session: Nothing is shown while it runs something.

    Attributes:
        offer: Asks.
    """

    opened = Signal(object)
    """It is to be shown: ``OpenedRuns``, which can be saved."""

    def __init__(self, window: MainWindow, session: Session) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._waiting: list[Unsaved] = []
        self._open: list[Unsaved] = []
        self.offer = Offer(window)
        self.offer.accepted.connect(self._accept)
        self.offer.refused.connect(self._refuse)
        window.put_above(self.offer)

    def begin(self, found: Sequence[Unsaved]) -> None:
        """Ask what to do with these, the newest first."""
        self._waiting += found
        self._ask()

    def close(self) -> None:
        """The window closes in good order: what was looked at is gone with it, the rest is offered again next time."""
        for unsaved in self._open:
            unsaved.discard()
        for unsaved in self._waiting:
            unsaved.release()
        self._open, self._waiting = [], []

    @Slot()
    def drop(self) -> None:
        """What was opened is saved elsewhere now."""
        for unsaved in self._open:
            unsaved.discard()
        self._open = []

    @Slot()
    def _accept(self) -> None:
        if self._session.running:
            self._window.statusBar().showMessage("Something runs: stop it first, with Esc.", SHOWN_MS)
        elif self._waiting:
            unsaved = self._waiting.pop(0)
            self._open.append(unsaved)
            self._ask()
            self.opened.emit(OpenedRuns.unsaved(unsaved.recording))

    @Slot()
    def _refuse(self) -> None:
        if self._waiting:
            self._waiting.pop(0).discard()
            self._ask()

    def _ask(self) -> None:
        self.offer.ask(self._waiting[0].recording if self._waiting else None)
