"""Looks from a process of its own at what the workers wait for, where they can't say so themselves: the user's own code.

``python -m gilviz.runner.probe.waits DIRECTORY GIL`` writes the file ``protocol.WAITS_FILE_NAME`` there. Linux tells of every
thread that is off its core in which system call it is (``/proc/<pid>/task/<tid>/syscall``): a sleep, a socket, a file, or a
lock, which is the GIL's where its address lies inside the GIL. Reading that stops nobody. How long the waits were, the kernel's
switches tell the worker; what they were for, looks tell. Who has just been seen to wait for the same is not noted anew.
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
    WAITS_CAPACITY,
    WAITS_FILE_NAME,
    WAITS_HEADER_WORDS,
    WAITS_MAGIC,
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
GIL_BYTES = 160
"""What the GIL's own lock and condition variables take, from its first word on."""
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
    files: Dict[_Key, int] = {}
    noted: Dict[_Key, Tuple[int, State]] = {}  # the record that a thread's last look is in
    due = turn = 0.0
    while os.getppid() == starter:
        if time.monotonic() >= due:
            due = time.monotonic() + NEW_WORKERS_S
            _find(directory, files)
        several = list(files)
        if len(several) > MOST_AT_ONCE:
            turn = (int(turn) + MOST_AT_ONCE) % len(several)
            several = (several * 2)[int(turn) : int(turn) + MOST_AT_ONCE]
        processes = [process for process, _ in files]
        for key in several:
            state = _state(files, key, gil if key[0] == main else 0)
            if state is State.LOCK_WAIT and processes.count(key[0]) > 1 and not (gil and key[0] == main):
                state = None  # any lock, or the GIL that they share and nobody knows the place of
            if state is None:
                noted.pop(key, None)
            else:
                _note(words, noted, key, state)
        words[WaitsHeader.LAST_LOOK] = time.perf_counter_ns()
        time.sleep(PACE_S)


def make_file(directory: str) -> None:
    """Makes the file, still empty: it says that the workers can't tell themselves what they wait for."""
    with open(os.path.join(directory, WAITS_FILE_NAME), "xb") as file:
        words = [0] * WAITS_HEADER_WORDS
        words[WaitsHeader.MAGIC], words[WaitsHeader.CAPACITY] = WAITS_MAGIC, WAITS_CAPACITY
        words[WaitsHeader.INTERVAL] = round(PACE_S * 1e9)
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


def _find(directory: str, files: Dict[_Key, int]) -> None:
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
            if found[Header.MAGIC] == MAGIC and not found[Header.CLOSED] and key not in files:
                with contextlib.suppress(OSError):
                    files[key] = os.open(f"/proc/{key[0]}/task/{key[1]}/syscall", os.O_RDONLY)


def _state(files: Dict[_Key, int], key: _Key, gil: int) -> State | None:
    """What that thread waits for now; None where it does not, or nobody may know."""
    try:
        state = state_of(os.pread(files[key], 256, 0), gil)
    except OSError:
        os.close(files.pop(key))  # it is gone, or may not be looked at
        return None
    return None if state is State.RUNNING else state


def _note(words: memoryview, noted: Dict[_Key, Tuple[int, State]], key: _Key, state: State) -> None:
    now = time.perf_counter_ns()
    place, before = noted.get(key, (-1, State.RUNNING))
    if before is state:
        words[WAITS_HEADER_WORDS + WAITS_RECORD_WORDS * place + 3] = now
        return
    count = words[WaitsHeader.COUNT]
    if count == WAITS_CAPACITY:
        return  # what was seen until now stays; from now on nobody knows
    position = WAITS_HEADER_WORDS + WAITS_RECORD_WORDS * count
    words[position] = key[1]
    words[position + 1] = state
    words[position + 2] = now
    words[position + 3] = now
    words[WaitsHeader.COUNT] = count + 1
    noted[key] = (count, state)


if __name__ == "__main__":
    look_on(sys.argv[1], int(sys.argv[2]))
