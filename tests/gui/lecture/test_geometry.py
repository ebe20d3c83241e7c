from __future__ import annotations

import dataclasses

import pytest

from gilviz.gui.lecture.geometry import AXIS, BODY_BOTTOM, BODY_TOP, LEGEND, Shape, place_panels
from gilviz.gui.lecture.letters import unbroken
from gilviz.gui.lecture.shown import figures
from gilviz.trace.metrics import measure
from tests.trace import runs

ROOM = BODY_BOTTOM - BODY_TOP - LEGEND - AXIS


@pytest.mark.parametrize("unit", [1.0, 2.0])
def test_many_lanes_leave_the_axis_in_sight_for_the_strips_give_way(unit: float) -> None:
    shapes = [Shape(2, 1, False), Shape(4, 1, False), Shape(16, 1, False)]
    places = place_panels(shapes, round(ROOM * unit), unit)
    assert places[-1].whole.bottom <= ROOM * unit
    assert not any(place.rows.strips for place in places)
    assert [place.rows.lanes for place in places] == [2, 4, 16]


def test_where_there_is_room_the_strips_stay() -> None:
    (place,) = place_panels([Shape(4, 1, False)], ROOM, 1.0)
    assert len(place.rows.strips) == 1


def test_that_hardly_any_executed_at_once_is_no_figure_for_the_hall() -> None:
    metrics = measure(runs.record("thread-pool", [], wall_ms=1000).trace)
    waiting, computing = (dataclasses.replace(metrics, parallelism=each) for each in (0.04, 1.0))
    assert figures(2.0, None, waiting) == ("2.00 s",)
    assert figures(2.0, None, computing) == ("2.00 s", "1.0 at once")


def test_lines_do_not_end_within_i_o() -> None:
    assert unbroken("waits for I/O, not and/or") == "waits for I/\N{WORD JOINER}O, not and/or"
