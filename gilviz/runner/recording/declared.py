"""What a workload says of its own code: "this blocks", "this is C code without the GIL"."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Callable, Optional, Type

from gilviz.runner.protocol import State


class Declared:
    """A context manager that is in a declared state while its body runs, and running again after it."""

    __slots__ = ("_clock", "_enter", "_leave", "_state", "due")

    def __init__(
        self,
        enter: Callable[[State], None],
        leave: Callable[[int, Optional[int]], None],
        state: State,
        clock: Callable[[], int] = time.perf_counter_ns,
    ) -> None:
        self._enter = enter
        self._leave = leave
        self._state = state
        self._clock = clock
        self.due: Optional[int] = None
        """When the wait was over for the world outside, as ``perf_counter_ns``; the body may say so."""

    def __enter__(self) -> Declared:  # noqa: PYI034 - Self is younger than the runner's oldest Python
        self._enter(self._state)
        return self

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        now = self._clock()  # before anything else: the body is over, and whatever comes now is not it
        self._leave(now, self.due)
