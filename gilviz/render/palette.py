"""A theme's colours as the numbers that pixels are made of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gilviz.render.contrast import Rgb, mix
from gilviz.render.patterns import TILE, mask
from gilviz.render.stack import NOTHING
from gilviz.render.theme import Theme
from gilviz.runner.protocol import State

Pixels = NDArray[np.uint32]

CODES = NOTHING + 1
"""How many codes a pixel of a lane can have: the states, and nothing."""


def pixel(colour: Rgb) -> int:
    """An opaque pixel, 0xffRRGGBB."""
    red, green, blue = colour
    return 0xFF << 24 | red << 16 | green << 8 | blue


@dataclass(frozen=True, eq=False)
class Palette:
    """Everything that pictures are coloured with.

    Args:
        tile: Width and height of the patterns' tiles in device pixels.
        lanes: uint32[tile, tile * CODES]: the pixel in row ``y`` of a lane and column ``x`` of time with a code is
            ``lanes[y % tile, x % tile * CODES + code]``.
        workers: uint32[n], the workers' own colours.
        free: A GIL that no worker holds.
        nothing: What stands behind everything.
        curve: uint32[3]: nothing, the area below the curve of how many execute, the curve.
    """

    tile: int
    lanes: Pixels
    workers: Pixels
    free: int
    nothing: int
    curve: Pixels

    @classmethod
    def of(cls, theme: Theme, scale: float = 1.0, isolated: State | None = None) -> Palette:
        """The palette of a theme.

        Args:
            theme: The colours.
            scale: Device pixels per logical pixel of the screen.
            isolated: The one state that keeps its colour, all others looking alike; None where all keep theirs.
        """
        enlarged = max(1, round(scale))
        tile = TILE * enlarged
        lanes = np.full((tile, tile, CODES), pixel(theme.surface), dtype=np.uint32)
        for state in State:
            ink, plain = np.uint32(pixel(theme.pattern_inks[state])), np.uint32(pixel(theme.states[state]))
            lanes[:, :, state] = np.where(mask(state, enlarged), ink, plain)
            if isolated not in (None, state):
                lanes[:, :, state] = pixel(theme.band)
        running = theme.states[State.RUNNING]
        curve = [theme.surface, mix(running, theme.surface, 0.78), running]
        return cls(
            tile=tile,
            lanes=lanes.reshape(tile, tile * CODES),
            workers=np.array([pixel(colour) for colour in theme.workers], dtype=np.uint32),
            free=pixel(theme.band),
            nothing=pixel(theme.surface),
            curve=np.array([pixel(colour) for colour in curve], dtype=np.uint32),
        )

    def worker(self, number: int) -> int:
        """The pixel of a worker's own colour, by its number (from 1)."""
        return int(self.workers[(number - 1) % len(self.workers)])
