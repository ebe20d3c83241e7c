"""When a task was worked on."""

from __future__ import annotations

import numpy as np

from gilviz.runner.protocol import NO_TASK
from gilviz.trace.lane import Lane


def task_at(lane: Lane, t: int) -> int | None:
    """The task that the worker had at a time (ns); None where it had none, or nothing is known."""
    segment = lane.at(t)
    return None if segment is None or segment.task == NO_TASK else segment.task


def task_bounds(lane: Lane, task: int) -> tuple[int, int] | None:
    """From when to when the worker had that task, in ns; None where it never had."""
    start = end = None
    for block in lane.blocks():
        own = np.flatnonzero(block.tasks == task)
        if len(own):
            start = int(block.starts[own[0]]) if start is None else start
            end = int(block.ends[own[-1]])
    return None if start is None or end is None else (start, end)
