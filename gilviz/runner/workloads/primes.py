"""Counts primes by trial division: arithmetic in pure Python, which needs the GIL all the way."""

from __future__ import annotations

from gilviz.runner.workloads.worker import Worker

CANDIDATES_PER_TICK = 8


def work(limit: int, lane: Worker) -> int:
    """How many primes there are below ``limit``."""
    found = 0
    for candidate in range(limit):
        if candidate % CANDIDATES_PER_TICK == 0:
            lane.tick()
        if is_prime(candidate):
            found += 1
    return found


def is_prime(number: int) -> bool:
    """Whether no smaller number but 1 divides it."""
    if number < 2 or (number % 2 == 0 and number > 2):
        return False
    divisor = 3
    while divisor * divisor <= number:
        if number % divisor == 0:
            return False
        divisor += 2
    return True


def grow(size: int, factor: float) -> int:
    """A candidate costs up to its square root, so the work grows a little faster than the limit."""
    return int(size * factor**0.72)
