"""Which lane belongs to the worker that is calling, and what the executors map over the items."""

from __future__ import absolute_import

import sys
import threading
import traceback

from gilviz.runner27.lane import Lane, NoLane
from gilviz.runner27.lane_file import LaneFile
from gilviz.runner27.told import words_of
from gilviz.runner27.words import Header, WorkerKind


class Recording(object):
    """How the workers of one run record.

    Args:
        directory: The run directory; None for lanes that nobody keeps.
        kind: What the workers are.
        machine: What is below Python: ``jvm`` or ``dotnet``.
        record: Whether they record at all.
        tick_ps: What a tick costs, in ps.
    """

    def __init__(self, directory, kind, machine, record=True, tick_ps=0):
        self._directory = directory
        self._kind = kind
        self._machine = machine
        self._record = record
        self._tick_ps = tick_ps
        self._here = threading.local()
        self._lanes = []
        self._made = []
        self._lock = threading.Lock()

    def prepare(self, workers):
        """Makes the files of that many workers, before any of them computes."""
        if self._record:
            self._made = [LaneFile(self._directory, number + 1, self._machine) for number in range(workers)]

    def begin(self):
        """Opens the calling worker's lane, where it is not open yet: an initializer for pools."""
        # A pool would replace a worker whose initializer fails, for ever; the worker's first task meets the same error and takes
        # it to whoever waits for its result.
        try:
            self.lane()
        except EnvironmentError:
            pass

    def lane(self):
        """The calling worker's lane."""
        lane = getattr(self._here, "lane", None)
        if lane is None:
            lane = self._here.lane = self._open()
        return lane

    def end(self):
        """Closes every lane. A thread ends unseen here: of the others nothing is known after their last word."""
        mine = getattr(self._here, "lane", None)
        for lane in self._lanes:
            lane.close(self._machine.clock() if lane is mine else None)

    def _open(self):
        if not self._record:
            return NoLane(self._machine.clock)
        with self._lock:
            file = self._made.pop(0)
        try:
            lane = Lane(file, self._kind, self._machine, self._tick_ps)
        except EnvironmentError:
            with self._lock:
                self._made.append(file)  # for the next try
            raise
        with self._lock:
            self._lanes.append(lane)
        return lane


def kind_of(executor):
    """What the workers of that executor are."""
    return WorkerKind.MAIN if executor == "sequential" else WorkerKind.THREAD


class Task(object):
    """Called with (number, item).

    Args:
        work: The workload: item, lane -> result.
        recording: How the worker that calls records.
    """

    def __init__(self, work, recording):
        self._work = work
        self._recording = recording

    def __call__(self, numbered):
        """Executes one task in the calling worker."""
        number, item = numbered
        lane = self._recording.lane()
        lane.begin_task(number)
        tally = Header.TASKS_RAISED
        try:
            result = self._work(item, lane)
            tally = Header.TASKS_DONE
        except BaseException as error:
            error.happened = traceback.format_exc()  # Python 2 forgets where an error came from that is raised again elsewhere
            raise
        except:  # noqa: E722 - what Java throws is no exception of Python's, and executors would not hand it on
            error = RuntimeError(words_of(sys.exc_info()[1]))
            error.happened = traceback.format_exc()
            raise error
        finally:
            lane.end_task(tally)
        return result
