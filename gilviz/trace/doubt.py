"""Whether the plain loop that a run is held against was disturbed: then no speed-up follows from it.

A loop that had to wait for its core took longer than the work does, and everything that is held against it seems the faster. Two
things give that away: its own lane, where a sequential run waits for a core; and the workers themselves, where all that they did,
waits for I/O included, but not those for the GIL or a core, took far less time in all than the loop did.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gilviz.runner.protocol import State
from gilviz.trace.facts import percent, seconds
from gilviz.trace.metrics import NS, task_span
from gilviz.trace.record import RunRecord
from gilviz.trace.run_trace import RunTrace

MOST_LOST: Final = 0.1
"""The part of its time that a loop may lose to others: more, and two threads that take turns are said to gain something."""
MOST_LONGER: Final = 1.15
"""How many times as long as the workers in all it may take for the same work."""


def lost(trace: RunTrace) -> float | None:
    """Which part of their time with tasks a run's workers waited for a core, 0 to 1; None without a task."""
    spent = _spent(trace)
    if spent is None:
        return None
    return float(spent[State.CPU_WAIT] / spent.sum())


def baseline_doubt(record: RunRecord) -> str:
    """Why the loop's time can't be relied on, as a clause about it; empty where it can, or where nothing is held against it.

    Args:
        record: A run, or a sequential one that is a loop itself.
    """
    if record.baseline_s is None:
        return ""
    loop = record.spec.executor == "sequential"
    share = lost(record.trace) if loop else record.baseline_lost
    if share is not None and share >= MOST_LOST:
        return f"other programs had its core for {percent(share)} of the time"
    # a client sends its next request when it has its answer: how long one waits for it depends on who else computes
    worked = None if loop or record.alone_ms is not None else _worked_s(record.trace)
    if worked is None or record.baseline_s <= MOST_LONGER * worked:
        return ""
    return f"it took {seconds(record.baseline_s)} for what took the workers {seconds(worked)} in all"


def doubted(records: Iterable[RunRecord]) -> frozenset[float]:
    """The times of loops, in s, that one of these runs gives reason to doubt: nothing that is held against the same is sure."""
    return frozenset(record.baseline_s for record in records if record.baseline_s is not None and baseline_doubt(record))


def _worked_s(trace: RunTrace) -> float | None:
    """For how many seconds the workers did something, or waited for what the work itself waits for; None if lanes don't tell."""
    spent = _spent(trace)
    if spent is None or any(lane.more_ns for lane in trace.lanes):
        return None
    return float((spent.sum() - spent[[State.GIL_WAIT, State.CPU_WAIT]].sum()) / NS)


def _spent(trace: RunTrace) -> NDArray[np.int64] | None:
    """The workers' time in each state while there were tasks, idle ones left out, int64[states], ns; None without any."""
    span = task_span(trace.lanes)
    if span is None:
        return None
    spent = sum((lane.coverage(span)[0] for lane in trace.lanes), np.zeros(len(State), dtype=np.int64))
    spent[State.IDLE] = 0
    return spent if spent.sum() > 0 else None
