"""The control channel: few messages to whoever started the job, as JSON lines, on a pipe that the user's prints can't reach.

The runner begins with its standard output as that pipe. It keeps a private copy and points standard output at standard error,
the log: whatever the job, its libraries or its children print goes there.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from typing import Any


class ControlChannel:
    """The private copy of what was standard output."""

    def __init__(self) -> None:
        sys.stdout.flush()
        self._whole = threading.RLock()  # a signal handler that has something to say must not wait for itself
        self._pipe = os.dup(1)
        os.dup2(2, 1)

    def send(self, kind: str, **fields: Any) -> None:
        """Sends one message whole."""
        left = memoryview(json.dumps({"kind": kind, **fields}).encode() + b"\n")
        with self._whole:
            while left:
                left = left[os.write(self._pipe, left) :]
