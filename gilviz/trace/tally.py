"""How far the workers of a run have come, by the heads of their newest files.

That takes some microseconds. Reading and concluding what they recorded takes a hundred times as long, on a core where a thread of
the job may want to wake meanwhile: who shows no lanes while a run goes on does that once it has ended.
"""

from __future__ import annotations

import contextlib
from pathlib import Path

from gilviz.runner.protocol import MAGIC, Header, lane_file_name
from gilviz.trace.chunk_file import ChunkFile
from gilviz.trace.run_directory import RunDirectory

Worker = tuple[int, int]
"""(pid, number), by its files' names."""


class Tally:
    """Counts the tasks that are done in one run while it goes on.

    Args:
        directory: The run directory.

    Attributes:
        records: How many records are in their files.
    """

    def __init__(self, directory: Path) -> None:
        self.records = 0
        self._path = directory
        self._directory = RunDirectory(directory)
        self._newest: dict[Worker, tuple[int, ChunkFile]] = {}
        self._done: dict[Worker, int] = {}
        self._written: dict[tuple[Worker, int], int] = {}

    @property
    def tasks_done(self) -> int:
        """How many tasks all workers have done."""
        return sum(self._done.values())

    def poll(self, now: int) -> None:
        """Look again, at the time ``now`` (ns)."""
        chains = self._directory.chains(now)
        for worker, chunks in chains.items():
            newest = max(chunks)
            file = self._file(worker, newest)
            if file is None:
                continue
            header = file.header()
            if header[Header.MAGIC] == MAGIC:
                self._done[worker] = max(self._done.get(worker, 0), header[Header.TASKS_DONE])
                self._written[worker, newest] = min(header[Header.COUNT], header[Header.CAPACITY])
        self.records = sum(self._written.values())

    def close(self) -> None:
        """Close the files; what was counted stays."""
        for _, file in self._newest.values():
            file.close()
        self._newest.clear()

    def _file(self, worker: Worker, chunk: int) -> ChunkFile | None:
        """The newest file of a worker; None where it is gone."""
        known = self._newest.get(worker)
        if known is not None and known[0] == chunk:
            return known[1]
        with contextlib.suppress(OSError):
            file = ChunkFile(self._path / lane_file_name(*worker, chunk))
            if known is not None:
                known[1].close()
            self._newest[worker] = chunk, file
            return file
        return None
