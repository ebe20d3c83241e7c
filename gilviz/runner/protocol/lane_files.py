"""A lane file's name and its header: whose lane it is, and how far it has been written."""

from __future__ import annotations

import enum
import re
import struct
from typing import List, Optional, Sequence, Tuple

WORD = 8
"""Bytes in a word."""
MAGIC = int.from_bytes(b"gilvizL2", "little")
"""A lane file's first word; its last character is the format's version."""
MAGIC_TO_COME = int.from_bytes(b"gilvizS2", "little")
"""The first word of a file that was made for a worker which has not begun: it may never be."""
HEADER_WORDS = 32
RECORD_WORDS = 2


class Header(enum.IntEnum):
    """The header's words, by their position."""

    MAGIC = 0
    CAPACITY = 1
    """Records this chunk can hold."""
    COUNT = 2
    """Records written so far."""
    LAST_TICK = 3
    """When the worker was executing, in ns: until then its last state is certain. It is at most a gap behind its last tick."""
    DROPPED = 4
    """Transitions, and copies of evidence, that could not be written (the disk was full)."""
    TASKS_DONE = 5
    SHARES_GIL = 6
    """1 where others may hold the same GIL in turn, other workers or threads that the user's function starts, else 0."""
    CLOSED = 7
    """The time at which the worker ended in good order, in ns; 0 while it lives, or when it was killed."""
    PID = 8
    NATIVE_ID = 9
    """The thread's number in the operating system; 0 where that is unknown."""
    NUMBER = 10
    """The worker's number within its run, from 1."""
    KIND = 11
    INTERPRETER = 12
    """The interpreter's number within its process: 0 is the main one. A GIL belongs to (pid, interpreter)."""
    GIL = 13
    """1 where that interpreter has a GIL, else 0."""
    CHUNK = 14
    """The chunk's place in its chain, from 0."""
    TASKS_RAISED = 15
    """Tasks that ended in an exception which their executor hands on."""
    LAYERS = 16
    """A sum of ``Layer``s: the evidence that the worker has, or had for a part of its time."""
    TICKS = 17
    """Ticks so far, published with every declared state and task: what recording cost can be told from it."""
    THREAD_STATE = 18
    """The address of the worker's thread state, by which its GIL names its holder; 0 where that is unknown."""
    NOTING = 19
    """ns of the worker's own time that went into noting its silences."""
    TICK_PS = 20
    """What one tick costs this worker, in ps, as it measured before its first task."""
    PROCESS = 21
    """Where workers are the threads of several processes: their process's number within the run, from 1; else 0."""
    THREAD = 22
    """There, the worker's number within its process, from 1; else 0."""
    STARTER = 23
    """Where a task of the user's function started this thread: the number of the worker that the task was of; else 0."""
    MORE_THREADS = 24
    """Threads that this worker's tasks started beyond those that have a lane, and that have ended;"""
    MORE_NS = 25
    """for how many ns those computed, all in all."""
    NAME = 26
    """The first of ``NAME_WORDS`` words with the thread's name, where its starter is a task: UTF-8, filled up with zeros."""


MOST_OWN = 64
"""Threads of a process that a user's function may start and that get a lane; the others are counted."""
NAME_WORDS = HEADER_WORDS - Header.NAME
NAME_BYTES = NAME_WORDS * WORD


def pack_name(name: str) -> List[int]:
    """A thread's name as a header's words, cut where it is too long for them."""
    encoded = name.encode("utf-8", "replace")
    if len(encoded) > NAME_BYTES:
        end = "…".encode()
        encoded = encoded[: NAME_BYTES - len(end)].decode("utf-8", "ignore").encode() + end
    return list(struct.unpack(f"<{NAME_WORDS}q", encoded.ljust(NAME_BYTES, b"\0")))


def unpack_name(words: Sequence[int]) -> str:
    """The name in a header's words; what can't be shown in one line is left out, for nobody knows who wrote it."""
    encoded = struct.pack(f"<{NAME_WORDS}q", *words).rstrip(b"\0")
    return "".join(each for each in encoded.decode("utf-8", "replace") if each.isprintable())


_LANE_FILE_NAME = re.compile(r"lane-(\d+)-(\d+)\.(\d+)")


def lane_file_name(pid: int, number: int, chunk: int) -> str:
    """The name of one chunk of a worker's lane inside the run directory."""
    return f"lane-{pid}-{number}.{chunk}"


def parse_lane_file_name(name: str) -> Optional[Tuple[int, int, int]]:
    """(pid, number, chunk) of a lane file's name; None for any other file."""
    match = _LANE_FILE_NAME.fullmatch(name)
    return (int(match[1]), int(match[2]), int(match[3])) if match else None
