"""Follows the file that says what threads were seen to wait for, while it grows."""

from __future__ import annotations

import struct
from pathlib import Path

from gilviz.runner.protocol import (
    STATE_MASK,
    WAITED_SHIFT,
    WAITS_HEADER_WORDS,
    WAITS_MAGIC,
    WAITS_RECORD_WORDS,
    State,
    WaitsHeader,
)
from gilviz.trace.growing_file import GrowingFile
from gilviz.trace.reconcile.waits import Waits

_HEADER = struct.Struct(f"<{WAITS_HEADER_WORDS}q")
_RECORD = struct.Struct(f"<{WAITS_RECORD_WORDS}q")
_SEEN = frozenset({State.RUNNING, State.GIL_WAIT, State.IO_WAIT, State.LOCK_WAIT})


class WaitsFollower:
    """Reads what was seen as it comes; what can't be true is left out.

    Args:
        path: The file.

    Attributes:
        waits: What was read.
        full: Whether there was no room for another record at the last poll: what was seen since then is lost.

    Raises:
        OSError: there is none.
    """

    def __init__(self, path: Path) -> None:
        self._file = GrowingFile(path, _HEADER)
        header = self._file.header()
        if header[WaitsHeader.MAGIC] != WAITS_MAGIC or header[WaitsHeader.INTERVAL] <= 0:
            self._file.close()
            raise OSError(f"{path.name} is no such file")
        self.waits = Waits(header[WaitsHeader.INTERVAL], max(0, header[WaitsHeader.ASKS_AFTER]))
        self.full = False
        self._taken = 0

    def poll(self, *, ended: bool = False) -> None:
        """Take what is new; at the end also what the last records say by then."""
        if self._file.closed:
            return
        header = self._file.header()
        count = max(0, min(header[WaitsHeader.COUNT], header[WaitsHeader.CAPACITY]))
        self.full = 0 < header[WaitsHeader.CAPACITY] <= count
        # A record is prolonged for as long as its thread waits: all that may still be are read again.
        first = self.waits.first_open(self._taken)
        for place, (thread, what, start, end) in enumerate(self._file.records(_RECORD, first, count - first), first):
            state = what & STATE_MASK
            if state == State.CPU_WAIT and 0 < start <= end:
                self.waits.count(place, thread, what >> WAITED_SHIFT, start, end)
            elif what in _SEEN and 0 < start <= end:
                self.waits.take(place, thread, State(state), start, end)
            self._taken = max(self._taken, place + 1)
        self.waits.last_look = max(self.waits.last_look, header[WaitsHeader.LAST_LOOK])
        if ended:
            self.waits.over = True
            self.close()

    def close(self) -> None:
        """Close the file; what was read stays."""
        self._file.close()
