"""What a workload may say of itself while it works."""

from __future__ import annotations

from typing import Any, Callable, ContextManager, Optional, Protocol


class Wait(Protocol):
    """A wait while it goes on."""

    due: Optional[int]
    """When it was over for the world outside, as ``perf_counter_ns``: the rest was waiting for the GIL, for a core,
    or for the event loop."""


class Worker(Protocol):
    """The lane of the worker that calls."""

    @property
    def tick(self) -> Callable[[], None]:
        """``lane.tick()``: "I am running now"; to be said every 40 µs of work or so."""

    def waiting(self) -> ContextManager[Wait]:
        """``with lane.waiting() as wait:`` around a blocking call."""

    def awaiting(self) -> ContextManager[Wait]:
        """``with lane.awaiting() as wait: await …``: every await of a coroutine is to stand in one."""

    def native(self) -> ContextManager[Any]:
        """``with lane.native():`` around C code that lets go of the GIL."""

    def blocked(self) -> ContextManager[Any]:
        """``with lane.blocked():`` around a call that waits for a lock."""
