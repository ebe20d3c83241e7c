"""The microscope below the picture: what it magnifies, when it moves, and what it costs."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gilviz.experiment.run import Phase
from gilviz.gui.timeline.gutter import name_height
from gilviz.gui.timeline.lens_card import LensCard
from gilviz.gui.timeline.lens_mark import LensMark
from gilviz.gui.timeline.view import TimelineView
from gilviz.gui.timeline.view_box import Sweep
from gilviz.render.lens import HOLD_S, MS
from gilviz.render.palette import pixel
from gilviz.render.theme import DARK, LIGHT, THEMES, Theme
from gilviz.runner.protocol import State
from tests.gui.timeline.views import MakeView, a_panel, move_mouse, viewport_at
from tests.render.hand_made import ORIGIN, extend, lane, processes, threads, trace

BLUE = pixel(LIGHT.states[State.RUNNING])


class Clock:
    """Goes on when a test says so."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def two(make_view: MakeView) -> MakeView:
    """Shows threads above processes, four tenths of a second each, and the microscope."""

    def make(theme: Theme = LIGHT) -> TimelineView:
        panels = (a_panel(1, threads(2, 400 * MS), workers=2), a_panel(2, processes(2, 20 * MS, 380 * MS), workers=2))
        view = make_view(*panels, theme=theme)
        view.microscope.set_shown(True)
        QApplication.processEvents()
        return view

    return make


def live(view_maker: MakeView) -> tuple[TimelineView, Clock]:
    """Two threads, one of which is known until later than the other, and the microscope."""
    lanes = [lane(1, [(0, State.RUNNING)], 300 * MS), lane(2, [(0, State.GIL_WAIT)], 290 * MS)]
    view = view_maker(a_panel(1, trace(lanes), Phase.RUNNING, workers=2), a_panel(2, None, Phase.WAITING, workers=2))
    clock = Clock()
    view.microscope._guide._clock = clock
    view.microscope.set_shown(True)
    return view, clock


def card_of(view: TimelineView) -> LensCard:
    assert view.microscope.card is not None
    return view.microscope.card


def mark_of(view: TimelineView) -> LensMark:
    (mark,) = [item for item in view._stage.plot.scene().items() if isinstance(item, LensMark)]
    return mark


def lane_pixels(view: TimelineView, panel: int, index: int) -> np.ndarray:
    """A lane below the lens as it is drawn, uint32[height, width]."""
    stage = card_of(view).stage
    place = stage.pictures[panel].place
    assert place is not None
    image: QImage = stage.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    found = np.frombuffer(image.constBits(), dtype=np.uint32).reshape(image.height(), image.width())
    top = round(stage.plot.area.top()) + place.picture.top + place.rows.lane(index).top
    left = round(stage.plot.area.left())
    return found[top : top + place.rows.lane_height, left : left + round(stage.plot.area.width())].copy()


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


def test_while_it_is_put_away_it_draws_nothing(two: MakeView) -> None:
    view = two()
    view.microscope.set_shown(False)
    before = card_of(view).stage.grid
    move_mouse(view, viewport_at(view, 0, 0, 0.1))
    view.refresh()
    assert card_of(view).stage.grid == before


def test_slices_that_cannot_be_told_apart_above_have_their_own_columns_below(two: MakeView) -> None:
    view = two()
    view.microscope.lens.look_at(200 * MS, 400 * MS)
    view.refresh()
    rows = lane_pixels(view, 0, 0)
    full = (rows == BLUE).all(axis=0)
    edges = np.flatnonzero(np.diff(full.astype(int)))
    assert 4 <= len(edges) <= 30, "some slices of 5 ms, each with a clear beginning and end"
    assert full.mean() == pytest.approx(0.5, abs=0.25)
    assert (lane_pixels(view, 1, 0) == BLUE).all(), "of the process below, not a moment is missing"


