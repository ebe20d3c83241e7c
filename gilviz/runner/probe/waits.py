"""Looks from a process of its own at what the workers wait for, where they can't say so themselves: the user's own code.

``python -m gilviz.runner.probe.waits DIRECTORY GIL`` writes the file ``protocol.WAITS_FILE_NAME`` there. Linux tells of every
thread that is off its core in which system call it is (``/proc/<pid>/task/<tid>/syscall``): a sleep, a socket, a file, or a
lock, which is the GIL's where its address lies inside the GIL. Reading that stops nobody. How long the waits were, the kernel's
switches tell the worker; what they were for, looks tell. Who has just been seen to wait for the same is not noted anew.

Where cores are scarce a wait goes over into another one, for a core, and no switch tells when. But the kernel counts for how long
each thread was ready and had no core (``schedstat``), and adds to that whenever one has come to its core: read at each look, the
sum tells of the few absences that ended since the last look how much of them it was.
"""

from __future__ import annotations

import contextlib
import mmap
import os
import platform
import struct
import sys
import time
from typing import Dict, Mapping, Tuple

from gilviz.runner.probe.observer import step_back
from gilviz.runner.protocol import (
    HEADER_WORDS,
    MAGIC,
    WAITED_SHIFT,
    WAITS_CAPACITY,
    WAITS_FILE_NAME,
    WAITS_HEADER_WORDS,
    WAITS_MAGIC,
    WAITS_OPEN,
    WAITS_RECORD_WORDS,
    WORD,
    Header,
    State,
    WaitsHeader,
    parse_lane_file_name,
)

PACE_S = 0.008
"""Seconds between looks: each takes some 10 µs for a thread."""
MOST_AT_ONCE = 16
"""Threads that are looked at each time; where there are more, they take turns."""
NEW_WORKERS_S = 0.02
"""Seconds after which new lanes are looked for."""
LATE_NS = 200_000
"""A look that took longer is none: nobody knows of which moment it tells."""
LEAST_NS = 40_000
"""A sum that grew by less is not noted anew: threads take as long to wake up, all in all, where there are cores enough."""
SUMS = 3
"""Numbers in ``schedstat``: ns on a core, ns without one, time slices."""
GIL_BYTES = 208
"""What the GIL takes, from its first word on: four words, then a condition variable (48) and its lock (40), for those who wait
for it, and the same again for those who wait until another one has taken it."""
_FUTEX: Mapping[str, int] = {"x86_64": 202, "aarch64": 98}
_LOCKS: Mapping[str, Tuple[int, ...]] = {"x86_64": (73, 72, 220), "aarch64": (32, 25, 193)}
"""flock, fcntl, semtimedop: locks that processes share."""

_Key = Tuple[int, int]
"""(process, thread)."""


def look_on(directory: str, gil: int) -> None:
    """Looks until whoever started this is gone.

    Args:
        directory: The run's.
        gil: The address of the job's GIL in its main process; 0 where that is not known.
    """
    words = words_of(os.path.join(directory, WAITS_FILE_NAME))
    step_back()
    starter = main = os.getppid()
    threads: Dict[_Key, Looked] = {}
    due = turn = 0.0
    while os.getppid() == starter:
        if time.monotonic() >= due:
            due = time.monotonic() + NEW_WORKERS_S
            _find(directory, threads)
        several = list(threads)
        if len(several) > MOST_AT_ONCE:
            turn = (int(turn) + MOST_AT_ONCE) % len(several)
            several = (several * 2)[int(turn) : int(turn) + MOST_AT_ONCE]
        processes = [process for process, _ in threads]
        for key in several:
            known = bool(gil) and key[0] == main
            # Else it may be any lock, or the GIL that they share and nobody knows the place of.
            tells = known or processes.count(key[0]) < 2
            try:
                threads[key].look(words, gil if known else 0, tells_locks=tells)
            except OSError:
                threads.pop(key).close()  # it is gone, or may not be looked at
        words[WaitsHeader.LAST_LOOK] = time.perf_counter_ns()
        time.sleep(PACE_S)


def make_file(directory: str) -> None:
    """Makes the file, still empty: it says that the workers can't tell themselves what they wait for."""
    with open(os.path.join(directory, WAITS_FILE_NAME), "xb") as file:
        words = [0] * WAITS_HEADER_WORDS
        words[WaitsHeader.MAGIC], words[WaitsHeader.CAPACITY] = WAITS_MAGIC, WAITS_CAPACITY
        words[WaitsHeader.INTERVAL] = round(PACE_S * 1e9)
        if sys.implementation.name == "cpython":
            words[WaitsHeader.ASKS_AFTER] = round(sys.getswitchinterval() * 1e9)
        file.write(b"".join(word.to_bytes(WORD, "little", signed=True) for word in words))
        file.truncate((WAITS_HEADER_WORDS + WAITS_RECORD_WORDS * WAITS_CAPACITY) * WORD)


