"""``asyncio``: coroutines take turns in one thread. Each keeps it until it awaits something, and goes on when that has come."""

from __future__ import annotations

import asyncio
from typing import Any, List, Sequence

from gilviz.runner.executors.crew import AsyncFunc, Crew


async def worker(func: AsyncFunc, items: Sequence[Any]) -> List[Any]:
    """One coroutine: works through its share of the items, and lets others go on wherever it awaits."""
    return [await func(item) for item in items]


async def main(func: AsyncFunc, items: Sequence[Any], workers: int) -> List[Any]:
    """Starts all coroutines, and waits for them."""
    count = min(workers, len(items))
    shares = [items[number::count] for number in range(count)]
    done = await asyncio.gather(*(worker(func, share) for share in shares))

    results = [None] * len(items)
    for number in range(count):
        results[number::count] = done[number]
    return results


def run(func: AsyncFunc, items: Sequence[Any], crew: Crew) -> List[Any]:
    """Awaits ``func`` for every item, in ``crew.workers`` coroutines."""
    return asyncio.run(main(func, items, crew.workers))
