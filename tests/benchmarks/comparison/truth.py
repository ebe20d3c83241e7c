"""How often this process's GIL changed hands, by the GIL's own count. Part of the jobs: Python 3.9's syntax, no other library."""

from __future__ import annotations

import os
import struct

from gilviz.runner.probe.locate import SWITCHES, gil_address


class HandOffs:
    """The GIL's own counter, ``switch_number``, found once and read at will.

    Raises:
        OSError: it can't be found in this interpreter.
    """

    def __init__(self) -> None:
        self._memory = os.open("/proc/self/mem", os.O_RDONLY)
        self._place = gil_address(self._memory) + SWITCHES

    def read(self) -> int:
        """The count so far. Reading lets go of the GIL for a moment: one hand-off at most."""
        return int(struct.unpack("<Q", os.pread(self._memory, 8, self._place))[0])
