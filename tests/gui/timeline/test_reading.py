"""Reading lanes by keyboard."""

from __future__ import annotations

import dataclasses

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from gilviz.gui.timeline.view import TimelineView
from gilviz.render.colouring import ColourBy
from gilviz.render.navigation import Stretch
from gilviz.render.order import SortBy
from gilviz.runner.protocol import State
from gilviz.trace.lane import Lane
from tests.gui.timeline.views import MakeView, a_panel, card_of, move_mouse, pixels
from tests.render.hand_made import MS, lane, threads, trace

Key = Qt.Key


def press(view: TimelineView, *keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(view, key)


def two_workers() -> list[Lane]:
    one = lane(1, [(0, State.RUNNING), (40 * MS, State.GIL_WAIT), (80 * MS, State.RUNNING)], 100 * MS, closed=True)
    two = lane(2, [(0, State.GIL_WAIT), (41 * MS, State.RUNNING), (79 * MS, State.IO_WAIT)], 100 * MS, closed=True)
    return [one, two]


def standing(view: TimelineView) -> tuple[str, State, int] | None:
    """On which lane, in which state, since when in ms."""
    reading = view.reading
    if reading.lane is None or reading.segment is None:
        return None
    since = (reading.segment.start - view.pictures[0].origin) // MS
    return reading.lane.identity.name, reading.segment.state, since


def a_view(make_view: MakeView, spoken: list[str] | None = None) -> TimelineView:
    """Two workers; what is said of them goes to a list."""
    made = make_view(a_panel(1, trace(two_workers(), 100 * MS)))
    made.reading._told = ([] if spoken is None else spoken).append
    return made


def test_keys_go_from_segment_to_segment_and_say_what_is_there(make_view: MakeView) -> None:
    spoken: list[str] = []
    view = a_view(make_view, spoken)
    press(view, Key.Key_N)
    assert standing(view) == ("T1", State.GIL_WAIT, 40)
    card = card_of(view)
    assert card.isVisible()
    for words in ("T1", "waiting for the GIL", "for 40", "task 2", "T2 had it meanwhile", "measured"):
        assert words in card.text()
        assert words in spoken[-1]
    press(view, Key.Key_N)
    assert standing(view) == ("T1", State.RUNNING, 80)
    press(view, Key.Key_N)
    assert standing(view) == ("T1", State.RUNNING, 80)
    assert spoken[-1] == "The last segment"
    press(view, Key.Key_B, Key.Key_B, Key.Key_B)
    assert standing(view) == ("T1", State.RUNNING, 0)
    assert spoken[-1] == "The first segment"


def test_keys_go_from_lane_to_lane_at_the_same_moment(make_view: MakeView) -> None:
    view = a_view(make_view)
    press(view, Key.Key_N, Key.Key_J)
    assert standing(view) == ("T2", State.RUNNING, 41)  # that was in the middle of the picture
    press(view, Key.Key_J)
    assert standing(view) == ("T2", State.RUNNING, 41)
    press(view, Key.Key_K)
    assert standing(view) == ("T1", State.GIL_WAIT, 40)


def test_keys_go_from_hand_off_to_hand_off(make_view: MakeView) -> None:
    spoken: list[str] = []
    view = a_view(make_view, spoken)
    press(view, Key.Key_N, Key.Key_B)
    assert standing(view) == ("T1", State.RUNNING, 0)
    press(view, Key.Key_H)
    assert standing(view) == ("T2", State.RUNNING, 41)
    press(view, Key.Key_H)
    assert standing(view) == ("T1", State.RUNNING, 80)
    press(view, Key.Key_H)
    assert spoken[-1] == "No other hand-off"
    press(view, Key.Key_G)
    assert standing(view) == ("T2", State.RUNNING, 41)


def test_what_is_read_comes_into_sight_and_leaves_the_picture_with_escape(make_view: MakeView) -> None:
    view = a_view(make_view)
    view.steering.show(Stretch(0.0, 0.03))
    press(view, Key.Key_N, Key.Key_N)
    assert standing(view) == ("T1", State.GIL_WAIT, 40)
    assert view.steering.stretch.start < 0.04 < view.steering.stretch.end
    assert card_of(view).isVisible()
    before = pixels(view)
    press(view, Key.Key_Escape)
    assert standing(view) is None
    assert not card_of(view).isVisible()
    assert (pixels(view) != before).any()


def test_a_cursor_on_a_segment_below_a_pixel_can_be_seen(make_view: MakeView) -> None:
    view = a_view(make_view)
    view.steering.show(Stretch(0.0, 100.0))
    before = pixels(view)
    press(view, Key.Key_N)
    assert standing(view) is not None
    changed = (pixels(view) != before).any(axis=0)
    assert changed.sum() >= 7


def test_keys_arrange_the_lane_that_is_read(make_view: MakeView) -> None:
    spoken: list[str] = []
    view = a_view(make_view, spoken)
    (picture,) = view.pictures
    press(view, Key.Key_N, Key.Key_J, Key.Key_P)
    assert [each.identity.name for each in picture.shown] == ["T2", "T1"]
    press(view, Key.Key_X)
    assert [each.identity.name for each in picture.shown] == ["T1"]
    assert view.reading.lane is picture.lanes[0]
    press(view, Key.Key_X)
    assert len(picture.shown) == 1
    press(view, Key.Key_U)
    assert len(picture.shown) == 2
    press(view, Key.Key_O)
    assert picture.view.sort is SortBy.START
    assert spoken[-1].startswith("Sorted by")
    press(view, Key.Key_C)
    assert picture.view.collapsed
    assert standing(view) is None
    press(view, Key.Key_N)
    assert standing(view) is None
    press(view, Key.Key_C)
    assert not picture.view.collapsed


def test_a_key_changes_what_colours_tell_all_round(make_view: MakeView) -> None:
    view = a_view(make_view)
    told: list[ColourBy] = []
    view.colours_changed.connect(told.append)
    before = pixels(view)
    press(view, Key.Key_T)
    assert (pixels(view) != before).any()
    press(view, Key.Key_T, Key.Key_T)
    assert told == [ColourBy.TASK, ColourBy.WORKER, ColourBy.STATE]
    assert (pixels(view) == before).all()


def test_a_replay_is_not_read_ahead_of(make_view: MakeView) -> None:
    view = a_view(make_view)
    view.replaying.seek(60 * MS)
    press(view, Key.Key_N, Key.Key_N, Key.Key_N)
    assert standing(view) == ("T1", State.GIL_WAIT, 40)


def test_another_run_is_not_read_where_the_one_before_was(make_view: MakeView) -> None:
    view = a_view(make_view)
    press(view, Key.Key_N)
    view.set_panels([dataclasses.replace(view.pictures[0].panel, trace=threads(2, 50 * MS))])
    assert standing(view) is None
    view.set_panels(())
    press(view, Key.Key_N, Key.Key_J, Key.Key_H, Key.Key_P, Key.Key_X, Key.Key_O, Key.Key_C, Key.Key_U)
    assert standing(view) is None


def test_lanes_of_all_panels_are_read_one_after_another(make_view: MakeView) -> None:
    view = make_view(*(a_panel(i, threads(2, 100 * MS)) for i in (1, 2)))
    press(view, Key.Key_N, Key.Key_J, Key.Key_J)
    assert view.reading.lane is view.pictures[1].lanes[0]
    view.arranging.collapse(view.pictures[1])
    assert view.reading.lane is None


def test_the_lane_that_is_read_is_scrolled_into_sight(make_view: MakeView) -> None:
    view = make_view(a_panel(1, threads(200, 100 * MS)))
    press(view, Key.Key_N, *([Key.Key_J] * 199))
    assert view.reading.lane is view.pictures[0].lanes[199]
    assert view._stage._bar.value() > 0
    box = view.reading._mark.box
    assert box is not None
    assert 0 <= box.top() < box.bottom() <= view._stage.plot.area.height()


def test_arrows_are_drawn_where_hand_offs_are_far_enough_apart_and_not_to_hidden_lanes(make_view: MakeView) -> None:
    view = make_view(a_panel(1, threads(4, 600 * MS)))
    (picture,) = view.pictures
    grid, scale = view._stage.grid, view._stage._scale
    assert picture.hand_offs(grid, scale) == ()
    view.steering.show(Stretch(0.1, 0.06))
    found = picture.hand_offs(view._stage.grid, scale)
    assert len(found) > 4
    pixels(view)
    view.arranging.hide(picture, picture.lanes[0])
    assert any(picture.lanes[0] in (each.giver, each.taker) for each in found)
    assert pixels(view).any()
    assert picture.row_of(picture.lanes[0]) is None


def test_a_lane_that_had_ended_by_then_does_not_make_the_moment_forgotten(make_view: MakeView) -> None:
    one, two = two_workers()
    short = lane(3, [(0, State.RUNNING), (5 * MS, State.IDLE)], 10 * MS, closed=True)
    view = make_view(a_panel(1, trace([one, short, two], 100 * MS)))
    press(view, Key.Key_N, Key.Key_J, Key.Key_J)
    assert standing(view) == ("T3", State.IDLE, 5)
    press(view, Key.Key_K)
    assert standing(view) == ("T2", State.RUNNING, 41)


def test_the_card_goes_with_its_segment_until_the_pointer_wants_it(make_view: MakeView) -> None:
    view = a_view(make_view)
    press(view, Key.Key_N)
    view.steering.show(Stretch(0.03, 0.04))
    assert card_of(view).isVisible()
    view.steering.show(Stretch(0.085, 0.01))
    assert not card_of(view).isVisible()
    view.steering.show(Stretch(0.03, 0.04))
    assert card_of(view).isVisible()
    move_mouse(view, QPoint(500, 5))
    view.steering.show(Stretch(0.02, 0.04))
    assert not card_of(view).isVisible()
