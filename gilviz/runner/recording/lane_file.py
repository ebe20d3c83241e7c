"""A worker's lane on disk: a chain of memory-mapped files, laid out as ``gilviz.runner.protocol`` says.

Storing into the map is a plain memory write: it makes no system call and keeps the GIL, so recording creates no hand-off that
was not there. Only opening the next chunk of a chain, once in some thousand transitions, talks to the system. Every chunk is
written full of zeros before it is mapped: a full disk is then an error here, and not a crash at some later store.
"""

from __future__ import annotations

import mmap
import os
from dataclasses import dataclass
from typing import Optional

from gilviz.runner.protocol import (
    HEADER_WORDS,
    MAGIC,
    MAGIC_TO_COME,
    RECORD_WORDS,
    WORD,
    Header,
    WorkerKind,
    lane_file_name,
    pack_name,
)

FIRST_CAPACITY = 8_192
"""Records in a chain's first chunk: 131 kB, so that 64 idle workers cost little, and nearly a thousand gaps find room."""
NEXT_CAPACITY = 65_536
"""Records in each later chunk: 1 MB."""
ALL_FIRST = 131_072
"""Records in the first chunks of all workers of a run together, where these are few: 2 MB. Making a chunk takes a worker some ms
of C code that are not its task's; those that are made before the run cost it nothing."""


def first_capacity(workers: int) -> int:
    """Records in the first chunks of so many workers whose files are made before they begin."""
    return max(FIRST_CAPACITY, min(NEXT_CAPACITY, ALL_FIRST // workers))


@dataclass(frozen=True)
class WorkerFacts:
    """What a lane file's header says of its worker.

    Args:
        kind: What it is.
        native_id: The thread's number in the operating system.
        gil: Whether its interpreter has a GIL.
        layers: The evidence it has, a sum of ``Layer``s.
        thread_state: The address of its thread state; 0 where unknown.
        shares_gil: Whether other workers hold the same GIL in turn.
        interpreter: Its interpreter's number within its process.
        process: The number of its process within the run, from 1, and
        thread: its own number within that; 0 unless the workers are the threads of several processes.
        starter: Where a task of the user's function started it, the number of that task's worker; else 0.
        name: There, the thread's name.
    """

    kind: WorkerKind
    native_id: int
    gil: bool
    layers: int
    thread_state: int = 0
    shares_gil: bool = False
    interpreter: int = 0
    process: int = 0
    thread: int = 0
    starter: int = 0
    name: str = ""


class LaneFile:
    """The newest chunk of one worker's chain.

    Its header is the one kept up to date; the earlier chunks' headers stay as they were when the next one was opened.

    A file is made by whoever has time for it, and begun by its worker: making one lets go of the GIL several times, and a thread
    that did so while another one computes would wait for it as often.

    Args:
        directory: The run directory.
        number: The worker's number within its run, from 1.
        first_capacity: Records in the first chunk.

    Attributes:
        words: The chunk, as signed 64-bit words: whoever writes records sets ``Header.COUNT`` in it, after them, and ``count``.
        count: Records in this chunk.
        capacity: Records that it can hold.

    Raises:
        OSError: the file can't be made.
    """

    def __init__(self, directory: str, number: int, first_capacity: int = FIRST_CAPACITY) -> None:
        self._directory = directory
        self._number = number
        self._chunk = 0
        self._refused = False
        self._map: Optional[mmap.mmap] = None
        self.words: memoryview
        self._open(first_capacity)
        self.words[Header.MAGIC] = MAGIC_TO_COME

    def begin(self, worker: WorkerFacts) -> None:
        """From now on it is that worker's lane."""
        self.words[Header.KIND] = worker.kind
        self.words[Header.NUMBER] = self._number
        self.words[Header.PID] = os.getpid()
        self.words[Header.NATIVE_ID] = worker.native_id
        self.words[Header.GIL] = worker.gil
        self.words[Header.LAYERS] = worker.layers
        self.words[Header.THREAD_STATE] = worker.thread_state
        self.words[Header.SHARES_GIL] = worker.shares_gil
        self.words[Header.INTERPRETER] = worker.interpreter
        self.words[Header.PROCESS] = worker.process
        self.words[Header.THREAD] = worker.thread
        self.words[Header.STARTER] = worker.starter
        for place, word in enumerate(pack_name(worker.name), Header.NAME):
            self.words[place] = word
        self.words[Header.MAGIC] = MAGIC

    def has_room(self, records: int) -> bool:
        """Makes room for so many records, in a new chunk if need be; False where the system has none."""
        return self.count + records <= self.capacity or (self._extend() and records <= self.capacity)

    def _extend(self) -> bool:
        """Continues in a new chunk; False, with everything as it was, when the system has no room for one.

        A system that had none is not asked again: each try lets go of the GIL, and after a hole nothing could be told of it.
        """
        if self._refused:
            return False
        header = self.words[:HEADER_WORDS].tolist()
        full, full_map = self.words, self._map
        self._chunk += 1
        try:
            self._open(NEXT_CAPACITY)
        except OSError:
            self._chunk -= 1
            self._refused = True
            return False
        for word in range(Header.COUNT + 1, HEADER_WORDS):
            self.words[word] = header[word]
        self.words[Header.CHUNK] = self._chunk
        self.words[Header.MAGIC] = MAGIC
        full.release()
        if full_map is not None:
            full_map.close()
        return True

    def disown(self) -> None:
        """In a forked child: whatever is written from now on stays in this process, and goes with it."""
        self.words = memoryview(bytearray(self.words.nbytes)).cast("q")
        self.count = 0
        self._refused = True

    def close(self) -> None:
        """Unmaps the file; the words may no longer be touched."""
        if self._map is not None:
            self.words.release()
            self._map.close()
            self._map = None

    def _open(self, capacity: int) -> None:
        size = (HEADER_WORDS + RECORD_WORDS * capacity) * WORD
        path = os.path.join(self._directory, lane_file_name(os.getpid(), self._number, self._chunk))
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        try:
            left = size
            while left:
                left -= os.write(descriptor, bytes(min(left, 1 << 20)))
            self._map = mmap.mmap(descriptor, size)
        except OSError:
            os.unlink(path)
            raise
        finally:
            os.close(descriptor)
        self.capacity = capacity
        self.count = 0
        self.words = memoryview(self._map).cast("B").cast("q")
        self.words[Header.CAPACITY] = capacity
