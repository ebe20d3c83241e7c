"""Counts together with a lock: nothing is lost, for reading, adding and writing are one step."""

from __future__ import annotations

import threading

from gilviz.runner.workloads.counted import STEPS_PER_TICK, Share, found, one, prepare
from gilviz.runner.workloads.worker import Worker

__all__ = ["found", "prepare", "work"]


def work(share: Share, lane: Worker) -> int:
    """Adds to the counter; returns how often."""
    counter, increments = share
    lock = counter.lock
    done = 0
    while done < increments:
        lane.tick()
        for _ in range(min(increments - done, STEPS_PER_TICK)):
            # ``with lock:``, but for saying so where it has to be waited for
            if not lock.acquire(blocking=False):
                wait_for(lock, lane)
            counter.value += one()
            lock.release()
            done += 1
    return done


def wait_for(lock: threading.Lock, lane: Worker) -> None:
    """Takes a lock that somebody else has."""
    with lane.blocked():
        lock.acquire()
