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
    if len(gil) < 2 or sum(lane.count_between(early, end) for lane in gil) > _MOST_TRANSITIONS:
        return ()
    found = [hand_off for hand_off in _hand_offs(gil, early, end) if start <= hand_off.taken < end]
    return tuple(found) if len(found) * APART <= width else ()


def _hand_offs(gil: Sequence[Lane], start: int, end: int) -> list[HandOff]:
    runs = [_runs(lane.between(start, end)) for lane in gil]
    all_runs = np.concatenate(runs)
    whose = np.concatenate([np.full(len(each), number) for number, each in enumerate(runs)])
    order = np.lexsort((whose, all_runs[:, 0]))
    all_runs, whose = all_runs[order], whose[order]
    began, ended, waiting_since = all_runs.T
    released = np.minimum(ended[:-1], began[1:])
    handed = (whose[1:] != whose[:-1]) & (waiting_since[1:] <= released)
    return [
        HandOff(gil[whose[i]], int(released[i]), gil[whose[i + 1]], int(began[i + 1])) for i in np.flatnonzero(handed).tolist()
    ]


def _runs(segments: Segments) -> Ints:
    """int64[n, 3]: from when to when the worker ran, since when it had waited for that; a wait that is none lies far ahead."""
    lasting = segments.ends > segments.starts
    starts, ends, states = segments.starts[lasting], segments.ends[lasting], segments.states[lasting]
    numbers = np.arange(len(states))
    running = np.flatnonzero(states == State.RUNNING)
    # Who gets the GIL may have to wait for a core, too, before it runs: both waits together are one.
    waits = (states == State.GIL_WAIT) | (states == State.CPU_WAIT)
    for_gil = np.maximum.accumulate(np.where(states == State.GIL_WAIT, numbers, -1))
    other = np.maximum.accumulate(np.where(waits, -1, numbers))
    before = running - 1
    first_wait = other[before] + 1
    waited = (running > 0) & (for_gil[before] >= first_wait)
    since = np.where(waited, starts[np.minimum(first_wait, len(starts) - 1)], np.iinfo(np.int64).max)
    return np.stack([starts[running], ends[running], since], axis=1)
