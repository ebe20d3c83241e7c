"""Where everything stands on the hall's screen. No Qt.

Sizes are those of a screen of 1920 × 1080 and shrink or grow with the screen. There 32 pixels are 24 points, and no text is
smaller: that is what the last row can read. What must be seen stands above the lower third, which the first rows' heads hide.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from gilviz.render.layout import Bar, PanelPlace, PictureRows

WIDTH, HEIGHT = 1920, 1080
SMALLEST: Final = 32
"""Pixels of text: 24 points."""
TEXT, LARGE, TITLE, HUGE = 40, 46, 56, 120
SIDE: Final = 56
"""Left and right of everything."""
TITLE_TOP, TITLE_HEIGHT = 28, 72
CAPTION_TOP, CAPTION_HEIGHT = 100, 56
BODY_TOP, BODY_BOTTOM = 168, 720
"""What must be seen."""
FOOT_TOP, FOOT_HEIGHT = 760, 280
"""What may be hidden."""
LEGEND: Final = 48
HEADER, FLAGS, STRIP, STRIP_GAP, GAP, AXIS = 70, 52, 22, 8, 14, 46
NAMES: Final = 112
"""To the left of the lanes."""
LARGEST_LANE, SMALLEST_LANE = 120, 8


@dataclass(frozen=True)
class Unit:
    """How large a pixel of the design is on a screen.

    Args:
        width: Of the screen, in logical pixels.
        height: Of it.
    """

    width: int
    height: int

    @property
    def factor(self) -> float:
        """Screen pixels for each of the design's."""
        return max(min(self.width / WIDTH, self.height / HEIGHT), 0.1)

    def px(self, size: float) -> int:
        """So many of the design's pixels on this screen."""
        return max(round(size * self.factor), 1)


@dataclass(frozen=True)
class Shape:
    """What one run needs room for: its lanes, its GILs, and whether something points at it."""

    lanes: int
    gils: int
    flagged: bool


def place_panels(shapes: Sequence[Shape], height: int, unit: float) -> list[PanelPlace]:
    """Runs below each other, with lanes of one height; without the GILs' strips where there is no room for both.

    Args:
        shapes: From top to bottom.
        height: What there is, in device pixels.
        unit: Device pixels for each of the design's.
    """
    fixed = sum(_fixed(shape) for shape in shapes) * unit
    lanes = sum(shape.lanes for shape in shapes)
    pitch = int((height - fixed) // max(lanes, 1))
    if pitch < round(SMALLEST_LANE * unit) and any(shape.gils for shape in shapes):
        return place_panels([replace(shape, gils=0) for shape in shapes], height, unit)
    pitch = min(max(pitch, round(SMALLEST_LANE * unit), 3), round(LARGEST_LANE * unit))
    gap = max(pitch // 9, 1)
    places = []
    top = 0
    for shape in shapes:
        places.append(_place(shape, top, pitch - gap, gap, unit))
        top = places[-1].whole.bottom
    return places


def _fixed(shape: Shape) -> float:
    strip = STRIP + STRIP_GAP if shape.gils else 0
    return HEADER + (FLAGS if shape.flagged else 0) + strip + GAP


def _place(shape: Shape, top: int, lane: int, gap: int, unit: float) -> PanelPlace:
    def px(size: float) -> int:
        return round(size * unit)

    header = Bar(top, px(HEADER))
    flags = Bar(header.bottom, px(FLAGS) if shape.flagged else 0)
    strip = max(px(STRIP) // max(shape.gils, 1), 2)
    strips = tuple(Bar(number * strip, strip) for number in range(shape.gils))
    lane_top = strips[-1].bottom + px(STRIP_GAP) if strips else 0
    pitch = lane + gap
    bottom = lane_top + shape.lanes * pitch
    rows = PictureRows(
        height=bottom,
        strips=strips,
        lanes=shape.lanes,
        lane_top=lane_top,
        lane_height=lane,
        lane_pitch=pitch,
        curve=Bar(bottom, 0),
        most=max(shape.lanes, 1),
    )
    picture = Bar(flags.bottom, rows.height)
    return PanelPlace(Bar(top, picture.bottom + px(GAP) - top), header, flags, picture, rows)
