"""Where a worker's lane is kept between its tasks: wherever it goes by itself when the worker ends.

A pool's initializer can leave something for the tasks that follow in the same worker in no other way than this.
"""

from __future__ import annotations

import atexit
import contextvars
import os
import threading
from types import SimpleNamespace
from typing import Optional, Union

from gilviz.runner.protocol import WorkerKind
from gilviz.runner.recording.lane import Lane
from gilviz.runner.recording.no_lane import NoLane

AnyLane = Union[Lane, NoLane]


class Tenure:
    """Closes a worker's lane when the worker, which alone holds this, is no more."""

    def __init__(self, lane: AnyLane) -> None:
        self.lane = lane
        self.owner = os.getpid()

    def __del__(self) -> None:
        # A forked child lets go of its parent's other threads, and so of this, before its hooks are called.
        if os.getpid() == self.owner:
            self.lane.close()


_of_thread = threading.local()
_of_coroutine: contextvars.ContextVar[Optional[Tenure]] = contextvars.ContextVar("tenure", default=None)
# A thread's local storage in another interpreter lasts for one call; that interpreter has one worker.
_of_interpreter = SimpleNamespace()


def own_tenure(kind: WorkerKind) -> Optional[Tenure]:
    """What the calling worker, which is of that kind, has been given."""
    if kind is WorkerKind.COROUTINE:
        return _of_coroutine.get()
    place = _of_interpreter if kind is WorkerKind.INTERPRETER else _of_thread
    tenure: Optional[Tenure] = getattr(place, "tenure", None)
    return tenure


def keep(kind: WorkerKind, lane: AnyLane) -> None:
    """Gives the calling worker, which is of that kind, its lane."""
    if kind is WorkerKind.COROUTINE:
        _of_coroutine.set(Tenure(lane))
    elif kind is WorkerKind.INTERPRETER:
        _of_interpreter.tenure = Tenure(lane)
        atexit.register(lane.close)  # Every interpreter has an end of its own, long before its modules are taken apart.
    else:
        _of_thread.tenure = Tenure(lane)


def forget() -> None:
    """In a forked child: its parent's worker is not here."""
    _of_thread.__dict__.pop("tenure", None)
