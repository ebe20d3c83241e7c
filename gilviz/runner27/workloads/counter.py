"""Counts together without a lock: without a GIL, threads read the same value at once, and one of their increments is lost."""

from __future__ import absolute_import

from gilviz.runner27.workloads.counted import STEPS_PER_TICK, found, one, prepare

__all__ = ["found", "prepare", "work"]


def work(share, lane):
    """Adds to the counter; returns how often."""
    counter, increments = share
    done = 0
    while done < increments:
        lane.tick()
        stop = min(increments, done + STEPS_PER_TICK)
        while done < stop:
            counter.value += one()
            done += 1
    return done
