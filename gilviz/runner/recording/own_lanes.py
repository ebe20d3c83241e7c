"""The lanes of threads that the user's function starts itself: opened in each thread before any of its code runs.

The function is not changed for it: whoever starts a thread while a task is under way has it begin here (``runner.user.threads``).
Three things make such a lane another one than a worker's:

- *It must cost the function next to nothing.* A file is made ahead, where the survey saw that there will be threads: making one
  lets go of the GIL several times, and a thread that did so while others compute would wait for it as often. No more than
  ``MOST_OWN`` threads of a process get a lane. Whoever comes later is counted, with how long it computed, and no more.
- *It has no tasks, and no ticks of its own.* From its first moment to its last it is one silence, as long as it says nothing
  (``gilviz.checkpoint`` ticks its lane, too). The kernel's ring would run over in a long one, so whoever is at the end of a task
  or of such a thread copies for all the others, now and then.
- *It may live on when the run is over*, as the threads of a pool that a module keeps. Then the run's end is the lane's.

So two threads may write into one file, and take turns by a lock; a tick alone needs none, for it writes nothing but its time.
"""

from __future__ import annotations

import contextlib
import threading
import time
from typing import Dict, List, NamedTuple, Union

from gilviz.runner.protocol import MOST_OWN, Header, State, WorkerKind
from gilviz.runner.recording.lane import Lane
from gilviz.runner.recording.lane_file import LaneFile, WorkerFacts
from gilviz.runner.recording.native_library import thread_state
from gilviz.runner.recording.notes import PERIOD_NS, Notes

FIRST_NUMBER = 1_000
"""The numbers of their lanes begin after so many for each process, so that every lane of a run has its own."""
CAPACITY = 4_096
"""Records in a lane's first file: some seconds of a thread that waits for the GIL."""
EXPECTED = 8
"""How many of them are taken to want the GIL at once: how much the kernel may keep for each is chosen by that."""
ROOM = 8
"""Records that the end of a lane takes, beside the kernel's."""

_thread_time = getattr(time, "thread_time_ns", time.perf_counter_ns)


class OwnLane(Lane):
    """The lane of a thread that the user's function started.

    Args:
        file: Where to write.
        notes: Who knows what happens between its beginning and its end.
    """

    __slots__ = ("_lock", "_own_notes")

    def __init__(self, file: LaneFile, notes: Notes) -> None:
        self._lock = threading.RLock()
        self._own_notes = notes
        super().__init__(file, notes, first=State.RUNNING)
        self._mark(self._free_since)  # from its first claim on it may have been silent

    def copy_for(self) -> None:
        """Copies what the kernel told, on behalf of the thread; not if that is just writing itself."""
        if self._lock.acquire(False):
            try:
                # A new file would be none that the thread's ticks know of: what finds no room stays where it is.
                if not self._closed and self._own_notes.waiting + ROOM < self._file.capacity - self._file.count:
                    self._own_notes.copy_switches(self._file)
            finally:
                self._lock.release()

    def end(self) -> None:
        """The thread has done all that it was started for."""
        with self._lock:
            if not self._closed:
                self.end_task(None)
                self._closed = True
                # What follows, and may have to wait, is the recording's own.
                self._file.words[Header.CLOSED] = self._free_since
                self._file.close()
                self._own_notes.close()

    def end_for(self) -> None:
        """The run is over, and the thread is not: nothing more is written, and its ticks go nowhere."""
        with self._lock:
            if not self._closed:
                now = time.perf_counter_ns()
                # A new file would take the place of one that the living thread's tick may be looking at.
                if self._file.count + self._own_notes.waiting + ROOM <= self._file.capacity:
                    self._own_notes.leave_to_others()
                    with contextlib.suppress(OSError):  # it ended at this moment
                        self._settle()
                    now = time.perf_counter_ns()  # not before what was noted there
                    self._enter_at(now, State.IDLE)
                    self.copy_for()
                self._closed = True
                self._file.words[Header.CLOSED] = now

    def disown(self) -> None:
        """In a forked child, where whoever had the lock may be missing."""
        self._lock = threading.RLock()
        super().disown()

    def _note_gap(self, start: int, end: int) -> int:
        with self._lock:
            return self._own_notes.patience if self._closed else super()._note_gap(start, end)


