"""Waits, as for an answer from a network: a sleeping thread needs no GIL."""

from __future__ import annotations

import time

from gilviz.runner.workloads.worker import Worker


def work(milliseconds: int, lane: Worker) -> int:
    """Sleeps for that long; returns how long it was asked to."""
    with lane.waiting() as wait:
        wait.due = time.perf_counter_ns() + milliseconds * 1_000_000
        time.sleep(milliseconds / 1000)
    return milliseconds
