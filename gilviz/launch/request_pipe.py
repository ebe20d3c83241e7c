"""How a job is asked something while it runs: by lines of JSON through a pipe that is written to without ever waiting."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import threading
from collections.abc import Mapping
from typing import IO, Any


class RequestPipe:
    """The pipe of one job. On Linux one of its own, which the job inherits; elsewhere the job's standard input.

    It may be written to and closed by different threads: a descriptor that was closed may belong to something else by then.

    Raises:
        OSError: the system has no more descriptors.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._reader: int | None = None
        self._writer: int | None = None
        if sys.platform == "linux":
            self._reader, self._writer = os.pipe()
            os.set_blocking(self._writer, False)

    @property
    def inherited(self) -> tuple[int, ...]:
        """The descriptors that the job must inherit."""
        return () if self._reader is None else (self._reader,)

    def started(self, standard_input: IO[bytes] | None) -> None:
        """The job has started: it has its own end now."""
        if self._reader is not None:
            os.close(self._reader)
            self._reader = None
        elif self._writer is None and standard_input is not None:
            self._writer = os.dup(standard_input.fileno())

    def send(self, request: Mapping[str, Any]) -> bool:
        """Asks; whether the request is on its way. A job that has ended, or does not listen, is not asked."""
        line = json.dumps(request).encode() + b"\n"
        with self._lock, contextlib.suppress(OSError):
            return self._writer is not None and os.write(self._writer, line) == len(line)
        return False

    def close(self) -> None:
        """Lets go of it."""
        with self._lock:
            for end in (self._reader, self._writer):
                if end is not None:
                    os.close(end)
            self._reader = self._writer = None