class Unlaned:
    """A thread that gets no lane: how long it computed is all that is known of it.

    Args:
        starter: Whose task started it.
    """

    def __init__(self, starter: OwnThreads) -> None:
        self._starter = starter
        self._before = _thread_time()

    def tick(self) -> None:
        """Nothing."""

    def end(self) -> None:
        """The thread has done all that it was started for."""
        self._starter.count(_thread_time() - self._before)


class Place(NamedTuple):
    """Where such threads are.

    Args:
        directory: The run directory.
        gil: Whether their interpreter has a GIL.
        process: The number of their process, from 1; 0 for the job's own.
        interpreter: Their interpreter's number within its process.
    """

    directory: str
    gil: bool
    process: int
    interpreter: int


class OwnLanes:
    """All such lanes of a process.

    Args:
        place: Where they are.
    """

    def __init__(self, place: Place) -> None:
        self._place = place
        self._lock = threading.Lock()
        self._made: Dict[int, LaneFile] = {}
        self._live: List[OwnLane] = []
        self._given = 0
        self._over = False
        self._due = 0

    def prepare(self, threads: int) -> None:
        """Makes the files of so many lanes, before anybody computes.

        Raises:
            OSError: the system has no room for them.
        """
        for number in range(1, min(threads, MOST_OWN) + 1):
            self._made[number] = self._file(number)

    def open(self, name: str, starter: int) -> OwnLane:
        """The calling thread's lane; its code runs from now on.

        Raises:
            OSError: it gets none.
        """
        with self._lock:
            if self._over or self._given == MOST_OWN:
                raise OSError("There are as many lanes as there may be")
            self._given = number = self._given + 1
            file = self._made.pop(number, None)
        file = file or self._file(number)
        notes = Notes(WorkerKind.THREAD, self._place.gil, EXPECTED)
        facts = WorkerFacts(
            kind=WorkerKind.THREAD,
            native_id=threading.get_native_id(),
            gil=self._place.gil,
            layers=notes.layers,
            thread_state=thread_state(),
            shares_gil=notes.shares_gil,
            interpreter=self._place.interpreter,
            starter=starter,
            name=name,
        )
        file.begin(facts)
        lane = OwnLane(file, notes)
        with self._lock:
            self._live.append(lane)
        return lane

    def look_after(self, gone: Union[OwnLane, Unlaned, None] = None) -> None:
        """Copies for all threads what the kernel told of them, if that is due; one may be gone."""
        now = time.perf_counter_ns()
        with self._lock:
            if isinstance(gone, OwnLane) and gone in self._live:
                self._live.remove(gone)
            live = list(self._live) if now >= self._due else []
            self._due = now + PERIOD_NS if live else self._due
        for lane in live:
            lane.copy_for()

    def end(self) -> None:
        """Ends the lanes of threads that live on, and the files that nobody has begun."""
        with self._lock:
            self._over = True
            live, made = list(self._live), list(self._made.values())
            self._live, self._made = [], {}
        for lane in live:
            lane.end_for()
        for file in made:
            file.close()

    def disown(self) -> None:
        """In a forked child, whose threads are nobody's."""
        self._lock = threading.Lock()
        self._over = True
        for lane in self._live:
            lane.disown()
        self._live = []

    def _file(self, number: int) -> LaneFile:
        return LaneFile(self._place.directory, FIRST_NUMBER * (self._place.process + 1) + number, CAPACITY)


class OwnThreads:
    """The threads that one worker's tasks start.

    Args:
        lanes: Those of its process.
        starter: The worker's lane, and
        number: its number.
    """

    def __init__(self, lanes: OwnLanes, starter: Lane, number: int) -> None:
        self._lanes = lanes
        self._starter = starter
        self._number = number
        self._lock = threading.Lock()
        self._more = self._more_ns = 0

    def begin(self, name: str) -> Union[OwnLane, Unlaned]:
        """In a new thread, before any of its code runs: what it is to tick, and to end."""
        try:
            return self._lanes.open(name, self._number)
        except OSError:
            return Unlaned(self)

    def look_after(self, gone: Union[OwnLane, Unlaned, None] = None) -> None:
        """See ``OwnLanes``."""
        self._lanes.look_after(gone)

    def count(self, computed: int) -> None:
        """A thread without a lane has ended, and computed for so many ns."""
        with self._lock:
            self._more += 1
            self._more_ns += computed
            # Sums, so that one which is lost as the worker turns to a new file is made up for by the next.
            with contextlib.suppress(ValueError):  # the worker has closed its file
                self._starter.note(Header.MORE_THREADS, self._more)
                self._starter.note(Header.MORE_NS, self._more_ns)
