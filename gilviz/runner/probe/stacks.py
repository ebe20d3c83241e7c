"""Looks from a process of its own at the lines in which workers are that share a GIL, and at who of them holds it just then.

``python -m gilviz.runner.probe.stacks ORDER`` (an ``Order``, as JSON) writes the files ``protocol.STACKS_FILE_NAME`` and
``CODES_FILE_NAME``. It reads the job's memory as ``observer`` does: that takes no lock, stops nobody and needs nothing from the
job. Before and after a stack the GIL's words are read. Where they are the same, whoever they name held the GIL all the while,
and the stack is that of its holder, or of somebody who did not get it; where not, it is read again, and thrown away in the end.

Rounds of looks come at uneven intervals, so that they can't fall into step with threads that take turns. They take at most a
fortieth of a core, however many workers there are: then rounds are farther apart.
"""

from __future__ import annotations

import contextlib
import json
import os
import struct
import sys
import time
from typing import Dict, List, NamedTuple, Optional, Set, TextIO, Tuple

from gilviz.runner.probe.codes import Codes, Own
from gilviz.runner.probe.layout import Layout, Read
from gilviz.runner.probe.locate import HOLDER
from gilviz.runner.probe.observer import step_back
from gilviz.runner.probe.stack_reader import Place, Sighting, StackReader
from gilviz.runner.probe.waits import state_of, words_of
from gilviz.runner.protocol import (
    CODES_FILE_NAME,
    HEADER_WORDS,
    MAGIC,
    STACKS_CAPACITY,
    STACKS_FILE_NAME,
    STACKS_HEADER_WORDS,
    STACKS_MAGIC,
    STACKS_RECORD_WORDS,
    WORD,
    Header,
    StacksHeader,
    State,
    parse_lane_file_name,
)

PACE_S = 0.010
"""Seconds between rounds, on average."""
SHARE = 40
"""A round is followed by a pause that is at least so many times as long."""
NEW_WORKERS_S = 0.05
TRIES = 3
BLIND = 4
"""Intervals by which a look comes too late that was blind until then."""
_GOLDEN = 0.618_033_988_749_895
_WORDS = struct.Struct("<QiiQ")


class Order(NamedTuple):
    """What to look at.

    Args:
        directory: The run's.
        memory: The job's memory: a descriptor, open for reading.
        gil: The address of its GIL.
        layout: Where things are in it.
        own: Which code is the user's.
    """

    directory: str
    memory: int
    gil: int
    layout: Layout
    own: Own

    def text(self) -> str:
        """As an argument."""
        return json.dumps(self)

    @classmethod
    def of(cls, text: str) -> Order:
        """From an argument."""
        directory, memory, gil, layout, own = json.loads(text)
        return cls(directory, memory, gil, Layout(*layout), Own(*own))


class Worker(NamedTuple):
    """A thread that has a lane."""

    state: int
    """The address of its thread state."""
    native_id: int
    call: int
    """A descriptor of what the kernel says of its system call; -1 where that may not be read."""


def reader_of(memory: int) -> Read:
    """Reads the memory behind a descriptor; what is not there is no bytes."""

    def read(address: int, size: int) -> bytes:
        try:
            return os.pread(memory, size, address)
        except (OSError, OverflowError):
            return b""

    return read


def look_on(order: Order) -> None:
    """Looks until whoever started this is gone."""
    starter = os.getppid()
    with open(os.path.join(order.directory, CODES_FILE_NAME), "w", encoding="utf-8") as told:
        onlooker = Onlooker(order, starter, told)
        onlooker.words[StacksHeader.MAGIC] = STACKS_MAGIC
        step_back()
        due = pause = 0.0
        last, number = time.perf_counter_ns(), 0
        while os.getppid() == starter:
            now = time.perf_counter_ns()
            if now - last > (pause + BLIND * PACE_S) * 1e9 and onlooker.workers:
                onlooker.words[StacksHeader.BLIND] += now - last
            # Its own time, not the clock's: a round that lost its core took none from anybody meanwhile.
            before = time.thread_time()
            if time.monotonic() >= due:
                due = time.monotonic() + NEW_WORKERS_S
                onlooker.find()
            onlooker.round()
            last = time.perf_counter_ns()
            number += 1
            uneven = PACE_S * (0.5 + number * _GOLDEN % 1)
            pause = max(uneven, SHARE * (time.thread_time() - before))
            time.sleep(pause)


