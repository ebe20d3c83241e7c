"""Follows one worker's chain of lane files while the worker writes them.

The files are read with plain reads, not mapped: a page cache gives both the same bytes, a read of 256 bytes costs a microsecond,
and nothing that a job can do to its files (cut them off, fill the disk) can then kill the reader with a bus error.

Nothing in a file is trusted to be sound, for its writer can be killed at any store, and the directory is open to the job:

- counts and capacities never reach beyond the file's own end;
- a file that has another magic number is left alone, and said so; one without any is not ready yet;
- a record whose time is still 0 ends the read until the next poll;
- a time before its predecessor's is moved to it and counted, an impossible state or time is left out and counted.

Order matters where the writer is running: what the header says on the present ("ticked until", "closed") is read before the
count, so that no record which it presupposes can be missing.
"""

from __future__ import annotations

import io
from collections.abc import Collection
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gilviz.runner.protocol import (
    EVIDENCE_SHIFT,
    HEADER_WORDS,
    MAGIC,
    RECORD_WORDS,
    STATE_MASK,
    TASK_SHIFT,
    WORD,
    Evidence,
    Header,
    State,
    WorkerKind,
    lane_file_name,
)
from gilviz.trace.lane import Lane, LaneIdentity

_HEADER_BYTES = HEADER_WORDS * WORD
_RECORD_BYTES = RECORD_WORDS * WORD
_READ_AT_ONCE = 1 << 16
"""Records fetched by one read: bounds the memory that a wrong count can ask for."""

Words = NDArray[np.int64]


class _ChunkFile:
    """One chunk of a chain, open for reading.

    Raises:
        OSError: it can't be opened.
    """

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self.taken = 0
        self._file = path.open("rb", buffering=0)
        self._header_seen = b""

    def header(self) -> Words:
        """int64[HEADER_WORDS]; zeros where the file has none yet."""
        raw = self._read(0, _HEADER_BYTES)
        return np.frombuffer(raw.ljust(_HEADER_BYTES, b"\0"), dtype="<i8")

    def changed_header(self) -> Words | None:
        """The header if it differs from what this method last returned."""
        raw = self._read(0, _HEADER_BYTES)
        if raw == self._header_seen:
            return None
        self._header_seen = raw
        return np.frombuffer(raw.ljust(_HEADER_BYTES, b"\0"), dtype="<i8")

    def records(self) -> Words:
        """The next records, int64[n, 2], as far as they are wholly written; at most ``_READ_AT_ONCE``."""
        header = self.header()
        missing = min(int(header[Header.COUNT]), int(header[Header.CAPACITY])) - self.taken
        if missing <= 0:
            return np.empty((0, RECORD_WORDS), dtype=np.int64)
        raw = self._read(_HEADER_BYTES + self.taken * _RECORD_BYTES, min(missing, _READ_AT_ONCE) * _RECORD_BYTES)
        whole = len(raw) // _RECORD_BYTES
        words = np.frombuffer(raw, dtype="<i8", count=whole * RECORD_WORDS).reshape(whole, RECORD_WORDS)
        unwritten = np.flatnonzero(words[:, 0] == 0)
        if len(unwritten):
            words = words[: unwritten[0]]
            self._header_seen = b""
        self.taken += len(words)
        return words

    def close(self) -> None:
        self._file.close()

    def _read(self, position: int, size: int) -> bytes:
        """Up to ``size`` bytes; fewer where the file ends."""
        try:
            self._file.seek(position, io.SEEK_SET)
            return self._file.read(size) or b""
        except OSError:
            return b""


