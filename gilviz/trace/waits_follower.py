"""Follows the file that says what threads were seen to wait for, while it grows."""

from __future__ import annotations

import os
import struct
from pathlib import Path

from gilviz.runner.protocol import WAITS_HEADER_WORDS, WAITS_MAGIC, WAITS_RECORD_WORDS, State, WaitsHeader
from gilviz.trace.reconcile.waiting import Waits

_HEADER = struct.Struct(f"<{WAITS_HEADER_WORDS}q")
_RECORD = struct.Struct(f"<{WAITS_RECORD_WORDS}q")
_WAITS = frozenset({State.GIL_WAIT, State.IO_WAIT, State.LOCK_WAIT})


class WaitsFollower:
    """Reads what was seen as it comes; what can't be true is left out.

    Args:
        path: The file.

    Attributes:
        waits: What was read.

    Raises:
        OSError: there is none.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb", buffering=0)
        header = self._header()
        if header[WaitsHeader.MAGIC] != WAITS_MAGIC or header[WaitsHeader.INTERVAL] <= 0:
            self._file.close()
            raise OSError(f"{path.name} is no such file")
        self.waits = Waits(header[WaitsHeader.INTERVAL])
        self._taken = 0

    def poll(self, *, ended: bool = False) -> None:
        """Take what is new; at the end also what the last records say by then."""
        if self._file.closed:
            return
        header = self._header()
        count = max(0, min(header[WaitsHeader.COUNT], header[WaitsHeader.CAPACITY]))
        # A record is prolonged for as long as its thread waits: all that may still be are read again.
        first = self.waits.first_open(self._taken)
        raw = self._read(_HEADER.size + first * _RECORD.size, max(0, count - first) * _RECORD.size)
        for place, (thread, state, start, end) in enumerate(
            _RECORD.iter_unpack(raw[: len(raw) - len(raw) % _RECORD.size]), first
        ):
            if state in _WAITS and 0 < start <= end:
                self.waits.take(place, thread, State(state), start, end)
            self._taken = max(self._taken, place + 1)
        self.waits.last_look = max(self.waits.last_look, header[WaitsHeader.LAST_LOOK])
        if ended:
            self.waits.over = True
            self.close()

    def close(self) -> None:
        """Close the file; what was read stays."""
        self._file.close()

    def _header(self) -> tuple[int, ...]:
        raw = self._read(0, _HEADER.size)
        return _HEADER.unpack(raw) if len(raw) == _HEADER.size else (0,) * WAITS_HEADER_WORDS

    def _read(self, position: int, size: int) -> bytes:
        try:
            self._file.seek(position, os.SEEK_SET)
            return self._file.read(size) or b""
        except OSError:
            return b""
