"""Pictures of made-up runs, for the tests of what they consist of."""

from __future__ import annotations

import numpy as np

from gilviz.render.colouring import ColourBy
from gilviz.render.grid import TimeGrid
from gilviz.render.layout import PanelShape, PictureRows, arrange
from gilviz.render.palette import Palette, pixel
from gilviz.render.raster import PanelRaster
from gilviz.render.theme import LIGHT
from gilviz.trace.run_trace import RunTrace

PALETTE = Palette.of(LIGHT)
NOTHING_PIXEL = pixel(LIGHT.surface)


def rows_for(run: RunTrace, gils: int = 1, scale: float = 1.0) -> PictureRows:
    return arrange([PanelShape(max(len(run.lanes), 1), gils)], 300, scale).panels[0].rows


def rows_of(lanes: int, *, collapsed: bool = False) -> PictureRows:
    """Rows for some of a run's three lanes, or for the band that stands for all of them."""
    return arrange([PanelShape(lanes, 1, most=2, hidden=not collapsed, collapsed=collapsed)], 300).panels[0].rows


def draw(
    run: RunTrace,
    grid: TimeGrid,
    rows: PictureRows | None = None,
    shown: tuple[int, ...] | None = None,
    colour_by: ColourBy = ColourBy.STATE,
) -> np.ndarray:
    raster = PanelRaster(PALETTE)
    raster.set_colours(colour_by)
    raster.draw(run, rows or rows_for(run), grid, shown)
    return raster.image
