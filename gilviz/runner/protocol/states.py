"""What a worker is doing at a moment, and how that is known."""

from __future__ import annotations

import enum


class State(enum.IntEnum):
    """What a worker is doing; a lane is in exactly one state at a time, and in none before its first transition."""

    IDLE = 0
    RUNNING = 1
    NATIVE = 2
    GIL_WAIT = 3
    CPU_WAIT = 4
    IO_WAIT = 5
    LOCK_WAIT = 6
    OVERHEAD = 7

    @property
    def label(self) -> str:
        """The state's name in every file, table and picture: ``gil-wait``."""
        return self.name.lower().replace("_", "-")


class Evidence(enum.IntEnum):
    """How a transition is known."""

    MEASURED = 0
    """The worker itself read the clock as it entered the state, or the kernel did."""
    SAMPLED = 1
    """An observer looked again and again."""
    INFERRED = 2
    """Concluded by a stated rule from what was measured."""
    UNKNOWN = 3
    """Nobody saw why: the state is the likeliest for such a worker, and no more. An unknown gap."""

    @property
    def label(self) -> str:
        """The evidence's name in every file: ``measured``."""
        return self.name.lower()


class Layer(enum.IntFlag):
    """What a lane's transitions rest on."""

    TICKS = 1
    """The worker says again and again that it runs."""
    COUNTERS = 2
    """The kernel counts how long the worker waited for a core."""
    SWITCHES = 4
    """The kernel tells every moment at which the worker left its core and came back."""
    PROBE = 8
    """An observer outside the interpreter tells who holds the GIL."""
