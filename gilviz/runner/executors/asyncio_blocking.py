"""``asyncio`` as it is often done wrong: the coroutines call something that blocks, and each keeps the only thread to itself."""

from __future__ import annotations

import asyncio
from typing import Any, List, Sequence

from gilviz.runner.executors.crew import Crew, Func


async def worker(func: Func, items: Sequence[Any]) -> List[Any]:
    """One coroutine. Nothing is awaited here: while ``func`` sleeps, waits for an answer or computes, the event loop stands."""
    return [func(item) for item in items]


async def main(func: Func, items: Sequence[Any], workers: int) -> List[Any]:
    """Starts all coroutines, and waits for them."""
    count = min(workers, len(items))
    shares = [items[number::count] for number in range(count)]
    done = await asyncio.gather(*(worker(func, share) for share in shares))

    results = [None] * len(items)
    for number in range(count):
        results[number::count] = done[number]
    return results


def run(func: Func, items: Sequence[Any], crew: Crew) -> List[Any]:
    """Calls ``func`` for every item, in ``crew.workers`` coroutines, one after another."""
    return asyncio.run(main(func, items, crew.workers))
