"""Who a temporary directory belongs to, so that the next session can remove what a killed one left behind.

An owner holds a lock on a file in the directory as long as it lives; the system lets go of it however the owner ends. The file
gets its name only once it is locked: a directory that nobody has claimed yet is not taken for one that nobody owns any more.
Where there are no such locks (Windows) nothing is swept away.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

if sys.platform != "win32":
    import fcntl

_CLAIM = "owner"


def claim(directory: Path) -> int | None:
    """Makes a directory ours until the descriptor that this returns is closed; None where that can't be done.

    Raises:
        OSError: nothing can be written there.
    """
    if sys.platform == "win32":
        return None
    unnamed = directory / f".{_CLAIM}"
    descriptor = os.open(unnamed, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        unnamed.rename(directory / _CLAIM)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def sweep(parent: Path, prefix: str, spared: Callable[[Path], bool]) -> None:
    """Removes the directories of that name below ``parent`` whose owners are gone; what can't be removed is left alone.

    Args:
        parent: Where they are.
        prefix: What their names begin with.
        spared: Whether a directory holds something that somebody may still want.
    """
    for directory in abandoned(parent, prefix):
        descriptor = take_over(directory)
        if descriptor is not None:
            if not spared(directory):
                remove(directory)
            os.close(descriptor)


def remove(directory: Path) -> None:
    """Removes a directory with all there is in it, as far as that can be done."""
    shutil.rmtree(directory, ignore_errors=True)
    # It holds a file open for every folder that it goes down; where few may be open, each folder by itself can still be emptied.
    for folder, folders, files in os.walk(directory, topdown=False) if directory.is_dir() else ():
        for name in files:
            with contextlib.suppress(OSError):
                Path(folder, name).unlink()
        for name in folders:
            with contextlib.suppress(OSError):
                Path(folder, name).rmdir()
    with contextlib.suppress(OSError):
        directory.rmdir()


def abandoned(parent: Path, prefix: str) -> list[Path]:
    """The directories of that name below ``parent`` that are ours and whose owners are gone."""
    found = []
    for directory in [] if sys.platform == "win32" else parent.glob(f"{prefix}*"):
        with contextlib.suppress(OSError):
            if not directory.is_symlink() and directory.stat().st_uid == os.getuid():
                descriptor = take_over(directory)
                if descriptor is not None:
                    os.close(descriptor)
                    found.append(directory)
    return found


def take_over(directory: Path) -> int | None:
    """Makes a directory ours whose owner is gone, until the descriptor is closed; None while its owner lives, or has none."""
    if sys.platform == "win32":
        return None
    try:
        descriptor = os.open(directory / _CLAIM, os.O_RDWR | os.O_NOFOLLOW)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)  # refused while its owner lives
    except OSError:
        os.close(descriptor)
        return None
    return descriptor
