"""Threads that the user's function starts itself: each begins, and ends, as one of its worker's.

No code of the user's is changed, and nobody is asked to profile: only the functions that start threads are others while a job
has code of the user's in it. Python has two, ``_thread.start_new_thread`` and, since 3.13, ``start_joinable_thread``, and
``threading`` keeps them under names of its own. Whoever calls them outside of a task (executors, say) has the same as ever.
Inside of one, and in a thread that began so, the new thread first says that it has begun, and last that it ends.

What is no thread of Python's (a library that shares its work out in C, like BLAS) starts without them, and is not seen.
"""

from __future__ import annotations

import _thread
import contextlib
import threading
from typing import Any, Callable, Optional

from gilviz.runner.recording.roles import Adopts, Joins
from gilviz.runner.user.here import here

_NAMES = ("start_new_thread", "start_new", "start_joinable_thread")


class OwnThread:
    """What such a thread is started with, in the place of a function.

    Args:
        function: The function.
        adopts: Who takes the thread in.
    """

    def __init__(self, function: Callable[..., Any], adopts: Adopts) -> None:
        self._function = function
        self._adopts = adopts

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        """Calls the function, in its new thread."""
        adopts = self._adopts
        member: Optional[Joins] = None
        with contextlib.suppress(Exception):  # whoever started the thread waits until it has begun: nothing may keep it from that
            member = adopts.begin(name_of(self._function))
        if member is None:
            return self._function(*arguments, **named)
        before = here.enter_as(member.tick, adopts)
        try:
            return self._function(*arguments, **named)
        finally:
            here.leave(before)
            with contextlib.suppress(Exception):  # else it would be told in the place of what the function raised
                member.end()
                adopts.look_after(member)

    def __repr__(self) -> str:
        """The function: whoever reads of an error in the thread knows only that."""
        return repr(self._function)


def name_of(function: Callable[..., Any]) -> str:
    """The name of the thread that is started with that: its own, or its function's where it has none.

    A subclass may have put anything in the place of ``name``: where that is no text, the thread is called like its class.
    """
    thread = getattr(function, "__self__", None)
    if isinstance(thread, threading.Thread):
        name: object = thread.name
        return name if isinstance(name, str) else type(thread).__name__
    return str(getattr(function, "__name__", None) or type(function).__name__)


def adopting(start: Callable[..., Any]) -> Callable[..., Any]:
    """A function that starts threads, such that those which a task starts are taken in."""

    def start_thread(function: Any, *arguments: Any, **named: Any) -> Any:
        adopts = here.adopts
        if adopts is None or not callable(function):
            return start(function, *arguments, **named)
        return start(OwnThread(function, adopts), *arguments, **named)

    start_thread.__name__, start_thread.__doc__ = start.__name__, start.__doc__
    start_thread.adopts = True  # type: ignore[attr-defined]
    return start_thread


def note_threads() -> None:
    """From now on this process's threads are noted that tasks start; asking for it again does nothing."""
    for module, prefix in ((_thread, ""), (threading, "_")):
        for name in _NAMES:
            start = getattr(module, prefix + name, None)
            if start is not None and not hasattr(start, "adopts"):
                setattr(module, prefix + name, adopting(start))
