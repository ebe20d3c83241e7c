"""Which lane belongs to the worker that is calling: made when a worker first asks, closed when the worker ends."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from typing import Dict, List, NamedTuple, Optional, Tuple, Union

from gilviz.runner.protocol import State, WorkerKind
from gilviz.runner.recording.interpreter_start import own_interpreter
from gilviz.runner.recording.lane import Lane
from gilviz.runner.recording.lane_file import LaneFile, WorkerFacts, first_capacity
from gilviz.runner.recording.native_library import thread_state
from gilviz.runner.recording.no_lane import NoLane
from gilviz.runner.recording.notes import Notes
from gilviz.runner.recording.numbering import Numbering
from gilviz.runner.recording.own_lanes import OwnLanes, OwnThreads, Place
from gilviz.runner.recording.process_start import at_own_end, next_thread, own_start
from gilviz.runner.recording.sending import note_sends
from gilviz.runner.recording.tenure import AnyLane, forget, keep, own_tenure
from gilviz.runner.recording.turns import Turns

_ENDS_ARE_SEEN = sys.implementation.name == "cpython"
"""Whether what belongs to a worker goes when it does: where references are not counted, lanes are closed when the run ends."""
REFUSED = "lane-refused"
"""The file in the run directory that says that a worker could not open its lane, and that its first task will fail of it."""

SEND_RESULTS = frozenset({WorkerKind.PROCESS, WorkerKind.INTERPRETER})
"""Workers that share no memory with whoever waits for their results, and so have to pickle them."""


class Origin(NamedTuple):
    """Where a worker comes from.

    Args:
        number: Its number within the run, from 1.
        asked: When its start was asked for, in ns; None where starting is free.
        first: What it does until its first task.
        process: The number of its process, from 1, and
        thread: its own number within that; 0 unless the workers are the threads of several processes.
        interpreter: Its interpreter's number within its process.
        event: What told its switches from outside is to be read from; None where it sees to that itself.
    """

    number: int
    asked: Optional[int] = None
    first: State = State.IDLE
    process: int = 0
    thread: int = 0
    interpreter: int = 0
    event: Optional[int] = None


class Recording:
    """How the workers of one run record; it travels with every task to workers in other processes.

    Args:
        directory: The run directory; None to record nothing.
        kind: What the workers are.
        gil: Whether their interpreters have a GIL.
        workers: How many there are.
        processes: How many processes share them, where they are the threads of several; else 0.
        threads: How many threads the tasks are expected to start themselves; None where they are no code of the user's.
    """

    _own: Optional[OwnLanes] = None

    def __init__(
        self,
        directory: Optional[str],
        kind: WorkerKind,
        gil: bool,
        workers: int,
        processes: int = 0,
        threads: Optional[int] = None,
    ) -> None:
        self.directory = directory
        self.kind = kind
        self.gil = gil
        self.workers = workers
        self.processes = processes
        self.threads = threads
        self._numbering = Numbering()
        self._made: Dict[int, LaneFile] = {}
        self._thread: Optional[Notes] = None  # that all coroutines share
        self._unseen: List[Lane] = []

    def __getstate__(self) -> Tuple[Optional[str], WorkerKind, bool, int, int, Optional[int]]:
        """All but the numbering: workers elsewhere are told their number (``process_start``, ``interpreter_start``)."""
        return self.directory, self.kind, self.gil, self.workers, self.processes, self.threads

    def __setstate__(self, state: Tuple[Optional[str], WorkerKind, bool, int, int, Optional[int]]) -> None:
        """The same recording in another process, or interpreter."""
        self.__init__(*state)  # type: ignore[misc]

    def prepare(self) -> None:
        """Makes the files of workers that are to work in this interpreter, before any of them computes.

        Raises:
            OSError: the system has no room for them.
        """
        here = self.kind in (WorkerKind.THREAD, WorkerKind.COROUTINE) and not self.processes
        if self.directory is not None and here:
            for number in range(1, self.workers + 1):
                self._made[number] = LaneFile(self.directory, number, first_capacity(self.workers))
        if self.threads is not None and self.kind not in SEND_RESULTS and not self.processes:
            own = self._own_lanes(Origin(0))
            if own is not None:
                own.prepare(self.threads)

    def begin(self) -> None:
        """Opens the calling worker's lane, where it is not open yet: an initializer for pools."""
        # A pool would replace a worker whose initializer fails, for ever; the worker's first task meets the same error and
        # takes it to whoever waits for its result.
        with contextlib.suppress(OSError):
            self.lane()

    def end(self) -> None:
        """Closes the calling worker's lane, where it has one, and the files that nobody has begun."""
        if self._own is not None:
            self._own.end()
        while self._made:
            self._made.popitem()[1].close()
        while self._unseen:
            self._unseen.pop().close()
        tenure = own_tenure(self.kind)
        if tenure is not None:
            tenure.lane.close()

    def begun(self) -> bool:
        """Whether the calling worker has a lane."""
        return own_tenure(self.kind) is not None

    def lane(self) -> AnyLane:
        """The calling worker's lane."""
        tenure = own_tenure(self.kind)
        if tenure is not None:
            return tenure.lane
        lane = self._open()
        keep(self.kind, lane)
        return lane

    def _open(self) -> AnyLane:
        if self.directory is None:
            return NoLane()
        origin = self._origin()
        notes = self._notes(origin.event)
        try:
            file = self._made.pop(origin.number, None) or LaneFile(self.directory, origin.number)
        except OSError:
            notes.close()
            # Even on a full disk there is room for an empty file: it says that an error is on its way, and no worker was lost.
            with contextlib.suppress(OSError):
                os.close(os.open(os.path.join(self.directory, REFUSED), os.O_CREAT | os.O_WRONLY, 0o600))
            raise
        file.begin(
            WorkerFacts(
                kind=self.kind,
                native_id=threading.get_native_id(),
                gil=self.gil,
                layers=notes.layers,
                thread_state=thread_state(),
                shares_gil=notes.shares_gil or self._may_share_gil(),
                interpreter=origin.interpreter,
                process=origin.process,
                thread=origin.thread,
            )
        )
        lane = Lane(file, notes, origin.asked, origin.first, State.OVERHEAD if self.kind in SEND_RESULTS else State.IDLE)
        if self.kind is WorkerKind.PROCESS:
            note_sends(lane.handed_over)
        if self.kind is WorkerKind.PROCESS or self.processes:
            at_own_end(lane.close)
        if not _ENDS_ARE_SEEN:
            self._unseen.append(lane)
        own = self._own_lanes(origin)
        if own is not None:
            lane.own = OwnThreads(own, lane, origin.number)

        def disown() -> None:
            lane.disown()
            lane.own = None
            if own is not None:
                own.disown()
            forget()

        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=disown)
        return lane

    def _may_share_gil(self) -> bool:
        """Whether threads that its tasks start may want a worker's GIL; those of coroutines are told by their thread."""
        return self.threads is not None and self.gil and self.kind in (WorkerKind.MAIN, WorkerKind.THREAD, WorkerKind.PROCESS)

    def _own_lanes(self, origin: Origin) -> Optional[OwnLanes]:
        """The lanes of threads that tasks start in this process; None where none shall have any."""
        if self.threads is None or self.directory is None:
            return None
        if self.kind is WorkerKind.INTERPRETER and sys.version_info < (3, 13):
            return None  # there ctypes is for the main interpreter only
        if self._own is None:
            process = origin.process or (origin.number if self.kind in SEND_RESULTS else 0)
            # Of workers that begin at the same moment all have the first one's: the files of a second would be called alike.
            vars(self).setdefault("_own", OwnLanes(Place(self.directory, self.gil, process, origin.interpreter)))
        return self._own

    def _notes(self, event: Optional[int]) -> Union[Notes, Turns]:
        if self.kind is not WorkerKind.COROUTINE:
            return Notes(self.kind, self.gil, -(-self.workers // (self.processes or 1)), event)
        if self._thread is None:
            self._thread = Notes(self.kind, self.gil, self.workers)
        return Turns(self._thread)

    def _origin(self) -> Origin:
        if self.kind is WorkerKind.PROCESS:
            return Origin(*own_start())
        if self.kind is WorkerKind.INTERPRETER:
            start = own_interpreter()
            return Origin(start.number, start.asked, interpreter=start.identity, event=start.event)
        if self.kind is WorkerKind.COROUTINE:
            return Origin(self._numbering.next(), first=State.LOCK_WAIT)
        if self.processes:
            process, asked = own_start()
            thread = next_thread()
            most = -(-self.workers // self.processes)
            return Origin((process - 1) * most + thread, asked, process=process, thread=thread)
        return Origin(self._numbering.next())
