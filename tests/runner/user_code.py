"""Functions of a user's own, as jobs call them."""

from __future__ import annotations

import asyncio
import os
import threading
from concurrent.futures import ThreadPoolExecutor

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


def adds() -> None:
    """Computes for some ms."""
    sum(number * number for number in range(100_000))


def starts_threads(_item: int) -> None:
    """Shares its work out to two threads."""
    threads = [threading.Thread(target=adds, name=f"adder {number}") for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def starts_many(_item: int) -> None:
    """Starts one after another."""
    for _ in range(70):
        thread = threading.Thread(target=sum, args=(range(1000),))
        thread.start()
        thread.join()


POOL = ThreadPoolExecutor(2, thread_name_prefix="kept")


def has_a_pool_for_ever(_item: int) -> None:
    """Has a pool that nobody closes."""
    for future in [POOL.submit(adds), POOL.submit(adds)]:
        future.result()


def forks_and_starts(_item: int) -> None:
    """Its child starts a thread."""
    child = os.fork()
    if not child:
        starts_threads(0)
        os._exit(0)
    os.waitpid(child, 0)


def leaves_a_thread(_item: int) -> None:
    """Its thread never ends."""
    threading.Thread(target=threading.Event().wait, name="for ever").start()
