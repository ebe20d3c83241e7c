"""The user's function as a task: called unchanged, with what it raises as one of its results.

Executors end a run at the first exception. A function that raises for one item of forty shall be measured all the same, and be
told for which: so an exception becomes a ``Raised``, which is compared like any other result.
"""

from __future__ import annotations

import os
import sys
from typing import Any, Callable, NamedTuple

from gilviz.runner.user.here import here, provide_checkpoint
from gilviz.runner.user.threads import note_threads

LONGEST = 200
"""Characters that are kept of what an exception says."""


class Raised(NamedTuple):
    """What a task raised."""

    kind: str
    text: str

    @classmethod
    def of(cls, error: BaseException) -> Raised:
        """The exception's name and words: it may itself not be picklable."""
        try:
            text = str(error)
        except Exception:
            text = "…"
        return cls(type(error).__name__, text[:LONGEST])

    def __str__(self) -> str:
        return f"{self.kind}: {self.text}" if self.text else self.kind


class Call:
    """Calls the user's function with an item: the workload of ``runner.task.Task``.

    Args:
        function: The user's; it travels to other processes by its name.
    """

    def __init__(self, function: Callable[[Any], Any]) -> None:
        self._function = function

    def __call__(self, item: Any, lane: Any) -> Any:
        """The function's result, or what it raised."""
        process = os.getpid()
        before = here.enter(lane)
        try:
            return self._outcome(item)
        except BaseException as error:  # also what interrupts, or exits: it ends this call, and no run
            return Raised.of(error)
        finally:
            here.leave(before)
            if lane is not None and lane.own is not None:
                lane.own.look_after()
            if os.getpid() != process:
                os._exit(0)  # it forked, and this is the child, which has no part in the run

    def _outcome(self, item: Any) -> Any:
        return self._function(item)


class Begin:
    """What each pooled worker calls first: the user's modules can be imported there, and its lane begins.

    Args:
        begin: The recording's own.
        root: The folder to import from.
    """

    def __init__(self, begin: Callable[[], None], root: str) -> None:
        self._begin = begin
        self._root = root

    def __call__(self) -> None:
        """Begins."""
        enter_worker(self._root)
        self._begin()


def enter_worker(root: str) -> None:
    """Before the user's modules are imported: they are found in that folder, and find ``gilviz.checkpoint``."""
    provide_checkpoint()
    note_threads()
    if root not in sys.path:
        sys.path.insert(0, root)
