"""Notices that a file is no longer the one that this window read or wrote: two windows may have the same recording open."""

from __future__ import annotations

import os
from pathlib import Path

Version = tuple[int, int, int]
"""What changes whenever a file does: which file it is for the disk, its time in ns, and its size in bytes."""


def version_of(path: Path) -> Version | None:
    """What it is now; None where it can't be looked at."""
    try:
        told = path.stat()
    except (OSError, ValueError):
        return None
    return told.st_ino, told.st_mtime_ns, told.st_size


class Versions:
    """What this window knows of its files."""

    def __init__(self) -> None:
        self._known: dict[str, Version] = {}

    def saw(self, path: Path, version: Version | None) -> None:
        """That is what was read there, or has just been written."""
        if version is not None:
            self._known[os.path.realpath(path)] = version

    def changed(self, path: Path) -> bool:
        """Whether somebody else has written there since; not where this window knows nothing of it, or nothing is there."""
        known, now = self._known.get(os.path.realpath(path)), version_of(path)
        return None not in (known, now) and known != now
