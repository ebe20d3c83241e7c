"""Hand-offs of a GIL as arrows: from where one worker let go of it to where the one that waited for it began to run.

An arrow is drawn only for what was recorded: a worker ran, its running ended, and another one, which had been waiting by then,
for the GIL and perhaps for a core, is the next to run. Who comes back from a sleep to a GIL that nobody holds was woken by
nobody. Where hand-offs are closer together than can be told apart, none is drawn: some of them would look like all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from gilviz.runner.protocol import State
from gilviz.trace.chunk import Ints, Segments
from gilviz.trace.lane import Lane

APART: Final = 25.0
"""Logical pixels between hand-offs, on average, from which on they are drawn."""
_MOST_TRANSITIONS: Final = 20_000
"""Of all workers in sight: where there are more, nobody looks for the few hand-offs among them."""
_LOOK_BACK: Final = 0.25
"""Share of what is in sight by which the search begins earlier: who hands over at the left border ran before it."""


@dataclass(frozen=True)
class HandOff:
    """A GIL went from one worker to another; times in ns.

    Args:
        giver: Who ran.
        released: When its running ended.
        taker: Who had waited, and ran next.
        taken: Since when; not before ``released``.
    """

    giver: Lane
    released: int
    taker: Lane
    taken: int


def hand_offs_in_sight(gil: Sequence[Lane], start: int, end: int, width: float) -> tuple[HandOff, ...]:
    """The hand-offs to draw.

    Args:
        gil: The workers that share a GIL.
        start: When what is in sight begins, in ns; like ``end``.
        end: When it ends.
        width: How wide that is, in logical pixels.

    Returns:
        Those that were taken within it, in order; none where they would be closer together than ``APART``.
    """
    early = start - round(_LOOK_BACK * (end - start))
    if len(gil) < 2 or _are_more(gil, early, end, _MOST_TRANSITIONS):
        return ()
    began, ended, waiting_since, whose = _runs([lane.between(early, end) for lane in gil])
    released = np.minimum(ended[:-1], began[1:])
    taken = began[1:]
    handed = (whose[1:] != whose[:-1]) & (waiting_since[1:] <= released) & (taken >= start) & (taken < end)
    found = np.flatnonzero(handed)
    if len(found) * APART > width:
        return ()
    rows = zip(whose[found].tolist(), released[found].tolist(), whose[found + 1].tolist(), taken[found].tolist(), strict=True)
    return tuple(HandOff(gil[giver], let_go, gil[taker], took) for giver, let_go, taker, took in rows)


def _are_more(gil: Sequence[Lane], start: int, end: int, most: int) -> bool:
    """Whether these workers have more transitions in [start, end) than that; of many workers, mostly the first ones tell."""
    counted = 0
    for lane in gil:
        counted += lane.count_between(start, end)
        if counted > most:
            return True
    return False


def _runs(lanes: Sequence[Segments]) -> Ints:
    """When workers ran, all of them at once: numpy's price per call would be that of a frame with 64 lanes.

    Returns:
        int64[4, n], in the order of their beginnings: from when to when a worker ran, since when it had waited for that (a wait
        that is none lies far ahead), and the worker's place.
    """
    starts, ends = np.concatenate([each.starts for each in lanes]), np.concatenate([each.ends for each in lanes])
    states = np.concatenate([each.states for each in lanes])
    whose = np.repeat(np.arange(len(lanes)), [len(each) for each in lanes])
    lasting = np.flatnonzero(ends > starts)
    starts, ends, states, whose = starts[lasting], ends[lasting], states[lasting], whose[lasting]
    numbers = np.arange(len(states))
    first = whose.searchsorted(np.arange(len(lanes)))
    running = np.flatnonzero(states == State.RUNNING)
    begin = first[whose[running]]
    # Who gets the GIL may have to wait for a core, too, before it runs: both waits together are one.
    waits = (states == State.GIL_WAIT) | (states == State.CPU_WAIT)
    for_gil = np.maximum.accumulate(np.where(states == State.GIL_WAIT, numbers, -1))
    other = np.maximum.accumulate(np.where(waits, -1, numbers))
    before = running - 1
    first_wait = np.maximum(other[before] + 1, begin)
    waited = (running > begin) & (for_gil[before] >= first_wait)
    since = np.where(waited, starts[np.minimum(first_wait, len(starts) - 1)], np.iinfo(np.int64).max)
    runs = np.stack([starts[running], ends[running], since, whose[running]])
    return runs[:, np.lexsort((runs[3], runs[0]))]
