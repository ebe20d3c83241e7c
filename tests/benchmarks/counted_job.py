"""The runner, which tells also how often its GIL changed hands: ``python -S -s -P counted_job.py FILE``.

The GIL counts that itself. The count is read as the run begins and as it ends, by the job's main thread, while nobody else wants
the GIL: no job can be watched with less ado, for nobody looks while slices go on. What was counted is appended to the file, as a
line of JSON for every run: ``ns`` from the first reading to the last, and the ``hand_offs`` between.

This runs in the job's interpreter, where nothing of ours is to be found but the runner.
"""

from __future__ import annotations

import json
import os
import struct
import sys
from typing import Any

from gilviz.runner import job
from gilviz.runner.control import ControlChannel
from gilviz.runner.probe.locate import SWITCHES, gil_address
from gilviz.runner.protocol import Message


class CountingChannel(ControlChannel):
    """The control channel; it sees a run begin and end."""

    def __init__(self) -> None:
        super().__init__()
        self._memory = os.open("/proc/self/mem", os.O_RDONLY)
        self._address = gil_address(self._memory)
        self._began = (0, 0)

    def send(self, kind: str, **fields: Any) -> None:
        """Counts, and sends."""
        if kind == Message.STARTED:
            self._began = fields["t"], self._hand_offs()
        elif kind == Message.FINISHED:
            ns, hand_offs = fields["t"] - self._began[0], self._hand_offs() - self._began[1]
            with open(sys.argv[1], "a", encoding="ascii") as file:  # noqa: PTH123 - one import less in the job
                file.write(json.dumps({"ns": ns, "hand_offs": hand_offs}) + "\n")
        super().send(kind, **fields)

    def _hand_offs(self) -> int:
        (count,) = struct.unpack("<Q", os.pread(self._memory, 8, self._address + SWITCHES))
        return int(count)


if __name__ == "__main__":
    job.ControlChannel = CountingChannel  # type: ignore[attr-defined]
    sys.exit(job.main())
