"""Waits, as for an answer from a network."""

import time


def work(milliseconds, lane):
    """Sleeps for that long; returns how long it was asked to."""
    with lane.waiting() as wait:
        wait.due = lane.clock() + milliseconds * 1000000
        time.sleep(milliseconds / 1000.0)
    return milliseconds
