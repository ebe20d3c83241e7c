"""The numbers of a run's workers, from 1, for whichever thread asks next."""

from __future__ import annotations

import threading


class Numbering:
    """Gives every number once: without a GIL, ``itertools.count`` may give one to two threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0

    def next(self) -> int:
        """The next number, from 1."""
        with self._lock:
            self._last += 1
            return self._last
