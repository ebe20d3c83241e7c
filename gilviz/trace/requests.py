"""The requests that a client made of a worker while it ran, or workers of a server: when each was sent, read and answered."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gilviz.runner.protocol import REQUEST_RECORD, REQUESTS_MAGIC

SENT, READ, ANSWERED = range(3)
"""The columns of a request."""

Times = NDArray[np.int64]
NO_REQUESTS: Times = np.empty((0, 3), dtype=np.int64)


class RequestFile:
    """Reads what a client has noted so far; the file may not be there yet, or never.

    Args:
        path: The file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._size = -1
        self.requests = NO_REQUESTS

    def poll(self) -> bool:
        """Take what is new; whether there was something. A record that is not whole, or makes no sense, is left out."""
        try:
            size = self._path.stat().st_size
            if size == self._size:
                return False
            data = self._path.read_bytes()
        except OSError:
            return False
        self._size = size
        if data[: len(REQUESTS_MAGIC)] != REQUESTS_MAGIC:
            return False
        whole = (len(data) - len(REQUESTS_MAGIC)) // REQUEST_RECORD.size
        found = np.frombuffer(data, "<i8", 3 * whole, len(REQUESTS_MAGIC)).reshape(-1, 3).astype(np.int64)
        before = len(self.requests)
        found = found[(found[:, SENT] > 0) & (found[:, SENT] <= found[:, READ]) & (found[:, READ] <= found[:, ANSWERED])]
        # many who ask note each request when it is answered
        self.requests = found[np.argsort(found[:, SENT], kind="stable")]
        return len(self.requests) != before
