"""Sorting, pinning, hiding and collapsing lanes, by mouse."""

from __future__ import annotations

import dataclasses

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QMenu

from gilviz.gui.timeline.picture import PanelPicture
from gilviz.gui.timeline.view import TimelineView
from gilviz.render.order import LaneView, SortBy
from tests.gui.timeline.views import MakeView, a_panel, card_of, move_mouse, viewport_at
from tests.render.hand_made import MS, threads


def click(view: TimelineView, at: QPoint) -> None:
    viewport, button = view._stage.plot.viewport(), Qt.MouseButton.LeftButton
    where, glob = QPointF(at), QPointF(viewport.mapToGlobal(at))
    for kind, held in ((QEvent.Type.MouseButtonPress, button), (QEvent.Type.MouseButtonRelease, Qt.MouseButton.NoButton)):
        QApplication.sendEvent(viewport, QMouseEvent(kind, where, glob, button, held, Qt.KeyboardModifier.NoModifier))
    QApplication.processEvents()


def choose(view: TimelineView, row: int, text: str) -> None:
    """A line of the menu on the lane in a row of the first panel, or of the menu's submenu."""
    picture = view.pictures[0]
    menu = view.arranging.menu(picture, picture.shown[row])
    inside = [action.menu() for action in menu.actions()]
    actions = [action for each in (menu, *inside) if isinstance(each, QMenu) for action in each.actions()]
    next(action for action in actions if action.text().partition("\t")[0] == text).trigger()
    menu.deleteLater()
    QApplication.processEvents()


def names(picture: PanelPicture) -> list[str]:
    return [lane.identity.name for lane in picture.shown]


def test_the_menu_on_a_name_pins_hides_and_brings_back(make_view: MakeView) -> None:
    view = make_view(a_panel(1, threads(4, 100 * MS)))
    (picture,) = view.pictures
    choose(view, 2, "Pin T3 to the top")
    assert names(picture) == ["T3", "T1", "T2", "T4"]
    choose(view, 1, "Hide T1")
    assert names(picture) == ["T3", "T2", "T4"]
    choose(view, 0, "Unpin T3")
    assert names(picture) == ["T2", "T3", "T4"]
    choose(view, 2, "Show T4 alone")
    assert names(picture) == ["T4"]
    choose(view, 0, "Show hidden lanes (3)")
    assert names(picture) == ["T1", "T2", "T3", "T4"]


def test_the_last_lane_can_not_be_hidden(make_view: MakeView) -> None:
    view = make_view(a_panel(1, threads(2, 100 * MS)))
    (picture,) = view.pictures
    for lane in picture.lanes:
        view.arranging.hide(picture, lane)
    assert names(picture) == ["T2"]


def test_a_click_on_the_row_that_counts_hidden_lanes_shows_them(make_view: MakeView) -> None:
    view = make_view(a_panel(1, threads(4, 100 * MS)))
    (picture,) = view.pictures
    view.arranging.hide(picture, picture.lanes[1])
    view.arranging.hide(picture, picture.lanes[3])
    place, area = picture.place, view._stage.plot.area
    assert place is not None
    row = place.rows.hidden
    assert row.height
    click(view, QPoint(round(area.left()) + 30, round(area.top()) + place.picture.top + row.top + row.height // 2))
    assert names(picture) == ["T1", "T2", "T3", "T4"]
    assert picture.place is not None
    assert picture.place.rows.hidden.height == 0


def test_lanes_are_sorted_by_the_menu_and_in_all_panels_at_once(make_view: MakeView) -> None:
    view = make_view(*(a_panel(i, threads(4, 100 * MS)) for i in (1, 2)))
    first, second = view.pictures
    choose(view, 0, SortBy.EXECUTING.words)
    assert first.view.sort is SortBy.EXECUTING
    busy = [int(lane.totals()[1]) for lane in first.shown]
    assert busy == sorted(busy, reverse=True)
    assert second.view.sort is SortBy.NUMBER
    view.arranging.sort_all(SortBy.FINISH)
    assert [picture.view.sort for picture in view.pictures] == [SortBy.FINISH] * 2


def test_hovering_tells_of_the_lane_that_is_drawn_there(make_view: MakeView) -> None:
    view = make_view(a_panel(1, threads(4, 100 * MS)))
    (picture,) = view.pictures
    view.arranging.pin(picture, picture.lanes[3])
    move_mouse(view, viewport_at(view, 0, 0, 0.05))
    assert "T4" in card_of(view).text()
    clicked: list[tuple[int, int]] = []
    view.lane_clicked.connect(lambda key, worker: clicked.append((key, worker)))
    click(view, viewport_at(view, 0, 1, 0.05))
    assert clicked == [(1, 1)]


def test_the_sign_beside_the_headline_collapses_a_panel_to_one_band_and_opens_it(make_view: MakeView) -> None:
    view = make_view(*(a_panel(i, threads(16, 100 * MS)) for i in (1, 2)))
    first, second = view.pictures
    assert first.place is not None
    before = first.place.whole.height
    sign = QPoint(7, round(view._stage.plot.area.top()) + first.place.header.top + 12)
    click(view, sign)
    assert first.view.collapsed
    assert not second.view.collapsed
    assert first.place.whole.height < before
    assert first.place.rows.overview.height
    assert names(first) == []
    click(view, sign)
    assert names(first) == [f"T{number}" for number in range(1, 17)]


def test_collapsing_all_opens_all_again(make_view: MakeView) -> None:
    view = make_view(*(a_panel(i, threads(4, 100 * MS)) for i in (1, 2)))
    view.arranging.collapse(view.pictures[0])
    view.arranging.collapse_all()
    assert all(picture.view.collapsed for picture in view.pictures)
    view.arranging.collapse_all()
    assert not any(picture.view.collapsed for picture in view.pictures)


def test_what_is_measured_counts_hidden_lanes(make_view: MakeView) -> None:
    view = make_view(a_panel(1, threads(4, 100 * MS)))
    (picture,) = view.pictures
    view.measure_in_sight()
    everything = view.measuring.card.runs[0].metrics
    view.arranging.hide(picture, picture.lanes[0])
    view.measure_in_sight()
    metrics = view.measuring.card.runs[0].metrics
    assert metrics.states_ns == everything.states_ns
    assert [lane.name for lane in metrics.lanes] == ["T2", "T3", "T4", "T1"]


def test_another_run_is_shown_as_all_are_at_first(make_view: MakeView) -> None:
    panel = a_panel(1, threads(4, 100 * MS))
    view = make_view(panel)
    (picture,) = view.pictures
    view.arranging.hide(picture, picture.lanes[0])
    view.set_panels([panel])
    assert picture.view != LaneView()
    view.set_panels([dataclasses.replace(panel, trace=threads(4, 50 * MS))])
    assert view.pictures[0].view == LaneView()
