"""Counts together without a lock: increments that are lost when a thread is switched in between reading and writing.

``counter.value += 1`` alone loses nothing on CPython 3.10 and later, for a thread hands the GIL on only where it calls a function
or jumps back. ``counter.value += one()`` reads the value, calls, adds and writes: whoever is switched in the call writes an old
value later, and wipes out all that the others have counted meanwhile. Without a GIL both forms lose.
"""

from __future__ import annotations

from gilviz.runner.workloads.counted import STEPS_PER_TICK, Share, found, one, prepare
from gilviz.runner.workloads.worker import Worker

__all__ = ["found", "prepare", "work"]


def work(share: Share, lane: Worker) -> int:
    """Adds to the counter; returns how often."""
    counter, increments = share
    done = 0
    while done < increments:
        lane.tick()
        for _ in range(min(increments - done, STEPS_PER_TICK)):
            counter.value += one()
            done += 1
    return done
