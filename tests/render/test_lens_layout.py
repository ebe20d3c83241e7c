"""Where the microscope's panels stand."""

from __future__ import annotations

from itertools import pairwise

import pytest

from gilviz.render.layout import NAMED_LANE, PanelShape, arrange, named_height
from gilviz.render.lens_layout import LARGEST_LANE, READABLE_LANE, SMALLEST_LANE, arrange_lens, fit, height_of_lens

TWO = (PanelShape(2, 1), PanelShape(2, 2))


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("shapes", [TWO, (PanelShape(8, 1, answers=True),), (PanelShape(64, 64),), ()])
def test_every_lane_has_its_own_room_below_its_panels_name(shapes: tuple[PanelShape, ...], scale: float) -> None:
    layout = arrange_lens(shapes, 300, scale)
    bottom = 0
    for place, shape in zip(layout.panels, shapes, strict=True):
        assert place.whole.top == bottom
        bottom = place.whole.bottom
        assert place.header.bottom <= place.picture.top
        assert place.flags == place.header
        assert place.answers.height == 0
        assert place.rows.curve.height == 0
        rows = [*place.rows.strips, *(place.rows.lane(index) for index in range(shape.lanes))]
        assert all(above.bottom <= below.top for above, below in pairwise(rows))
        assert place.rows.lane(shape.lanes - 1).bottom <= place.rows.height
    assert layout.height == bottom


def test_it_takes_what_it_needs_and_no_more_than_it_may() -> None:
    height = height_of_lens(TWO, 1000, 400)
    assert arrange_lens(TWO, height).height <= height < 300
    assert arrange_lens(TWO, height).panels[0].rows.lane_height == LARGEST_LANE
    assert height_of_lens(TWO, 200, 50) == 90
    assert arrange_lens(TWO, 10 * height).panels[0].rows.lane_height == LARGEST_LANE


def test_the_picture_comes_first_as_long_as_lanes_below_the_lens_can_be_read() -> None:
    assert height_of_lens(TWO, 500, 320) == 180
    assert arrange_lens(TWO, 180).height <= 180
    squeezed = height_of_lens(TWO, 500, 450)
    assert arrange_lens(TWO, squeezed).panels[0].rows.lane_height == READABLE_LANE
    assert NAMED_LANE - 1 <= arrange(TWO, named_height(TWO)).panels[1].rows.lane_height <= NAMED_LANE


def test_lanes_get_lower_before_they_scroll() -> None:
    sixty = (PanelShape(60, 1),)
    lane = arrange_lens(sixty, 200).panels[0].rows.lane_height
    assert lane == SMALLEST_LANE
    assert SMALLEST_LANE < arrange_lens((PanelShape(8, 1),), 200).panels[0].rows.lane_height < LARGEST_LANE


def test_it_is_known_when_there_is_no_room_for_all() -> None:
    assert fit(TWO, 550)
    assert not fit((PanelShape(16, 1), PanelShape(16, 16)), 550)
