"""Follows a run while it goes on: by everything that its workers record, or by no more than tells how far they are.

Concluding what happened takes some 60 µs a hand-off, in bursts, on a core where a thread that is handed the GIL may want to wake.
Slices of half a millisecond became 12 % longer by it. So whoever shows no lanes meanwhile leaves them unread until the end.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Final

from gilviz.experiment.run import Run
from gilviz.trace.tally import Tally

MOST_UNREAD: Final = 16
"""Lane files that are left unread at most, some MB: read all at once, they take memory."""


class Following:
    """Keeps ``run.tasks_done`` up to date, and the run's trace as far as somebody wants it.

    Args:
        run: The run, with its trace.
        directory: Where it records.
        live: Whether its lanes are shown while it goes on.
    """

    def __init__(self, run: Run, directory: Path, *, live: bool) -> None:
        self._run = run
        self._tally = None if live else Tally(directory)
        self._read = 0

    def poll(self) -> None:
        """Take in what is new."""
        if self._tally is None:
            self.catch_up()
            return
        self._tally.poll(time.perf_counter_ns())
        self._run.tasks_done = self._tally.tasks_done
        if self._tally.files - self._read >= MOST_UNREAD:
            self._read = self._tally.files
            self.catch_up()

    def catch_up(self) -> None:
        """Take in everything, whether it is shown or not."""
        if self._run.trace is not None:
            self._run.trace.poll(time.perf_counter_ns())
            self._run.tasks_done = sum(lane.tasks_done for lane in self._run.trace.lanes)

    def close(self) -> None:
        """There is nothing more to come."""
        if self._tally is not None:
            self._tally.close()