class LaneReader:
    """Reads one worker's chain of files into its lane.

    Args:
        directory: The run directory.
        pid: The worker's process, by the files' names.
        number: The worker's number, by the files' names.

    Attributes:
        lane: What was read; None until the first chunk has a header.
        problems: What is wrong with the files, a sentence each.
    """

    def __init__(self, directory: Path, pid: int, number: int) -> None:
        self.lane: Lane | None = None
        self.problems: list[str] = []
        self._directory = directory
        self._pid = pid
        self._number = number
        self._chunk = -1
        self._file: _ChunkFile | None = None
        self._unusable: set[int] = set()
        self._last_tick = 0
        self._closed_at = 0
        self._unreadable = 0

    def poll(self, chunks: Collection[int]) -> bool:
        """Take what the worker has written since the last time.

        Args:
            chunks: The numbers of the chain's chunks that exist now.

        Returns:
            Whether there were new transitions, or the lane is new.
        """
        before = (self.lane is None, len(self.lane) if self.lane else 0)
        self._drain()
        for chunk in sorted(chunks):
            if chunk > self._chunk and chunk not in self._unusable:
                following = self._open(chunk)
                if following is not None:
                    # The worker turns to the next chunk after its last record in this one: whatever is here now is all.
                    self._drain()
                    self.close()
                    self._file, self._chunk = following, chunk
                    self._drain()
        return before != (self.lane is None, len(self.lane) if self.lane else 0)

    def settle(self, now: int, *, lost: bool = False) -> bool:
        """Move the lane's ``known_until``.

        A worker that is running is known to be so up to its last tick; any other state is declared, and lasts until the worker
        declares the next one, or is lost.

        Args:
            now: The present time in ns, or the end of the run.
            lost: Whether the worker's process has died badly, so that its last state ended nobody knows when.

        Returns:
            Whether it moved.
        """
        lane = self.lane
        if lane is None or not len(lane):
            return False
        before = lane.known_until
        if self._closed_at:
            lane.known_until = min(self._closed_at, now)
            lane.settled_until = lane.known_until
        elif lost or lane.last_state is State.RUNNING:
            lane.known_until = min(self._last_tick, now)
            lane.settled_until = lane.known_until
        else:
            lane.known_until = now
        return lane.known_until != before

    def close(self) -> None:
        """Close the file; what was read stays."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def note_unfinished(self) -> None:
        """At the end of a run: a worker without a readable header is a problem, no longer one that is just starting."""
        if self.lane is None and not self.problems:
            self.problems.append(f"{lane_file_name(self._pid, self._number, 0)} was never begun by its worker, and is left out.")

    def _open(self, chunk: int) -> _ChunkFile | None:
        """The chunk if it is there and ready; None, and noted if it never will be."""
        path = self._directory / lane_file_name(self._pid, self._number, chunk)
        if not path.is_file():
            return None
        try:
            file = _ChunkFile(path)
        except OSError:
            return None
        header = file.header()
        if header[Header.MAGIC] == MAGIC and (self.lane is not None or self._identify(header)):
            return file
        file.close()
        if header[Header.MAGIC] != 0:
            self._unusable.add(chunk)
            self.problems.append(f"{path.name} is not a lane file that this version of gilviz can read, and is left out.")
        return None

    def _identify(self, header: Words) -> bool:
        """Begin the lane; False if the header describes no worker."""
        kind = int(header[Header.KIND])
        if kind not in set(WorkerKind):
            return False
        self.lane = Lane(
            LaneIdentity(
                number=self._number,
                pid=self._pid,
                native_id=int(header[Header.NATIVE_ID]),
                kind=WorkerKind(kind),
                interpreter=int(header[Header.INTERPRETER]),
                gil=bool(header[Header.GIL]),
            )
        )
        return True

    def _drain(self) -> None:
        """Take the present chunk's new records, and what its header says."""
        if self._file is None or self.lane is None:
            return
        header = self._file.changed_header()
        if header is None:
            return
        while len(words := self._file.records()):
            self._take(self.lane, words)
        self._last_tick = max(self._last_tick, int(header[Header.LAST_TICK]))
        self._closed_at = max(self._closed_at, int(header[Header.CLOSED]))
        self.lane.dropped = max(0, int(header[Header.DROPPED])) + self._unreadable
        self.lane.tasks_done = max(self.lane.tasks_done, int(header[Header.TASKS_DONE]))
        self.lane.ticks = max(self.lane.ticks, int(header[Header.TICKS]))
        if self._closed_at:
            self.lane.closed = True
            self.close()

    def _take(self, lane: Lane, words: Words) -> None:
        """Add records, int64[n, 2], to the lane."""
        times, facts = words[:, 0], words[:, 1]
        states = facts & STATE_MASK
        evidence = facts >> EVIDENCE_SHIFT & STATE_MASK
        sound = (times > 0) & (states < len(State)) & (evidence < len(Evidence)) & (facts >= 0)
        if not sound.all():
            self._unreadable += len(words) - int(sound.sum())
            times, states, evidence, facts = times[sound], states[sound], evidence[sound], facts[sound]
        ordered = np.maximum(np.maximum.accumulate(times), lane.last_time) if len(times) else times
        lane.corrected += int((ordered != times).sum())
        lane.append(ordered, states, evidence, (facts >> TASK_SHIFT) - 1)
