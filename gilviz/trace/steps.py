"""From one moment to the next that matters: a transition of any worker, or a GIL that changes hands. Times in ns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from gilviz.runner.protocol import State
from gilviz.trace.chunk import Segments
from gilviz.trace.lane import Lane

Ints = NDArray[np.int64]


def next_transition(lanes: Iterable[Lane], t: int) -> int | None:
    """The first transition after a time; None without one."""
    return min((found for lane in lanes if (found := _after(lane, t)) is not None), default=None)


def previous_transition(lanes: Iterable[Lane], t: int) -> int | None:
    """The last transition before a time; None without one."""
    return max((found for lane in lanes if (found := _before(lane, t)) is not None), default=None)


def next_hand_off(lanes: Sequence[Lane], t: int) -> int | None:
    """When the GIL that these workers share is next taken by another one than had it last at a time; None if it never is."""
    holder = holder_at(lanes, t)
    if holder is None:
        first = min((found for lane in lanes if (found := _after(lane, t, running=True)) is not None), default=None)
        return None if first is None else next_hand_off(lanes, first)
    taken = next_taker(lanes, holder, t)
    return None if taken is None else taken[0]


def next_taker(lanes: Sequence[Lane], holder: Lane, t: int) -> tuple[int, Lane] | None:
    """When another worker than the one that has the GIL at a time takes it next, and which; None if none ever does."""
    found = [
        (at, -number)  # of two at once the later lane, as ``holder_at`` has it
        for number, lane in enumerate(lanes)
        if lane is not holder and (at := _after(lane, t, running=True)) is not None
    ]
    if not found:
        return None
    at, number = min(found)
    return at, lanes[-number]


def previous_hand_off(lanes: Sequence[Lane], t: int) -> int | None:
    """When, before a time, the GIL was last taken by another worker than had it before; None if it never was."""
    holder = holder_at(lanes, t - 1)
    if holder is None:
        return None
    others = [_before(lane, t, running=True) for lane in lanes if lane is not holder]
    before = max((found for found in others if found is not None), default=None)
    return None if before is None else _after(holder, before, running=True)


def holder_at(lanes: Sequence[Lane], t: int) -> Lane | None:
    """The worker that ran last at or before a time: where they share a GIL, it has it, or had it last. None before the first."""
    starts = [(found, number) for number, lane in enumerate(lanes) if (found := _before(lane, t + 1, running=True)) is not None]
    return lanes[max(starts)[1]] if starts else None


def last_run(lane: Lane, t: int) -> tuple[int, int] | None:
    """From when to when the worker ran last, beginning at or before a time; None if it had not run by then."""
    start = _before(lane, t + 1, running=True)
    segment = None if start is None else lane.at(start)
    return None if segment is None else (segment.start, segment.end)


def _after(lane: Lane, t: int, *, running: bool = False) -> int | None:
    for block in lane.blocks_after(t):
        starts = _starts(block, running=running)
        at = int(starts.searchsorted(t, side="right"))
        if at < len(starts):
            return int(starts[at])
    return None


def _before(lane: Lane, t: int, *, running: bool = False) -> int | None:
    for block in lane.blocks_before(t):
        starts = _starts(block, running=running)
        at = int(starts.searchsorted(t, side="left"))
        if at:
            return int(starts[at - 1])
    return None


def _starts(block: Segments, *, running: bool) -> Ints:
    """The starts of segments that last; of those in which the worker runs, if only these are asked for."""
    lasting = block.ends > block.starts
    starts: Ints = block.starts[lasting & (block.states == State.RUNNING) if running else lasting]
    return starts
