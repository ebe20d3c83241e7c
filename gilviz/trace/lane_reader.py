"""Follows one worker's chain of lane files while the worker writes them.

The files are read with plain reads, not mapped: a page cache gives both the same bytes, a read of 256 bytes costs a microsecond,
and nothing that a job can do to its files (cut them off, fill the disk) can then kill the reader with a bus error.

Nothing in a file is trusted to be sound, for its writer can be killed at any store, and the directory is open to the job:

- counts and capacities never reach beyond the file's own end;
- a file that has another magic number is left alone, and said so; one without any is not ready yet;
- a record whose time is still 0 ends the read until the next poll;
- a time before its predecessor's is moved to it and counted, an impossible state or time is left out and counted.

What the records mean is concluded elsewhere (``gilviz.trace.reconcile``): the reader hands them on as they are.

Order matters where the writer is running: what the header says on the present ("ticked until", "closed") is read before the
count, so that no record which it presupposes can be missing.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from gilviz.runner.protocol import (
    MAGIC,
    MAGIC_TO_COME,
    NAME_WORDS,
    Header,
    Layer,
    State,
    WorkerKind,
    lane_file_name,
    unpack_name,
)
from gilviz.trace.chunk_file import ChunkFile, HeaderWords
from gilviz.trace.lane import Lane, LaneIdentity
from gilviz.trace.reconcile.account import Account


class LaneReader:
    """Reads one worker's chain of files into its lane.

    Args:
        directory: The run directory.
        pid: The worker's process, by the files' names.
        number: The worker's number, by the files' names.

    Attributes:
        lane: What was read and concluded; None until the first chunk has a header.
        account: What is being concluded; None until then.
        problems: What is wrong with the files, a sentence each.
    """

    def __init__(self, directory: Path, pid: int, number: int) -> None:
        self.lane: Lane | None = None
        self.account: Account | None = None
        self.problems: list[str] = []
        self._directory = directory
        self._pid = pid
        self._number = number
        self._chunk = -1
        self._file: ChunkFile | None = None
        self._unusable: set[int] = set()
        self._to_come = False
        self._closed_at = 0
        self._unwritten = 0

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

    def settle(self, now: int, certain: int, settled: int, *, lost: bool = False) -> bool:
        """Move the lane's ``known_until``.

        A worker that is running is known to be so up to its last tick; any other state is declared, and lasts until the worker
        declares the next one, or is lost. A worker that could not write a transition writes no more: its last state ended
        nobody knows when, and nothing moves.

        Args:
            now: The present time in ns, or the end of the run.
            certain: Until when the worker's last state is certain by what was concluded, in ns.
            settled: Until when others can't change that any more, in ns.
            lost: Whether the worker's process has died badly, so that its last state ended nobody knows when.

        Returns:
            Whether it moved.
        """
        lane, account = self.lane, self.account
        if lane is None or account is None:
            return False
        lane.dropped = self._unwritten + account.testimony.unreadable
        if not len(lane) or self._unwritten:
            return False
        before = lane.known_until
        if self._closed_at or lost or lane.last_state is State.RUNNING:
            # A sign of life from the future is damage. But what was seen stays, even if the run is then said to end before.
            sign_of_life = self._closed_at or account.last_tick
            lane.known_until = max(min(sign_of_life, certain, now), lane.settled_until)
            if self._closed_at or lost or Layer.SWITCHES not in lane.identity.layers:
                lane.settled_until = max(
                    lane.settled_until, min(lane.known_until, settled)
                )  # else the kernel may still tell of short interruptions
        else:
            lane.known_until = min(now, certain)
        return lane.known_until != before

    def close(self) -> None:
        """Close the file; what was read stays."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def note_unfinished(self) -> None:
        """At the end of a run: a worker without a readable header is a problem, no longer one that is just starting."""
        if self.lane is None and not self.problems and not self._to_come:
            self.problems.append(f"{lane_file_name(self._pid, self._number, 0)} was never begun by its worker, and is left out.")

    def _open(self, chunk: int) -> ChunkFile | None:
        """The chunk if it is there and ready; None, and noted if it never will be."""
        path = self._directory / lane_file_name(self._pid, self._number, chunk)
        if not path.is_file():
            return None
        try:
            file = ChunkFile(path)
        except OSError:
            return None
        header = file.header()
        if header[Header.MAGIC] == MAGIC and (self.lane is not None or self._identify(header)):
            return file
        file.close()
        self._to_come = header[Header.MAGIC] == MAGIC_TO_COME
        if header[Header.MAGIC] not in (0, MAGIC_TO_COME):
            self._unusable.add(chunk)
            self.problems.append(f"{path.name} is not a lane file that this version of gilviz can read, and is left out.")
        return None

    def _identify(self, header: HeaderWords) -> bool:
        """Begin the lane; False if the header describes no worker."""
        kind = header[Header.KIND]
        if kind not in set(WorkerKind):
            return False
        self.lane = Lane(
            LaneIdentity(
                number=self._number,
                pid=self._pid,
                native_id=header[Header.NATIVE_ID],
                kind=WorkerKind(kind),
                interpreter=header[Header.INTERPRETER],
                gil=bool(header[Header.GIL]),
                layers=Layer(header[Header.LAYERS] & 0b1111),
                thread_state=header[Header.THREAD_STATE],
                process=header[Header.PROCESS],
                thread=header[Header.THREAD],
                shares_gil=bool(header[Header.GIL] and header[Header.SHARES_GIL]),
                starter=max(0, header[Header.STARTER]),
                thread_name=unpack_name(header[Header.NAME : Header.NAME + NAME_WORDS]) if header[Header.STARTER] > 0 else "",
            )
        )
        self.account = Account(self.lane)
        return True

    def _drain(self) -> None:
        """Take the present chunk's new records, and what its header says."""
        if self._file is None or self.account is None or self.lane is None:
            return
        header = self._file.changed_header()
        if header is None:
            return
        for words in self._file.records():
            self.account.testimony.feed(words)
        self.account.last_tick = max(self.account.last_tick, header[Header.LAST_TICK])
        self._closed_at = max(self._closed_at, header[Header.CLOSED])
        self._unwritten = max(self._unwritten, header[Header.DROPPED])
        layers = self.lane.identity.layers | Layer(header[Header.LAYERS] & 0b1111)
        if layers != self.lane.identity.layers:  # The switch interval was changed: more may be asked than before.
            self.lane.identity = replace(self.lane.identity, layers=layers)
        self.lane.ticks, self.lane.ticks_until = header[Header.TICKS], self.account.testimony.declared_at
        self.lane.tasks_done = max(self.lane.tasks_done, header[Header.TASKS_DONE])
        self.lane.more_threads, self.lane.more_ns = max(0, header[Header.MORE_THREADS]), max(0, header[Header.MORE_NS])
        self.lane.recording_ns = header[Header.NOTING] + header[Header.TICKS] * header[Header.TICK_PS] // 1000
        if self._closed_at or self._unwritten:
            self.account.testimony.finish()  # Evidence that is not there by now will not come, and others wait for it.
        if self._closed_at:
            self.lane.closed = not self._unwritten
            self.close()
