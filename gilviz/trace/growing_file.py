"""A file of a header and records that a job writes while we read it: whatever is not whole yet is simply not there."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from pathlib import Path


class GrowingFile:
    """Such a file, open for reading.

    Args:
        path: The file.
        header: Its header, all whole numbers.

    Attributes:
        name: The file's name.

    Raises:
        OSError: it can't be opened.
    """

    def __init__(self, path: Path, header: struct.Struct) -> None:
        self.name = path.name
        self._header = header
        self._file = path.open("rb", buffering=0)

    @property
    def closed(self) -> bool:
        """Whether nothing can be read any more."""
        return self._file.closed

    def header_bytes(self) -> bytes:
        """The header as it stands; fewer bytes where it is not whole yet."""
        return self._read(0, self._header.size)

    def header(self) -> tuple[int, ...]:
        """The header's words; zeros where it is not whole yet."""
        return self.words_of(self.header_bytes())

    def words_of(self, header: bytes) -> tuple[int, ...]:
        """What these bytes of a header say; zeros where they are not all."""
        return self._header.unpack(header if len(header) == self._header.size else bytes(self._header.size))

    def record_bytes(self, size: int, first: int, count: int) -> bytes:
        """The bytes of records of a size, from one on: whole records, fewer than ``count`` where the file ends."""
        raw = self._read(self._header.size + first * size, max(count, 0) * size)
        return raw[: len(raw) - len(raw) % size]

    def records(self, record: struct.Struct, first: int, count: int) -> Iterator[tuple[int, ...]]:
        """The same, unpacked."""
        return record.iter_unpack(self.record_bytes(record.size, first, count))

    def close(self) -> None:
        """Close the file; nothing can be read any more."""
        self._file.close()

    def _read(self, position: int, size: int) -> bytes:
        """Up to ``size`` bytes; fewer where the file ends."""
        try:
            self._file.seek(position, os.SEEK_SET)
            return self._file.read(size) or b""
        except OSError:
            return b""
