"""Moments that are marked in lanes stand where and when they say, and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from gilviz.trace.chunk import Ints
from tests.gui.timeline.views import MakeView, a_panel, pixels, viewport_at
from tests.render.hand_made import MS, threads


def changed_by(make_view: MakeView, marked: Mapping[tuple[int, int], Ints]) -> np.ndarray:
    """Where the picture of a run changes by what is marked: bool[height, width]."""
    view = make_view(a_panel(7, threads(2, 100 * MS)))
    before = pixels(view)
    view.moments.show(marked)
    changed: np.ndarray = pixels(view) != before
    view.moments.show({})
    assert (pixels(view) == before).all(), "what is marked no more leaves no trace"
    return changed


def test_a_tick_stands_at_its_time_in_its_lane(make_view: MakeView) -> None:
    changed = changed_by(make_view, {(7, 2): np.array([50 * MS])})
    view = make_view(a_panel(7, threads(2, 100 * MS)))
    above, at = (viewport_at(view, 0, lane, 0.05) for lane in (0, 1))
    rows, columns = np.nonzero(changed)
    assert len(rows)
    assert abs(columns.mean() - at.x()) < 6
    assert above.y() < rows.min() < rows.max() < at.y()
    assert np.ptp(columns) <= 4


def test_what_is_out_of_sight_or_of_another_lane_or_run_is_not_drawn(make_view: MakeView) -> None:
    away = {(7, 1): np.array([-(10**12), 10**12]), (7, 9): np.array([50 * MS]), (8, 1): np.array([50 * MS])}
    assert not changed_by(make_view, away).any()


def test_the_moment_that_stands_out_reaches_down_the_lane(make_view: MakeView) -> None:
    view = make_view(a_panel(7, threads(2, 100 * MS)))
    before = pixels(view)
    view.moments.show({}, (7, 1, 50 * MS))
    chosen = np.nonzero(pixels(view) != before)[0]
    view.moments.show({(7, 1): np.array([50 * MS])})
    tick = np.nonzero(pixels(view) != before)[0]
    assert np.ptp(chosen) > np.ptp(tick) > 0
