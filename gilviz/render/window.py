"""A picture as a window on wider arrays, along which it moves: its pixels, and what is kept for each of its columns.

Panning by a few columns then moves neither: only what came in sight is drawn. Everything is moved once the window has come to the
arrays' end.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from gilviz.render.grid import Range
from gilviz.render.palette import Pixels

Ints = NDArray[np.int64]

_SLACK: Final = 512
"""By how many columns the window can move before what is in it must be moved."""


class Window:
    """The columns in sight.

    Attributes:
        image: uint32[height, width] of 0xffRRGGBB. Another array whenever it has moved or its size has changed.
        kept: int64[numbers, lanes, width]: what is remembered of each lane's columns.
    """

    def __init__(self) -> None:
        self._pixels: Pixels = np.empty((0, _SLACK), dtype=np.uint32)
        self._sums: Ints = np.empty((0, 0, _SLACK), dtype=np.int64)
        self._width = 0
        self.stand_at(0)

    @property
    def buffer(self) -> tuple[memoryview, int]:
        """The memory that ``image`` is in, from its first pixel on, and how many bytes it is from one row to the next."""
        return self._pixels.reshape(-1)[self._left :].data, self._pixels.strides[0]

    def has_room(self, height: int, width: int) -> bool:
        """Whether its arrays are for pictures of that size."""
        return self._pixels.shape == (height, width + _SLACK)

    def make_room(self, height: int, width: int, kept: tuple[int, int], colour: int) -> None:
        """Begin anew, with arrays for pictures of that size in one colour.

        Args:
            height: In pixels.
            width: In columns.
            kept: How many numbers are kept of a lane's column, and of how many lanes.
            colour: Of everything, until it is drawn.
        """
        self._pixels = np.full((height, width + _SLACK), colour, dtype=np.uint32)
        self._sums = np.zeros((*kept, width + _SLACK), dtype=np.int64)

    def show(self, width: int) -> None:
        """Stand at the arrays' begin, with so many columns in sight."""
        self._width = width
        self.stand_at(0)

    def bands(self, top: int, lanes: int, pitch: int) -> Pixels:
        """Rows of the image as lanes: uint32[lanes, pitch, width]."""
        rows = self._pixels[top : top + lanes * pitch].reshape(lanes, pitch, self._pixels.shape[1])
        return rows[..., self._left : self._left + self._width]

    def move(self, columns: int) -> Range:
        """Move to the right (or left, if negative) by fewer columns than are in sight; returns those that came in sight."""
        width, left = self._width, self._left + columns
        if not 0 <= left <= _SLACK:
            left = 0 if columns > 0 else _SLACK
            begin, end = (columns, width) if columns > 0 else (0, width + columns)
            for array in (self._pixels, self._sums):
                goes_on = array[..., self._left + begin : self._left + end]
                array[..., left + begin - columns : left + end - columns] = goes_on
        self.stand_at(left)
        return (width - columns, width) if columns > 0 else (0, -columns)

    def stand_at(self, left: int) -> None:
        """Let the window begin with that column of the arrays."""
        self._left = left
        columns = slice(left, left + self._width)
        self.image: Pixels = self._pixels[:, columns]
        self.kept: Ints = self._sums[..., columns]
