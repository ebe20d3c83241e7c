"""Codes become pixels as the palette says, however many columns there are and wherever they begin."""

from __future__ import annotations

import numpy as np
import pytest

from gilviz.render.bands import Inks
from gilviz.render.palette import CODES, Palette
from gilviz.render.stack import NOTHING, ORDER
from gilviz.render.theme import LIGHT


@pytest.mark.parametrize("coloured", [False, True])
@pytest.mark.parametrize("scale", [1.0, 1.25, 2.0, 3.0, 4.0])
@pytest.mark.parametrize(
    ("first", "width", "height"), [(0, 40, 20), (-13, 41, 9), (5, 1, 3), (7, 2, 64), (0, 400, 20), (-13, 411, 9), (5, 3001, 1)]
)
def test_every_pixel_has_the_colour_of_its_code_at_its_place_in_the_tile(
    first: int, width: int, height: int, scale: float, coloured: bool
) -> None:
    palette = Palette.of(LIGHT, scale)
    codes = np.random.default_rng(1).integers(0, CODES if coloured else NOTHING + 1, (3, height, width)).astype(np.uint8)
    out = np.zeros((3, height, width + 5), dtype=np.uint32)
    Inks(palette, coloured=coloured).paint(codes, first, out[..., 3 : 3 + width])
    lanes = palette.lanes.reshape(palette.tile, palette.tile, CODES)
    states = np.array([*ORDER, *range(NOTHING, CODES)])
    rows, columns = np.arange(height)[:, np.newaxis], first + np.arange(width)
    assert np.array_equal(out[..., 3 : 3 + width], lanes[rows % palette.tile, columns % palette.tile, states[codes]])
    assert not out[..., :3].any()
    assert not out[..., 3 + width :].any()
