from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gilviz.render.grid import TimeGrid

PITCHES = st.floats(1, 1e8)
GRIDS = st.builds(TimeGrid, PITCHES, st.integers(-10_000, 1_000_000), st.integers(1, 3000))


@given(GRIDS, st.integers(0, 2000))
def test_columns_follow_each_other_without_gap_or_overlap(grid: TimeGrid, begin: int) -> None:
    edges = grid.edges(begin, begin + 5)
    assert edges.dtype == np.int64
    assert (np.diff(edges) >= 0).all()
    assert [grid.span(begin + i) for i in range(5)] == list(zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True))


@given(GRIDS, st.integers(-100, 3100))
def test_every_time_lies_in_the_column_that_it_is_said_to_lie_in(grid: TimeGrid, column: int) -> None:
    start, end = grid.span(column)
    for t in {start, (start + end) // 2, end - 1}:
        if start <= t < end:
            assert grid.column(t) == column


@given(GRIDS, st.integers(-500, 500))
def test_panning_keeps_the_edges_of_columns(grid: TimeGrid, moved: int) -> None:
    panned = TimeGrid(grid.pitch, grid.first + moved, grid.width)
    assert grid.span(moved) == panned.span(0)


@given(GRIDS, st.integers(-100, 3000), st.integers(1, 1000))
def test_a_stretch_falls_into_the_columns_that_touch_it(grid: TimeGrid, column: int, length: int) -> None:
    start = grid.span(column)[0] + 1
    begin, end = grid.columns(start, start + length)
    assert 0 <= begin <= end <= grid.width
    touched = (
        [k for k in range(grid.width) if grid.span(k)[0] < start + length and grid.span(k)[1] > start] if end - begin < 50 else []
    )
    assert not touched or (begin, end) == (touched[0], touched[-1] + 1)


def test_an_empty_stretch_has_no_columns() -> None:
    grid = TimeGrid(10, 0, 100)
    assert grid.columns(500, 500) == grid.columns(700, 500) == (0, 0)


def test_a_view_starts_at_the_nearest_column() -> None:
    grid = TimeGrid.of(0.0123, 1.0, 1000)
    assert grid == TimeGrid(1e6, 12, 1000)
    assert grid.start_s == pytest.approx(0.012)
    assert grid.end_s == pytest.approx(1.012)


def test_a_column_is_never_shorter_than_a_nanosecond() -> None:
    assert TimeGrid.of(0, 1e-9, 1000).pitch == 1
    assert TimeGrid.of(0, 1, 0).width == 0
