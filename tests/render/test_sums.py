"""What is made of all lanes together: each GIL's strip, and the curve of how many execute."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from gilviz.render.grid import TimeGrid
from gilviz.render.layout import PanelShape, PictureRows, arrange
from gilviz.render.palette import pixel
from gilviz.render.raster import PanelRaster
from gilviz.render.theme import LIGHT
from gilviz.runner.protocol import State, WorkerKind
from tests.render.drawn import NOTHING_PIXEL, PALETTE, draw, rows_for
from tests.render.hand_made import MS, lane, trace


def test_the_gils_strip_shows_its_holder_in_the_workers_colour() -> None:
    one = lane(1, [(0, State.RUNNING), (10 * MS, State.GIL_WAIT)], 20 * MS)
    two = lane(2, [(0, State.GIL_WAIT), (10 * MS, State.RUNNING)], 20 * MS)
    run = trace([one, two])
    image, strip = draw(run, TimeGrid.of(0, 0.02, 20)), rows_for(run).strips[0]
    assert (image[strip.top : strip.bottom, :10] == pixel(LIGHT.worker(1))).all()
    assert (image[strip.top : strip.bottom, 10:] == pixel(LIGHT.worker(2))).all()


def test_a_gil_that_nobody_holds_is_empty_as_far_as_that_is_known() -> None:
    one = lane(1, [(5 * MS, State.RUNNING), (10 * MS, State.IO_WAIT)], 30 * MS)
    two = lane(2, [(6 * MS, State.IO_WAIT)], 20 * MS)
    run = trace([one, two])
    strip = rows_for(run).strips[0]
    row = draw(run, TimeGrid.of(0, 0.03, 30))[strip.top]
    empty, nothing = pixel(LIGHT.band), NOTHING_PIXEL
    assert row.tolist() == [nothing] * 5 + [pixel(LIGHT.worker(1))] * 5 + [empty] * 10 + [nothing] * 10


def test_whether_a_worker_that_starts_up_holds_the_gil_is_not_said() -> None:
    run = trace([lane(1, [(0, State.OVERHEAD), (10 * MS, State.IDLE)], 20 * MS)])
    strip = rows_for(run).strips[0]
    row = draw(run, TimeGrid.of(0, 0.02, 20))[strip.top]
    assert row.tolist() == [NOTHING_PIXEL] * 10 + [pixel(LIGHT.band)] * 10


def test_a_gil_may_be_held_by_a_worker_that_lost_its_core() -> None:
    one = lane(1, [(0, State.RUNNING), (10 * MS, State.CPU_WAIT)], 20 * MS)
    two = lane(2, [(0, State.GIL_WAIT)], 20 * MS)
    run = trace([one, two])
    row = draw(run, TimeGrid.of(0, 0.02, 20))[rows_for(run).strips[0].top]
    assert row.tolist() == [pixel(LIGHT.worker(1))] * 10 + [NOTHING_PIXEL] * 10


def test_workers_that_claim_the_same_moment_share_the_strip_instead_of_breaking_it() -> None:
    run = trace([lane(i, [(0, State.RUNNING)], 20 * MS) for i in (1, 2)])
    image, strip = draw(run, TimeGrid.of(0, 0.02, 20)), rows_for(run).strips[0]
    half = strip.height // 2
    assert (image[strip.bottom - half : strip.bottom] == pixel(LIGHT.worker(1))).all()
    assert (image[strip.top : strip.top + half] == pixel(LIGHT.worker(2))).all()


def test_every_process_has_a_gil_of_its_own_and_a_free_threaded_run_has_none() -> None:
    processes = trace(lane(i, [(0, State.RUNNING)], 20 * MS, WorkerKind.PROCESS) for i in (1, 2))
    rows = rows_for(processes, gils=2)
    image = draw(processes, TimeGrid.of(0, 0.02, 20), rows)
    for number, strip in enumerate(rows.strips, start=1):
        assert (image[strip.top : strip.bottom] == pixel(LIGHT.worker(number))).all()
    free = trace(lane(i, [(0, State.RUNNING)], 20 * MS, gil=False) for i in (1, 2))
    rows = rows_for(free, gils=1)
    assert (draw(free, TimeGrid.of(0, 0.02, 20), rows)[: rows.strips[0].bottom] == NOTHING_PIXEL).all()


def curve_heights(image: np.ndarray, rows: PictureRows) -> list[int]:
    return [int(height) for height in (image[rows.curve.top : rows.curve.bottom] != NOTHING_PIXEL).sum(axis=0)]


def test_the_curve_counts_native_and_running_on_a_scale_to_all_workers() -> None:
    run = trace(
        [
            lane(1, [(0, State.RUNNING), (10 * MS, State.IO_WAIT)], 20 * MS),
            lane(2, [(0, State.NATIVE), (10 * MS, State.GIL_WAIT)], 20 * MS),
        ],
        20 * MS,
    )
    rows = rows_for(run)
    assert curve_heights(draw(run, TimeGrid.of(0, 0.02, 20), rows), rows) == [rows.curve.height] * 10 + [0] * 10


def test_the_curve_is_at_its_top_when_every_core_executes() -> None:
    run = trace([lane(i, [(0, State.RUNNING if i < 3 else State.CPU_WAIT)], 20 * MS) for i in range(1, 9)], 20 * MS)
    rows = arrange([PanelShape(8, 1, most=2)], 300).panels[0].rows
    grid = TimeGrid.of(0, 0.02, 20)
    assert curve_heights(draw(run, grid, rows), rows) == [rows.curve.height] * 20
    claimed = trace([lane(i, [(0, State.NATIVE)], 20 * MS) for i in range(1, 9)], 20 * MS)
    assert curve_heights(draw(claimed, grid, rows), rows) == [rows.curve.height] * 20


def test_the_curve_ends_where_one_workers_state_is_not_known_any_more() -> None:
    late, early = lane(1, [(0, State.RUNNING)], 20 * MS), lane(2, [(0, State.RUNNING)], 10 * MS)
    run = trace([late, early])
    rows, grid, raster = rows_for(run), TimeGrid.of(0, 0.02, 20), PanelRaster(PALETTE)
    raster.draw(run, rows, grid)
    assert curve_heights(raster.image, rows) == [rows.curve.height] * 10 + [0] * 10
    early.closed = True
    raster.draw(run, rows, grid)
    assert curve_heights(raster.image, rows) == [rows.curve.height] * 10 + [rows.curve.height // 2] * 10


@pytest.mark.parametrize(
    ("peak", "make"),
    [(1.0, lambda: lane(2, [(0, State.GIL_WAIT)], 20 * MS)), (2.0, lambda: lane(2, [(0, State.NATIVE)], 20 * MS))],
)
def test_the_peak_is_the_most_that_executed_at_once(peak: float, make: Callable[[], object]) -> None:
    run = trace([lane(1, [(0, State.RUNNING)], 20 * MS), make()])  # type: ignore[list-item]
    raster = PanelRaster(PALETTE)
    raster.draw(run, rows_for(run), TimeGrid.of(0, 0.02, 20))
    assert raster.peak == pytest.approx(peak)
