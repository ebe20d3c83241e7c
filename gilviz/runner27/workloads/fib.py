"""Fibonacci numbers by recursion: function calls and nothing else."""

import math

TICK_BELOW = 13
"""fib(13) takes 753 calls: a good distance between ticks."""


def work(index, lane):
    """The Fibonacci number at that index."""
    if index <= TICK_BELOW:
        lane.tick()
        return fib(index)
    return work(index - 1, lane) + work(index - 2, lane)


def fib(index):
    """The Fibonacci number at that index, the slow way."""
    return index if index < 2 else fib(index - 1) + fib(index - 2)


def grow(size, factor):
    """Each further index takes the golden ratio longer."""
    return size + int(round(math.log(factor) / math.log((1 + math.sqrt(5)) / 2)))
