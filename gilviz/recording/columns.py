"""A column of integers as bytes, and back: narrow, byte places together, compressed."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import BinaryIO, Final

import numpy as np
from numpy.typing import NDArray

from gilviz.recording.errors import RecordingError
from gilviz.recording.format import VALUES_FACTOR, VALUES_FLOOR, Column

Ints = NDArray[np.int64]
LEVEL: Final = 3
"""Of zlib: higher ones save two per cent, and take twice as long."""
WIDTHS: Final = (1, 2, 4, 8)


class Blocks:
    """Collects the blocks of a file.

    Args:
        packing: Whether blocks are compressed at all.
        added: Hears how many values there are, after each column.

    Attributes:
        data: The blocks, in their order.
        values: How many values all of them have.
        size: How many bytes they take.
    """

    def __init__(self, *, packing: bool = True, added: Callable[[int], None] | None = None) -> None:
        self._packing = packing
        self._added = added
        self.data: list[bytes] = []
        self.values = self.size = 0

    def add(self, values: NDArray[np.integer], *, steps: bool = False) -> Column:
        """Add a column of integers (each within int64); ``steps`` is for columns whose values grow bit by bit."""
        stored, base, first = _narrow(values.astype(np.int64), steps=steps)
        plain = stored.view(np.uint8).reshape(-1, stored.itemsize).T.tobytes()
        packed = zlib.compress(plain, LEVEL) if self._packing else plain
        is_packed = len(packed) < len(plain)
        block = packed if is_packed else plain
        column = Column(
            at=self.size,
            size=len(block),
            count=len(values),
            width=stored.itemsize,
            base=base,
            first=first,
            steps=steps,
            packed=is_packed,
            crc=zlib.crc32(block),
        )
        self.data.append(block)
        self.size += len(block)
        self.values += len(values)
        if self._added is not None:
            self._added(self.values)
        return column


def _narrow(values: Ints, *, steps: bool) -> tuple[NDArray[np.unsignedinteger], int, int]:
    """The values as small unsigned numbers, what has to be added to each, and the first value of steps."""
    if not len(values):
        return np.empty(0, "<u1"), 0, 0
    first = 0
    if steps:
        first = int(values[0])
        values = np.diff(values, prepend=values[0])
        values[0] = values[1:].min(initial=values[-1])  # nobody reads it: it must not make the column wider
    low = int(values.min())
    offsets = (values - np.int64(low)).view(np.uint64)
    largest = int(offsets.max())
    width = next(width for width in WIDTHS if largest < 1 << 8 * width)
    narrow: NDArray[np.unsignedinteger] = offsets.astype(f"<u{width}")
    return narrow, low, first


class Source:
    """Gives the columns of a file that is not trusted.

    Args:
        file: The file, open for reading, unbuffered or not.
        size: Its true size in bytes.
        start: Where its blocks begin.
    """

    def __init__(self, file: BinaryIO, size: int, start: int) -> None:
        self._file = file
        self._size = size
        self._start = start
        self._left = VALUES_FLOOR + VALUES_FACTOR * size
        self._bytes = size - start

    def values(self, column: Column, what: str, count: int | None = None) -> Ints:
        """A column, int64[column.count].

        Args:
            column: What the head says of it.
            what: What it holds, for the sentence that says what is wrong.
            count: How many values it must have, where that is known.

        Raises:
            RecordingError: it is not what the head says, or says too much.
        """
        plain = self._plain(column, what)
        if count is not None and column.count != count:
            raise RecordingError(f"it has {column.count:,} values for {what} where there must be {count:,}")
        stored = np.empty((column.count, column.width), dtype=np.uint8)
        stored[:] = np.frombuffer(plain, dtype=np.uint8).reshape(column.width, column.count).T
        values = stored.view(f"<u{column.width}").reshape(-1).astype(np.uint64, copy=False).view(np.int64)
        if column.base:
            values += np.int64(column.base)
        if column.steps and len(values):
            values[0] = column.first
            np.cumsum(values, out=values)
        return values

    def text(self, column: Column, what: str) -> str:
        """A column of UTF-8 as text."""
        return self.values(column, what).astype(np.uint8).tobytes().decode("utf-8", "replace")

    def _plain(self, column: Column, what: str) -> bytes:
        """A column's block, unpacked: exactly as many bytes as its values take."""
        self._left -= column.count
        self._bytes -= column.size  # no two columns share a block: else a small file would be read for hours
        if self._left < 0 or self._bytes < 0:
            raise RecordingError("it claims to hold more than a file of its size can")
        if column.width not in WIDTHS or self._start + column.at + column.size > self._size:
            raise RecordingError(f"the place of its {what} is not in the file")
        self._file.seek(self._start + column.at)
        block = self._file.read(column.size)
        if zlib.crc32(block) != column.crc:
            raise RecordingError(f"the checksum of its {what} is wrong")
        wanted = column.count * column.width
        plain = unpacked(block, wanted) if column.packed else block
        if plain is None or len(plain) != wanted:
            raise RecordingError(f"the length of its {what} is wrong")
        return plain


def unpacked(block: bytes, size: int) -> bytes | None:
    """What was compressed, if that is exactly so many bytes; None else. Never makes more than one byte too many."""
    unpacker = zlib.decompressobj()
    try:
        plain = unpacker.decompress(block, size + 1)
    except zlib.error:
        return None
    return plain if unpacker.eof and not unpacker.unused_data and len(plain) == size else None
