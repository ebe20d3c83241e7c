"""What the timeline tells of the place that is pointed at, or clicked."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gilviz.runner.protocol import State
from tests.gui.timeline.views import MakeView, a_panel, card_of, headlines_of, move_mouse, viewport_at
from tests.render.hand_made import MS, lane, processes, threads, trace


def test_clicking_a_lane_or_its_name_says_which(make_view: MakeView, qtbot: QtBot) -> None:
    view = make_view(a_panel(5, threads(4, 1000 * MS)), a_panel(6, processes(3, 10 * MS, 500 * MS)))
    viewport = view._stage.plot.viewport()
    with qtbot.waitSignal(view.lane_clicked) as clicked:
        QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=viewport_at(view, 1, 2, 0.2))
    assert clicked.args == [6, 3]
    name = QPoint(60, viewport_at(view, 0, 1, 0).y())
    with qtbot.waitSignal(view.lane_clicked) as clicked:
        QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=name)
    assert clicked.args == [5, 2]


def test_pointing_at_a_lane_tells_what_it_does_there(make_view: MakeView) -> None:
    run = trace([lane(1, [(0, State.RUNNING), (400 * MS, State.IO_WAIT)], 1000 * MS)], 1000 * MS)
    view = make_view(a_panel(1, run))
    move_mouse(view, viewport_at(view, 0, 0, 0.7))
    card = card_of(view)
    assert card.isVisible()
    assert "T1 · waiting for I/O" in card.text()
    assert "from 0.400 s, for 600 ms" in card.text()
    move_mouse(view, QPoint(5, 5))
    assert not card.isVisible()


def test_pointing_at_the_strip_and_the_curve_tells_what_they_mean(make_view: MakeView) -> None:
    run = trace([lane(1, [(0, State.RUNNING)], 1000 * MS), lane(2, [(0, State.GIL_WAIT)], 1000 * MS)], 1000 * MS)
    view = make_view(a_panel(1, run))
    place = view._stage.pictures[0].place
    assert place is not None
    at = viewport_at(view, 0, 0, 0.5)
    top = round(view._stage.plot.area.top()) + place.picture.top
    move_mouse(view, QPoint(at.x(), top + place.rows.strips[0].top + 2))
    assert "GIL · held by T1" in card_of(view).text()
    move_mouse(view, QPoint(at.x(), top + place.rows.curve.top + 2))
    assert "1.00 executing at once" in card_of(view).text()


def test_pointing_at_a_name_tells_what_its_lane_rests_on(make_view: MakeView) -> None:
    view = make_view(a_panel(1, threads(4, 1000 * MS)), a_panel(2, None))
    move_mouse(view, QPoint(60, viewport_at(view, 0, 1, 0).y()))
    assert card_of(view).isVisible()
    assert "T2 · thread 7002 of process 100" in card_of(view).text()
    assert "nothing lost" in card_of(view).text()
    move_mouse(view, QPoint(60, 2))
    assert not card_of(view).isVisible()


def test_no_headline_covers_the_card(make_view: MakeView) -> None:
    view = make_view(a_panel(1, threads(4, 1000 * MS)), a_panel(2, threads(4, 1000 * MS)))
    move_mouse(view, viewport_at(view, 0, 3, 0.5))
    card = card_of(view)
    beside = headlines_of(view)[1].geometry() & card.geometry()
    assert not beside.isEmpty()
    siblings = view._stage.plot.viewport().children()
    assert siblings.index(card) > max(siblings.index(strip) for strip in headlines_of(view))


def test_the_card_goes_when_the_lanes_get_another_place(make_view: MakeView) -> None:
    view = make_view(a_panel(1, threads(4, 1000 * MS)))
    move_mouse(view, viewport_at(view, 0, 3, 0.5))
    assert card_of(view).isVisible()
    view.microscope.set_shown(True)
    QApplication.processEvents()
    assert not card_of(view).isVisible()


def test_the_card_stays_inside_the_picture(make_view: MakeView) -> None:
    view = make_view(a_panel(1, threads(4, 1000 * MS)))
    move_mouse(view, viewport_at(view, 0, 3, 0.999))
    assert view._stage.plot.viewport().rect().contains(card_of(view).geometry())
