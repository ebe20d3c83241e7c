"""The switch interval of worker processes that have threads: each has its own, and its parent may change them while they work.

Each process has a pipe to its parent, and a thread that is blocked in reading it: that needs no GIL and no core until something
comes. To change its interval it must have the GIL for a moment, for which it waits its turn like any other thread; so each says
when it was done, and the change is on record from when the last of them had it.
"""

from __future__ import annotations

import contextlib
import errno
import functools
import sys
import threading
import time
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from typing import Callable, Optional, Sequence

from gilviz.runner.recording.process_start import own_start

PATIENCE = 10.0
"""Seconds that a process may take to answer: at 100 ms its listener may have to wait for many threads' turns."""


class ProcessIntervals:
    """The parent's ends of the pipes.

    Args:
        context: What starts the processes.
        processes: How many there will be.

    Raises:
        OSError: the system has no more descriptors.
    """

    def __init__(self, context: BaseContext, processes: int) -> None:
        pairs = [context.Pipe() for _ in range(processes)]
        self._own = [own for own, _ in pairs]
        self._theirs = [theirs for _, theirs in pairs]

    def beginning(self, begin: Optional[Callable[[], None]]) -> Callable[[], None]:
        """What each process calls first: that, if anything, and then it listens."""
        return functools.partial(_begin, begin, self._theirs)

    def change(self, seconds: float) -> int:
        """Has every process change its interval; the time in ns at which the last of them had done so.

        Raises:
            OSError: one of them does not answer.
        """
        for line in self._own:
            line.send(seconds)
        return max(_answer(line, seconds) for line in self._own)


def _answer(line: Connection, seconds: float) -> int:
    while line.poll(PATIENCE):
        changed, when = line.recv()
        if changed == seconds:  # else it is what came too late for the last request
            return int(when)
    raise OSError(errno.ETIMEDOUT, "A worker process does not answer")


def _begin(begin: Optional[Callable[[], None]], lines: Sequence[Connection]) -> None:
    """In a worker process."""
    if begin is not None:
        begin()
    with contextlib.suppress(AttributeError, IndexError):  # where nobody noted its start it has no number, and is not asked
        line = lines[own_start()[0] - 1]
        threading.Thread(target=_listen, args=(line,), name="requests", daemon=True).start()


def _listen(line: Connection) -> None:
    with contextlib.suppress(OSError, EOFError):
        while True:
            seconds = line.recv()
            sys.setswitchinterval(seconds)
            line.send((seconds, time.perf_counter_ns()))
