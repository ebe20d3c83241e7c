"""Looks at workers' lines for tests."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gilviz.runner.protocol import State
from gilviz.trace.stacks import Code, Stacks
from tests.trace import runs

MINE = Code("/home/me/work.py", "parse", 10, own=True, source=("def parse(item):", "    total = 0", "    total += slow(item)"))
THEIRS = Code("/usr/lib/python3/json/decoder.py", "raw_decode", 340, own=False)
Look = tuple[int, int, State, int, int]
"""When, in ms from the run's zero; the worker's number; what it did; its line in ``MINE``, or 0; its line in ``THEIRS``, or 0."""


def stacks(looks: Sequence[Look], pid: int = 1000, looked: int | None = None, torn: int = 0) -> Stacks:
    """These looks; those at the same time are of one round."""
    times = [runs.ORIGIN + ms * runs.MS for ms, *_ in looks]
    rounds = {time: number for number, time in enumerate(dict.fromkeys(times))}
    own = [(1 << 32 | line) if line else 0 for *_, line, _ in looks]
    return Stacks(
        times=np.array(times, dtype=np.int64),
        threads=np.array([pid + worker for _, worker, *_ in looks], dtype=np.int64),
        states=np.array([state for _, _, state, *_ in looks], dtype=np.uint8),
        rounds=np.array([rounds[time] for time in times], dtype=np.int64),
        own=np.array(own, dtype=np.int64),
        inner=np.array(
            [(2 << 32 | inner) if inner else mine for (*_, inner), mine in zip(looks, own, strict=True)], dtype=np.int64
        ),
        codes=(MINE, THEIRS),
        looked=len(rounds) if looked is None else looked,
        torn=torn,
        blind_ns=1000,
        interval_ns=10_000_000,
    )
