"""Finds the size at which one task takes about a given time here; ``gilviz.runner.calibrate`` says more."""

from __future__ import absolute_import

import contextlib

from gilviz.runner27.lane import NoLane

CLOSE_ENOUGH = 0.1
ROUNDS = 12
LARGEST_STEP = 30.0


def grown(module, offered, size, factor):
    """The size that takes about that many times as long, within the workload's limits."""
    larger = module.grow(size, factor) if hasattr(module, "grow") else int(round(size * factor))
    return max(offered.smallest, min(offered.largest, larger))


def calibrate(module, offered, seconds, clock):
    """The size, and the time that one task of that size took, in seconds; near ``seconds`` as the sizes allow."""
    if offered.size_is_ms:
        return max(offered.smallest, min(offered.largest, int(round(seconds * 1000)))), seconds
    size = best = max(offered.smallest, offered.default_size // 100)
    took = nearest = time_once(module, size, clock)
    for _ in range(ROUNDS):
        if abs(took / seconds - 1) < CLOSE_ENOUGH:
            break
        factor = max(1 / LARGEST_STEP, min(LARGEST_STEP, seconds / max(took, 1e-6)))
        larger = grown(module, offered, size, factor)
        if larger == size:
            break
        size, took = larger, time_once(module, larger, clock)
        if abs(took - seconds) < abs(nearest - seconds):
            best, nearest = size, took
    return best, nearest


def time_once(module, size, clock):
    """How long one task of that size takes, in seconds."""
    with items_of(module, size, 1, clock) as items:
        began = clock()
        module.work(items[0], NoLane(clock))
        return (clock() - began) / 1e9


@contextlib.contextmanager
def items_of(module, size, tasks, clock):
    """The items that tasks of that size work on; what they need (a server) lives as long as the context."""
    if hasattr(module, "prepare"):
        with module.prepare(size, tasks, clock) as items:
            yield items
    else:
        yield [size] * tasks
