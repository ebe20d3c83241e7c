"""Pictures and films of any number of lanes: everything is in sight, and nothing is taller than it has to be."""

from __future__ import annotations

import pytest

from gilviz.render.layout import PanelShape, arrange
from gilviz.render.page_layout import LANE, LEAST_LANE, PANEL, arrange_page, room_for

TALLEST = 1100
FEW = [PanelShape(2, 1), PanelShape(2, 2)]


def fitted(shapes: list[PanelShape], bands: frozenset[int]) -> list[PanelShape]:
    return [PanelShape(0, 0, shape.most, collapsed=True) if place in bands else shape for place, shape in enumerate(shapes)]


def test_few_lanes_get_what_they_ask_for() -> None:
    height, bands = room_for(FEW, TALLEST)
    assert 0.9 * (2 * PANEL + 4 * LANE) < height <= 2 * PANEL + 4 * LANE
    assert bands == frozenset()
    assert arrange_page(FEW, 560) == arrange(FEW, 560)


@pytest.mark.parametrize("lanes", [8, 20, 49, 64])
def test_many_lanes_get_lower_and_none_is_cut_off(lanes: int) -> None:
    shapes = [PanelShape(lanes, 1, 2), PanelShape(lanes, lanes, 2)]
    height, bands = room_for(shapes, TALLEST)
    assert bands == frozenset()
    layout = arrange_page(shapes, height)
    assert layout.height <= height <= TALLEST
    assert layout == arrange_page(shapes, min(2 * PANEL + 2 * lanes * LANE, TALLEST)), "only what would stay empty is left out"
    assert layout.panels[0].rows.lane_height >= LEAST_LANE


@pytest.mark.parametrize("scale", [0.25, 0.5, 0.75, 1.5, 2.0])
def test_nothing_is_cut_off_at_any_size(scale: float) -> None:
    shapes = [PanelShape(64, 1, 2), PanelShape(64, 64, 2)]
    height, _ = room_for(shapes, TALLEST)
    layout = arrange_page(shapes, round(height * scale), scale)
    assert layout.height <= round(height * scale)
    assert layout.panels[0].rows.lane_height >= 1


def test_where_lanes_would_be_too_low_one_band_stands_for_them_and_equals_are_treated_alike() -> None:
    shapes = [PanelShape(100, 1), PanelShape(90, 90), PanelShape(8, 1)]
    height, bands = room_for(shapes, TALLEST)
    assert bands == {0, 1}
    assert arrange_page(fitted(shapes, bands), height).height <= height <= TALLEST


def test_what_has_no_choice_is_as_tall_as_it_must_be() -> None:
    shapes = [PanelShape(4, 1)] * 60
    height, bands = room_for(shapes, TALLEST)
    assert len(bands) == 60
    assert TALLEST < height < 60 * PANEL
    layout = arrange_page(fitted(shapes, bands), height)
    assert height - 400 < layout.height <= height
    assert room_for([], TALLEST) == (0, frozenset())


def test_who_was_collapsed_by_hand_is_not_said_to_have_no_room() -> None:
    shapes = [PanelShape(0, 0, 4, collapsed=True), PanelShape(200, 1), PanelShape(200, 1)]
    assert room_for(shapes, TALLEST)[1] == {1, 2}
