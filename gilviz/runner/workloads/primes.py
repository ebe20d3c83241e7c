"""Counts primes by trial division: arithmetic in pure Python, which needs the GIL all the way."""

from __future__ import annotations

from gilviz.runner.workloads.worker import Worker

DIVISIONS_PER_TICK = 800


def work(limit: int, lane: Worker) -> int:
    """How many primes there are below ``limit``."""
    found = 0
    divisions = 0
    for candidate in range(2, limit):
        divisor = 2
        while divisor * divisor <= candidate and candidate % divisor:
            divisor += 1
        if divisor * divisor > candidate:
            found += 1

        divisions += divisor
        if divisions > DIVISIONS_PER_TICK:
            divisions = 0
            lane.tick()
    return found


def grow(size: int, factor: float) -> int:
    """A candidate costs up to its square root, so the work grows a little faster than the limit."""
    return int(size * factor**0.72)
