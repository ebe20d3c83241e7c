"""The end of a job whose user's code has left threads behind: Python would wait for them, for ever if they never end."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time

GRACE_S = 1.0
"""Threads that end by themselves when Python does, as a pool's do, have so long."""


def end_anyway(status: int = 0) -> None:
    """Sees to it that this process ends soon after all has been said, whoever lives on in it."""
    alive = [thread for thread in threading.enumerate() if not thread.daemon and thread is not threading.main_thread()]
    if alive:
        with contextlib.suppress(RuntimeError):  # no thread left to be had: then it is ended from outside
            threading.Thread(target=_end_after_grace, args=(status,), name="end", daemon=True).start()


def _end_after_grace(status: int) -> None:
    time.sleep(GRACE_S)
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):
            stream.flush()
    os._exit(status)
