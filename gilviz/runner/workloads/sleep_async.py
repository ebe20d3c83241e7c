"""``sleep`` as a coroutine: others go on while it waits."""

from __future__ import annotations

import asyncio
import time

from gilviz.runner.workloads.worker import Worker


async def work(milliseconds: int, lane: Worker) -> int:
    """Sleeps for that long; returns how long it was asked to."""
    with lane.awaiting() as wait:
        wait.due = time.perf_counter_ns() + milliseconds * 1_000_000
        await asyncio.sleep(milliseconds / 1000)
    return milliseconds
