"""Says before it is too late that something will not fit into memory: a machine that swaps answers nobody any more."""

from __future__ import annotations

import contextlib
import sys
from typing import Optional

if sys.platform != "win32":
    import resource

_MEMINFO = "/proc/meminfo"
_LIMIT, _USED = "/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory.current"


class NoRoom(Exception):
    """The job needs more memory than there is; the text is a sentence that says so, and what to do."""


def check_room(needed: int, what: str, remedy: str = "choose a smaller size or fewer tasks") -> None:
    """Does nothing where there is room for so many bytes, or where nobody knows.

    Raises:
        NoRoom: there is not.
    """
    free = free_bytes()
    if free is not None and needed > free:
        raise NoRoom(f"{what} need about {needed / 1e9:.1f} GB of memory, and {free / 1e9:.1f} GB are free: {remedy}.")


def free_bytes() -> Optional[int]:
    """Memory that can be had without taking it from others, in bytes; None where the system does not tell."""
    found = [number for number in (_available(), _left_to_group(), _left_to_process()) if number is not None]
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


def _left_to_process() -> Optional[int]:
    """What a limit on its own memory leaves (``ulimit -v``)."""
    if sys.platform == "win32":
        return None
    limit = resource.getrlimit(resource.RLIMIT_AS)[0]
    if limit == resource.RLIM_INFINITY:
        return None
    with contextlib.suppress(OSError, ValueError), open("/proc/self/statm", encoding="ascii") as file:
        return limit - int(file.read().split()[0]) * resource.getpagesize()
    return None
