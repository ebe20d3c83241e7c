"""The raster's pixels against a slow, obvious computation from the transitions themselves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gilviz.render.colouring import ColourBy
from gilviz.render.grid import TimeGrid
from gilviz.render.layout import PanelShape, arrange
from gilviz.render.palette import Palette, pixel
from gilviz.render.patterns import mask
from gilviz.render.raster import PanelRaster
from gilviz.render.stack import NOTHING
from gilviz.render.theme import DARK, LIGHT
from gilviz.runner.protocol import State
from gilviz.trace.run_trace import RunTrace
from tests.render.drawn import NOTHING_PIXEL, PALETTE, draw, rows_for, rows_of
from tests.render.hand_made import MS, ORIGIN, extend, lane, threads, trace
from tests.render.test_stack import brute_force

STATES = st.sampled_from(list(State))
STEPS = st.lists(st.tuples(st.integers(0, 400), STATES), min_size=1, max_size=12)


def transitions(steps: list[tuple[int, State]], start: int = 0) -> list[tuple[int, State]]:
    times = start + np.cumsum([step for step, _ in steps])
    return [(int(t), state) for t, (_, state) in zip(times, steps, strict=True)]


def shares_by_hand(rows: list[tuple[int, State]], known_until: int, start: int, end: int) -> list[int]:
    """The ns in each state within [start, end), segment by segment."""
    shares = [0] * len(State)
    ends = [t for t, _ in rows[1:]] + [max(known_until, rows[-1][0])]
    for (begin, state), stop in zip(rows, ends, strict=True):
        shares[state] += max(0, min(stop, end, known_until) - max(begin, start))
    return shares


def pixel_by_hand(code: int, column: int, y: int) -> int:
    """The pixel of a state in a column of time and a row of its lane."""
    if code == NOTHING:
        return NOTHING_PIXEL
    inked = mask(State(code))[y % 8, column % 8]
    return pixel((LIGHT.pattern_inks if inked else LIGHT.states)[code])


@given(st.lists(STEPS, min_size=1, max_size=3), st.integers(0, 300), st.floats(1, 90), st.integers(-30, 30))
@settings(max_examples=60)
def test_every_pixel_of_a_lane_is_what_its_segments_say(
    steps: list[list[tuple[int, State]]], more: int, pitch: float, first: int
) -> None:
    all_rows = [transitions(each) for each in steps]
    known = [each[-1][0] + more for each in all_rows]
    run = trace(lane(i + 1, each, until) for i, (each, until) in enumerate(zip(all_rows, known, strict=True)))
    grid, rows = TimeGrid(pitch, first, 40), rows_for(run)
    image = draw(run, grid, rows)
    for place, (each, until) in enumerate(zip(all_rows, known, strict=True)):
        band = rows.lane(place)
        for column in range(grid.width):
            start, end = grid.span(column)
            codes = brute_force(shares_by_hand(each, until, start, end), max(end - start, 1), band.height)
            expected = [pixel_by_hand(code, first + column, y) for y, code in enumerate(codes)]
            assert image[band.top : band.bottom, column].tolist() == expected


@dataclass(frozen=True)
class Frame:
    """What happens before a frame: which lane gains what, and how far the view is panned."""

    lane: int
    steps: list[tuple[int, State]]
    back: int
    more: int
    pan: int
    closes: bool


FRAMES = st.lists(
    st.builds(
        Frame, st.integers(0, 2), st.lists(st.tuples(st.integers(0, 200), STATES), max_size=4), st.integers(0, 80),
        st.integers(0, 200), st.sampled_from([0, 0, 0, 1, -1, 7, -60]), st.booleans(),
    ),
    min_size=1, max_size=8,
)  # fmt: skip


@given(FRAMES, st.floats(1, 60), st.sampled_from([None, (0, 1, 2), (2, 0, 1), (1,), (2, 1), ()]), st.sampled_from(list(ColourBy)))
@settings(max_examples=120)
def test_frame_by_frame_comes_to_the_same_picture_as_all_at_once(
    frames: list[Frame], pitch: float, shown: tuple[int, ...] | None, colour_by: ColourBy
) -> None:
    run = trace(lane(i + 1, [(20 * i, State.IDLE)], 20 * i, gil=i < 2) for i in range(3))
    rows = rows_for(run) if shown is None else rows_of(len(shown), collapsed=not shown)
    raster = PanelRaster(PALETTE)
    raster.set_colours(colour_by)
    first = -3
    raster.draw(run, rows, TimeGrid(pitch, first, 50), shown)
    for frame in frames:
        changed = run.lanes[frame.lane]
        # what comes may begin before the time until which its predecessor was taken to last, but not before that began
        start = max(changed.last_time, changed.known_until - frame.back) - ORIGIN
        new = transitions(frame.steps, start)
        extend(changed, new, max(changed.known_until - ORIGIN, new[-1][0] if new else 0) + frame.more)
        changed.closed |= frame.closes
        first += frame.pan
        grid = TimeGrid(pitch, first, 50)
        before = raster.image.copy()
        columns = raster.draw(run, rows, grid, shown)
        assert np.array_equal(raster.image, draw(run, grid, rows, shown, colour_by))
        assert _unchanged_outside(before, raster.image, columns)


def _unchanged_outside(before: np.ndarray, after: np.ndarray, columns: tuple[int, int] | None) -> bool:
    differing = np.flatnonzero((before != after).any(axis=0))
    return len(differing) == 0 or (columns is not None and columns[0] <= differing[0] and differing[-1] < columns[1])


def test_a_frame_in_which_nothing_happened_draws_nothing() -> None:
    run = threads(4, 100 * MS)
    raster, rows, grid = PanelRaster(PALETTE), rows_for(run), TimeGrid.of(0, 0.12, 300)
    assert raster.draw(run, rows, grid) == (0, 300)
    assert raster.draw(run, rows, grid) is None


def test_a_live_frame_draws_the_newest_columns_alone() -> None:
    one = lane(1, [(0, State.RUNNING)], 50 * MS)
    run = trace([one])
    raster, rows, grid = PanelRaster(PALETTE), rows_for(run), TimeGrid.of(0, 0.1, 100)
    raster.draw(run, rows, grid)
    extend(one, [(51 * MS, State.GIL_WAIT), (53 * MS, State.RUNNING)], 54 * MS)
    assert raster.draw(run, rows, grid) == (50, 54)


def test_a_state_that_lasts_draws_only_what_was_added_to_it() -> None:
    one = lane(1, [(0, State.IO_WAIT)], 50 * MS)
    run = trace([one])
    raster, rows, grid = PanelRaster(PALETTE), rows_for(run), TimeGrid.of(0, 0.1, 100)
    raster.draw(run, rows, grid)
    one.known_until += 2 * MS
    assert raster.draw(run, rows, grid) == (50, 52)


def test_nothing_is_drawn_before_the_first_transition_or_after_what_is_known() -> None:
    run = trace([lane(1, [(20 * MS, State.RUNNING)], 60 * MS)], 100 * MS)
    image, band = draw(run, TimeGrid.of(0, 0.1, 100)), rows_for(run).lane(0)
    assert (image[:, :20] == NOTHING_PIXEL).all()
    assert (image[:, 60:] == NOTHING_PIXEL).all()
    assert (image[band.top : band.bottom, 20:60] == pixel(LIGHT.states[State.RUNNING])).all()


@pytest.mark.parametrize("run", [None, trace([])], ids=["no trace", "no lanes"])
def test_a_run_without_lanes_is_blank(run: RunTrace | None) -> None:
    raster = PanelRaster(PALETTE)
    raster.draw(run, arrange([PanelShape(2, 1)], 300).panels[0].rows, TimeGrid.of(0, 1, 50))
    assert (raster.image == NOTHING_PIXEL).all()


def test_lanes_are_not_drawn_before_the_run_has_its_zero() -> None:
    run = threads(2, 50 * MS)
    run.origin = None
    assert (draw(run, TimeGrid.of(0, 0.1, 50)) == NOTHING_PIXEL).all()


def test_patterns_stand_still_on_time_while_the_picture_pans() -> None:
    run = threads(3, 200 * MS)
    rows = rows_for(run)
    here, there = (draw(run, TimeGrid(200_000.0, first, 300), rows) for first in (100, 137))
    assert np.array_equal(here[:, 37:], there[:, :-37])


def test_another_palette_draws_everything_in_its_colours() -> None:
    run = threads(2, 50 * MS)
    raster, rows, grid = PanelRaster(PALETTE), rows_for(run), TimeGrid.of(0, 0.06, 100)
    raster.draw(run, rows, grid)
    raster.set_palette(Palette.of(DARK))
    assert raster.draw(run, rows, grid) == (0, 100)
    assert pixel(DARK.states[State.RUNNING]) in raster.image
    assert pixel(LIGHT.states[State.RUNNING]) not in raster.image


def test_a_worker_that_joins_late_is_drawn_from_its_start() -> None:
    lanes = [lane(1, [(0, State.RUNNING)], 50 * MS)]
    run = trace(lanes)
    rows = arrange([PanelShape(2, 1)], 300).panels[0].rows
    raster, grid = PanelRaster(PALETTE), TimeGrid.of(0, 0.1, 100)
    raster.draw(run, rows, grid)
    run.lanes = (*lanes, lane(2, [(30 * MS, State.GIL_WAIT)], 50 * MS))
    raster.draw(run, rows, grid)
    assert np.array_equal(raster.image, draw(run, grid, rows))


@pytest.mark.parametrize("scale", [1.0, 1.25, 2.0, 3.0])
def test_small_pixels_get_larger_patterns_and_rows(scale: float) -> None:
    run = threads(4, 100 * MS)
    rows = rows_for(run, scale=scale)
    raster = PanelRaster(Palette.of(LIGHT, scale))
    raster.draw(run, rows, TimeGrid.of(0, 0.12, 200))
    band = rows.lane(3)
    assert raster.image.shape == (rows.height, 200)
    assert (raster.image[band.top : band.bottom, 20:100] != NOTHING_PIXEL).all()