def state_of(line: bytes, gil: int) -> State:
    """What a thread does of which the kernel says that line.

    Args:
        line: ``running``, or the system call's number and arguments.
        gil: The address of its GIL; 0 where that is not known.
    """
    parts = line.split()
    if not parts or parts[0] == b"running":
        return State.RUNNING
    machine = platform.machine()
    try:
        number, first = int(parts[0]), int(parts[1], 16)
    except (ValueError, IndexError):
        return State.RUNNING
    if number == _FUTEX.get(machine, -2):
        return State.GIL_WAIT if gil and 0 <= first - gil < GIL_BYTES else State.LOCK_WAIT
    return State.LOCK_WAIT if number in _LOCKS.get(machine, ()) else State.IO_WAIT


def words_of(path: str) -> memoryview:
    """A file that both this process and the readers of a run have in memory, as signed 64-bit words."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        return memoryview(mmap.mmap(descriptor, 0)).cast("B").cast("q")
    finally:
        os.close(descriptor)


def _find(directory: str, threads: Dict[_Key, Looked]) -> None:
    """Opens what the kernel tells of workers that have joined."""
    with contextlib.suppress(OSError):
        for name in os.listdir(directory):
            lane = parse_lane_file_name(name)
            if lane is None or lane[2] != 0:
                continue
            with open(os.path.join(directory, name), "rb") as file:
                header = file.read(HEADER_WORDS * WORD)
            if len(header) < HEADER_WORDS * WORD:
                continue
            found = struct.unpack(f"<{HEADER_WORDS}q", header)
            key = (found[Header.PID], found[Header.NATIVE_ID])
            if found[Header.MAGIC] == MAGIC and not found[Header.CLOSED] and key not in threads:
                with contextlib.suppress(OSError):
                    threads[key] = Looked(*key)


class Looked:
    """One thread that is looked at.

    Args:
        process: Its process's number, and
        thread: its own.

    Raises:
        OSError: it is gone, or may not be looked at.
    """

    def __init__(self, process: int, thread: int) -> None:
        self._thread = thread
        place = f"/proc/{process}/task/{thread}/"
        self._call = os.open(place + "syscall", os.O_RDONLY)
        self._sums = -1
        with contextlib.suppress(OSError):  # not every kernel counts
            self._sums = os.open(place + "schedstat", os.O_RDONLY)
        self._waited = -LEAST_NS
        self._counted_at = -1  # the record that the last sum is in
        self._found = (State.IDLE, b"")
        self._seen_at = -1  # the one that the last look is in; -1: none is to be prolonged

    def look(self, words: memoryview, gil: int, *, tells_locks: bool) -> None:
        """Notes what it waits for now, and for how long it has waited for a core.

        Args:
            words: The file.
            gil: The address of its GIL; 0 where that is not known.
            tells_locks: Whether one that waits for a lock is known not to wait for the GIL.

        Raises:
            OSError: it is gone.
        """
        before = time.perf_counter_ns()
        state = state_of(os.pread(self._call, 256, 0), gil)
        sums = os.pread(self._sums, 96, 0).split() if self._sums >= 0 else []
        if time.perf_counter_ns() - before > LATE_NS:
            return
        if len(sums) == SUMS and sums[2] != b"0":
            self._count(words, before, int(sums[1]))
        if state is State.LOCK_WAIT and not tells_locks:
            self._seen_at = -1
            return
        # Between two looks it can have come back, and left for something else: then it has had another slice of time.
        found = (state, sums[2] if len(sums) == SUMS else b"")
        if found == self._found and self._seen_at >= _first_open(words):
            words[self._seen_at] = before
        else:
            self._found, self._seen_at = found, _append(words, self._thread, state, before)

    def close(self) -> None:
        """Looks no more."""
        os.close(self._call)
        if self._sums >= 0:
            os.close(self._sums)

    def _count(self, words: memoryview, now: int, waited: int) -> None:
        if self._counted_at >= _first_open(words) and waited - self._waited < LEAST_NS:
            words[self._counted_at] = now
        else:
            self._counted_at = _append(words, self._thread, State.CPU_WAIT | waited << WAITED_SHIFT, now)
            self._waited = waited


def _first_open(words: memoryview) -> int:
    """From which place on a record may be prolonged: a reader that follows reads none before it again, and needs another one.

    Where there is no room for another one, all may be: who reads the file later sees that.
    """
    count = words[WaitsHeader.COUNT]
    return 0 if count == WAITS_CAPACITY else WAITS_HEADER_WORDS + WAITS_RECORD_WORDS * max(0, count - WAITS_OPEN)


def _append(words: memoryview, thread: int, what: int, now: int) -> int:
    """Another record; gives the place of its last word, -1 where there is no room: what was seen until now stays."""
    count = words[WaitsHeader.COUNT]
    if count == WAITS_CAPACITY:
        return -1
    position = WAITS_HEADER_WORDS + WAITS_RECORD_WORDS * count
    words[position] = thread
    words[position + 1] = what
    words[position + 2] = now
    words[position + 3] = now
    words[WaitsHeader.COUNT] = count + 1
    return position + 3


if __name__ == "__main__":
    look_on(sys.argv[1], int(sys.argv[2]))
