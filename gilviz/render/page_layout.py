"""Where everything in a picture or a film stands: nothing can scroll there, so lanes get lower, and in the end one band each.

Nobody looks at what is taller than a sheet, or a screen, as a whole. So a page has a height that it does not exceed as long
as the lanes leave it any choice: first they get lower; where they would be lower than ``LEAST_LANE``, one band stands for all
workers of the runs that have most of them. Runs with about as many lanes are treated alike, for they are there to be compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from gilviz.render.layout import COMPACT, READABLE_LANE, Layout, PanelShape, arrange, largest_lane, needed_height, stacked

PANEL: Final = 230
"""Logical pixels for each run beside its lanes, as the window gives them on a screen of ordinary size."""
LANE: Final = 26
"""Logical pixels for each lane, where there is room."""
LEAST_LANE: Final = 5
"""Logical pixels: lower, lanes can't be told from each other."""
SLACK: Final = 6
"""Logical pixels below each panel: the space below its last lane, which the layout counts in."""
ALIKE: Final = 0.8
"""A run that has so many times the lanes of the largest has about as many."""


def arrange_page(shapes: Sequence[PanelShape], height: int, scale: float = 1.0) -> Layout:
    """Lay the panels out, all of them in sight; arguments as for ``arrange``."""
    lane = largest_lane(shapes, height / scale, COMPACT)
    if lane >= READABLE_LANE:
        return arrange(shapes, height, scale)
    layout = stacked(shapes, max(lane, 1), COMPACT, scale)
    # rows that are thinner than a pixel have one all the same: the lanes make room for that
    while layout.height > height and round((lane - 1) * scale) >= 1:
        lane -= 1
        layout = stacked(shapes, lane, COMPACT, scale)
    return layout


def room_for(shapes: Sequence[PanelShape], tallest: int) -> tuple[int, frozenset[int]]:
    """How high the panels are together.

    Args:
        shapes: From top to bottom.
        tallest: What they may have in all, in logical pixels; they get more where there is no other way.

    Returns:
        The height in logical pixels, and the places of the panels in which one band stands for all workers.
    """
    fitted = list(shapes)
    while needed_height(fitted, LEAST_LANE) > tallest:
        most = max((shape.lanes for shape in fitted), default=0)
        if most <= 1:
            break
        fitted = [_as_band(shape) if shape.lanes >= max(ALIKE * most, 2) else shape for shape in fitted]
    ideal = PANEL * len(fitted) + LANE * sum(max(shape.lanes, 1) for shape in fitted)
    height = max(min(ideal, tallest), needed_height(fitted, LEAST_LANE))
    # what stays empty then, because lanes are whole pixels or there are none, is left out
    height = min(height, arrange_page(fitted, height).height + SLACK * len(fitted))
    return height, frozenset(place for place, shape in enumerate(fitted) if shape.collapsed and not shapes[place].collapsed)


def _as_band(shape: PanelShape) -> PanelShape:
    return PanelShape(0, 0, shape.most, collapsed=True)
