"""Where everything in the timeline stands, in device pixels: panels under each other, and the rows inside each panel.

All panels have lanes of the same height, so that blue areas can be compared between them. The height is what the window leaves.
Where it leaves lanes that nobody could read, the content is higher than the window and scrolls: it has to anyway, so lanes get
room for their names. Only a panel that would not fit by itself then has smaller ones: its lanes are to be seen together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class PanelShape:
    """What a panel has to have room for.

    Args:
        lanes: How many are shown.
        gils: How many GILs its workers have in all: each gets a row of the strip.
        most: How many can execute at once, which is how far the curve reaches; 0: all lanes.
        answers: Whether a client waited for answers: they get a row of dots.
        hidden: Whether other lanes are not shown: a row says so.
        collapsed: Whether one band stands for all lanes, and nothing for the GILs.
    """

    lanes: int
    gils: int
    most: int = 0
    answers: bool = False
    hidden: bool = False
    collapsed: bool = False


@dataclass(frozen=True)
class Bar:
    """A row of some height; pixels from the top of whatever it lies in."""

    top: int
    height: int

    @property
    def bottom(self) -> int:
        """The first pixel below it."""
        return self.top + self.height


@dataclass(frozen=True)
class PictureRows:
    """The rows of a panel's picture: the part that is drawn pixel by pixel. Tops are counted from the picture's own.

    Args:
        height: Of the picture.
        strips: One row for each GIL.
        lanes: How many.
        lane_top: Where the first begins.
        lane_height: Of the band.
        lane_pitch: From one lane's top to the next one's.
        curve: How many execute at once.
        most: How many do where the curve is at its top.
        hidden: The row that says how many lanes are not shown; without height where all are.
        overview: The band that stands for all lanes; without height where each has its own.
    """

    height: int
    strips: tuple[Bar, ...]
    lanes: int
    lane_top: int
    lane_height: int
    lane_pitch: int
    curve: Bar
    most: int
    hidden: Bar = Bar(0, 0)
    overview: Bar = Bar(0, 0)

    def lane(self, index: int) -> Bar:
        """The band of a lane, by its place from the top."""
        return Bar(self.lane_top + index * self.lane_pitch, self.lane_height)

    def lane_at(self, y: int) -> int | None:
        """The place of the lane at that height, gaps between lanes belonging to the one above; None outside of all."""
        index = (y - self.lane_top) // self.lane_pitch
        return index if 0 <= index < self.lanes else None

    def strip_at(self, y: int) -> int | None:
        """The place of the GIL's row at that height; None outside of all."""
        return next((i for i, strip in enumerate(self.strips) if strip.top <= y < strip.bottom), None)


@dataclass(frozen=True)
class PanelPlace:
    """Where a panel stands in the content; tops are counted from the content's.

    Args:
        whole: The panel with its margins.
        header: Title and figures.
        flags: The row of short labels above the picture, each beside the moment that it names.
        picture: What ``rows`` divides.
        rows: The rows within ``picture``.
        answers: The row of dots above the flags; without height where there is none.
    """

    whole: Bar
    header: Bar
    flags: Bar
    picture: Bar
    rows: PictureRows
    answers: Bar = Bar(0, 0)


@dataclass(frozen=True)
class Layout:
    """All panels.

    Args:
        panels: From top to bottom.
        height: Of the content; more than the window's when it has to scroll.
    """

    panels: tuple[PanelPlace, ...]
    height: int

    def panel_at(self, y: int) -> int | None:
        """The number of the panel at that height of the content."""
        return next((i for i, panel in enumerate(self.panels) if panel.whole.top <= y < panel.whole.bottom), None)


@dataclass(frozen=True)
class Density:
    """The heights of what is not a lane, in logical pixels."""

    margin: int
    header: int
    flags: int
    gap: int
    curve: int


GENEROUS: Final = Density(margin=24, header=50, flags=24, gap=10, curve=56)
ROOMY: Final = Density(margin=16, header=50, flags=22, gap=8, curve=30)
COMPACT: Final = Density(margin=8, header=46, flags=19, gap=5, curve=20)
LARGEST_LANE: Final = 120
"""Logical pixels: higher bands say nothing more, even in a hall."""
GENEROUS_LANE: Final = 64
"""Logical pixels: where lanes can be at least this high, everything else stands further apart."""
ROOMY_LANE: Final = 16
"""Logical pixels: when lanes would get smaller than this, everything else moves closer together."""
LARGEST_COMPACT_LANE: Final = 20
"""Logical pixels: what is gained by moving closer together goes into the lanes, up to this."""
READABLE_LANE: Final = 10
"""Logical pixels: when lanes of several panels would get smaller than this, it scrolls. Beside each is a name like T1."""
NAMED_LANE: Final = 13
"""Logical pixels: beside lanes of this height, and the space between them, there is room for any name."""
SMALLEST_LANE: Final = 4
"""Logical pixels: when lanes of one panel would get smaller than this, it does not fit the window."""
HIDDEN: Final = 20
"""Logical pixels for the row that says how many lanes are hidden."""
OVERVIEW: Final = 26
"""Logical pixels for the band that stands for all lanes of a collapsed panel."""
ANSWERS: Final = 46
"""Logical pixels for the dots of answers."""
STRIP: Final = 12
"""Logical pixels for the strip of one GIL."""
STRIPS: Final = ((2, 6, 1), (4, 5, 1), (8, 3, 1), (24, 2, 0))
"""Of several: up to how many, logical pixels for each, and between them: colours that touch are hardly told apart from afar."""


