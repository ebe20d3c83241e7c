from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gilviz.render.layout import (
    COMPACT,
    LARGEST_LANE,
    NAMED_LANE,
    READABLE_LANE,
    SMALLEST_LANE,
    Layout,
    PanelShape,
    arrange,
    lane_gap,
    stacked,
)

SHAPES = st.lists(st.builds(PanelShape, st.integers(1, 64), st.integers(0, 64)), max_size=6)
SCALES = st.sampled_from([1.0, 1.25, 1.5, 2.0, 3.0])


def rows_of(layout: Layout) -> list[tuple[int, int]]:
    """All rows from top to bottom, in the content's pixels."""
    found = []
    for panel in layout.panels:
        top, rows = panel.picture.top, panel.rows
        inside = [*rows.strips, *(rows.lane(i) for i in range(rows.lanes)), rows.curve]
        found += [(panel.header.top, panel.header.bottom), (panel.flags.top, panel.flags.bottom)]
        found += [(top + row.top, top + row.bottom) for row in inside]
    return found


@given(SHAPES, st.integers(1, 3000), SCALES)
def test_no_row_overlaps_another_or_leaves_its_panel(shapes: list[PanelShape], height: int, scale: float) -> None:
    layout = arrange(shapes, height, scale)
    rows = rows_of(layout)
    assert all(above[1] <= below[0] for above, below in pairwise(rows))
    for panel in layout.panels:
        assert panel.whole.top <= panel.header.top
        assert panel.picture.top + panel.rows.curve.bottom <= panel.picture.bottom <= panel.whole.bottom <= layout.height
        assert panel.rows.lane_top + panel.rows.lanes * panel.rows.lane_pitch <= panel.rows.height == panel.picture.height


@given(SHAPES, st.integers(1, 3000), SCALES)
def test_all_lanes_have_the_same_readable_height(shapes: list[PanelShape], height: int, scale: float) -> None:
    heights = {panel.rows.lane_height for panel in arrange(shapes, height, scale).panels}
    assert len(heights) <= 1
    assert all(round(SMALLEST_LANE * scale) <= each <= round(LARGEST_LANE * scale) for each in heights)


@given(SHAPES, st.integers(400, 3000))
def test_content_scrolls_only_when_lanes_could_not_be_read_and_then_names_each_or_shows_a_panel_whole(
    shapes: list[PanelShape], height: int
) -> None:
    layout = arrange(shapes, height)
    if layout.height <= height:
        return
    lane = layout.panels[0].rows.lane_height
    assert lane in (NAMED_LANE, SMALLEST_LANE) or max(panel.whole.height for panel in layout.panels) <= height
    smaller = stacked(shapes, READABLE_LANE, COMPACT, 1.0).height + len(shapes) * lane_gap(READABLE_LANE)
    assert smaller > height, "they would have fitted, and been readable"


@pytest.mark.parametrize("workers", [2, 4, 8])
@pytest.mark.parametrize("recordings", [2, 3, 6])
def test_compared_recordings_name_their_lanes_in_a_window_of_1280_by_800(recordings: int, workers: int) -> None:
    shapes = [PanelShape(workers, 1), PanelShape(workers, workers)] * recordings
    assert arrange(shapes, 400).panels[0].rows.lane_height >= NAMED_LANE


def test_one_run_of_many_workers_is_seen_whole() -> None:
    assert arrange([PanelShape(64, 1)], 460).height <= 460
    assert max(panel.whole.height for panel in arrange([PanelShape(64, 1), PanelShape(64, 64)], 560).panels) <= 560


@pytest.mark.parametrize(("workers", "least"), [(2, 40), (4, 32), (8, 16)])
def test_two_panels_fit_a_window_of_1280_by_800(workers: int, least: int) -> None:
    layout = arrange([PanelShape(workers, 1), PanelShape(workers, workers)], 640)
    assert layout.height <= 640
    assert layout.panels[0].rows.lane_height >= least


def test_lanes_do_not_grow_beyond_what_says_more() -> None:
    assert arrange([PanelShape(1, 1)], 5000).panels[0].rows.lane_height == LARGEST_LANE


@given(st.integers(1, 64), SCALES)
def test_every_gil_gets_a_row_of_the_strip(gils: int, scale: float) -> None:
    strips = arrange([PanelShape(gils, gils)], 900, scale).panels[0].rows.strips
    assert len(strips) == gils
    assert all(strip.height >= 1 for strip in strips)


def test_without_a_gil_there_is_no_strip() -> None:
    rows = arrange([PanelShape(4, 0)], 900).panels[0].rows
    assert rows.strips == ()
    assert rows.lane_top == 0


def test_the_strip_hardly_grows_as_the_second_process_joins() -> None:
    def height(gils: int) -> int:
        return arrange([PanelShape(4, gils)], 900).panels[0].rows.strips[-1].bottom

    assert [height(gils) for gils in (1, 2, 3, 4)] == [12, 13, 17, 23]
    assert [height(gils) for gils in (8, 24, 64)] == [31, 48, 64]


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("gils", [2, 4, 8])
def test_a_few_gils_have_strips_that_are_high_enough_to_read_and_do_not_touch(gils: int, scale: float) -> None:
    strips = arrange([PanelShape(gils, gils)], 900, scale).panels[0].rows.strips
    assert all(strip.height >= 3 * scale - 0.5 for strip in strips)
    assert all(lower.top > upper.bottom for upper, lower in pairwise(strips))


def test_places_are_found_by_their_height() -> None:
    layout = arrange([PanelShape(3, 1), PanelShape(2, 2)], 700)
    second = layout.panels[1]
    assert layout.panel_at(second.header.top) == 1
    assert layout.panel_at(layout.height) is None
    assert layout.panel_at(-1) is None
    rows = second.rows
    assert [rows.lane_at(rows.lane(i).top) for i in range(2)] == [0, 1]
    assert rows.lane_at(rows.lane(1).top - 1) == 0
    assert rows.lane_at(rows.lane_top - 1) is None
    assert rows.lane_at(rows.curve.bottom) is None
    assert [rows.strip_at(strip.top) for strip in rows.strips] == [0, 1]
    assert rows.strip_at(rows.lane_top) is None


def test_no_panels_need_no_height() -> None:
    assert arrange([], 700) == Layout((), 0)
