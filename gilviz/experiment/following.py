"""Follows a run while it goes on: by everything that its workers record, or by no more than tells how far they are.

Concluding what happened takes some 60 µs a hand-off, in bursts, on a core where a thread that is handed the GIL may want to wake.
Slices of half a millisecond became 12 % longer by it. So whoever shows no lanes meanwhile leaves them unread: until the end, or
until they are so many that reading them all at once would take too long.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Final

from gilviz.experiment.run import Run
from gilviz.trace.tally import Tally

MOST_UNREAD: Final = 65_536
"""Records that are left unread at most: reading them takes most of a second, in which nobody looks whether to stop."""


class Following:
    """Keeps ``run.tasks_done`` up to date, and the run's trace as far as somebody wants it.

    Args:
        run: The run, with its trace.
        directory: Where it records.
        live: Whether its lanes are shown while it goes on.
        most_unread: Records that are left unread at most where they are not.
    """

    def __init__(self, run: Run, directory: Path, *, live: bool, most_unread: int = MOST_UNREAD) -> None:
        self._run = run
        self._tally = None if live else Tally(directory)
        self._most_unread = most_unread
        self._read = 0

    def poll(self) -> None:
        """Take in what is new."""
        if self._tally is None:
            self.catch_up()
            return
        self._tally.poll(time.perf_counter_ns())
        self._run.tasks_done = self._tally.tasks_done
        if self._tally.records - self._read >= self._most_unread:
            self._read = self._tally.records
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
