"""Ends the job when whoever started it is gone, however it went: nobody would ever end it otherwise.

The starter holds the other end of the runner's standard input and never closes it. Linux is asked to send SIGTERM to the whole
process group when that end closes, which needs no thread (a forked pool would inherit its locks, and CPython warns of that). It
would send it for anything else that comes there, too: after the order, nothing may. Elsewhere a thread waits for the end of the
input, and hands on what comes before it; blocked in ``read`` it needs no GIL.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import threading
from typing import Callable

from gilviz.runner.requests import follow

if sys.platform == "linux":
    import fcntl

GONE = 70
"""The exit status of a job whose starter is gone (``EX_SOFTWARE``); nobody is there to read it."""


def die_with_parent(heed: Callable[[bytes], None], rest: bytes) -> None:
    """Arms the guard; standard input must have been read up to where it blocks.

    Args:
        heed: Takes each line that comes after the order, where they come that way.
        rest: What came after the order, and has been read already.
    """
    if sys.platform == "linux":
        _ask_for_signal()
    else:
        threading.Thread(target=_wait_for_end, args=(heed, rest), name="guard", daemon=True).start()


def _ask_for_signal() -> None:
    fcntl.fcntl(0, fcntl.F_SETOWN, -os.getpgrp())
    fcntl.fcntl(0, fcntl.F_SETSIG, signal.SIGTERM)
    fcntl.fcntl(0, fcntl.F_SETFL, fcntl.fcntl(0, fcntl.F_GETFL) | os.O_ASYNC)
    # The starter may have gone before the signal was asked for.
    poller = select.poll()
    poller.register(0, select.POLLIN)
    if any(events & select.POLLHUP for _, events in poller.poll(0)):
        os._exit(GONE)


def _wait_for_end(heed: Callable[[bytes], None], rest: bytes) -> None:
    follow(0, heed, rest)
    os._exit(GONE)
