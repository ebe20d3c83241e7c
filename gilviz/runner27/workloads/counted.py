"""A counter that tasks have in common, and the step that they add."""

from __future__ import absolute_import

import contextlib
import threading

STEPS_PER_TICK = 400


class Counter(object):
    """A number, and a lock that nobody has to take."""

    def __init__(self):
        self.value = 0
        self.lock = threading.Lock()


def one():
    """What is added."""
    return 1


@contextlib.contextmanager
def prepare(size, tasks, clock):
    """One counter for all tasks."""
    yield [(Counter(), size)] * tasks


def found(items):
    """How many increments there were, and how many of them the counter has seen."""
    return {"increments": sum(size for _, size in items), "counted": items[0][0].value}
