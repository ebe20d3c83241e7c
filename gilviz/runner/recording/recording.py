"""Which lane belongs to the worker that is calling: made when a worker first asks, closed when the worker ends."""

from __future__ import annotations

import contextlib
import os
import threading
from typing import Dict, Optional, Tuple, Union

from gilviz.runner.protocol import WorkerKind
from gilviz.runner.recording.lane import Lane
from gilviz.runner.recording.lane_file import LaneFile, WorkerFacts
from gilviz.runner.recording.native_library import thread_state
from gilviz.runner.recording.no_lane import NoLane
from gilviz.runner.recording.notes import Notes
from gilviz.runner.recording.process_start import own_start

AnyLane = Union[Lane, NoLane]

REFUSED = "lane-refused"
"""The file in the run directory that says that a worker could not open its lane, and that its first task will fail of it."""

# A pool's initializer can leave something for the tasks that follow in the same worker in no other way than this.
_here = threading.local()


class _Tenure:
    """Held by a thread's local storage alone, so that it goes when the thread does, and closes the thread's lane."""

    def __init__(self, lane: AnyLane) -> None:
        self.lane = lane
        self.owner = os.getpid()

    def __del__(self) -> None:
        # A forked child lets go of its parent's other threads, and so of this, before its hooks are called.
        if os.getpid() == self.owner:
            self.lane.close()


class Recording:
    """How the workers of one run record; it travels with every task to workers in other processes.

    Args:
        directory: The run directory; None to record nothing.
        kind: What the workers are.
        gil: Whether their interpreters have a GIL.
        workers: How many there are.
    """

    def __init__(self, directory: Optional[str], kind: WorkerKind, gil: bool, workers: int) -> None:
        self.directory = directory
        self.kind = kind
        self.gil = gil
        self.workers = workers
        self._next_number = 1
        self._numbering = threading.Lock()
        self._made: Dict[int, LaneFile] = {}

    def __getstate__(self) -> Tuple[Optional[str], WorkerKind, bool, int]:
        """All but the numbering: workers in other processes are told their number (``process_start``)."""
        return self.directory, self.kind, self.gil, self.workers

    def __setstate__(self, state: Tuple[Optional[str], WorkerKind, bool, int]) -> None:
        """The same recording in another process."""
        self.__init__(*state)  # type: ignore[misc]

    def prepare(self) -> None:
        """Makes the files of workers that are to be threads of this process, before any of them computes.

        Raises:
            OSError: the system has no room for them.
        """
        if self.directory is not None and self.kind is WorkerKind.THREAD:
            for number in range(1, self.workers + 1):
                self._made[number] = LaneFile(self.directory, number)

    def begin(self) -> None:
        """Opens the calling worker's lane, where it is not open yet: an initializer for pools."""
        # A pool would replace a worker whose initializer fails, for ever; the worker's first task meets the same error and
        # takes it to whoever waits for its result.
        with contextlib.suppress(OSError):
            self.lane()

    def end(self) -> None:
        """Closes the calling worker's lane, where it has one, and the files that nobody has begun."""
        while self._made:
            self._made.popitem()[1].close()
        tenure: Optional[_Tenure] = getattr(_here, "tenure", None)
        if tenure is not None:
            tenure.lane.close()

    def lane(self) -> AnyLane:
        """The calling worker's lane."""
        tenure: Optional[_Tenure] = getattr(_here, "tenure", None)
        if tenure is None:
            tenure = _here.tenure = _Tenure(self._open())
        return tenure.lane

    def _open(self) -> AnyLane:
        if self.directory is None:
            return NoLane()
        number, since = own_start() if self.kind is WorkerKind.PROCESS else (self._number(), None)
        notes = Notes(self.kind, self.gil, self.workers)
        try:
            file = self._made.pop(number, None) or LaneFile(self.directory, number)
        except OSError:
            notes.close()
            # Even on a full disk there is room for an empty file: it says that an error is on its way, and no worker was lost.
            with contextlib.suppress(OSError):
                os.close(os.open(os.path.join(self.directory, REFUSED), os.O_CREAT | os.O_WRONLY, 0o600))
            raise
        file.begin(WorkerFacts(self.kind, threading.get_native_id(), self.gil, notes.layers, thread_state(), notes.shares_gil))
        lane = Lane(file, notes, since)

        def disown() -> None:
            lane.disown()
            _here.__dict__.pop("tenure", None)

        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=disown)
        return lane

    def _number(self) -> int:
        with self._numbering:
            number = self._next_number
            self._next_number += 1
        return number
