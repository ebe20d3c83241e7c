"""How many workers executed at once, over time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gilviz.runner.protocol import State
from gilviz.trace.lane import Lane

Floats = NDArray[np.float64]


def executing(lanes: Sequence[Lane], origin: int, length: int, columns: int) -> Floats:
    """The mean number of workers in running or native within each of some columns of equal width.

    Args:
        lanes: The workers.
        origin: The run's zero, in ns.
        length: What the columns cover from there, in ns.
        columns: How many there are.

    Returns:
        float64[columns].
    """
    edges = origin + np.rint(np.linspace(0, max(length, 1), columns + 1)).astype(np.int64)
    busy = np.zeros(columns, dtype=np.int64)
    for lane in lanes:
        covered = lane.coverage(edges)
        busy += covered[:, State.RUNNING] + covered[:, State.NATIVE]
    means: Floats = busy / np.maximum(np.diff(edges), 1)
    return means
