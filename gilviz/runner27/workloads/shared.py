"""Uses the same objects from every task, or objects of its own: where threads truly run at once, that may make a difference.

The first half of the tasks make their objects themselves. The second half share one set of them: a list of numbers, and the one
that is wanted. All are only read.
"""

import contextlib

NUMBERS = 100
ROUNDS_PER_TICK = 4
FIRST = 1000000


class Things(object):
    """What a task works with; nothing of it is ever changed."""

    def __init__(self):
        self.numbers = [FIRST + number for number in range(NUMBERS)]
        self.wanted = FIRST + NUMBERS - 1


@contextlib.contextmanager
def prepare(size, tasks, clock):
    """The first half of the tasks have nothing in common, the second half everything."""
    own = tasks // 2
    yield [(size, None)] * own + [(size, Things())] * (tasks - own)


def work(task, lane):
    """Looks for a number among the others again and again; returns how often it was found."""
    rounds, things = task
    things = things or Things()
    numbers = things.numbers
    found = 0
    for done in range(rounds):
        if done % ROUNDS_PER_TICK == 0:
            lane.tick()
        for number in numbers:
            if number == things.wanted:
                found += 1
    return found
