"""Finds the size at which one task takes about a given time here: measured, never guessed from a table of machines."""

from __future__ import annotations

import contextlib
import time
from types import ModuleType
from typing import Any, List, Optional, Tuple

from gilviz.runner import catalog
from gilviz.runner.recording.no_lane import NoLane

CLOSE_ENOUGH = 0.1
"""The relative distance from the asked time at which the search ends."""
ROUNDS = 12
LARGEST_STEP = 30.0
"""No step grows or shrinks the size by more than this factor: short measurements are too rough for that."""


def items_of(
    module: ModuleType, size: int, tasks: int, directory: Optional[str] = None
) -> contextlib.AbstractContextManager[List[Any]]:
    """The items that ``tasks`` tasks of that size work on; what they need (a server) lives as long as the context.

    What is to be recorded beside the lanes goes into the directory, if there is one.
    """
    if hasattr(module, "prepare"):
        prepared: contextlib.AbstractContextManager[List[Any]] = module.prepare(size, tasks, directory)
        return prepared
    return contextlib.nullcontext([size] * tasks)


def calibrate(module: ModuleType, info: catalog.WorkloadInfo, seconds: float) -> Tuple[int, float]:
    """The size, and the time that one task of that size took, in seconds; near ``seconds`` as the sizes allow."""
    if info.size_is_ms:
        return max(info.smallest, min(info.largest, round(seconds * 1000))), seconds
    size = best = max(info.smallest, info.default_size // 100)
    took = nearest = _time_once(module, size)
    for _ in range(ROUNDS):
        if abs(took / seconds - 1) < CLOSE_ENOUGH:
            break
        factor = max(1 / LARGEST_STEP, min(LARGEST_STEP, seconds / max(took, 1e-6)))
        grown = module.grow(size, factor) if hasattr(module, "grow") else round(size * factor)
        grown = max(info.smallest, min(info.largest, grown))
        if grown == size:
            break
        size, took = grown, _time_once(module, grown)
        if abs(took - seconds) < abs(nearest - seconds):
            best, nearest = size, took
    return best, nearest


def _time_once(module: ModuleType, size: int) -> float:
    typical = contextlib.nullcontext([module.typical(size)]) if hasattr(module, "typical") else items_of(module, size, 1)
    with typical as items:
        start = time.perf_counter_ns()
        module.work(items[0], NoLane())
        return (time.perf_counter_ns() - start) / 1e9
