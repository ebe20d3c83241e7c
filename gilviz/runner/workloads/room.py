"""Says before it is too late that something will not fit into memory: a machine that swaps answers nobody any more."""

from __future__ import annotations

import contextlib
from typing import Optional

_MEMINFO = "/proc/meminfo"
_LIMIT, _USED = "/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory.current"


class NoRoom(Exception):
    """The job needs more memory than there is; the text is a sentence that says so, and what to do."""


def check_room(needed: int, what: str) -> None:
    """Does nothing where there is room for so many bytes, or where nobody knows.

    Raises:
        NoRoom: there is not.
    """
    free = free_bytes()
    if free is not None and needed > free:
        raise NoRoom(
            f"{what} need about {needed / 1e9:.1f} GB of memory, and {free / 1e9:.1f} GB are free: "
            "choose a smaller size or fewer tasks."
        )


def free_bytes() -> Optional[int]:
    """Memory that can be had without taking it from others, in bytes; None where the system does not tell."""
    found = [number for number in (_available(), _left_to_group()) if number is not None]
    return min(found) if found else None


def _available() -> Optional[int]:
    with contextlib.suppress(OSError, ValueError, IndexError), open(_MEMINFO, encoding="ascii") as file:
        for line in file:
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    return None


def _left_to_group() -> Optional[int]:
    with contextlib.suppress(OSError, ValueError), open(_LIMIT, encoding="ascii") as limit, open(_USED, encoding="ascii") as used:
        return int(limit.read()) - int(used.read())
    return None