def test_live_it_ends_with_the_newest_moment_in_which_every_worker_is_certain(make_view: MakeView) -> None:
    view, clock = live(make_view)
    lens = view.microscope.lens
    assert lens.end == 290 * MS
    first, second = view._stage.pictures[0].lanes
    extend(first, [(310 * MS, State.GIL_WAIT)], 400 * MS)
    extend(second, [(310 * MS, State.RUNNING)], 390 * MS)
    clock.now += HOLD_S / 2
    view.refresh()
    assert lens.end == 290 * MS, "a still stands long enough to be read"
    clock.now += HOLD_S
    view.refresh()
    assert lens.end == 390 * MS
    assert [picture.panel.key for picture in card_of(view).stage.pictures] == [1]


def test_live_the_pointer_does_not_move_it_but_a_click_pins_it(make_view: MakeView) -> None:
    view, clock = live(make_view)
    move_mouse(view, viewport_at(view, 0, 0, 0.1))
    assert view.microscope.lens.end == 290 * MS
    view._stage.plot.box.clicked.emit(QPointF(view._stage.x_of(100 * MS), 150))
    assert view.microscope.lens.pinned
    assert abs(view.microscope.lens.start - 75 * MS) < 3 * MS
    clock.now += 10
    view.refresh()
    assert abs(view.microscope.lens.start - 75 * MS) < 3 * MS
    card_of(view).buttons["pin"].click()
    assert view.microscope.lens.end == 290 * MS


def test_after_the_runs_it_shows_all_of_them_around_the_pointer(two: MakeView) -> None:
    view = two()
    assert [picture.panel.key for picture in card_of(view).stage.pictures] == [1, 2]
    middle = (view.microscope.lens.start + view.microscope.lens.end) // 2
    assert abs(middle - 200 * MS) < 10 * MS, "before anything is pointed at: the middle of what all runs share"
    move_mouse(view, viewport_at(view, 0, 0, 0.3))
    assert abs(view.microscope.lens.start - 275 * MS) < 3 * MS
    view._stage.plot.pointer_left.emit()
    assert abs(view.microscope.lens.start - 275 * MS) < 3 * MS


def test_it_goes_along_with_who_reads_by_keyboard(two: MakeView) -> None:
    view = two()
    lens = view.microscope.lens
    for key in (Qt.Key.Key_N, Qt.Key.Key_N, Qt.Key.Key_N, Qt.Key.Key_H, Qt.Key.Key_B, Qt.Key.Key_J):
        QTest.keyClick(view, key)
        segment = view.reading.segment
        assert segment is not None
        assert lens.start <= max(segment.start - ORIGIN, lens.start) <= lens.end
        assert segment.start - ORIGIN <= lens.end
        assert segment.end - ORIGIN >= lens.start
    assert "around the cursor" in card_of(view).accessibleDescription()
    lens.hold()
    before = lens.start
    for _ in range(9):
        QTest.keyClick(view, Qt.Key.Key_H)
    assert lens.start == before


def test_the_frame_in_the_picture_is_what_stands_below(two: MakeView) -> None:
    view = two()
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


def test_the_wheel_over_it_changes_how_much_it_shows(two: MakeView) -> None:
    view = two()
    box = card_of(view).stage.plot.box
    box.zoom_wanted.emit(1.0, 100.0)
    assert view.microscope.lens.span == 20 * MS
    box.zoom_wanted.emit(-0.5, 100.0)
    assert view.microscope.lens.span == 20 * MS
    box.zoom_wanted.emit(-0.5, 100.0)
    assert view.microscope.lens.span == 50 * MS
    card_of(view).buttons["wider"].click()
    assert view.microscope.lens.span == 100 * MS
    card_of(view).buttons["closer"].click()
    assert "50 ms" in card_of(view).accessibleDescription()


def test_a_drag_below_it_moves_and_pins_it(two: MakeView) -> None:
    view = two()
    before = view.microscope.lens.start
    width = card_of(view).stage.plot.area.width()
    card_of(view).stage.plot.box.pan_wanted.emit(width / 5)
    assert view.microscope.lens.start == pytest.approx(before + 10 * MS, abs=MS / 5)
    assert card_of(view).buttons["pin"].isChecked()


