"""A file that is there whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO


@contextmanager
def open_target(path: Path, encoding: str = "utf-8") -> Iterator[TextIO]:
    """Write a file that replaces what stood there once it is complete, and leaves that as it was if it can't be.

    A link goes on leading to it; a device or a pipe, which can't be replaced, is written to.

    Args:
        path: The file.
        encoding: Of its text. Lines end as they are written.

    Raises:
        OSError: it can't be written.
    """
    if path.exists() and not path.is_file():
        with path.open("w", encoding=encoding, newline="") as stream:
            yield stream
        return
    target = Path(os.path.realpath(path))
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with unfinished.open("w", encoding=encoding, newline="") as stream:
            yield stream
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