def arrange(shapes: Sequence[PanelShape], height: int, scale: float = 1.0) -> Layout:
    """Lay the panels out.

    Args:
        shapes: From top to bottom.
        height: What the window has, in device pixels.
        scale: Device pixels per logical pixel.
    """
    density = GENEROUS
    lane = largest_lane(shapes, height / scale, GENEROUS)
    if lane < GENEROUS_LANE:
        density = ROOMY
        lane = min(largest_lane(shapes, height / scale, ROOMY), GENEROUS_LANE)
    if lane < ROOMY_LANE:
        density = COMPACT
        lane = min(largest_lane(shapes, height / scale, COMPACT), LARGEST_COMPACT_LANE)
    if lane < READABLE_LANE:
        lane = min((largest_lane([shape], height / scale, COMPACT) for shape in shapes), default=NAMED_LANE)
        lane = min(max(lane, SMALLEST_LANE), NAMED_LANE)
    return stacked(shapes, min(lane, LARGEST_LANE), density, scale)


def stacked(shapes: Sequence[PanelShape], lane: int, density: Density, scale: float) -> Layout:
    """All panels under each other, with lanes of that height in logical pixels, however high that is in all."""
    places = []
    top = 0
    for shape in shapes:
        places.append(_place(shape, top, lane, density, scale))
        top = places[-1].whole.bottom
    return Layout(tuple(places), top)


def named_height(shapes: Sequence[PanelShape]) -> int:
    """The fewest logical pixels in which ``arrange`` has room for the name of every lane."""
    return stacked(shapes, NAMED_LANE, COMPACT, 1.0).height


def needed_height(shapes: Sequence[PanelShape], lane: int) -> int:
    """The fewest logical pixels in which all panels have lanes of that height."""
    return sum(_fixed_height(shape, COMPACT) + shape.lanes * (lane + lane_gap(lane)) for shape in shapes)


def lane_gap(lane: int) -> int:
    """The space between lanes of that height, in logical pixels."""
    return 1 if lane < 8 else 2 if lane < 16 else 4 if lane < 28 else 6


def largest_lane(shapes: Sequence[PanelShape], height: float, density: Density) -> int:
    """The largest lane height at which everything fits, in logical pixels; may be too small, or negative."""
    lanes = sum(shape.lanes for shape in shapes)
    fixed = sum(_fixed_height(shape, density) for shape in shapes)
    pitch = int((height - fixed) // max(lanes, 1))
    return max((lane for lane in range(1, max(pitch, 1)) if lane + lane_gap(lane) <= pitch), default=0)


def _fixed_height(shape: PanelShape, density: Density) -> int:
    strips = len(_strips(shape.gils, 1.0)) and _strips(shape.gils, 1.0)[-1].bottom + density.gap
    extra = (ANSWERS if shape.answers else 0) + (HIDDEN if shape.hidden else 0) + (OVERVIEW if shape.collapsed else 0)
    return 2 * density.margin + density.header + extra + density.flags + strips + density.gap + density.curve


def _place(shape: PanelShape, top: int, lane: int, density: Density, scale: float) -> PanelPlace:
    def pixels(logical: float) -> int:
        return round(logical * scale)

    header = Bar(top + pixels(density.margin), pixels(density.header))
    answers = Bar(header.bottom, pixels(ANSWERS) if shape.answers else 0)
    flags = Bar(answers.bottom, pixels(density.flags))
    strips = _strips(shape.gils, scale)
    lane_top = strips[-1].bottom + pixels(density.gap) if strips else 0
    pitch = pixels(lane + lane_gap(lane))
    lanes_bottom = lane_top + shape.lanes * pitch
    hidden = Bar(lanes_bottom, pixels(HIDDEN) if shape.hidden else 0)
    overview = Bar(hidden.bottom, pixels(OVERVIEW) if shape.collapsed else 0)
    after_lanes = shape.lanes and overview.bottom == lanes_bottom
    curve = Bar(overview.bottom + pixels(density.gap) - (pixels(lane_gap(lane)) if after_lanes else 0), pixels(density.curve))
    rows = PictureRows(
        height=max(curve.bottom, lanes_bottom),
        strips=strips,
        lanes=shape.lanes,
        lane_top=lane_top,
        lane_height=pixels(lane),
        lane_pitch=pitch,
        curve=curve,
        most=shape.most or max(shape.lanes, 1),
        hidden=hidden,
        overview=overview,
    )
    picture = Bar(flags.bottom, rows.height)
    return PanelPlace(Bar(top, picture.bottom + pixels(density.margin) - top), header, flags, picture, rows, answers)


def _strips(gils: int, scale: float) -> tuple[Bar, ...]:
    if gils <= 1:
        return (Bar(0, max(round(STRIP * scale), 1)),) * gils
    logical, between = next(((height, gap) for most, height, gap in STRIPS if gils <= most), (1, 0))
    height = max(round(logical * scale), 1)
    pitch = height + (max(round(between * scale), 1) if between else 0)
    return tuple(Bar(i * pitch, height) for i in range(gils))