def test_it_goes_along_with_a_replay_and_hides_what_is_to_come(two: MakeView) -> None:
    view = two()
    view.replaying.seek(150 * MS)
    lens = view.microscope.lens
    assert lens.start < 150 * MS < lens.end
    stage = card_of(view).stage
    assert stage.plot.curtain.position == 150 * MS
    paper = pixel(LIGHT.surface)
    column = stage.grid.column(150 * MS)
    assert (lane_pixels(view, 1, 0)[:, column + 14 :] == paper).all()
    view.replaying.seek(50 * MS)
    assert lens.end < 60 * MS
    view.replaying.leave()
    assert stage.plot.curtain.position is None


def test_where_lanes_are_too_many_the_run_that_is_pointed_at_is_shown_alone(make_view: MakeView) -> None:
    view = make_view(a_panel(1, threads(16, 200 * MS), workers=16), a_panel(2, processes(16, 20 * MS, 180 * MS), workers=16))
    view.microscope.set_shown(True)
    assert [picture.panel.key for picture in card_of(view).stage.pictures] == [1]
    view._stage.scroll_by(400)
    QApplication.processEvents()
    at = next(y for y in range(40, 400) if (found := view._stage.picture_at(view._stage.content_y(y))) and found.panel.key == 2)
    area = view._stage.plot.area
    move_mouse(view, QPoint(round(area.left() + 200), round(area.top() + at + 5)))
    assert [picture.panel.key for picture in card_of(view).stage.pictures] == [2]


def test_a_lane_below_it_can_be_clicked_like_one_above(two: MakeView) -> None:
    view = two()
    clicked: list[tuple[int, int]] = []
    view.lane_clicked.connect(lambda key, worker: clicked.append((key, worker)))
    stage = card_of(view).stage
    place = stage.pictures[1].place
    assert place is not None
    stage.plot.box.clicked.emit(QPointF(100, place.picture.top + place.rows.lane(1).top + 2))
    assert clicked == [(2, 2)]


def test_a_range_below_it_is_measured_or_zoomed_to_like_one_above(two: MakeView) -> None:
    view = two()
    stage = card_of(view).stage
    stage.swept.emit(Sweep.MEASURE, 300.0, 100.0, False)
    marked = stage.plot.mark.range_ns
    assert marked == (stage.time_at(100), stage.time_at(300))
    before = view.measuring.measured
    assert before is None, "not before the button is let go"
    stage.swept.emit(Sweep.MEASURE, 300.0, 100.0, True)
    assert view.measuring.measured == (stage.time_at(100), stage.time_at(300))
    assert stage.plot.mark.range_ns is None
    stage.swept.emit(Sweep.ZOOM, 100.0, 300.0, True)
    assert view.steering.stretch.start == pytest.approx(stage.time_at(100) / 1e9)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_it_wears_every_theme(two: MakeView, theme: Theme) -> None:
    view = two(DARK)
    view.set_theme(theme)
    found = lane_pixels(view, 1, 0)
    assert (found == pixel(theme.states[State.RUNNING])).mean() > 0.9


def test_an_isolated_state_is_alone_below_it_too(two: MakeView) -> None:
    view = two()
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


def test_in_a_window_of_another_width_it_still_shows_all_of_its_time(two: MakeView) -> None:
    view = two()
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


def test_in_a_narrow_window_its_head_says_less_and_cuts_nothing_off(two: MakeView) -> None:
    view = two()
    move_mouse(view, viewport_at(view, 0, 0, 0.3))
    card = card_of(view)
    said = []
    for width in (1000, 540, 420):
        view.resize(width, 600)
        QApplication.processEvents()
        needed = card._when.fontMetrics().horizontalAdvance(card._when.text())
        assert needed <= card._when.width()
        said.append((card._what.text(), card._when.text()))
    assert said[0][1].startswith("around the pointer · 0.2")
    assert said[1] == ("Microscope: 50 ms", "around the pointer")
    assert said[2] == ("50 ms", "around the pointer")


def test_the_beam_strikes_no_time_through(two: MakeView) -> None:
    view = two()
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
