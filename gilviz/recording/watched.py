"""Long readings and writings that somebody watches, and may break off."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

Step = Callable[[float], None]
"""Hears how much is done, from 0 to 1; what it raises ends the work, and leaves nothing of it behind."""


class Cancelled(Exception):
    """Nobody wants it any more."""


def unwatched(_share: float) -> None:
    """A step that nobody hears."""


@contextmanager
def open_watched(path: Path, step: Step) -> Iterator[BinaryIO]:
    """Open a file for reading; each piece that is read is a step.

    Raises:
        OSError: it can't be opened.
    """
    with path.open("rb") as file:
        yield cast("BinaryIO", _Watched(file, max(path.stat().st_size, 1), step))


class _Watched:
    """As much of a file as readers use, which says how far it was read."""

    def __init__(self, file: BinaryIO, size: int, step: Step) -> None:
        self._file, self._size, self._step = file, size, step
        self.seek, self.tell = file.seek, file.tell

    def read(self, most: int = -1) -> bytes:
        """The next bytes."""
        got = self._file.read(most)
        self._step(min(self._file.tell() / self._size, 1.0))
        return got
