"""How long many workers were in each state within each column of a picture, by whichever way is the shorter one.

Where a worker has few transitions in sight, its time is cut at all of them and at all borders of columns, and the pieces are
added up: what came before does not matter. Where it has many, only those near borders are looked at (``rows``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gilviz.trace.lane import Lane
from gilviz.trace.rows import STATES, Around, Ints, added_up

_MANY: Final = 256
"""Up to so many columns, calling numpy for each lane costs more than what it does."""
_FEW: Final = 0.5
"""Transitions a column: up to so many, pieces are faster."""
_AT_ONCE: Final = 1 << 12
"""Borders of columns, of one lane or several, that are looked up together: what that needs stays in the processor's cache."""


def shares_of(lanes: Sequence[Lane], times: Ints) -> Ints:
    """How long lanes were in each state within each column.

    Args:
        lanes: Some.
        times: int64[w + 1], ns by the lanes' own clock, ascending: the borders of the columns; w is at least 1.

    Returns:
        int64[8, lanes, w], ns by ``State``.
    """
    shares = np.empty((STATES, len(lanes), len(times) - 1), dtype=np.int64)
    others = [place for place, lane in enumerate(lanes) if not _by_pieces(lane, times, shares[:, place])]
    step = max(_AT_ONCE // len(times), 1)
    around = Around.room(min(step, len(others)), len(times))
    for first in range(0, len(others), step):
        some = others[first : first + step]
        for row, place in enumerate(some):
            lanes[place].look_up(times, around[row])
        if some[-1] - some[0] == len(some) - 1:
            around[: len(some)].shares(shares[:, some[0] : some[-1] + 1])
        else:
            for row, place in enumerate(some):
                around[row : row + 1].shares(shares[:, place : place + 1])
    return shares


def _by_pieces(lane: Lane, times: Ints, out: Ints) -> bool:
    """Write what a lane's shares are into int64[8, w], if it has few transitions in sight; returns whether it had."""
    if len(times) <= _MANY or lane.start is None:
        return False
    inside = lane.clipped(times)
    first, last = int(inside[0]), int(inside[-1])
    if lane.count_between(first, last) > _FEW * len(times):
        return False
    seen = lane.between(first, last + 1)
    out[...] = shares_of_few(seen.starts, seen.states, inside) if len(seen) else 0
    return True


def shares_of_few(starts: Ints, states: NDArray[np.uint8], times: Ints) -> Ints:
    """How long a worker was in each state within each column, from all its transitions in them.

    Args:
        starts: int64[k], ns, non-decreasing; the first is not after ``times[0]``, the last not after ``times[-1]``.
        states: uint8[k], which they entered.
        times: int64[w + 1], ns, non-decreasing: the borders of the columns.

    Returns:
        int64[8, w], ns by ``State``.
    """
    columns, later = len(times) - 1, starts[1:]
    cuts = np.zeros(len(times) + len(later), dtype=np.intp)
    cuts[times.searchsorted(later, side="right") + np.arange(len(later))] = 1
    entered = cuts.cumsum()
    column = np.arange(len(cuts)) - entered
    points = np.where(cuts, starts.take(entered), times.take(column))
    cells = states.take(entered[:-1]).astype(np.intp)
    cells *= columns
    cells += column[:-1]
    # A piece behind the last border has no length, wherever it is counted.
    return added_up(cells, np.diff(points), STATES * columns + 1)[:-1].reshape(STATES, columns)
