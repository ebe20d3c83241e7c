"""More panels and lanes than there is room for."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication

from gilviz.render.layout import SMALLEST_LANE
from tests.gui.timeline.views import MakeView, a_panel, headlines_of, turn_wheel, viewport_at
from tests.render.hand_made import MS, threads


def test_sixty_four_workers_are_all_in_sight(make_view: MakeView) -> None:
    view = make_view(a_panel(1, threads(64, 300 * MS)))
    assert not view._stage._bar.isVisible()
    assert viewport_at(view, 0, 63, 0.1).y() < view._stage.plot.area.bottom()


def test_two_hundred_workers_keep_lanes_that_can_be_seen_and_scroll(make_view: MakeView) -> None:
    view = make_view(a_panel(1, threads(200, 300 * MS)))
    bar = view._stage._bar
    assert bar.isVisible()
    place = view._stage.pictures[0].place
    assert place is not None
    assert place.rows.lane_height == SMALLEST_LANE
    bar.setValue(bar.maximum())
    QApplication.processEvents()
    assert view._stage.pictures[0].lane_number_at(place.picture.top + place.rows.lane(199).top) == 200
    assert viewport_at(view, 0, 199, 0.1).y() < view._stage.plot.area.bottom()
    assert not headlines_of(view)[0].isVisible() or headlines_of(view)[0].y() < 0


def test_the_wheel_beside_the_lanes_scrolls(make_view: MakeView) -> None:
    view = make_view(a_panel(1, threads(200, 100 * MS)))
    turn_wheel(view, QPoint(40, 300), -2)
    assert view._stage._bar.value() == 120


def test_headlines_never_cover_the_time_axis(make_view: MakeView) -> None:
    view = make_view(*(a_panel(i, threads(16, 100 * MS)) for i in range(8)))
    bottom = view._stage.plot.area.bottom()
    for value in range(0, view._stage._bar.maximum(), 37):
        view._stage._bar.setValue(value)
        assert all(strip.geometry().bottom() <= bottom for strip in headlines_of(view) if strip.isVisible())
