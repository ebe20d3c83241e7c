"""What the states are called, and what each means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from gilviz.runner.protocol import State

TEXTS: Final[Mapping[State, tuple[str, str]]] = {
    State.RUNNING: ("running", "Executing Python code; where its Python has a GIL, it holds it"),
    State.NATIVE: ("native", "Executing C code with the GIL released"),
    State.OVERHEAD: ("overhead", "Start-up, import, pickling, transfer"),
    State.GIL_WAIT: ("waiting for the GIL", "Ready to run Python code, but another worker holds the GIL"),
    State.CPU_WAIT: ("waiting for a core", "Ready to run, but every core is taken"),
    State.LOCK_WAIT: (
        "waiting for a lock",
        "Blocked on another lock or on a queue; a coroutine: ready, and waiting for its event loop",
    ),
    State.IO_WAIT: ("waiting for I/O", "Blocked in a sleep, a socket or a file"),
    State.IDLE: ("idle", "The worker exists and has no task"),
}
"""Each name can stand alone."""
BRIEF: Final[Mapping[State, str]] = {
    State.CPU_WAIT: "for a core",
    State.LOCK_WAIT: "for a lock",
    State.IO_WAIT: "for I/O",
}
"""For a legend with little room, where the waits follow each other and the first says what they are."""
