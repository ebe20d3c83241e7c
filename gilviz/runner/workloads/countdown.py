"""Counts down to zero: the smallest loop there is."""

from __future__ import annotations

from gilviz.runner.workloads.worker import Worker

STEPS_PER_TICK = 800


def work(number: int, lane: Worker) -> int:
    """Counts from ``number`` down to zero; returns the steps it took."""
    steps = 0
    while number > 0:
        lane.tick()
        for _ in range(min(number, STEPS_PER_TICK)):
            number -= 1
            steps += 1
    return steps
