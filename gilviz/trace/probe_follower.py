"""Follows a GIL's observer while it writes: one writer, many readers, no lock."""

from __future__ import annotations

import struct
from pathlib import Path

from gilviz.runner.protocol import PROBE_HEADER_WORDS, PROBE_MAGIC, PROBE_RECORD_WORDS, ProbeHeader
from gilviz.trace.growing_file import GrowingFile
from gilviz.trace.reconcile.looks import Looks

_HEADER = struct.Struct(f"<{PROBE_HEADER_WORDS}q")
_RECORD = struct.Struct(f"<{PROBE_RECORD_WORDS}q")
MOST_AT_ONCE = 4_096
"""Records: bounds what a wrong count can ask for."""


class ProbeFollower:
    """Reads the looks at a GIL as they come.

    What can't be a look at a GIL ends it: nothing in the file is trusted from there on, as ``trace.probe`` does with all of it.

    Args:
        path: The observer's file, which it has begun.

    Attributes:
        looks: What was read.

    Raises:
        OSError: it can't be opened, or is no such file yet.
    """

    def __init__(self, path: Path) -> None:
        self._file = GrowingFile(path, _HEADER)
        header = self._file.header()
        if header[ProbeHeader.MAGIC] != PROBE_MAGIC or header[ProbeHeader.INTERVAL] <= 0:
            self._file.close()
            raise OSError(f"{path.name} is not a probe's file")
        self.looks = Looks(header[ProbeHeader.INTERVAL])
        self._taken = 0
        self._switches = 0
        self._end = 0

    def poll(self) -> None:
        """Take what is new."""
        if self.looks.over:
            return
        header = self._file.header()
        count = min(header[ProbeHeader.COUNT], header[ProbeHeader.CAPACITY])
        while self._take(count):
            pass
        if not self.looks.over:
            self.looks.last_look = max(self.looks.last_look, header[ProbeHeader.LAST_LOOK])
            # From then on looks that found something new were not kept.
            self.looks.over = header[ProbeHeader.DROPPED] != 0

    def finish(self) -> None:
        """Take the last of it, and close the file."""
        self.poll()
        self.looks.over = True
        self.close()

    def close(self) -> None:
        """Close the file; what was read stays."""
        self._file.close()

    def _take(self, count: int) -> bool:
        """Take the next records, and what the last one says by now; whether there may be more."""
        first = max(self._taken - 1, 0)
        wanted = min(count - first, MOST_AT_ONCE)
        records = list(self._file.records(_RECORD, first, wanted))
        for place, (start, holder, held, switches, interval, end) in enumerate(records, first):
            if place < self._taken:
                self.looks.prolong(end)
            elif interval > 0 and self._is_sound(start, holder, held, switches, end):
                self.looks.take(start, end, holder if held else 0, interval)
                self._taken, self._switches = place + 1, switches
            else:
                self.looks.over = True
                return False
            self._end = max(self._end, end)
        return len(records) == wanted == MOST_AT_ONCE

    def _is_sound(self, start: int, holder: int, held: int, switches: int, end: int) -> bool:
        """Whether a GIL can say that, and time goes forward."""
        in_order = 0 < start <= end and start >= self._end and switches >= self._switches
        return in_order and (held == 0 or (held == 1 and holder != 0))
