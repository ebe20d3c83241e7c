"""Counts primes by trial division: arithmetic in pure Python."""

DIVISIONS_PER_TICK = 800


def work(limit, lane):
    """How many primes there are below ``limit``."""
    found = 0
    divisions = 0
    candidate = 2
    while candidate < limit:
        divisor = 2
        while divisor * divisor <= candidate and candidate % divisor:
            divisor += 1
        if divisor * divisor > candidate:
            found += 1
        candidate += 1

        divisions += divisor
        if divisions > DIVISIONS_PER_TICK:
            divisions = 0
            lane.tick()
    return found


def grow(size, factor):
    """A candidate costs up to its square root, so the work grows a little faster than the limit."""
    return int(size * factor**0.72)
