"""The microscope below the picture: what it draws, what it says, and what it costs."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gilviz.experiment.run import Phase
from gilviz.gui.timeline.gutter import name_height
from gilviz.gui.timeline.lens_card import LensCard
from gilviz.render.lens import MS
from gilviz.render.palette import pixel
from gilviz.render.theme import DARK, LIGHT, THEMES, Theme
from gilviz.runner.protocol import State
from tests.gui.timeline.lenses import card_of, lane_pixels, mark_of
from tests.gui.timeline.views import MakeView, a_panel, move_mouse, viewport_at
from tests.render.hand_made import ORIGIN, lane, processes, threads, trace

BLUE = pixel(LIGHT.states[State.RUNNING])


def test_nothing_of_it_exists_until_it_is_wanted(make_view: MakeView) -> None:
    view = make_view(a_panel(1, threads(2, 400 * MS)))
    assert view.findChildren(LensCard) == []
    view.refresh()
    assert view.microscope.card is None
    QTest.keyClick(view, Qt.Key.Key_V)
    assert card_of(view).isVisible()
    QTest.keyClick(view, Qt.Key.Key_V)
    assert not card_of(view).isVisible()
    assert not mark_of(view).isVisible()


def test_while_it_is_put_away_it_draws_nothing(two_below_a_lens: MakeView) -> None:
    view = two_below_a_lens()
    view.microscope.set_shown(False)
    before = card_of(view).stage.grid
    move_mouse(view, viewport_at(view, 0, 0, 0.1))
    view.refresh()
    assert card_of(view).stage.grid == before


def test_slices_that_cannot_be_told_apart_above_have_their_own_columns_below(two_below_a_lens: MakeView) -> None:
    view = two_below_a_lens()
    view.microscope.lens.look_at(200 * MS, 400 * MS)
    view.refresh()
    rows = lane_pixels(view, 0, 0)
    full = (rows == BLUE).all(axis=0)
    edges = np.flatnonzero(np.diff(full.astype(int)))
    assert 4 <= len(edges) <= 30, "some slices of 5 ms, each with a clear beginning and end"
    assert full.mean() == pytest.approx(0.5, abs=0.25)
    assert (lane_pixels(view, 1, 0) == BLUE).all(), "of the process below, not a moment is missing"


def test_the_frame_in_the_picture_is_what_stands_below(two_below_a_lens: MakeView) -> None:
    view = two_below_a_lens()
    move_mouse(view, viewport_at(view, 0, 0, 0.3))
    place, lens = mark_of(view).place, view.microscope.lens
    assert place is not None
    assert abs(view._stage.time_at(place[0]) - lens.start) < 3 * MS
    assert abs(view._stage.time_at(place[1]) - lens.end) < 3 * MS
    grid = card_of(view).stage.grid
    assert grid.start_s == pytest.approx(lens.start / 1e9, abs=1e-4)
    assert grid.end_s == pytest.approx(lens.end / 1e9, abs=1e-4)
    view.steering.show_around(0, 50 * MS)
    assert mark_of(view).place is None, "what is magnified is out of sight"


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_it_wears_every_theme(two_below_a_lens: MakeView, theme: Theme) -> None:
    view = two_below_a_lens(DARK)
    view.set_theme(theme)
    found = lane_pixels(view, 1, 0)
    assert (found == pixel(theme.states[State.RUNNING])).mean() > 0.9


def test_an_isolated_state_is_alone_below_it_too(two_below_a_lens: MakeView) -> None:
    view = two_below_a_lens()
    view.isolate(State.GIL_WAIT)
    assert not (lane_pixels(view, 1, 0) == BLUE).any()
    view.isolate(None)
    assert (lane_pixels(view, 1, 0) == BLUE).all()


@pytest.mark.parametrize("size", [(420, 200), (700, 300), (1900, 1000)])
def test_it_fits_into_any_window(make_view: MakeView, size: tuple[int, int]) -> None:
    view = make_view(a_panel(1, threads(4, 300 * MS), workers=4), size=size)
    view.microscope.set_shown(True)
    QApplication.processEvents()
    assert card_of(view).height() < 0.75 * view.height()
    assert view._stage.height() > 0
    assert card_of(view).geometry().bottom() <= view.rect().bottom()


def test_in_a_window_of_another_width_it_still_shows_all_of_its_time(two_below_a_lens: MakeView) -> None:
    view = two_below_a_lens()
    for width in (1400, 600):
        view.resize(width, 680)
        QApplication.processEvents()
        stage = card_of(view).stage
        assert stage.grid.width == round(stage.plot.area.width())
        assert stage.x_of(view.microscope.lens.end) == pytest.approx(stage.plot.area.width(), abs=1)


def test_it_stands_empty_before_anything_was_recorded(make_view: MakeView) -> None:
    view = make_view(a_panel(1, None, Phase.STARTING, workers=2))
    view.microscope.set_shown(True)
    QApplication.processEvents()
    assert card_of(view).stage.pictures == ()
    assert "will stand here" in card_of(view)._nothing.text()
    assert mark_of(view).place is None, "a frame around nothing tells nothing"
    run = trace([lane(1, [(0, State.RUNNING)], 20 * MS)])
    view.set_panels([dataclasses.replace(view.pictures[0].panel, trace=run, phase=Phase.RUNNING)])
    assert len(card_of(view).stage.pictures) == 1
    assert card_of(view)._nothing.isHidden()
    assert mark_of(view).place is not None
    assert run.origin == ORIGIN


def test_while_another_run_goes_on_it_says_which(make_view: MakeView) -> None:
    view = make_view(a_panel(1, None, Phase.WAITING, workers=2, message="Run 1 of 3: sequential, the baseline"))
    view.microscope.set_shown(True)
    assert card_of(view)._nothing.text().startswith("Run 1 of 3: sequential, the baseline\n")


@pytest.mark.parametrize("word", ["went-wrong ", "<b> "])
def test_a_long_reason_is_told_whole_and_as_it_is(make_view: MakeView, word: str) -> None:
    view = make_view(a_panel(1, None, Phase.WAITING, workers=2, message=200 * word))
    view.microscope.set_shown(True)
    said = card_of(view)._nothing
    lines = said.fontMetrics().horizontalAdvance(said.text().partition("\n")[0]) / said.width()
    assert lines > 1
    assert said.heightForWidth(said.width()) >= lines * said.fontMetrics().height()


def test_in_a_narrow_window_its_head_says_less_and_cuts_nothing_off(two_below_a_lens: MakeView) -> None:
    view = two_below_a_lens()
    move_mouse(view, viewport_at(view, 0, 0, 0.3))
    card = card_of(view)
    said: list[tuple[str, str]] = []
    for width in range(1000, 280, -20):  # where it gets shorter is the font's affair
        view.resize(width, 600)
        QApplication.processEvents()
        needed = card._when.fontMetrics().horizontalAdvance(card._when.text())
        assert needed <= card._when.width()
        head = card._what.text(), card._when.text().partition(" · ")[0]
        said += [head] if head not in said else []
        assert head == said[-1], "it got longer in less room"
    assert said == [("Microscope: 50 ms", "around the pointer"), ("50 ms", "around the pointer")][: len(said)]
    view.resize(1000, 600)
    QApplication.processEvents()
    assert card._when.text().startswith("around the pointer · 0.2")


def test_the_beam_strikes_no_time_through(two_below_a_lens: MakeView) -> None:
    view = two_below_a_lens()
    accent = pixel(LIGHT.accent)
    view.microscope.follow_reading(1, 30 * MS)
    plot = view._stage.plot
    image = plot.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    labels = plot.times()
    assert len(labels) > 2
    for label in labels:
        box = label.toAlignedRect()
        found = {image.pixel(x, y) for x in range(box.left(), box.right()) for y in range(box.top(), box.bottom())}
        assert accent not in found


ODD = {
    "1 µs": lambda: trace([lane(1, [(0, State.RUNNING), (1000, State.IDLE)], 1000, closed=True)], 1000),
    "no time": lambda: trace([lane(1, [(0, State.RUNNING)], 0, closed=True)], 0),
    "10 hours": lambda: trace([lane(1, [(0, State.RUNNING)], 36_000_000 * MS, closed=True)], 36_000_000 * MS),
    "one moment": lambda: trace([lane(1, [(5, State.RUNNING), (5, State.GIL_WAIT)], 5, closed=True)], 5),
    "90 lanes": lambda: threads(90, 60 * MS),
}


@pytest.mark.parametrize("name", ODD)
def test_odd_runs_are_magnified_too(make_view: MakeView, name: str) -> None:
    view = make_view(a_panel(1, ODD[name](), workers=1))
    view.microscope.set_shown(True)
    for step in (-9, 9, -9):
        view.microscope.lens.zoom(step)
        view.microscope.lens.pan(10**18, view.microscope._guide.length)
        view.refresh()
        view.microscope.lens.pan(-(10**18), 5)
        view.refresh()
        assert not view.grab().isNull()
    assert view.microscope.lens.start == 0


def test_beside_the_microscope_every_lane_of_the_first_comparison_keeps_its_name(make_view: MakeView) -> None:
    panels = (a_panel(1, threads(2, 400 * MS), workers=2), a_panel(2, processes(2, 20 * MS, 380 * MS), workers=2))
    view = make_view(*panels)
    view.resize(974, 577)  # what a window of 1280 × 800 leaves it, the sentences below
    view.microscope.set_shown(True)
    QApplication.processEvents()
    for stage in (view._stage, card_of(view).stage):
        places = [picture.place for picture in stage.pictures]
        assert all(place is not None and place.rows.lane_pitch >= name_height("T1") for place in places)
