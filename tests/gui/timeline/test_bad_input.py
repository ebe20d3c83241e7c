"""What nobody expects to be shown: no crash, no blank, no wrong colour."""

from __future__ import annotations

import numpy as np
import pytest

from gilviz.gui.timeline.view import TimelineView
from gilviz.render.navigation import Stretch
from gilviz.render.palette import pixel
from gilviz.render.theme import LIGHT
from gilviz.runner.protocol import State
from gilviz.trace.run_trace import RunTrace
from tests.gui.timeline.views import MakeView, a_panel, pixels
from tests.render.hand_made import MS, lane, threads, trace

HOUR = 3_600_000 * MS
COLOURS = np.unique(
    [pixel(rgb) for state in State for rgb in (LIGHT.states[state], LIGHT.pattern_inks[state])] + [pixel(LIGHT.surface)]
).astype(np.uint32)
BLUE = pixel(LIGHT.states[State.RUNNING])


def shown(make_view: MakeView, run: RunTrace) -> TimelineView:
    view = make_view()
    view.set_panels([a_panel(1, run)])
    return view


def lanes_of(view: TimelineView) -> np.ndarray:
    """The pixels of all lanes of the first panel, uint32[height, width]; every one has a colour that there is."""
    pixels(view)
    picture = view._stage.pictures[0]
    assert picture.place is not None
    rows = picture.place.rows
    drawn: np.ndarray = picture._raster.image[rows.lane_top : rows.lane_top + rows.lanes * rows.lane_pitch]
    assert np.isin(drawn, COLOURS).all()
    return drawn


def test_a_run_without_lanes(make_view: MakeView) -> None:
    view = shown(make_view, trace([], 5 * MS))
    assert len(np.unique(pixels(view))) > 2, "its headline is there"


@pytest.mark.parametrize("known", [0, 1, MS])
def test_a_single_transition(make_view: MakeView, known: int) -> None:
    view = shown(make_view, trace([lane(1, [(0, State.RUNNING)], known, closed=True)], known))
    assert (lanes_of(view) == BLUE).any() == (known > 0)


def test_two_hundred_lanes(make_view: MakeView) -> None:
    view = shown(
        make_view, trace([lane(n, [(0, State.RUNNING), (n * MS, State.IDLE)], 200 * MS) for n in range(1, 201)], 200 * MS)
    )
    assert (lanes_of(view) == BLUE).any()
    view._stage.scroll_by(10**6)
    pixels(view)
    assert (pixels(view) == BLUE).any(), "the last lanes are there as well"


def test_more_workers_of_one_gil_than_a_byte_can_count(make_view: MakeView) -> None:
    run = trace([lane(n, [(n * MS, State.RUNNING), (n * MS + MS, State.GIL_WAIT)], 300 * MS) for n in range(300)], 300 * MS)
    view = shown(make_view, run)
    lanes_of(view)
    place = view._stage.pictures[0].place
    assert place is not None
    strip = place.rows.strips[0]
    held = view._stage.pictures[0]._raster.image[strip.top + strip.height // 2]
    at = [view._stage.grid.column(n * MS + MS // 2) for n in (10, 150, 290)]
    assert held[at].tolist() == [pixel(LIGHT.worker(n)) for n in (10, 150, 290)]


def test_ten_hours(make_view: MakeView) -> None:
    rows = [(minute * HOUR // 60, State.RUNNING if minute % 2 else State.IO_WAIT) for minute in range(600)]
    view = shown(make_view, trace([lane(1, rows, 10 * HOUR, closed=True)], 10 * HOUR))
    assert (lanes_of(view) == BLUE).mean() == pytest.approx(0.4, abs=0.1)
    view.steering.show(Stretch(8.0 * 3600 + 60, 1e-5))
    assert (lanes_of(view) == BLUE).any()


def test_a_microsecond(make_view: MakeView) -> None:
    view = shown(make_view, trace([lane(1, [(0, State.RUNNING), (600, State.IDLE)], 1000, closed=True)], 1000))
    assert (lanes_of(view) == BLUE).any()


def test_transitions_at_the_same_time(make_view: MakeView) -> None:
    rows = [(MS, state) for state in State] * 20 + [(MS, State.RUNNING), (2 * MS, State.IDLE), (2 * MS, State.NATIVE)]
    view = shown(make_view, trace([lane(1, rows, 3 * MS, closed=True)], 3 * MS))
    drawn = set(np.unique(lanes_of(view)))
    unseen = {pixel(LIGHT.states[state]) for state in State} - {BLUE, pixel(LIGHT.states[State.NATIVE])}
    assert BLUE in drawn
    assert not drawn & unseen - {pixel(LIGHT.surface)}, "what lasted no time has no pixels"


def test_times_beyond_the_end(make_view: MakeView) -> None:
    view = shown(make_view, trace([lane(1, [(0, State.RUNNING), (90 * MS, State.IDLE)], 100 * MS, closed=True)], 50 * MS))
    assert (lanes_of(view) == BLUE).any()


@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5, 1.75])
def test_screens_with_fractional_pixels(make_view: MakeView, scale: float) -> None:
    view = make_view(scale=scale)
    view.set_panels([a_panel(1, threads(4, 100 * MS))])
    assert (lanes_of(view) == BLUE).mean() > 0.1
    assert view._stage.grid.width == round(view._stage.plot.area.width() * scale)


@pytest.mark.parametrize("start", [0.0, 0.0499999, 0.0500001, -1.0, 3.0])
def test_a_view_beyond_nanoseconds_stops_at_what_can_be_told_apart(make_view: MakeView, start: float) -> None:
    view = shown(make_view, threads(2, 100 * MS))
    view.steering.show(Stretch(start, 1e-12))
    for _again in range(60):
        view.steering.zoom_in()
    lanes_of(view)
    assert view._stage.grid.pitch >= 1.0
    for _again in range(120):
        view.steering.zoom_out()
    lanes_of(view)
    view.steering.fit()
    assert (lanes_of(view) == BLUE).any()


def test_a_window_200_pixels_wide(make_view: MakeView) -> None:
    view = shown(make_view, threads(4, 100 * MS))
    view.setMinimumSize(0, 0)
    for size in ((200, 200), (200, 30), (130, 200), (200, 600)):
        view.resize(*size)
        pixels(view)
    assert (lanes_of(view) == BLUE).any()
