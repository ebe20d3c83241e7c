"""Uses the same objects from every task, or objects of its own: without a GIL that makes a difference.

The first half of the tasks make their objects themselves. The second half share one set of them: a list of numbers, and the one
that is wanted. All are only read, yet a reference is counted at every use, and where threads truly run at once, their cores pass
the counts of shared objects to and fro. The loop does as little as possible besides: no call, and no object is made that would
have to be freed. What every task uses, its code and this module, counts no references in a free-threaded Python.
"""

from __future__ import annotations

import contextlib
from typing import List, Optional, Tuple

from gilviz.runner.workloads.worker import Worker

NUMBERS = 100
ROUNDS_PER_TICK = 4
FIRST = 1_000_000
"""So large that no interpreter keeps these numbers for everybody."""


class Things:
    """What a task works with; nothing of it is ever changed."""

    def __init__(self) -> None:
        self.numbers = [FIRST + number for number in range(NUMBERS)]
        self.wanted = FIRST + NUMBERS - 1


Task = Tuple[int, Optional[Things]]
"""How many rounds, and with what; None: with things of its own."""


def prepare(size: int, tasks: int, _directory: Optional[str] = None) -> contextlib.AbstractContextManager[List[Task]]:
    """The first half of the tasks have nothing in common, the second half everything."""
    own = tasks // 2
    return contextlib.nullcontext([(size, None)] * own + [(size, Things())] * (tasks - own))


def work(task: Task, lane: Worker) -> int:
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
