"""A thread that stands still in known functions: by it is found, and proved, where an interpreter keeps its threads' stacks."""

from __future__ import annotations

import _thread
import contextlib
import errno
import sys
import threading
import types
from typing import Any, Callable, Iterator, List, NamedTuple

from gilviz.runner.recording.native_library import thread_state


class Parked(NamedTuple):
    """A thread that does nothing until it is let go."""

    state: int
    ident: int
    native_id: int

    def frames(self) -> List[types.FrameType]:
        """Its frames, the innermost first."""
        found: List[types.FrameType] = []
        frame = sys._current_frames().get(self.ident)  # noqa: SLF001 - documented, in spite of its name
        while frame is not None:
            found.append(frame)
            frame = frame.f_back
        return found


@contextlib.contextmanager
def parked(*, deeper: bool) -> Iterator[Parked]:
    """A thread that is parked in known functions, while the body runs.

    Args:
        deeper: Whether there are two frames more, one of them called from C code.

    Raises:
        OSError: the system has no thread left.
    """
    told: List[Parked] = []
    ready, stay = _thread.allocate_lock(), _thread.allocate_lock()
    ready.acquire()
    stay.acquire()
    let_go: Callable[[], Any] = ready.release

    def innermost(_: object = None) -> None:
        told.append(Parked(thread_state(), _thread.get_ident(), threading.get_native_id()))
        # Both on one line: wherever in it the thread is found, it is this one.
        stay.acquire(let_go() is None)

    def middle(_: object = None) -> None:
        innermost()

    def outer() -> None:
        here = [innermost, middle]
        if deeper:
            list(map(here[1], [None]))
        else:
            here[1]()
        stay.release()

    try:
        _thread.start_new_thread(outer, ())
    except RuntimeError as error:
        raise OSError(errno.EAGAIN, "The system has no thread left to prove by where stacks are") from error
    ready.acquire()
    try:
        yield told[0]
    finally:
        stay.release()
