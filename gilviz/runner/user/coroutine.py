"""The user's coroutine function as a task. Imported only where there is one, for ``asyncio`` takes as long as all the rest."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from typing import Any, Awaitable, Callable, Generator

from gilviz.runner.user.call import Call, Raised
from gilviz.runner.user.here import here


class CoroutineCall(Call):
    """Calls the user's coroutine function: each task is its thread's event loop's only coroutine, run to its end."""

    def _outcome(self, item: Any) -> Any:
        return _own_loop().run_until_complete(self._function(item))


class AwaitedCall:
    """The same for executors that await their tasks.

    Args:
        function: The user's coroutine function.
    """

    def __init__(self, function: Callable[[Any], Awaitable[Any]]) -> None:
        self._function = function

    async def __call__(self, item: Any, lane: Any) -> Any:
        """The function's result, or what it raised."""
        try:
            return await Watched(self._function(item), lane)
        except GeneratorExit:
            raise
        except asyncio.CancelledError as error:
            if _is_wanted():
                raise
            return Raised.of(error)
        except BaseException as error:
            return Raised.of(error)


def _is_wanted() -> bool:
    """Whether the calling task is cancelled from outside, as far as its Python tells: then it must end."""
    cancelling = getattr(asyncio.current_task(), "cancelling", None)  # since 3.11
    return cancelling is None or cancelling() > 0


class Watched:
    """A coroutine of which it is noted when it gives the event loop away, and when it goes on.

    Args:
        coroutine: It is awaited unchanged.
        lane: Its worker's.
    """

    def __init__(self, coroutine: Awaitable[Any], lane: Any) -> None:
        self._coroutine = coroutine
        self._lane = lane

    def __await__(self) -> Generator[Any, Any, Any]:
        steps = self._coroutine.__await__()
        send, throw = getattr(steps, "send", lambda _: next(steps)), getattr(steps, "throw", None)
        answer, error = None, None
        while True:
            before = here.enter(self._lane)
            try:
                waits_for = throw(error) if error is not None and throw is not None else send(answer)
            except StopIteration as end:
                return end.value
            finally:
                here.leave(before)
            answer, error = None, None
            with self._lane.awaiting():
                try:
                    answer = yield waits_for
                except GeneratorExit:
                    with contextlib.suppress(Exception):
                        self._coroutine.close()  # type: ignore[attr-defined]
                    raise
                except BaseException as raised:
                    error = raised


_loops = threading.local()


def _own_loop() -> asyncio.AbstractEventLoop:
    """The calling thread's event loop, kept from task to task: a plain loop of awaits has one, too."""
    loop: asyncio.AbstractEventLoop = getattr(_loops, "loop", None) or asyncio.new_event_loop()
    _loops.loop = loop
    return loop


def close_own_loop() -> None:
    """Ends the calling thread's event loop, where it has one."""
    loop = getattr(_loops, "loop", None)
    if loop is not None:
        _loops.loop = None
        loop.close()
