"""Shares of time as stacked pixels: in every column a band is filled from the bottom by the share of each state.

The heights are exact: the border above the first k layers lies at round(height * their share), rounded half up, so that no error
adds up and the lowest layer (running: the blue) is within half a pixel of the truth. What is not filled is ``NOTHING``: time in
which the worker did not exist, or of which nothing is known.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from gilviz.runner.protocol import State

Ints = NDArray[np.int64]
Codes = NDArray[np.uint8]

NOTHING: Final = len(State)
"""The code of a pixel in which nothing is known; the codes below it are the states."""
ORDER: Final = (
    State.RUNNING,
    State.NATIVE,
    State.OVERHEAD,
    State.GIL_WAIT,
    State.CPU_WAIT,
    State.LOCK_WAIT,
    State.IO_WAIT,
    State.IDLE,
)
"""The states from the bottom up: what executes, what prepares, what waits, what has nothing to do."""

_FROM_TOP: Final = np.array([NOTHING, *reversed(ORDER)], dtype=np.uint8)
_ORDER: Final = np.array(ORDER, dtype=np.intp)


def borders(layers: Ints, widths: Ints, height: int) -> Ints:
    """How high the lowest k layers reach, for each k.

    Args:
        layers: int64[..., w, k], the ns of each layer within each column, from the bottom up.
        widths: int64[w], the ns of each column, at least the sum of its layers.
        height: In pixels.

    Returns:
        int64[..., w, k], pixels from the bottom, non-decreasing.
    """
    whole = np.maximum(widths, 1)[:, np.newaxis]
    result: Ints = (2 * height * layers.cumsum(axis=-1) + whole) // (2 * whole)
    return result


def stack_states(shares: Ints, widths: Ints, height: int) -> Codes:
    """Draw one or many lanes.

    Args:
        shares: int64[..., w, 8], the ns in each state (by ``State``) within each column.
        widths: int64[w], the ns of each column.
        height: Of a lane, in pixels.

    Returns:
        uint8[..., w, height]: for each column its pixels from the top down, a state or ``NOTHING``.
    """
    return _stack(shares[..., _ORDER], widths, height, _FROM_TOP)


def stack_layers(layers: Ints, widths: Ints, height: int) -> Codes:
    """Draw layers of any kind, such as the workers that share a GIL.

    Args:
        layers: int64[w, k], the ns of each layer within each column, from the bottom up.
        widths: int64[w], the ns of each column.
        height: In pixels.

    Returns:
        uint8[w, height]: for each column its pixels from the top down: the layer's number + 1, 0 where there is none.
    """
    codes = np.arange(layers.shape[-1], -1, -1, dtype=np.uint8)
    return _stack(layers, widths, height, np.concatenate([codes[-1:], codes[:-1]]))


def _stack(layers: Ints, widths: Ints, height: int, codes_from_top: Codes) -> Codes:
    """``layers`` from the bottom up; ``codes_from_top`` first what lies above them all, then each from the top down."""
    reach = borders(layers, widths, height)
    runs = np.empty((*reach.shape[:-1], reach.shape[-1] + 1), dtype=np.int64)
    runs[..., 0] = height - reach[..., -1]
    runs[..., 1:-1] = (reach[..., 1:] - reach[..., :-1])[..., ::-1]
    runs[..., -1] = reach[..., 0]
    codes = np.empty(runs.shape, dtype=np.uint8)
    codes[...] = codes_from_top
    return codes.reshape(-1).repeat(runs.reshape(-1)).reshape(*reach.shape[:-1], height)
