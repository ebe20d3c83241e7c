"""Pairs of turns that differ in what is measured, and in nothing else but by chance."""

from __future__ import annotations

import importlib.util
import os
import random
import time
from collections.abc import Callable, Iterator

from gilviz.runner.task import Work

WARM_UP = 3
"""Pairs at the beginning that count for nothing: code is specialised, files are read, lanes are opened."""
LEAST = 2
"""Pairs that count, however little time there is for them."""
COPIES = 8
NUMBERS = 200
"""Of each of the two sizes of number that workers and their lanes have most of."""

Pair = tuple[int, int]
"""How long the work took unrecorded, and recorded, in ns."""


def own_copy(workload: str) -> Work:
    """The workload's function, in a copy that the interpreter specialises for whatever lane it is called with."""
    spec = importlib.util.find_spec(f"gilviz.runner.workloads.{workload}")
    if spec is None or spec.loader is None:
        raise RuntimeError(f"there is no workload {workload}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    work: Work = module.work
    return work


class Copies:
    """A workload's function in many copies, for either way of working as many.

    How quick code is depends by some per cent on where it happens to lie in memory, and so do numbers. So for each pair chance
    puts both somewhere else.

    Args:
        workload: Its name.
    """

    def __init__(self, workload: str) -> None:
        self._chance = random.Random(os.getpid())
        self._copies: list[tuple[Work, Work]] = []
        self._between: list[bytes] = []
        for _ in range(COPIES):
            self._copies.append((self._somewhere(workload), self._somewhere(workload)))
        self._kept: list[int] = []
        self.works: tuple[Work, Work] = self._copies[0]
        """Unrecorded, recorded."""

    def shuffle(self) -> None:
        """Chooses other copies, and leaves other gaps among the numbers that are in memory."""
        self.works = self._chance.choice(self._copies)
        numbers = [base + self._chance.getrandbits(16) for base in (1 << 20, 1 << 62) for _ in range(NUMBERS)]
        self._chance.shuffle(numbers)
        self._kept = numbers[self._chance.randrange(NUMBERS) :]

    def _somewhere(self, workload: str) -> Work:
        self._between += [bytes(self._chance.randrange(16, 512)) for _ in range(self._chance.randrange(40))]
        return own_copy(workload)


def in_random_order(turn: Callable[[bool], int], seconds: float, shuffle: Callable[[], None]) -> Iterator[Pair]:
    """Takes turns until the time is over: within each pair it is left to chance which is first. Before it, shuffles.

    There are ``LEAST`` pairs in any case: on a busy machine the time may be over before they are warm.
    """
    chance = random.Random(os.getpid())
    until = time.monotonic() + seconds
    pair = 0
    while pair < WARM_UP + LEAST or time.monotonic() < until:
        shuffle()
        took = {recorded: turn(recorded) for recorded in chance.sample((False, True), 2)}
        if pair >= WARM_UP:
            yield took[False], took[True]
        pair += 1
