"""How many cores a process may use: those that the system lets it run on, and no more than its control group has time for."""

from __future__ import annotations

import contextlib
import math
import os
from typing import Iterator, Optional, Tuple

CGROUPS = "/sys/fs/cgroup"
OWN_CGROUP = "/proc/self/cgroup"


def usable_cores(cgroups: str = CGROUPS, own: str = OWN_CGROUP) -> int:
    """How many cores this process may use.

    A control group may be given a part of the cores' time and not the cores themselves: whoever has 1.5 cores' time can use two,
    for a while. So what is left of a core counts as one.
    """
    affinity = getattr(os, "sched_getaffinity", None)
    allowed = len(affinity(0)) if affinity else os.cpu_count() or 1
    limit = quota(cgroups, own)
    return allowed if limit is None else max(1, min(allowed, math.ceil(limit)))


def quota(cgroups: str = CGROUPS, own: str = OWN_CGROUP) -> Optional[float]:
    """How many cores' time this process's control groups allow, the strictest of them; None where none is limited.

    Args:
        cgroups: Where control groups are mounted.
        own: The file that names this process's own.
    """
    limits = [limit / period for limit, period in _limits(cgroups, own) if limit > 0 and period > 0]
    return min(limits, default=None)


def _limits(cgroups: str, own: str) -> Iterator[Tuple[int, int]]:
    """Time and period of each group that has a limit, in µs."""
    for folder in _folders(cgroups, own):
        with contextlib.suppress(OSError, ValueError), open(os.path.join(folder, "cpu.max"), encoding="ascii") as file:
            limit, period = file.read().split()
            yield int(limit), int(period)  # "max" is no number
    older = os.path.join(cgroups, "cpu", "cpu.cfs_")
    with contextlib.suppress(OSError, ValueError):
        yield _number(older + "quota_us"), _number(older + "period_us")


def _number(path: str) -> int:
    with open(path, encoding="ascii") as file:
        return int(file.read())


def _folders(cgroups: str, own: str) -> Iterator[str]:
    """The group of all, and those below it down to this process's own."""
    yield cgroups
    with contextlib.suppress(OSError, ValueError), open(own, encoding="utf-8") as lines:
        for line in lines:
            number, _, path = line.strip().split(":", 2)
            folder = cgroups
            for part in filter(None, path.split("/") if number == "0" else ()):
                folder = os.path.join(folder, part)
                yield folder
