"""Reads the GIL's words again and again, from a process of its own.

``python -m gilviz.runner.probe.observer MEMORY ADDRESS FILE SPAN PAUSE`` writes a file of signed 64-bit words as lanes are
(``gilviz.runner.protocol``): a header named by ``ProbeHeader``, then six words for each look that found something else than the
one before. Between two such times every look found the same. Where the switch interval is changed, the looks follow it.
"""

from __future__ import annotations

import contextlib
import mmap
import os
import struct
import sys
import time

from gilviz.runner.probe.locate import HOLDER
from gilviz.runner.probe.pace import Pace, pace_of
from gilviz.runner.protocol import PROBE_HEADER_WORDS, PROBE_MAGIC, PROBE_RECORD_WORDS, WORD, ProbeHeader

CAPACITY = 65_536
"""Records: 2 MB. A GIL that changes hands at every look fills it in a minute; looks go on to count, and say what they dropped."""
BLIND = 5
"""Intervals without a look from which on the observer was blind: the system gave it no core."""
_WORDS = struct.Struct("<QiiQ")
_SLICE = struct.Struct("<Q")
"""Before those: the switch interval in µs."""


def observe(memory: int, address: int, path: str, pace: Pace) -> None:
    """Looks at that pace until the observed process is gone.

    Args:
        memory: The observed process's memory, open for reading.
        address: Where its GIL's words are.
        path: The file to write, which must not exist.
        pace: When to look, until the switch interval changes.
    """
    try:
        words = _make_file(path)
    except OSError:
        return  # The disk is full: whoever waits for the first look says that there was none.
    words[ProbeHeader.CAPACITY] = CAPACITY
    words[ProbeHeader.INTERVAL] = pace.mean
    step_back()
    clock = time.perf_counter_ns
    before, looked, slices, pausing = b"", clock(), b"", True
    while True:
        now = clock()
        everything = _look(memory, address)
        found = everything[HOLDER:]
        if len(found) < _WORDS.size:
            return  # The process is gone, or its memory is no longer ours to read: the file ends with the last good look.
        if now - looked > BLIND * pace.mean:
            words[ProbeHeader.BLIND] += now - looked
            before = b""  # Nobody saw whether it was the same all the while.
        looked = now
        if everything[:HOLDER] != slices:
            if slices:
                pace = pace_of(_SLICE.unpack_from(everything)[0] / 1e6)
                words[ProbeHeader.INTERVAL] = pace.mean
                before = b""  # How far looks are apart is said with each.
            slices = everything[:HOLDER]
        if found != before:
            _note(words, now, found)
            before = found
        elif words[ProbeHeader.COUNT] and not words[ProbeHeader.DROPPED]:
            words[PROBE_HEADER_WORDS + PROBE_RECORD_WORDS * words[ProbeHeader.COUNT] - 1] = now
        words[ProbeHeader.SAMPLES] += 1
        words[ProbeHeader.LAST_LOOK] = now
        words[ProbeHeader.MAGIC] = PROBE_MAGIC
        pausing = not pausing
        time.sleep((pace.pause if pausing else pace.span) / 1e9)


def _make_file(path: str) -> memoryview:
    """The file's words, with all the room that they need.

    Raises:
        OSError: there is no room for them.
    """
    size = (PROBE_HEADER_WORDS + PROBE_RECORD_WORDS * CAPACITY) * WORD
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        left = size
        while left:  # what is left of a disk is written, and then there is no room
            left -= os.write(descriptor, bytes(left))
        return memoryview(mmap.mmap(descriptor, size)).cast("B").cast("q")
    finally:
        os.close(descriptor)


def _look(memory: int, address: int) -> bytes:
    """The GIL's words; fewer bytes, or none, where they can't be read any more."""
    try:
        return os.pread(memory, HOLDER + _WORDS.size, address)
    except OSError:
        return b""


def step_back() -> None:
    """Takes no core away from whoever holds the GIL: a look that preempted them would be seen in what it looks at.

    An even humbler class (``SCHED_IDLE``) is blind for most of the time wherever the machine is busy.
    """
    with contextlib.suppress(OSError, AttributeError):
        os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))


def _note(words: memoryview, now: int, found: bytes) -> None:
    holder, locked, _, switches = _WORDS.unpack(found)
    count = words[ProbeHeader.COUNT]
    if not words[ProbeHeader.SAMPLES]:
        words[ProbeHeader.FIRST_SWITCHES] = switches
    words[ProbeHeader.LAST_SWITCHES] = switches
    if count == CAPACITY:
        words[ProbeHeader.DROPPED] += 1
        return  # What follows is counted, not kept: the last record then says less than it could, and nothing wrong.
    position = PROBE_HEADER_WORDS + PROBE_RECORD_WORDS * count
    words[position + 1] = holder
    words[position + 2] = locked
    words[position + 3] = switches
    words[position + 4] = words[ProbeHeader.INTERVAL]
    words[position + 5] = now
    words[position] = now
    words[ProbeHeader.COUNT] = count + 1


if __name__ == "__main__":
    observe(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], Pace(int(sys.argv[4]), int(sys.argv[5])))
