"""Functions of a user's own, as jobs call them."""

from __future__ import annotations

import asyncio
import threading

from gilviz import checkpoint

TICKS = 500


def ticks(_item: int) -> None:
    """Computes, with checkpoints."""
    for _ in range(TICKS):
        sum(range(500))
        checkpoint()


def ticks_from_a_thread(_item: int) -> None:
    """The same in a thread of its own, which is no worker."""
    thread = threading.Thread(target=ticks, args=(0,))
    thread.start()
    thread.join()


async def awaits_and_ticks(_item: int) -> None:
    """Checkpoints before and after it lets others go on, and in a task of its own."""
    checkpoint()
    other = asyncio.get_running_loop().create_task(ticks_along())
    await asyncio.sleep(0.001)
    await other
    checkpoint()


async def ticks_along() -> None:
    """Nobody's task: its checkpoints are nobody's."""
    ticks(0)
