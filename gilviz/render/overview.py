"""All runs at a glance, in a few pixels: how many workers executed at once, from the first start to the last end."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gilviz.runner.protocol import State
from gilviz.trace.lane import Lane

Floats = NDArray[np.float64]


def executing_shares(lanes: Sequence[Lane], origin: int, length: int, columns: int, most: int) -> Floats:
    """How many workers executed in each column, of those that can.

    Args:
        lanes: The workers.
        origin: The run's zero, in ns.
        length: What the columns cover from there, in ns.
        columns: How many there are.
        most: How many workers can execute at once.

    Returns:
        float64[columns], 0 to 1.
    """
    edges = origin + np.rint(np.linspace(0, max(length, 1), columns + 1)).astype(np.int64)
    busy = np.zeros(columns, dtype=np.int64)
    for lane in lanes:
        covered = lane.coverage(edges)
        busy += covered[:, State.RUNNING] + covered[:, State.NATIVE]
    widths = np.maximum(np.diff(edges), 1) * max(most, 1)
    shares: Floats = np.minimum(busy / widths, 1.0)
    return shares
