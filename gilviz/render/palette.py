"""A theme's colours as the numbers that pixels are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gilviz.render.contrast import Rgb, mix
from gilviz.render.patterns import TILE, mask
from gilviz.render.stack import NOTHING
from gilviz.render.theme import Theme
from gilviz.runner.protocol import State

Pixels = NDArray[np.uint32]

COLOURS: Final = 12
"""How many colours workers have, and tasks: then they repeat."""
CODES: Final = NOTHING + 1 + 2 * COLOURS
"""How many codes a pixel of a lane can have: the states, nothing, and running and native in each of the colours."""


def running_code(colour: int) -> int:
    """The code of a pixel that runs Python code in one of the colours, by its number from 0."""
    return NOTHING + 1 + colour


def native_code(colour: int) -> int:
    """The code of a pixel that runs C code in one of the colours."""
    return running_code(colour) + COLOURS


def pixel(colour: Rgb) -> int:
    """An opaque pixel, 0xffRRGGBB."""
    red, green, blue = colour
    return 0xFF << 24 | red << 16 | green << 8 | blue


def native_ink(theme: Theme, colour: Rgb) -> Rgb:
    """What the dots of C code are drawn with on one of the colours."""
    return mix(colour, theme.surface, 0.7)


@dataclass(frozen=True, eq=False)
class Palette:
    """Everything that pictures are coloured with.

    Args:
        tile: Width and height of the patterns' tiles in device pixels.
        lanes: uint32[tile, tile * CODES]: the pixel in row ``y`` of a lane and column ``x`` of time with a code is
            ``lanes[y % tile, x % tile * CODES + code]``.
        workers: uint32[COLOURS], the workers' own colours, which tasks have, too.
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
        for number, colour in enumerate(theme.workers):
            dots = np.where(mask(State.NATIVE, enlarged), pixel(native_ink(theme, colour)), pixel(colour)).astype(np.uint32)
            for state, code, drawn in (
                (State.RUNNING, running_code(number), pixel(colour)), (State.NATIVE, native_code(number), dots),
            ):  # fmt: skip
                lanes[:, :, code] = drawn if isolated in (None, state) else pixel(theme.band)
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
