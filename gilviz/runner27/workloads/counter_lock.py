"""Counts together with a lock: nothing is lost, for reading, adding and writing are one step."""

from __future__ import absolute_import

from gilviz.runner27.workloads.counted import STEPS_PER_TICK, found, one, prepare

__all__ = ["found", "prepare", "work"]


def work(share, lane):
    """Adds to the counter; returns how often."""
    counter, increments = share
    lock = counter.lock
    done = 0
    while done < increments:
        lane.tick()
        stop = min(increments, done + STEPS_PER_TICK)
        while done < stop:
            # ``with lock:``, but for saying so where it has to be waited for
            if not lock.acquire(False):
                wait_for(lock, lane)
            counter.value += one()
            lock.release()
            done += 1
    return done


def wait_for(lock, lane):
    """Takes a lock that somebody else has."""
    with lane.blocked():
        lock.acquire()
