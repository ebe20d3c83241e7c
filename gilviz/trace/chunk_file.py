"""One chunk of a lane's chain of files, read while a worker writes it; ``lane_reader`` says what is trusted and what is not."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gilviz.runner.protocol import HEADER_WORDS, RECORD_WORDS, WORD, Header
from gilviz.trace.growing_file import GrowingFile

_HEADER = struct.Struct(f"<{HEADER_WORDS}q")
_RECORD_BYTES = RECORD_WORDS * WORD
_READ_AT_ONCE = 1 << 16
"""Records fetched by one read: bounds the memory that a wrong count can ask for."""

Words = NDArray[np.int64]
HeaderWords = tuple[int, ...]


class ChunkFile:
    """One chunk of a chain, open for reading.

    Args:
        path: The chunk.

    Attributes:
        name: The file's name.

    Raises:
        OSError: it can't be opened.
    """

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self._taken = 0
        self._file = GrowingFile(path, _HEADER)
        self._header_seen = b""

    def header(self) -> HeaderWords:
        """The header's words; zeros where it is not whole yet."""
        return self._file.header()

    def changed_header(self) -> HeaderWords | None:
        """The header if it differs from what this method last returned."""
        raw = self._file.header_bytes()
        if raw == self._header_seen:
            return None
        self._header_seen = raw
        return self._file.words_of(raw)

    def records(self) -> Iterator[Words]:
        """The records that are wholly written and were not taken before, int64[n, 2], some at a time."""
        header = self.header()
        end = min(header[Header.COUNT], header[Header.CAPACITY])
        while self._taken < end:
            wanted = min(end - self._taken, _READ_AT_ONCE)
            raw = self._file.record_bytes(_RECORD_BYTES, self._taken, wanted)
            words = np.frombuffer(raw, dtype="<i8").reshape(-1, RECORD_WORDS)
            if not words[:, 0].all():
                words = words[: int((words[:, 0] == 0).argmax())]
            self._taken += len(words)
            if len(words):
                yield words
            if len(words) < wanted:
                self._header_seen = b""  # look again, even if the header stays as it is
                return

    def close(self) -> None:
        """Close the file; nothing can be read any more."""
        self._file.close()
