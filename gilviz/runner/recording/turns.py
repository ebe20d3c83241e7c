"""What a coroutine notes of its silences: what the system tells of its thread, as long as the thread is its own.

The system knows threads only. What it told while other coroutines had the thread is dropped as one goes on, and what it counts
is noted then, to count from: a silence while the coroutine computes is then explained like any other worker's.
"""

from __future__ import annotations

from gilviz.runner.recording.lane_file import LaneFile
from gilviz.runner.recording.notes import Notes


class Turns:
    """One coroutine's notes.

    Args:
        thread: What is told of the thread that all coroutines share. It is left open: who closes it can't be the last.
    """

    def __init__(self, thread: Notes) -> None:
        self._thread = thread
        self.layers = thread.layers
        self.shares_gil = False

    @property
    def patience(self) -> int:
        """The longest silence, in ns, that is not worth noting."""
        return self._thread.patience

    @property
    def due(self) -> int:
        """From when on, in ns, a gap is a reason to copy."""
        return self._thread.due

    @property
    def due_after_native(self) -> int:
        """The same for declared C code."""
        return self._thread.due_after_native

    def go_on(self, file: LaneFile) -> None:
        """The thread is this coroutine's from now on."""
        self._thread.forget()
        self._thread.copy(file)

    def copy(self, file: LaneFile) -> None:
        """Writes at the lane's end what was told since the last time."""
        self._thread.copy(file)

    def catch_up(self, file: LaneFile) -> None:
        """Writes there how the thread was interrupted since the last time, if it was."""
        self._thread.catch_up(file)

    def disown(self) -> None:
        """In a forked child: the thread is not here."""
        self._thread.disown()

    def close(self) -> None:
        """The thread goes on."""
