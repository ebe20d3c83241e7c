"""The last part of what a job printed: a flood must not fill the window's memory."""

from __future__ import annotations

import codecs
import threading
from collections import deque

LIMIT = 256 * 1024
"""Characters kept."""


class LogTail:
    """Keeps the newest text and counts what it let go; any thread may add to it, and any may ask.

    Args:
        limit: How many characters to keep.
    """

    def __init__(self, limit: int = LIMIT) -> None:
        self._limit = limit
        self._parts: deque[str] = deque()
        self._length = 0
        self._left_out = 0
        self.length = 0
        """Characters ever printed: it tells whether there is something new."""
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._lock = threading.Lock()

    def append(self, data: bytes) -> None:
        """Adds what was printed since."""
        with self._lock:
            text = self._decoder.decode(data)
            self._parts.append(text)
            self._length += len(text)
            self.length += len(text)
            while self._length - len(self._parts[0]) >= self._limit:
                oldest = self._parts.popleft()
                self._length -= len(oldest)
                self._left_out += len(oldest)

    def text(self) -> str:
        """What is kept, after a line that says how much is missing."""
        return self.snapshot()[0]

    def snapshot(self) -> tuple[str, int]:
        """The text, and how many characters had ever been printed when it was taken."""
        with self._lock:
            left_out, kept, length = self._left_out, "".join(self._parts), self.length
        return (f"[{left_out:,} characters were printed before this]\n{kept}" if left_out else kept), length
