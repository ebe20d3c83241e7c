"""Who may run beside whom, where the tests run in several processes at once (pytest-xdist).

Most tests assert what holds on a busy machine, so that two of them may run at once. A test marked ``alone`` holds figures, or a
recording, against what must really have happened: it waits until no other test runs, and none begins before it has ended.

Two files are locked. Whoever comes passes the *gate*, one at a time, into the *room*: those who don't mind company share it. Who
needs the room alone waits for it in the gate, so that no others go in meanwhile, however many come.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Protocol

if sys.platform != "win32":
    import fcntl

CAN_TAKE_TURNS = sys.platform != "win32"
"""Elsewhere one test runs at a time."""


class Turns(Protocol):
    """Lets tests run."""

    def take(self, *, alone: bool) -> AbstractContextManager[None]:
        """As long as it lasts, the test may run."""


class OneAtATime:
    """There is only this process: every test is alone."""

    def take(self, *, alone: bool) -> AbstractContextManager[None]:  # noqa: ARG002 - it is, in any case
        """Nobody to wait for."""
        return nullcontext()


class SharedTurns:
    """Turns that several processes take.

    Args:
        folder: Where the locks are; the same for all of them.
    """

    def __init__(self, folder: Path) -> None:
        self._gate = folder / "gate"
        self._room = folder / "room"

    @contextmanager
    def take(self, *, alone: bool) -> Iterator[None]:
        """Waits for the test's turn. The locks of a process that dies are given back by the system."""
        with self._room.open("a") as room:
            with self._gate.open("a") as gate:
                fcntl.flock(gate, fcntl.LOCK_EX)
                fcntl.flock(room, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
            yield
