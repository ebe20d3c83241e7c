"""What the calling thread is to the user's function, at this moment: the worker whose task it executes, or nobody.

``gilviz.checkpoint()`` asks it: inside a task it ticks the lane of the worker that executes it, elsewhere it does nothing. So a
worker's own thread alone ever ticks, and only while it computes: not while others have a coroutine's thread, not while a task
that is over has its result pickled.
"""

from __future__ import annotations

import threading
from typing import Any, Callable, Optional, Tuple

import gilviz
from gilviz.runner.recording.roles import Adopts


def nothing() -> None:
    """The tick of a thread that executes no task."""


Before = Tuple[Callable[[], None], Optional[Adopts]]
"""What a thread was before it entered a task."""


class Here(threading.local):
    """The calling thread.

    Attributes:
        tick: What a checkpoint calls.
        adopts: Who takes in the threads that it starts; None where they are nobody's.
    """

    tick: Callable[[], None] = staticmethod(nothing)
    adopts: Optional[Adopts] = None

    def enter(self, lane: Any) -> Before:
        """From now on the thread executes that worker's task; gives what it was until then, for ``leave``.

        Args:
            lane: The worker's; None where nothing is recorded.
        """
        return self.enter_as(nothing, None) if lane is None else self.enter_as(lane.tick, lane.own)

    def enter_as(self, tick: Callable[[], None], adopts: Optional[Adopts]) -> Before:
        """The same, by its parts."""
        before = self.tick, self.adopts
        self.tick, self.adopts = tick, adopts
        return before

    def leave(self, before: Before) -> None:
        """It is what it was before it entered."""
        self.tick, self.adopts = before


here = Here()


def checkpoint() -> None:
    """``gilviz.checkpoint`` inside a job."""
    here.tick()


def provide_checkpoint() -> None:
    """From now on ``gilviz.checkpoint`` is that one: to be called before the user's module is imported, which may keep it."""
    gilviz.checkpoint = checkpoint
