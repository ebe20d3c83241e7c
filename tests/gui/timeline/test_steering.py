"""What keys, wheel and mouse do to the stretch of time in sight."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gilviz.experiment.run import Phase
from gilviz.gui.timeline.view import TimelineView
from gilviz.render.palette import pixel
from gilviz.render.theme import LIGHT
from gilviz.runner.protocol import State
from gilviz.trace.lane import Lane
from tests.gui.timeline.views import MakeView, a_panel, drag, pixels, turn_wheel, viewport_at
from tests.render.hand_made import MS, lane, threads, trace


@pytest.mark.parametrize(
    ("key", "undo"),
    [
        (Qt.Key.Key_W, Qt.Key.Key_S), (Qt.Key.Key_Plus, Qt.Key.Key_Minus), (Qt.Key.Key_A, Qt.Key.Key_D),
        (Qt.Key.Key_Left, Qt.Key.Key_Right),
    ],
)  # fmt: skip
def test_keys_zoom_and_pan_there_and_back(make_view: MakeView, key: Qt.Key, undo: Qt.Key) -> None:
    view = make_view(a_panel(1, threads(2, 1000 * MS)))
    before = view._stage.grid
    QTest.keyClick(view, key)
    assert view._stage.grid != before
    QTest.keyClick(view, undo)
    assert view._stage.grid.start_s == pytest.approx(before.start_s, abs=0.002)
    assert view._stage.grid.end_s == pytest.approx(before.end_s, abs=0.002)


@pytest.mark.parametrize("key", [Qt.Key.Key_F, Qt.Key.Key_Home])
def test_one_key_shows_everything_again(make_view: MakeView, key: Qt.Key) -> None:
    view = make_view(a_panel(1, threads(2, 1000 * MS)))
    before = view._stage.grid
    view.steering.zoom_in()
    view.steering.pan_right()
    QTest.keyClick(view, key)
    assert view._stage.grid == before


def test_keys_with_ctrl_are_left_to_the_window(make_view: MakeView) -> None:
    view = make_view(a_panel(1, threads(2, 1000 * MS)))
    before = view._stage.grid
    QTest.keyClick(view, Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier)
    assert view._stage.grid == before


def test_the_wheel_zooms_where_the_pointer_is(make_view: MakeView) -> None:
    view = make_view(a_panel(1, threads(2, 1000 * MS)))
    at = viewport_at(view, 0, 0, 0.25)
    turn_wheel(view, at, 3)
    assert view._stage.grid.end_s - view._stage.grid.start_s < 0.7
    assert abs(viewport_at(view, 0, 0, 0.25).x() - at.x()) <= 1


def test_shift_and_the_wheel_pan(make_view: MakeView) -> None:
    view = make_view(a_panel(1, threads(2, 1000 * MS)))
    before = view._stage.grid
    turn_wheel(view, viewport_at(view, 0, 0, 0.25), -1, Qt.KeyboardModifier.ShiftModifier)
    assert view._stage.grid.pitch == before.pitch
    assert view._stage.grid.first > before.first


def test_dragging_moves_the_picture_with_the_pointer(make_view: MakeView) -> None:
    view = make_view(a_panel(1, threads(2, 1000 * MS)))
    start = viewport_at(view, 0, 0, 0.5)
    first = view._stage.grid.first
    drag(view, start, start - QPoint(100, 0))
    assert view._stage.grid.first == first + 100


def test_a_drag_is_no_click(make_view: MakeView, qtbot: QtBot) -> None:
    view = make_view(a_panel(5, threads(4, 1000 * MS)))
    start = viewport_at(view, 0, 0, 0.5)
    with qtbot.assertNotEmitted(view.lane_clicked):
        drag(view, start, start - QPoint(50, 0))


def test_reaching_the_timeline_by_tab_shows_that_keys_work_here(make_view: MakeView) -> None:
    view = make_view(a_panel(1, threads(2, 100 * MS)))
    view.activateWindow()
    view.setFocus(Qt.FocusReason.MouseFocusReason)
    assert pixels(view)[0, 0] == pixel(LIGHT.surface)
    view.clearFocus()
    view.setFocus(Qt.FocusReason.TabFocusReason)
    assert pixels(view)[0, 0] == pixel(LIGHT.accent)
    view.clearFocus()
    assert pixels(view)[0, 0] == pixel(LIGHT.surface)


def live_view(make_view: MakeView, edge_ms: int = 1000) -> tuple[TimelineView, Lane]:
    one = lane(1, [(0, State.RUNNING)], edge_ms * MS)
    return make_view(a_panel(1, trace([one]), Phase.RUNNING, baseline_ns=10_000 * MS)), one


def test_a_zoomed_view_slides_along_with_the_live_edge(make_view: MakeView) -> None:
    view, one = live_view(make_view)
    for _ in range(8):
        view.steering.zoom_in()
    pitch = view._stage.grid.pitch
    one.known_until += 3000 * MS
    view.refresh()
    assert view._stage.grid.pitch == pytest.approx(pitch)
    assert view._stage.grid.start_s < 4.0 < view._stage.grid.end_s


def test_looking_at_the_past_ends_the_following_and_says_so(make_view: MakeView, qtbot: QtBot) -> None:
    view, one = live_view(make_view, 5000)
    for _ in range(8):
        view.steering.zoom_in()
    with qtbot.waitSignal(view.steering.following_changed) as changed:
        for _ in range(20):
            view.steering.pan_left()
    assert changed.args == [False]
    before = view._stage.grid
    one.known_until += 1000 * MS
    view.refresh()
    assert view._stage.grid == before


def test_a_key_follows_the_live_edge_again(make_view: MakeView, qtbot: QtBot) -> None:
    view, _ = live_view(make_view, 5000)
    view.steering.set_following(False)
    assert not view.steering.following
    with qtbot.waitSignal(view.steering.following_changed) as changed:
        QTest.keyClick(view, Qt.Key.Key_L)
    assert changed.args == [True]
    assert view.steering.following
