"""What a worker calls while it works: ticks, declared waits, the beginnings and ends of tasks.

It notes what ``gilviz.runner.recording.lane`` notes, more simply: without a GIL nothing that it does is a hand-off.
"""

from __future__ import absolute_import

from gilviz.runner27.words import GAP_NS, NO_TASK, Header, Layer, Mark, State, pack, pack_head

LAST, TICKS, DEADLINE = 0, 1, 2
"""What the hot path works on: the time of the last tick, how many there were, until when none can have come too late."""
GAPS = 1000
TICKS_A_TRY = 5000
TRIES = 4
GAIN = 0.95
LONGEST_NS = 600000000
"""What is done to have gaps and ticks compiled: so many gaps; so many ticks a time, until so many times in a row did not gain by
that factor, or so many ns have passed."""
_COUNTERS_HEAD = pack_head(Mark.COUNTERS, 1)


class Wait(object):
    """A context manager that is in a declared state while its body runs, and running again after it.

    Attributes:
        due: When the wait was over for the world outside, by the lane's clock; the body may say so.
    """

    def __init__(self, lane, state):
        self._lane = lane
        self._state = state
        self.due = None

    def __enter__(self):
        self._lane.enter(self._state)
        return self

    def __exit__(self, kind, error, trace):
        self._lane.leave(self.due)


class Lane(object):
    """One worker's recording, as its workload sees it; only the thread that makes it may use it.

    Args:
        file: Where to write; its worker is the calling thread.
        kind: What the worker is.
        machine: What is below Python: ``jvm`` or ``dotnet``.
        tick_ps: What a tick costs, in ps.

    Attributes:
        clock: The time in ns, as everything here is told.
        tick: ``lane.tick()`` marks a checkpoint: "I am running now".
    """

    def __init__(self, file, kind, machine, tick_ps):
        self.clock = machine.clock
        self._own_time = machine.own_time
        self._file = file
        self._owed = False  # whether a silence waits for its counters
        self._closed = False
        self._noting = self._dropped = 0
        self._tally = {}
        try:
            self._counters = machine.Counters()
        except EnvironmentError:
            self._counters = None
        file.begin(kind, Layer.TICKS | (Layer.COUNTERS if self._counters else 0))
        self._copy()  # What is counted until now is nobody's silence.
        self._task = NO_TASK
        self._write(self.clock(), pack(Mark.STATE, State.IDLE, NO_TASK))
        self._hot = [self.clock(), 0, 0]
        self.tick = _ticker(self._hot, self.clock, self._look)
        file.put(Header.TICK_PS, tick_ps)

    def waiting(self):
        """``with lane.waiting():`` declares a blocking call; ``as wait``, and ``wait.due`` may be set to when it was due."""
        return Wait(self, State.IO_WAIT)

    def native(self):
        """``with lane.native():`` declares work that the machine does outside of Python code."""
        return Wait(self, State.NATIVE)

    def blocked(self):
        """``with lane.blocked():`` declares a wait for a lock or a queue."""
        return Wait(self, State.LOCK_WAIT)

    def begin_task(self, number):
        """The worker has taken up that task (from 0) and runs."""
        self._task = number
        self._enter_at(self.clock(), State.RUNNING)

    def end_task(self, tally):
        """The worker has let go of its task, and counts it under that word of the header."""
        now = self._settle()
        self._task = NO_TASK
        self._enter_at(now, State.IDLE)
        self._tally[tally] = self._tally.get(tally, 0) + 1
        self._file.put(tally, self._tally[tally])

    def enter(self, state):
        """The worker is about to do something else than Python code."""
        self._enter_at(self._settle(), state)

    def leave(self, due):
        """The worker runs again."""
        now = self.clock()
        if due is not None and due > 0:
            self._write(due, pack(Mark.DUE, State.IO_WAIT, self._task))
        long = now - self._hot[LAST] > GAP_NS
        self._enter_at(now, State.RUNNING)
        if long:
            self._copy()

    def close(self, now=None):
        """Ends the lane in good order, at that time; without one, when it last said something, for nothing is known since."""
        if not self._closed:
            self._closed = True
            self._file.put(Header.CLOSED, self._hot[LAST] if now is None else now)
            if self._counters:
                self._counters.close()

    def _settle(self):
        """What ends here was running: the time, and a silence before it is noted."""
        now = self.clock()
        if now - self._hot[LAST] > GAP_NS:
            self._note_gap(now)
            now = self.clock()
        return now

    def _look(self, now):
        """Once in a gap's time: was there a gap, and until when does the worker certainly run?"""
        if now - self._hot[LAST] > GAP_NS:
            self._note_gap(now)
        self._file.put(Header.LAST_TICK, now)
        self._hot[DEADLINE] = now + GAP_NS

    def _note_gap(self, now):
        began = self._own_time()
        running = pack(Mark.STATE, State.RUNNING, self._task)
        if not self._file.write((self._hot[LAST], pack(Mark.SILENT, State.RUNNING, self._task)), (now, running)):
            self._drop(2)
        self._copy()
        self._noting += self._own_time() - began
        self._file.put(Header.NOTING, self._noting)

    def _enter_at(self, now, state):
        self._write(now, pack(Mark.STATE, state, self._task))
        self._file.put(Header.LAST_TICK, now)
        self._file.put(Header.TICKS, self._hot[TICKS])
        self._hot[LAST] = now
        self._hot[DEADLINE] = now + GAP_NS

    def _copy(self):
        """Notes what the system counts of this thread, after what it is to explain."""
        if self._counters:
            computed, waited = self._counters.read()
            if not self._file.write((self.clock(), _COUNTERS_HEAD), (computed or 1, waited)):
                self._drop(1)

    def _write(self, moment, word):
        if not self._file.write((moment, word)):
            self._drop(1)

    def _drop(self, records):
        self._dropped += records
        self._file.put(Header.DROPPED, self._dropped)

    def exercise(self):
        """Has what this lane does compiled; what a tick then takes, in ps. For a lane that nobody keeps."""
        for _ in range(GAPS):
            self._note_gap(self.clock())
        best, vain, until = 0, 0, self.clock() + LONGEST_NS
        while vain < TRIES and self.clock() < until:
            began = self.clock()
            for _ in range(TICKS_A_TRY):
                self.tick()
            took = (self.clock() - began) * 1000 // TICKS_A_TRY
            vain = vain + 1 if best and took > best * GAIN else 0
            best = min(best or took, took)  # any try may have been interrupted
        return best


def _ticker(hot, clock, look):
    """The hot path, with what changes in one list: a closure's variables are the cheapest that there are."""

    def tick():
        now = clock()
        if now > hot[2]:
            look(now)
        hot[0] = now
        hot[1] += 1

    return tick


class NoLane(object):
    """A lane that records nothing, to calibrate by.

    Args:
        clock: As of a lane.
    """

    def __init__(self, clock):
        self.clock = clock

    def tick(self):
        """Nothing."""

    def waiting(self):
        """Nothing around its body."""
        return Wait(self, State.IO_WAIT)

    def native(self):
        """Nothing around its body."""
        return Wait(self, State.NATIVE)

    def blocked(self):
        """Nothing around its body."""
        return Wait(self, State.LOCK_WAIT)

    def begin_task(self, number):
        """Nothing."""

    def end_task(self, tally):
        """Nothing."""

    def enter(self, state):
        """Nothing."""

    def leave(self, due):
        """Nothing."""

    def close(self, now=None):
        """Nothing."""
