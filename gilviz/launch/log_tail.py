"""The last part of what a job printed: a flood must not fill the window's memory."""

from __future__ import annotations

import codecs
from collections import deque

LIMIT = 256 * 1024
"""Characters kept."""


class LogTail:
    """Keeps the newest text and counts what it let go.

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

    def append(self, data: bytes) -> None:
        """Adds what was printed since."""
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
        if not self._left_out:
            return "".join(self._parts)
        return f"[{self._left_out:,} characters were printed before this]\n" + "".join(self._parts)
