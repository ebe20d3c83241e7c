"""The hot path: what a worker does at every tick.

Read the clock and remember it. Only when more time has passed than work can explain is anything else done. To compare with the
tick before costs a subtraction, and to publish each tick costs more than all the rest; so both wait for a deadline, which lies
that time after the last such look: what comes before it can't have been silent for longer. A live picture (or one of a worker
that was killed) knows from what is published until when the worker certainly ran, and draws nothing beyond.

The tick is a closure, because a closure's variables are the cheapest state that Python has.
"""

from __future__ import annotations

import sys
import time
from typing import Callable, Tuple

from gilviz.runner.protocol import Header
from gilviz.runner.recording.lane_file import LaneFile

_TICKS_A_TRY = 2000 if sys.implementation.name == "pypy" else 20
"""Ticks after which what they cost is known: PyPy compiles what it has seen a thousand times."""
TRIED_PATIENCE = 1_000
"""ns: of ticks in close order about as many are published by that as of a worker's by its own."""

Tick = Callable[[], None]


def ticker(
    file: LaneFile, note_gap: Callable[[int, int], int], patience: int
) -> Tuple[Tick, Callable[[], int], Callable[[int], None]]:
    """The hot path: ``tick()``, ``settle()`` (a tick that returns its time), ``mark(now)`` (silence counts from now on).

    Args:
        file: Where each time is published.
        note_gap: Notes a silence, from when to when, and gives the patience from then on.
        patience: The longest silence, in ns, that is not worth noting.
    """
    clock = time.perf_counter_ns
    last_tick = int(Header.LAST_TICK)
    words = file.words
    words[last_tick] = last = clock()
    deadline = last + patience
    ticks = 0

    def tick() -> None:
        nonlocal words, last, deadline, ticks, patience
        now = clock()
        if now > deadline:
            if now - last > patience:
                patience = note_gap(last, now)
                words = file.words
            words[last_tick] = now
            deadline = now + patience
        last = now
        ticks += 1

    def settle() -> int:
        nonlocal patience
        now = clock()
        if now - last > patience:
            patience = note_gap(last, now)
        return now

    def mark(now: int) -> None:
        nonlocal words, last, deadline
        words = file.words
        words[last_tick] = last = now
        words[Header.TICKS] = ticks
        deadline = now + patience

    return tick, settle, mark


def cost_of_tick(file: LaneFile) -> int:
    """What one tick takes here, in ps: the best of a few tries, for any of them may have been interrupted."""
    tick, _, _ = ticker(file, _ignore_gap, TRIED_PATIENCE)
    tries = []
    for _ in range(5):
        began = time.perf_counter_ns()
        for _ in range(_TICKS_A_TRY):
            tick()
        tries.append(time.perf_counter_ns() - began)
    return min(tries) * 1000 // _TICKS_A_TRY


def _ignore_gap(_start: int, _end: int) -> int:
    """Nothing is recorded of ticks that only measure what a tick costs."""
    return TRIED_PATIENCE
