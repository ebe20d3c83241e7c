"""Lets the job go first where it and the window want the same core. No Qt in here.

A thread that is handed the GIL wakes on whatever core is free. Where the window draws on it, that thread waits until the frame is
done, and nobody computes meanwhile. Linux since 6.12 lets a thread ask for long slices: it gets its share of a core as ever, but
whoever wakes with a shorter slice goes first, in the middle of a frame too. That needs no privilege and can be taken back.
Processes that this thread starts meanwhile don't inherit it.

Rejected: ``nice`` and ``SCHED_IDLE``, which no ordinary user can take back; ``SCHED_BATCH``, which jobs would inherit.
"""

from __future__ import annotations

import ctypes
import os
import platform
import sys
from collections.abc import Mapping
from typing import Final

SYSCALLS: Final[Mapping[str, int]] = {"x86_64": 314, "aarch64": 274, "riscv64": 274}
"""The number of ``sched_setattr``, for which the C library has no function, by machine."""
LONG_NS: Final = 100_000_000
"""The longest slice that Linux grants."""
DEFAULT_NS: Final = 0
RESET_ON_FORK: Final = 1


class Attributes(ctypes.Structure):
    """``struct sched_attr``, its first version; what is left at 0 means the default."""

    _fields_ = (
        ("size", ctypes.c_uint32),
        ("policy", ctypes.c_uint32),
        ("flags", ctypes.c_uint64),
        ("nice", ctypes.c_int32),
        ("priority", ctypes.c_uint32),
        ("runtime", ctypes.c_uint64),
        ("deadline", ctypes.c_uint64),
        ("period", ctypes.c_uint64),
    )


def let_others_first(*, polite: bool) -> bool:
    """Ask for long slices for the calling thread, or for the usual ones again.

    Returns:
        Whether the system took it; an older Linux takes it and does nothing.
    """
    number = SYSCALLS.get(platform.machine()) if sys.platform == "linux" else None
    if number is None or os.sched_getscheduler(0) & ~os.SCHED_RESET_ON_FORK != os.SCHED_OTHER:
        return False
    attributes = Attributes(
        size=ctypes.sizeof(Attributes),
        policy=os.SCHED_OTHER,
        flags=RESET_ON_FORK,
        nice=os.getpriority(os.PRIO_PROCESS, 0),
        runtime=LONG_NS if polite else DEFAULT_NS,
    )
    failed: int = ctypes.CDLL(None).syscall(number, 0, ctypes.byref(attributes), 0)
    return not failed
