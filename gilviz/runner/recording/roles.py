"""Who works with a lane: what each of them has to be able to do."""

from __future__ import annotations

from typing import Any, Protocol

from gilviz.runner.recording.lane_file import LaneFile


class TakesNotes(Protocol):
    """Who copies what the system tells of silences: ``notes.Notes``."""

    @property
    def patience(self) -> int:
        """The longest silence, in ns, that is not worth noting."""

    @property
    def due(self) -> int:
        """From when on, in ns, a gap is a reason to copy."""

    @property
    def due_after_native(self) -> int:
        """The same for declared C code."""

    def go_on(self, file: LaneFile) -> None:
        """The worker has a task, or goes on with it after a wait in which others had its thread."""

    def copy(self, file: LaneFile) -> None:
        """Writes at the lane's end what was told since the last time."""

    def catch_up(self, file: LaneFile) -> None:
        """Writes there how its thread was interrupted since the last time, if it was: quickly, and nothing else."""

    def disown(self) -> None:
        """In a forked child: there is nothing to copy."""

    def close(self) -> None:
        """Lets go of what the system gave."""


class Joins(Protocol):
    """What a thread that a task started is to its starter."""

    def tick(self) -> None:
        """A checkpoint of the thread's."""

    def end(self) -> None:
        """The thread ends."""


class Adopts(Protocol):
    """Who takes in the threads that a worker's tasks start: ``own_lanes.OwnThreads``."""

    def begin(self, name: str) -> Joins:
        """In a new thread, before any of its code runs."""

    def look_after(self, gone: Any = None) -> None:
        """A task has ended, or one of the threads, which is then gone."""
