"""Where the microscope looks: at what goes on, what is pointed at, read, replayed or pinned; and what a mouse does over it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gilviz.gui.timeline.view_box import Sweep
from gilviz.render.lens import HOLD_S, MS
from gilviz.render.palette import pixel
from gilviz.render.theme import LIGHT
from gilviz.runner.protocol import State
from tests.gui.timeline.lenses import card_of, lane_pixels, live
from tests.gui.timeline.views import MakeView, a_panel, move_mouse, viewport_at
from tests.render.hand_made import ORIGIN, extend, processes, threads

BLUE = pixel(LIGHT.states[State.RUNNING])


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


def test_after_the_runs_it_shows_all_of_them_around_the_pointer(two_below_a_lens: MakeView) -> None:
    view = two_below_a_lens()
    assert [picture.panel.key for picture in card_of(view).stage.pictures] == [1, 2]
    middle = (view.microscope.lens.start + view.microscope.lens.end) // 2
    assert abs(middle - 200 * MS) < 10 * MS, "before anything is pointed at: the middle of what all runs share"
    move_mouse(view, viewport_at(view, 0, 0, 0.3))
    assert abs(view.microscope.lens.start - 275 * MS) < 3 * MS
    view._stage.plot.pointer_left.emit()
    assert abs(view.microscope.lens.start - 275 * MS) < 3 * MS


def test_it_goes_along_with_who_reads_by_keyboard(two_below_a_lens: MakeView) -> None:
    view = two_below_a_lens()
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


def test_the_wheel_over_it_changes_how_much_it_shows(two_below_a_lens: MakeView) -> None:
    view = two_below_a_lens()
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


def test_a_drag_below_it_moves_and_pins_it(two_below_a_lens: MakeView) -> None:
    view = two_below_a_lens()
    before = view.microscope.lens.start
    width = card_of(view).stage.plot.area.width()
    card_of(view).stage.plot.box.pan_wanted.emit(width / 5)
    assert view.microscope.lens.start == pytest.approx(before + 10 * MS, abs=MS / 5)
    assert card_of(view).buttons["pin"].isChecked()


def test_it_goes_along_with_a_replay_and_hides_what_is_to_come(two_below_a_lens: MakeView) -> None:
    view = two_below_a_lens()
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


def test_a_lane_below_it_can_be_clicked_like_one_above(two_below_a_lens: MakeView) -> None:
    view = two_below_a_lens()
    clicked: list[tuple[int, int]] = []
    view.lane_clicked.connect(lambda key, worker: clicked.append((key, worker)))
    stage = card_of(view).stage
    place = stage.pictures[1].place
    assert place is not None
    stage.plot.box.clicked.emit(QPointF(100, place.picture.top + place.rows.lane(1).top + 2))
    assert clicked == [(2, 2)]


def test_a_range_below_it_is_measured_or_zoomed_to_like_one_above(two_below_a_lens: MakeView) -> None:
    view = two_below_a_lens()
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
