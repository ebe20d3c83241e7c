"""When a worker coroutine was made: from then on it is ready, and waits for the event loop until the loop comes round to it.

A coroutine that has not begun can't tell of itself, so its lane is opened for it, at the moment at which the executor makes a
task of it (``gather``, ``create_task``). The lane goes with the task's context, which every call inside it shares. Tasks that the
workers make for themselves inherit that context, and with it their maker's lane.
"""

from __future__ import annotations

import asyncio
import contextvars
from typing import Any, Callable

from gilviz.runner.recording.recording import Recording


def note_starts(recording: Recording) -> Callable[[], None]:
    """From now on a worker's lane is opened as its task is made; the function returned ends that."""
    original: Callable[..., Any] = asyncio.base_events.BaseEventLoop.create_task

    def create_task(loop: asyncio.BaseEventLoop, coroutine: Any, **options: Any) -> Any:
        # ``asyncio.run`` makes the first task, which hires the workers, before its loop runs.
        if not loop.is_running() or recording.begun():
            return original(loop, coroutine, **options)
        context = contextvars.copy_context()
        context.run(recording.begin)
        return context.run(original, loop, coroutine, **options)

    def restore() -> None:
        asyncio.base_events.BaseEventLoop.create_task = original  # type: ignore[method-assign]

    asyncio.base_events.BaseEventLoop.create_task = create_task  # type: ignore[method-assign, assignment]
    return restore
