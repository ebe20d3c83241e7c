"""Where everything below the microscope stands: like the picture's panels, with a name instead of a headline, and no curve."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Final

from gilviz.render.layout import Density, Layout, PanelShape, lane_gap, largest_lane, stacked

DENSITY: Final = Density(margin=2, header=19, flags=0, gap=4, curve=0)
LARGEST_LANE: Final = 30
"""Logical pixels: of few lanes, each is as high; more is left to the picture."""
READABLE_LANE: Final = 10
"""Logical pixels: where the lanes of all runs would be lower than this, those of one run are shown alone."""
SMALLEST_LANE: Final = 5
"""Logical pixels: when even those would be lower, they scroll."""
SHARE: Final = 0.45
"""Of the timeline's height that it may take."""


def arrange_lens(shapes: Sequence[PanelShape], height: int, scale: float = 1.0) -> Layout:
    """Lay the panels below the lens out; arguments as for ``arrange``."""
    plain = [_plain(shape) for shape in shapes]
    lane = min(max(largest_lane(plain, height / scale, DENSITY), SMALLEST_LANE), LARGEST_LANE)
    layout = stacked(plain, lane, DENSITY, scale)
    # labels of moments stand in the row of the name: there are few of them within milliseconds
    return Layout(tuple(dataclasses.replace(place, flags=place.header) for place in layout.panels), layout.height)


def height_of_lens(shapes: Sequence[PanelShape], height: int, picture: int) -> int:
    """How much of the timeline the panels below the lens get, in logical pixels.

    Args:
        shapes: From top to bottom.
        height: What there is for picture and panels together.
        picture: What the picture needs to show everything: it comes first, as long as the lanes below the lens can be read.
    """
    plain = [_plain(shape) for shape in shapes]
    ideal, least = (
        stacked(plain, lane, DENSITY, 1.0).height + len(plain) * lane_gap(lane) for lane in (LARGEST_LANE, READABLE_LANE)
    )
    return min(max(min(ideal, height - picture), least), round(SHARE * height))


def fit(shapes: Sequence[PanelShape], height: int) -> bool:
    """Whether the lanes of all these can be read where picture and panels have so many logical pixels together."""
    return largest_lane([_plain(shape) for shape in shapes], round(SHARE * height), DENSITY) >= READABLE_LANE


def _plain(shape: PanelShape) -> PanelShape:
    """Without the row of answers."""
    return dataclasses.replace(shape, answers=False)
