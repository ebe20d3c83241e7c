"""Colours that tell tasks and workers, pixel by pixel against segments, and lanes in other orders."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gilviz.render.colouring import ColourBy, task_colour
from gilviz.render.contrast import Rgb
from gilviz.render.grid import TimeGrid
from gilviz.render.layout import PanelShape, PictureRows, arrange
from gilviz.render.palette import COLOURS, Palette, native_ink, pixel
from gilviz.render.patterns import mask
from gilviz.render.raster import PanelRaster
from gilviz.render.stack import ORDER
from gilviz.render.theme import LIGHT
from gilviz.runner.protocol import NO_TASK, Evidence, State, WorkerKind
from gilviz.trace.lane import Lane, LaneIdentity
from gilviz.trace.run_trace import RunTrace
from tests.render.hand_made import MS, ORIGIN, lane, threads, trace

PALETTE = Palette.of(LIGHT)
TASKS = st.sampled_from([NO_TASK, 0, 1, 2, 11, 12, 30])
STEPS = st.lists(st.tuples(st.integers(0, 300), st.sampled_from(list(State)), TASKS), min_size=1, max_size=12)


def draw(
    run: RunTrace, rows: PictureRows, grid: TimeGrid, colour_by: ColourBy = ColourBy.STATE, shown: tuple[int, ...] | None = None
) -> np.ndarray:
    raster = PanelRaster(PALETTE)
    raster.set_colours(colour_by)
    raster.draw(run, rows, grid, shown)
    return raster.image


def rows_for(lanes: int, **facts: bool) -> PictureRows:
    return arrange([PanelShape(lanes, 1, most=4, **facts)], 400).panels[0].rows


def a_lane(steps: list[tuple[int, State, int]]) -> Lane:
    made = Lane(LaneIdentity(1, 100, 7000, WorkerKind.THREAD, 0, gil=True))
    times = ORIGIN + np.cumsum([step for step, _, _ in steps])
    made.append(times, [state for _, state, _ in steps], [Evidence.MEASURED] * len(steps), [task for _, _, task in steps])
    made.known_until = int(times[-1]) + 50
    return made


def band_of(image: np.ndarray, rows: PictureRows, row: int) -> np.ndarray:
    bar = rows.lane(row)
    return image[bar.top : bar.bottom]


def layers_by_hand(made: Lane, start: int, end: int) -> list[tuple[Rgb, Rgb, State, int]]:
    """(colour, ink, state whose pattern it has, ns) of one column, from the bottom up, segment by segment."""
    ns: dict[tuple[State, int], int] = {}
    for segment in made.segments():
        part = max(0, min(segment.end, end) - max(segment.start, start))
        tells_task = segment.state in (State.RUNNING, State.NATIVE) and segment.task != NO_TASK
        key = (segment.state, segment.task % COLOURS if tells_task else COLOURS)
        ns[key] = ns.get(key, 0) + part
    layers = []
    for state, colour in sorted(ns, key=lambda key: (ORDER.index(key[0]), key[1])):
        paper = LIGHT.states[state] if colour == COLOURS else LIGHT.workers[colour]
        ink = LIGHT.pattern_inks[state] if colour == COLOURS else native_ink(LIGHT, paper)
        layers.append((paper, ink, state, ns[state, colour]))
    return layers


@given(STEPS, st.floats(1, 90), st.integers(-5, 30))
@settings(max_examples=60)
def test_by_task_every_pixel_is_what_its_segments_and_their_tasks_say(
    steps: list[tuple[int, State, int]], pitch: float, first: int
) -> None:
    made = a_lane(steps)
    rows, grid = rows_for(1), TimeGrid(pitch, first, 30)
    band = band_of(draw(trace([made]), rows, grid, ColourBy.TASK), rows, 0)
    height = rows.lane_height
    for column in range(grid.width):
        start, end = grid.span(column)
        expected = [pixel(LIGHT.surface)] * height
        below = reached = 0
        for paper, ink, state, ns in layers_by_hand(made, ORIGIN + start, ORIGIN + end):
            below += ns
            top = (2 * height * below + (end - start)) // (2 * (end - start))
            for y in range(height - top, height - reached):
                expected[y] = pixel(ink if mask(state)[y % 8, (first + column) % 8] else paper)
            reached = top
        assert band[:, column].tolist() == expected


def test_by_worker_what_executes_has_the_workers_colour_and_waits_keep_theirs() -> None:
    run = trace(lane(i, [(0, State.RUNNING), (10 * MS, State.GIL_WAIT)], 20 * MS) for i in (1, 2, COLOURS + 1))
    rows = rows_for(3)
    grid = TimeGrid.of(0, 0.02, 20)
    image, plain = (draw(run, rows, grid, colour_by) for colour_by in (ColourBy.WORKER, ColourBy.STATE))
    for row, number in enumerate((1, 2, 1)):
        assert (band_of(image, rows, row)[:, :10] == pixel(LIGHT.worker(number))).all()
    assert np.array_equal(image[rows.lane_top :, 10:], plain[rows.lane_top :, 10:])


def test_by_task_the_strip_tells_for_which_task_the_gil_is_held() -> None:
    one, two = a_lane([(0, State.RUNNING, 4), (10, State.GIL_WAIT, 4)]), lane(2, [(0, State.IO_WAIT)], 60)
    rows = rows_for(2)
    image = draw(trace([one, two]), rows, TimeGrid(1.0, 0, 20), ColourBy.TASK)
    strip = rows.strips[0]
    assert (image[strip.top : strip.bottom, :10] == pixel(LIGHT.workers[task_colour(4)])).all()


@pytest.mark.parametrize("colour_by", list(ColourBy))
def test_lanes_in_another_order_are_the_same_lanes_and_sums_count_all(colour_by: ColourBy) -> None:
    run = threads(5, 200 * MS)
    grid = TimeGrid.of(0, 0.21, 300)
    rows, fewer = rows_for(5), rows_for(3, hidden=True)
    image = draw(run, rows, grid, colour_by)
    chosen = draw(run, fewer, grid, colour_by, (4, 0, 2))
    height = min(rows.lane_height, fewer.lane_height)
    for row, place in enumerate((4, 0, 2)):
        if rows.lane_height == fewer.lane_height:
            assert np.array_equal(band_of(chosen, fewer, row), band_of(image, rows, place))
        assert band_of(chosen, fewer, row).shape[0] >= height
    for before, after in ((rows.strips[0], fewer.strips[0]), (rows.curve, fewer.curve)):
        if before.height == after.height:
            assert np.array_equal(image[before.top : before.bottom], chosen[after.top : after.bottom])


def test_the_band_of_all_lanes_is_filled_by_the_shares_of_all_their_time() -> None:
    run = trace(lane(i, [(0, State.RUNNING if i == 1 else State.GIL_WAIT)], 20 * MS) for i in (1, 2, 3, 4))
    rows = rows_for(0, collapsed=True)
    band = draw(run, rows, TimeGrid.of(0, 0.02, 20), shown=())[rows.overview.top : rows.overview.bottom]
    running = (band == pixel(LIGHT.states[State.RUNNING])).sum(axis=0)
    assert running.tolist() == [(2 * rows.overview.height + 4) // 8] * 20
    assert (band != pixel(LIGHT.surface)).all()
    assert rows.lanes == 0
    assert rows.strips == () or rows.strips[0].height
