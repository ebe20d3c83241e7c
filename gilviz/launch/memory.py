"""How much memory a job's processes take, looked at from outside while it runs.

Pages that processes share (a forked pool shares nearly all of its parent's at first) would be counted once for each of them by
the resident set (RSS). The proportional set size (PSS) divides each page among those who have it, so that the sum over a job is
what the job takes. Linux tells it in ``smaps_rollup``, after a walk through the process's page tables: some 30 µs a megabyte, of
our own time. macOS and Windows tell the unique set size (USS), which leaves shared pages out; where there is neither, it is RSS.

Every look costs, so the pause after it is ``PAUSE`` at least, and so long that looking takes 1 % of one core at most. At first
looks are closer together: a short run shall have some, too.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import psutil

from gilviz.launch import family

FIRST_PAUSE, PAUSE, LONGEST_PAUSE = 0.02, 0.5, 2.0
"""Seconds between looks: at first, later, and where looking is dear."""
WORTH = 100
"""A look may take one part in so many of the time until the next one."""
HELPERS = "gilviz.runner."
"""What the names of our own helpers' modules begin with (the GIL's observer, the local server and client): no part of the job."""

Sample = tuple[int, int, int]
"""(time in ns, bytes, processes)."""
Gauge = Callable[[int], int]
"""The bytes that a process takes.

Raises:
    OSError: it is gone, or may not be looked at.
    psutil.Error: the same.
"""


class MemoryWatch:
    """Looks at the memory of a job again and again, until the job is gone or nobody is interested any more.

    Args:
        leader: The pid of the job's first process, which leads its session.

    Attributes:
        kind: What is counted: ``pss``, ``uss`` or ``rss``.
    """

    def __init__(self, leader: int) -> None:
        self.kind, self._gauge = best_gauge()
        self._leader = leader
        self._samples: list[Sample] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look_on, name="job memory", daemon=True)

    @property
    def samples(self) -> Sequence[Sample]:
        """What was seen so far, in its order."""
        return tuple(self._samples)

    @property
    def count(self) -> int:
        """How many samples there are: it tells whether there is something new, at no cost."""
        return len(self._samples)

    def start(self) -> None:
        """Begins; where the system has no thread left for it, nothing is known of the memory."""
        with contextlib.suppress(RuntimeError):
            self._thread.start()

    def stop(self) -> None:
        """Ends it, after the look that goes on now."""
        self._over.set()
        if self._thread.is_alive():
            self._thread.join()

    def _look_on(self) -> None:
        began = time.monotonic()
        while not self._over.is_set():
            before, cost = time.perf_counter_ns(), time.thread_time()
            sizes = list(self._sizes())
            cost = time.thread_time() - cost
            if sizes:
                # The time in the middle: where memory grows while it is looked at, it had that size in between.
                self._samples.append(((before + time.perf_counter_ns()) // 2, sum(sizes), len(sizes)))
            elif self._samples:
                return  # The job is gone.
            pause = min(PAUSE, max(FIRST_PAUSE, (time.monotonic() - began) / 4))
            self._over.wait(min(LONGEST_PAUSE, max(pause, WORTH * cost)))

    def _sizes(self) -> Iterator[int]:
        for pid in job_pids(self._leader):
            with contextlib.suppress(OSError, psutil.Error):
                if not is_helper(pid) and (size := self._gauge(pid)):
                    yield size


def best_gauge() -> tuple[str, Gauge]:
    """What this system tells best, and how to ask it."""
    own = os.getpid()
    for kind, gauge in (("pss", proportional), ("uss", unique)):
        with contextlib.suppress(OSError, AttributeError, psutil.Error):
            if gauge(own):
                return kind, gauge
    return "rss", resident


def proportional(pid: int) -> int:
    """PSS in bytes, as Linux tells it; 0 of a process that has ended."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_bytes()
    _, found, rest = text.partition(b"\nPss:")
    return int(rest.split(None, 1)[0]) * 1024 if found else 0


def unique(pid: int) -> int:
    """USS in bytes, as macOS and Windows tell it."""
    return int(psutil.Process(pid).memory_full_info().uss)


def resident(pid: int) -> int:
    """RSS in bytes."""
    return int(psutil.Process(pid).memory_info().rss)


def job_pids(leader: int) -> list[int]:
    """The processes of the job that ``leader`` began; some may be gone already."""
    if sys.platform != "linux":
        return [process.pid for process in family.members(leader)]
    # A job leads a session of its own: asking each process for its own is far cheaper than following the family.
    with contextlib.suppress(OSError):
        names = os.listdir("/proc")  # noqa: PTH208 - a name is all that is needed, of very many
        return [pid for pid in map(int, filter(str.isdecimal, names)) if _session(pid) == leader]
    return []


def _session(pid: int) -> int | None:
    """The session that a process belongs to; None where it is gone."""
    try:
        return os.getsid(pid)
    except OSError:
        return None


def is_helper(pid: int) -> bool:
    """Whether a process is one of our own, beside the job."""
    try:
        if sys.platform == "linux":
            words = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
        else:
            words = psutil.Process(pid).cmdline()
    except (OSError, psutil.Error):
        return False
    return any(word.startswith(HELPERS) for word in words)
