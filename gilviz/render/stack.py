"""Shares of time as stacked pixels: in every column a band is filled from the bottom by the share of each layer.

The heights are exact: the border above the first k layers lies at round(height * their share), rounded half up, so that no error
adds up and the lowest layer (running: the blue) is within half a pixel of the truth. What is not filled lies above the last
layer: time in which the worker did not exist, or of which nothing is known.

Arrays have a layer, or a row of pixels, of many columns side by side: numpy then works through memory as it lies there, many
numbers at a time. A pixel's code is counted: it is the number of layers that end below it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from gilviz.runner.protocol import State

Ints = NDArray[np.int64]
Codes = NDArray[np.unsignedinteger[Any]]

NOTHING: Final = len(State)
"""The code of a lane's pixel in which nothing is known; the codes below it are places in ``ORDER``."""
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
_EXACT: Final = 2**48
"""Up to here, a border as a float comes to lie on the same side of every whole number as the exact one, see ``borders``."""
_NARROW: Final = 2
"""How many times as high as wide a band is, at least, that is worked through by columns."""
_FEW: Final = 1 << 15
"""Up to so many pixels of all layers, what costs is calling numpy, once for all layers or once for each."""


def borders(layers: Iterable[Ints], widths: Ints, height: int) -> Codes:
    """How high the lowest k layers reach, for each k.

    A border's place is a whole number of halves of a column's ns, so a quarter of a ns added to it moves none to another pixel,
    and what floats are wrong by is far less than that. So a column's ns are divided by once, not for each layer.

    Args:
        layers: int64[..., w] each, the ns of a layer within each column, from the bottom up.
        widths: int64[w], the ns of each column, at least the sum of its layers.
        height: In pixels.

    Returns:
        uint8 or uint16[k, ..., w], pixels from the bottom, not falling with k.
    """
    whole = np.maximum(widths, 1)
    small = np.uint8 if height < 256 else np.uint16
    listed = list(layers)
    if int(whole.max(initial=1)) * (height + 1) >= _EXACT:  # columns of hours
        reached = np.cumsum(np.stack(listed), axis=0)
        beyond: Codes = ((2 * height * reached + whole) // (2 * whole)).astype(small)
        return beyond
    pixels, half = height / whole, 0.5 + 0.25 / whole
    if sum(layer.size for layer in listed) <= _FEW:
        few: Codes = (np.array(listed).cumsum(axis=0) * pixels + half).astype(small)
        return few
    found = np.empty((len(listed), *listed[0].shape), dtype=small)
    below, place = np.zeros(listed[0].shape), np.empty(listed[0].shape)
    for layer, reach in zip(listed, found, strict=True):
        np.add(below, layer, out=below)
        np.multiply(below, pixels, out=place)
        np.add(place, half, out=reach, casting="unsafe")
    return found


def stack(reach: Codes, height: int) -> Codes:
    """Draw a band, or many.

    Args:
        reach: uint8 or uint16[k, ..., w], as ``borders`` gives it.
        height: Of a band, in pixels.

    Returns:
        uint8 (uint16 for more than 255 layers) [..., height, w]: each band's pixels, the top row first: the number of the layer
        from the bottom, k above them all.
    """
    if len(reach) < 256 and reach.shape[-1] * _NARROW <= height:
        # Columns lie in one piece then, not rows: numpy's price is for each piece of memory that it goes through.
        below = reach[..., np.newaxis] <= np.arange(height - 1, -1, -1, dtype=reach.dtype)
        narrow: Codes = np.add.reduce(below.view(np.uint8), axis=0, dtype=np.uint8).swapaxes(-1, -2)
        return narrow
    rows = np.arange(height - 1, -1, -1, dtype=reach.dtype)[:, np.newaxis]
    shape = (*reach.shape[1:-1], height, reach.shape[-1])
    if len(reach) * math.prod(shape) <= _FEW:
        few: Codes = np.add.reduce(reach[..., np.newaxis, :] <= rows, axis=0, dtype=np.uint8 if len(reach) < 256 else np.uint16)
        return few
    codes: Codes = np.zeros(shape, dtype=np.uint8 if len(reach) < 256 else np.uint16)
    ends_below = np.empty(shape, dtype=np.bool_)
    alike = 1
    for layer, above in zip(reach, [*reach[1:], None], strict=True):
        if above is not None and np.array_equal(layer, above):  # nobody is in the layer above: both end at once
            alike += 1
            continue
        np.less_equal(layer[..., np.newaxis, :], rows, out=ends_below)
        ends = ends_below.view(np.uint8)
        np.add(codes, ends if alike == 1 else ends * codes.dtype.type(alike), out=codes)
        alike = 1
    return codes
