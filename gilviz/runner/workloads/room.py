"""Says before it is too late that something will not fit into memory: a machine that swaps answers nobody any more."""

from __future__ import annotations

import contextlib
import sys
from typing import Optional

from gilviz.runner.workloads.refusal import Refusal

if sys.platform != "win32":
    import resource

_MEMINFO = "/proc/meminfo"
_GROUP = "/sys/fs/cgroup"
_CACHED = ("inactive_file", "active_file")
"""What a group is said to use of the kernel's cache of files, which gives way to whoever needs memory."""


class NoRoom(Refusal):
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
    with contextlib.suppress(OSError, ValueError):
        return _number("memory.max") - _number("memory.current") + _cached()
    return None


def _number(name: str) -> int:
    with open(f"{_GROUP}/{name}", encoding="ascii") as file:
        return int(file.read())


def _cached() -> int:
    with contextlib.suppress(OSError, ValueError), open(f"{_GROUP}/memory.stat", encoding="ascii") as file:
        sizes = dict(line.split() for line in file)
        return sum(int(sizes.get(name, 0)) for name in _CACHED)
    return 0


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
