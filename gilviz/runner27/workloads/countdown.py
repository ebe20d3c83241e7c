"""Counts down to zero: the smallest loop there is."""

STEPS_PER_TICK = 800


def work(number, lane):
    """Counts from ``number`` down to zero; returns the steps it took."""
    steps = 0
    while number > 0:
        lane.tick()
        stop = max(0, number - STEPS_PER_TICK)
        while number > stop:
            number -= 1
            steps += 1
    return steps
