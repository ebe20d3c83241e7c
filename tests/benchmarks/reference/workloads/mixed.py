"""Threads that compute beside one that mostly waits, as for a network."""

from __future__ import annotations

import contextlib
import time

from gilviz.runner.workloads import primes
from gilviz.runner.workloads.worker import Worker

WAIT_S = 0.003
ANSWER = 400
"""How far the waiting thread counts primes whenever it was answered: some 100 µs."""
LIMIT_PER_ANSWER = 1400
"""How many answers there are beside others that count far: so many that all end at about the same time."""


def prepare(size: int, tasks: int, _directory: str | None = None) -> contextlib.AbstractContextManager[list[tuple[int, int]]]:
    """The last task waits for answers, the others count the primes below ``size``: each (limit, answers)."""
    return contextlib.nullcontext([(size, 0)] * (tasks - 1) + [(ANSWER, size // LIMIT_PER_ANSWER)])


def work(item: tuple[int, int], lane: Worker) -> int:
    """How many primes were found."""
    limit, answers = item
    if not answers:
        return primes.work(limit, lane)
    found = 0
    for _ in range(answers):
        with lane.waiting() as wait:
            wait.due = time.perf_counter_ns() + round(WAIT_S * 1e9)
            time.sleep(WAIT_S)
        found += primes.work(limit, lane)
    return found
