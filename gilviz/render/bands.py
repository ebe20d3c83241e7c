"""The rows of a panel's picture from numbers: lanes as bands of stacked states, a GIL's strip, the curve of how many execute.

Pure functions of shares and colours; ``raster`` decides which of them to draw, and where.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from gilviz.render.palette import CODES, Palette, Pixels
from gilviz.render.stack import NOTHING, ORDER, Codes, Ints, borders, stack

_LINE: Final = np.uint8(2)
"""The line's place in ``Palette.curve``; before it stand what lies above it, and what lies below it."""
_PAIRED: Final = 1 << 8
"""Up to so many combinations of codes and of columns in a tile, pixels are looked up in pairs."""
_FEW: Final = 1 << 13
"""Up to so many pixels, what costs is calling numpy: they are looked up all at once, each by itself."""
_BY_PLACE: Final = np.array([*ORDER, *range(NOTHING, CODES)], dtype=np.intp)


def stack_states(shares: Ints, widths: Ints, height: int) -> Codes:
    """Lanes as stacked states.

    Args:
        shares: int64[8, lanes, w], ns by ``State``.
        widths: int64[w], the ns of each column.
        height: Of a lane, in pixels.

    Returns:
        uint8[lanes, height, w]: places in ``ORDER``, or ``NOTHING``.
    """
    return stack(borders((shares[state] for state in ORDER), widths, height), height)


class Inks:
    """A palette's patterns, ready to be looked up by what ``stack_states`` gives.

    Looking pixels up is most of painting. Where a pixel's code and the place of its column in the tile fit into a byte, two
    pixels side by side are looked up at once: the bytes of both are the number of a pair of pixels, in a table for each row of
    the tile that stays in the cache.

    Args:
        palette: The colours.
        coloured: Whether there are the codes of workers' or tasks' colours, too (see ``Palette.lanes``).
    """

    def __init__(self, palette: Palette, *, coloured: bool = False) -> None:
        self._tile = tile = palette.tile
        codes = CODES if coloured else NOTHING + 1
        by_place = palette.lanes.reshape(tile, tile, CODES)[..., _BY_PLACE[:codes]]
        self._paired = codes * tile <= _PAIRED
        self._codes = codes
        self._alone = by_place.reshape(-1)
        self._lookup = _of_pairs(by_place) if self._paired else np.ascontiguousarray(by_place).reshape(tile, tile * codes)

    def paint(self, codes: Codes, first: int, out: Pixels) -> None:
        """Colour lanes.

        Args:
            codes: uint8[lanes, height, w], as ``stack_states`` gives it, or with codes of colours.
            first: The number of the leftmost column: patterns belong to the time, not to the window.
            out: uint32[lanes, height, w], where to.
        """
        height, width = codes.shape[-2:]
        tile = self._tile
        places = np.arange(first, first + width) % tile * self._codes
        if codes.size <= _FEW:
            rows = np.arange(height) % tile * (tile * self._codes)
            out[...] = self._alone.take(codes + (rows[:, np.newaxis] + places))
            return
        if not self._paired:
            index = codes + places.astype(np.uint16)
        else:
            places[1::2] = 0
            alone = np.empty((*codes.shape[:-1], width + width % 2), dtype=np.uint8)
            alone[..., width:] = 0
            np.add(codes, places.astype(np.uint8), out=alone[..., :width])
            index = alone.view(np.uint16)
        for y in range(min(tile, height)):
            out[:, y::tile] = self._lookup[y].take(index[:, y::tile]).view(np.uint32)[..., :width]


def _of_pairs(lanes: Pixels) -> NDArray[np.uint64]:
    """The table that ``Inks`` looks pairs up in.

    Args:
        lanes: uint32[tile, tile, codes], by a row of the tile, a column of it, and a code.

    Returns:
        uint64[tile, n]: two pixels, by the bytes of both: of the left one its column in the tile * codes + its code, of the right
        one the code.
    """
    tile, _, codes = lanes.shape
    pairs = np.stack(np.broadcast_arrays(lanes[..., np.newaxis], np.roll(lanes, -1, axis=1)[:, :, np.newaxis]), axis=-1)
    left, right = np.indices((tile * codes, codes), dtype=np.uint8)
    numbers = np.stack([left, right], axis=-1).view(np.uint16).reshape(-1)
    table = np.zeros((tile, int(numbers.max()) + 1), dtype=np.uint64)
    table[:, numbers] = np.ascontiguousarray(pairs).view(np.uint64).reshape(tile, -1)
    return table


def strip_pixels(held: Ints, unknown: Ints, known: Ints, widths: Ints, height: int, colours: NDArray[np.uint32]) -> Pixels:
    """Who holds a GIL, stacked as a lane's states are.

    Args:
        held: int64[workers, w], the ns for which each holds it within each column.
        unknown: int64[w], the ns for which nobody can say.
        known: int64[w], the ns of which anything is known.
        widths: int64[w], the ns of each column.
        height: In pixels.
        colours: uint32[workers + 2], each worker's, that of a GIL which nobody holds, that of what isn't known.

    Returns:
        uint32[height, w].
    """
    total = held.sum(axis=0)
    free = np.maximum(known - total - unknown, 0)
    # two workers may claim the same microseconds: a tick tells that one ran, not when it was made to stop
    reach = borders([*held, free], np.maximum(widths, total), height)
    return colours.take(stack(reach, height))


def curve_pixels(busy: Ints, widths: Ints, known: int, most: int, height: int, palette: Palette) -> Pixels:
    """How many execute at once.

    The scale ends at what the cores can execute: on that of many workers, two at once would look like one. A declared state
    can claim more for a moment; the curve is at its top then.

    Args:
        busy: int64[w], the ns that all workers executed within each column.
        widths: int64[w], the ns of each column.
        known: How many columns there are of which every worker's state is known.
        most: How many execute where the curve is at its top.
        height: In pixels.
        palette: The colours.

    Returns:
        uint32[height, w].
    """
    whole = widths * most
    reach = np.minimum((2 * height * busy + whole) // (2 * whole), height).astype(np.int32)
    reach[known:] = 0
    line = np.minimum(reach, max(1, palette.tile // 4))
    rows = np.arange(height, 0, -1, dtype=np.int32)[:, np.newaxis]
    codes = _LINE * (rows <= reach) - (rows <= reach - line).view(np.uint8)
    pixels: Pixels = palette.curve.take(codes)
    return pixels
