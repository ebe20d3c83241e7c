"""All runs at a glance, in a few pixels: how many workers executed at once, from the first start to the last end."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gilviz.trace.executing import Floats, executing
from gilviz.trace.lane import Lane

__all__ = ["Floats", "executing_shares"]


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
    shares: Floats = np.minimum(executing(lanes, origin, length, columns) / max(most, 1), 1.0)
    return shares
