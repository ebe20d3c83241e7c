"""Loses nothing in a crash: keeps every run that has ended, and offers at the next start what a killed window left."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal, Slot

from gilviz.experiment.unsaved import Unsaved, drop_runs, keep_run
from gilviz.gui.recordings.offer import Offer
from gilviz.gui.recordings.runs import LiveRuns, OpenedRuns, Runs
from gilviz.gui.recordings.work import Work
from gilviz.gui.running.session import Session
from gilviz.gui.shell.main_window import MainWindow
from gilviz.recording import Recording
from gilviz.recording.watched import Step

SHOWN_MS: Final = 6000
"""How long the status bar says why not."""


class RunKeeping(QObject):
    """Writes each run of an experiment to the session's directory, between its end and the beginning of the next.

    That is done in a thread: a run of a million transitions takes a second. The session waits for it, for what is written while
    the next job runs would take a core from it.

    Args:
        session: Runs the experiments.
        parent: Owns it.
    """

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._live: LiveRuns | None = None
        self._kept: set[int] = set()
        self._work: Work | None = None
        session.polled.connect(self._keep)

    def begin(self, live: LiveRuns) -> None:
        """Another experiment begins, with these runs: what the last one left is of no interest any more."""
        self._drop()
        self._live = live
        self._kept.clear()

    def close(self) -> None:
        """The window closes: nothing is to be kept any more."""
        self._live = None
        self._give_up()

    @Slot(object)
    def drop(self, saved: Runs) -> None:
        """These runs are in a file now: if they are those of the experiment, their copies are not needed any more."""
        if saved is self._live:
            self._drop()

    def _drop(self) -> None:
        self._give_up()
        if self._session.directory is not None:
            drop_runs(self._session.directory)

    def _give_up(self) -> None:
        if self._work is not None:
            self._work.unwanted = True
            self._work.wait()
            self._on_kept()

    @Slot()
    def _keep(self) -> None:
        directory, live = self._session.directory, self._live
        if directory is None or live is None or self._work is not None:
            return
        ended = [number for number, run in enumerate(live.runs) if run.phase.ended and number not in self._kept]
        if not ended:
            return
        self._kept.update(ended)
        recordings = [(number, live.recording(number)) for number in ended]
        self._session.held = True
        self._work = Work(partial(_write, directory, recordings), self)
        self._work.finished.connect(self._on_kept)
        self._work.start()

    @Slot()
    def _on_kept(self) -> None:
        work, self._work = self._work, None
        if work is None:
            return
        work.conclude("this run")
        self._session.let_go()
        self._session.held = False


def _write(directory: Path, recordings: Sequence[tuple[int, Recording | None]], step: Step) -> None:
    for number, recording in recordings:
        if recording is not None:
            keep_run(directory, number, recording, step)


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
        self._open: list[tuple[Unsaved, OpenedRuns]] = []
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
        for unsaved, _ in self._open:
            unsaved.discard()
        for unsaved in self._waiting:
            unsaved.release()
        self._open, self._waiting = [], []

    @Slot(object)
    def drop(self, saved: Runs) -> None:
        """These runs are in a file now: if they were offered here, what the killed window left is not needed any more."""
        for unsaved, opened in self._open:
            if opened is saved:
                unsaved.discard()
        self._open = [(unsaved, opened) for unsaved, opened in self._open if opened is not saved]

    def take(self, shown: OpenedRuns) -> None:
        """These are shown now: only then is an offer over, for somebody may have cancelled the question before that."""
        if self._waiting and shown.files[0].recording is self._waiting[0].recording:
            self._open.append((self._waiting.pop(0), shown))
            self._ask()

    @Slot()
    def _accept(self) -> None:
        if self._session.running:
            self._window.statusBar().showMessage("Something runs: stop it first, with Esc.", SHOWN_MS)
        elif self._waiting:
            self.opened.emit(OpenedRuns.unsaved(self._waiting[0].recording))

    @Slot()
    def _refuse(self) -> None:
        if self._waiting:
            self._waiting.pop(0).discard()
            self._ask()

    def _ask(self) -> None:
        self.offer.ask(self._waiting[0].recording if self._waiting else None)