class Onlooker:
    """Looks at all workers, round by round.

    Args:
        order: What to look at.
        process: The job's.
        told: Where code objects are told.

    Attributes:
        words: The file's.
        workers: Those that are there.
    """

    def __init__(self, order: Order, process: int, told: Optional[TextIO]) -> None:
        self._directory = order.directory
        self._process = process
        self._gil = order.gil
        self._read = reader_of(order.memory)
        self._reader = StackReader(self._read, order.layout, Codes(self._read, order.layout, order.own, told))
        self._seen: Set[str] = set()
        self.words = words_of(os.path.join(order.directory, STACKS_FILE_NAME))
        self.workers: List[Worker] = []

    def find(self) -> None:
        """Takes in workers that have joined."""
        with contextlib.suppress(OSError):
            for name in os.listdir(self._directory):
                lane = parse_lane_file_name(name)
                if name in self._seen or lane is None or lane[2] != 0:
                    continue
                with open(os.path.join(self._directory, name), "rb") as file:
                    header = file.read(HEADER_WORDS * WORD)
                if len(header) == HEADER_WORDS * WORD:
                    self._admit(name, struct.unpack(f"<{HEADER_WORDS}q", header))

    def _admit(self, name: str, found: Tuple[int, ...]) -> None:
        if found[Header.MAGIC] != MAGIC:
            return  # it has not begun
        self._seen.add(name)
        if any(worker.native_id == found[Header.NATIVE_ID] for worker in self.workers):
            return  # coroutines of one thread: its stack is that of whoever has its turn
        if found[Header.PID] == self._process and found[Header.THREAD_STATE] and not found[Header.CLOSED]:
            call = -1
            with contextlib.suppress(OSError):
                call = os.open(f"/proc/{self._process}/task/{found[Header.NATIVE_ID]}/syscall", os.O_RDONLY)
            self.workers.append(Worker(found[Header.THREAD_STATE] & (1 << 64) - 1, found[Header.NATIVE_ID], call))

    def round(self) -> None:
        """Looks at each worker once."""
        words = self.words
        number = words[StacksHeader.ROUNDS]
        for worker in self.workers:
            seen = self._look(worker)
            if seen is None:
                words[StacksHeader.TORN] += 1
            else:
                self._note(worker, number, *seen)
        if self.workers:
            words[StacksHeader.ROUNDS] = number + 1
            words[StacksHeader.LAST_LOOK] = time.perf_counter_ns()
        gone = [worker for worker in self.workers if not os.path.exists(f"/proc/{self._process}/task/{worker.native_id}")]
        for worker in gone:
            self.workers.remove(worker)
            if worker.call >= 0:
                os.close(worker.call)

    def _look(self, worker: Worker) -> Optional[Tuple[int, State, Sighting]]:
        for _ in range(TRIES):
            before = self._read(self._gil + HOLDER, _WORDS.size)
            if len(before) < _WORDS.size:
                return None
            now = time.perf_counter_ns()
            holder, locked, _, _ = _WORDS.unpack(before)
            state = State.RUNNING if locked == 1 and holder == worker.state else self._waits(worker)
            seen = self._reader.look(worker.state, worker.native_id)
            if seen is not None and self._read(self._gil + HOLDER, _WORDS.size) == before:
                return now, state, seen
        return None

    def _waits(self, worker: Worker) -> State:
        """What a thread does that does not hold the GIL."""
        if worker.call < 0:
            return State.IDLE
        try:
            state = state_of(os.pread(worker.call, 256, 0), self._gil)
        except OSError:
            return State.IDLE
        return State.NATIVE if state is State.RUNNING else state

    def _note(self, worker: Worker, number: int, now: int, state: State, seen: Sighting) -> None:
        words = self.words
        count = words[StacksHeader.COUNT]
        if count == STACKS_CAPACITY:
            words[StacksHeader.DROPPED] += 1
            return
        position = STACKS_HEADER_WORDS + STACKS_RECORD_WORDS * count
        words[position] = now
        words[position + 1] = worker.native_id
        words[position + 2] = state
        words[position + 3] = number
        words[position + 4] = _packed(seen.own)
        words[position + 5] = _packed(seen.inner)
        words[StacksHeader.COUNT] = count + 1


def _packed(place: Optional[Place]) -> int:
    return (place.code.number + 1) << 32 | place.line if place is not None else 0


def make_file(directory: str) -> None:
    """Makes the file, still empty."""
    words: Dict[int, int] = {
        StacksHeader.CAPACITY: STACKS_CAPACITY,
        StacksHeader.INTERVAL: round(PACE_S * 1e9),
    }
    with open(os.path.join(directory, STACKS_FILE_NAME), "xb") as file:
        file.write(b"".join(words.get(place, 0).to_bytes(WORD, "little") for place in range(STACKS_HEADER_WORDS)))
        file.truncate((STACKS_HEADER_WORDS + STACKS_RECORD_WORDS * STACKS_CAPACITY) * WORD)


if __name__ == "__main__":
    look_on(Order.of(sys.argv[1]))
