"""The states' patterns: small tiles, so that states differ without colour too.

A tile is 8 × 8 pixels and repeats. Its columns are anchored to time (by the number of a ``TimeGrid`` column) and its rows to the
lane's top, so that a pattern stands still on what it marks while the picture pans.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from gilviz.runner.protocol import State

TILE: Final = 8
"""A tile's width and height, before it is enlarged for screens with small pixels."""

Mask = NDArray[np.bool_]

_DRAWN: Final[dict[State, tuple[str, ...]]] = {
    State.NATIVE: (  # dots
        "#.......",
        "........",
        "....#...",
        "........",
        "#.......",
        "........",
        "....#...",
        "........",
    ),
    State.GIL_WAIT: (  # fine hatch, rising
        "..##..##",
        ".##..##.",
        "##..##..",
        "#..##..#",
        "..##..##",
        ".##..##.",
        "##..##..",
        "#..##..#",
    ),
    State.CPU_WAIT: (  # fine cross-hatch
        "#...#...",
        ".#.#.#.#",
        "..#...#.",
        ".#.#.#.#",
        "#...#...",
        ".#.#.#.#",
        "..#...#.",
        ".#.#.#.#",
    ),
    State.IO_WAIT: (  # wide hatch, falling
        "#.......",
        ".#......",
        "..#.....",
        "...#....",
        "....#...",
        ".....#..",
        "......#.",
        ".......#",
    ),
    State.LOCK_WAIT: (  # upright lines
        "#...#...",
        "#...#...",
        "#...#...",
        "#...#...",
        "#...#...",
        "#...#...",
        "#...#...",
        "#...#...",
    ),
    State.OVERHEAD: (  # level lines
        "........",
        "........",
        "........",
        "########",
        "........",
        "........",
        "........",
        "########",
    ),
}


def mask(state: State, enlarged: int = 1) -> Mask:
    """Where a state's pattern has ink.

    Args:
        state: Idle and running have none.
        enlarged: How many pixels each of the tile's becomes.

    Returns:
        bool[8 * enlarged, 8 * enlarged], rows from the top.
    """
    rows = _DRAWN.get(state, ("." * TILE,) * TILE)
    tile = np.array([[letter == "#" for letter in row] for row in rows])
    return np.repeat(np.repeat(tile, enlarged, axis=0), enlarged, axis=1)
