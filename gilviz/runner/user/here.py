"""What the calling thread is to the user's function, at this moment: the worker whose task it executes, or nobody.

``gilviz.checkpoint()`` asks it: inside a task it ticks the lane of the worker that executes it, elsewhere it does nothing. So a
worker's own thread alone ever ticks, and only while it computes: not while others have a coroutine's thread, not while a task
that is over has its result pickled.
"""

from __future__ import annotations

import threading
from typing import Any, Callable

import gilviz


def nothing() -> None:
    """The tick of a thread that executes no task."""


class Here(threading.local):
    """The calling thread.

    Attributes:
        tick: What a checkpoint calls.
    """

    tick: Callable[[], None] = staticmethod(nothing)

    def enter(self, lane: Any) -> Callable[[], None]:
        """From now on the thread executes that worker's task; gives the tick until then, for ``leave``.

        Args:
            lane: The worker's; None where nothing is recorded.
        """
        before = self.tick
        self.tick = nothing if lane is None else lane.tick
        return before

    def leave(self, before: Callable[[], None]) -> None:
        """It is what it was before it entered."""
        self.tick = before


here = Here()


def checkpoint() -> None:
    """``gilviz.checkpoint`` inside a job."""
    here.tick()


def provide_checkpoint() -> None:
    """From now on ``gilviz.checkpoint`` is that one: to be called before the user's module is imported, which may keep it."""
    gilviz.checkpoint = checkpoint
