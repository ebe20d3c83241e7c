"""The timeline as its users meet it: what is painted where, and what mouse and keys do."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gilviz.experiment.run import Phase
from gilviz.gui.timeline.canvas import Canvas
from gilviz.gui.timeline.headline_strip import HeadlineStrip
from gilviz.gui.timeline.hover_card import HoverCard
from gilviz.gui.timeline.picture import PanelPicture
from gilviz.gui.timeline.view import RIM, Panel, TimelineView
from gilviz.render.grid import TimeGrid
from gilviz.render.headline import Headline
from gilviz.render.palette import pixel
from gilviz.render.theme import DARK, LIGHT, Theme
from gilviz.runner.protocol import State
from gilviz.trace.lane import Lane
from gilviz.trace.run_trace import RunTrace
from tests.render.hand_made import MS, extend, lane, processes, threads, trace

BLUE = pixel(LIGHT.states[State.RUNNING])
MakeView = Callable[..., TimelineView]


def a_panel(key: int, run: RunTrace | None, phase: Phase = Phase.FINISHED, **facts: object) -> Panel:
    made = Panel(key, Headline(f"executor {key} · 4 workers", (("2.04 s", "wall time"), ("1.00×", "speed-up"))), run, phase)
    return dataclasses.replace(made, **facts)  # type: ignore[arg-type]


@pytest.fixture
def make_view(qtbot: QtBot) -> MakeView:
    def make(*panels: Panel, theme: Theme = LIGHT, size: tuple[int, int] = (960, 680)) -> TimelineView:
        view = TimelineView(theme)
        qtbot.addWidget(view)
        view.resize(*size)
        view.set_panels(panels)
        with qtbot.waitExposed(view):
            view.show()
        QApplication.processEvents()
        return view

    return make


def pixels(view: TimelineView) -> np.ndarray:
    """What the widget looks like, uint32[height, width]."""
    image = view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(image.constBits(), dtype=np.uint32).reshape(image.height(), image.width()).copy()


def viewport_at(view: TimelineView, panel: int, lane_index: int, seconds: float) -> QPoint:
    """The place of the plot's viewport that shows a lane at a time."""
    place = view._stage.pictures[panel].place
    assert place is not None
    area = view._stage.plot.area
    band = place.rows.lane(lane_index)
    x = (seconds * 1e9 / view._stage.grid.pitch - view._stage.grid.first) / view._stage._scale
    y = (place.picture.top + band.top + band.height / 2 - view._stage._bar.value()) / view._stage._scale
    return QPoint(round(area.left() + x), round(area.top() + y))


def move_mouse(view: TimelineView, at: QPoint) -> None:
    viewport = view._stage.plot.viewport()
    where = QPointF(at)
    event = QMouseEvent(
        QEvent.Type.MouseMove, where, QPointF(viewport.mapToGlobal(at)), Qt.MouseButton.NoButton, Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(viewport, event)


def turn_wheel(
    view: TimelineView, at: QPoint, notches: int, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    viewport = view._stage.plot.viewport()
    event = QWheelEvent(
        QPointF(at), QPointF(viewport.mapToGlobal(at)), QPoint(), QPoint(0, 120 * notches), Qt.MouseButton.NoButton, modifier,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(viewport, event)


def card_of(view: TimelineView) -> HoverCard:
    card = view.findChild(HoverCard)
    assert isinstance(card, HoverCard)
    return card


def headlines_of(view: TimelineView) -> list[HeadlineStrip]:
    return sorted(view.findChildren(HeadlineStrip), key=lambda strip: strip.y())


def test_the_screen_shows_exactly_the_rasters_pixels(make_view: MakeView) -> None:
    view = make_view(a_panel(1, threads(4, 500 * MS)))
    picture, area = view._stage.pictures[0], view._stage.plot.area
    assert picture.place is not None
    screen = pixels(view)
    raster = picture._raster.image
    band = picture.place.rows.lane(1)
    top, left = RIM + round(area.top()) + picture.place.picture.top, RIM + round(area.left())
    shown = screen[top + band.top : top + band.bottom, left : left + raster.shape[1]]
    assert np.array_equal(shown, raster[band.top : band.bottom])


def test_every_panel_has_a_headline_that_can_be_heard(make_view: MakeView) -> None:
    view = make_view(
        a_panel(1, threads(2, 50 * MS)),
        a_panel(2, None, Phase.FAILED, message="A worker died."),
    )
    names = [strip.accessibleName() for strip in headlines_of(view)]
    assert names == [
        "executor 1 · 4 workers: wall time 2.04 s, speed-up 1.00×; finished",
        "executor 2 · 4 workers: wall time 2.04 s, speed-up 1.00×; failed",
    ]
    assert headlines_of(view)[1].accessibleDescription() == "A worker died."


def test_numbers_that_count_are_painted_as_if_everything_were(make_view: MakeView) -> None:
    run = threads(2, 50 * MS)
    view = make_view(a_panel(1, run, Phase.RUNNING))
    counted = dataclasses.replace(
        view._stage.pictures[0].panel.headline, figures=(("12.3 s", "wall time"), ("11.88×", "speed-up"))
    )
    later = a_panel(1, run, Phase.RUNNING, headline=counted)
    view.set_panels([later])
    QApplication.processEvents()
    shown = view.screen().grabWindow(view.winId()).toImage().convertToFormat(QImage.Format.Format_RGB32)
    whole = make_view(later).grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    assert shown == whole


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_panels_in_different_phases_look_different(make_view: MakeView, theme: Theme) -> None:
    run = threads(2, 50 * MS)
    looks = set()
    for phase in Phase:
        view = make_view(a_panel(1, run, phase), theme=theme)
        looks.add(bytes(headlines_of(view)[0].grab().toImage().constBits()))
    assert len(looks) == len(Phase)


def test_workers_that_are_still_to_come_are_marked_without_looking_idle(make_view: MakeView) -> None:
    screen = pixels(make_view(a_panel(1, None, Phase.WAITING, workers=4)))
    assert pixel(LIGHT.border) in screen
    assert pixel(LIGHT.band) not in screen


def test_a_live_frame_repaints_the_newest_columns_alone(make_view: MakeView, monkeypatch: pytest.MonkeyPatch) -> None:
    one = lane(1, [(0, State.RUNNING)], 50 * MS)
    view = make_view(a_panel(1, trace([one]), Phase.RUNNING, baseline_ns=200 * MS))
    repainted: list[tuple[int, int]] = []

    def note(_canvas: Canvas, _picture: PanelPicture, begin: int, end: int) -> None:
        repainted.append((begin, end))

    monkeypatch.setattr(Canvas, "repaint_columns", note)
    extend(one, [(50 * MS, State.GIL_WAIT)], 52 * MS)
    view.refresh()
    ((begin, end),) = repainted
    assert 0 < end - begin < 15


def test_a_frame_without_news_paints_nothing(make_view: MakeView, monkeypatch: pytest.MonkeyPatch) -> None:
    view = make_view(a_panel(1, threads(4, 100 * MS)), a_panel(2, processes(2, 10 * MS, 50 * MS)))
    painted: list[object] = []
    monkeypatch.setattr(Canvas, "paint", lambda self, *_: painted.append(self))
    view.refresh()
    view.set_panels([picture.panel for picture in view._stage.pictures])
    QApplication.processEvents()
    assert painted == []


def test_many_turns_of_the_wheel_between_two_frames_draw_one_picture(
    make_view: MakeView, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = make_view(a_panel(1, threads(4, 1000 * MS)))
    drawn: list[object] = []
    draw = PanelPicture.draw

    def note(picture: PanelPicture, grid: TimeGrid) -> tuple[int, int] | None:
        drawn.append(picture)
        return draw(picture, grid)

    monkeypatch.setattr(PanelPicture, "draw", note)
    for _ in range(10):
        turn_wheel(view, viewport_at(view, 0, 0, 0.5), 1)
    QApplication.processEvents()
    assert len(drawn) == 1


def test_what_is_painted_live_is_what_is_painted_at_once(make_view: MakeView) -> None:
    grown = [lane(i, [(0, State.RUNNING)], MS) for i in (1, 2)]
    live = make_view(a_panel(1, trace(grown), Phase.RUNNING, baseline_ns=200 * MS))
    for step in range(1, 20):
        for number, each in enumerate(grown):
            extend(each, [(step * 7 * MS + number * MS, State((step + number) % 8))], step * 7 * MS + 3 * MS)
        live.refresh()
        QApplication.processEvents()
    at_once = make_view(a_panel(1, trace(grown), Phase.RUNNING, baseline_ns=200 * MS))
    assert np.array_equal(pixels(live), pixels(at_once))


def test_panels_with_the_same_key_are_updated_in_place(make_view: MakeView) -> None:
    view = make_view(a_panel(1, None, Phase.WAITING))
    strip = headlines_of(view)[0]
    view.set_panels([a_panel(1, threads(2, 50 * MS))])
    assert headlines_of(view) == [strip]
    assert "finished" in strip.accessibleName()


def test_a_run_that_goes_on_leaves_the_zoom_alone(make_view: MakeView) -> None:
    run = trace([lane(1, [(0, State.RUNNING)], 500 * MS)])
    view = make_view(a_panel(1, run, Phase.RUNNING), a_panel(2, None, Phase.WAITING))
    view.steering.zoom_in()
    zoomed = view._stage.grid
    view.set_panels([a_panel(1, run, Phase.FINISHED), a_panel(2, None, Phase.STARTING)])
    assert view._stage.grid == zoomed


def test_panels_that_are_gone_leave_nothing(make_view: MakeView, qtbot: QtBot) -> None:
    view = make_view(a_panel(1, None), a_panel(2, None))
    view.set_panels([a_panel(2, None)])
    qtbot.waitUntil(lambda: len(headlines_of(view)) == 1)
    view.set_panels([])
    qtbot.waitUntil(lambda: headlines_of(view) == [])
    assert BLUE not in pixels(view)


@pytest.mark.parametrize("key", [1, 7], ids=["same key", "new key"])
def test_a_new_experiment_is_shown_whole_although_the_last_one_was_zoomed(make_view: MakeView, key: int) -> None:
    view = make_view(a_panel(1, threads(2, 1000 * MS)))
    view.steering.zoom_in()
    view.set_panels([a_panel(key, None, Phase.WAITING)])
    view.set_panels([a_panel(key, threads(2, 300 * MS))])
    assert view._stage.grid.start_s <= 0
    assert view._stage.grid.end_s == pytest.approx(0.33, abs=0.01)


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


def drag(view: TimelineView, start: QPoint, end: QPoint) -> None:
    viewport = view._stage.plot.viewport()
    button, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    steps = [
        (QEvent.Type.MouseButtonPress, start, button, button),
        (QEvent.Type.MouseMove, (start + end) / 2, none, button),
        (QEvent.Type.MouseMove, end, none, button),
        (QEvent.Type.MouseButtonRelease, end, button, none),
    ]
    for kind, at, changed, held in steps:
        where, glob = QPointF(at), QPointF(viewport.mapToGlobal(at))
        QApplication.sendEvent(viewport, QMouseEvent(kind, where, glob, changed, held, Qt.KeyboardModifier.NoModifier))


def test_dragging_moves_the_picture_with_the_pointer(make_view: MakeView) -> None:
    view = make_view(a_panel(1, threads(2, 1000 * MS)))
    start = viewport_at(view, 0, 0, 0.5)
    first = view._stage.grid.first
    drag(view, start, start - QPoint(100, 0))
    assert view._stage.grid.first == first + 100


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


def test_a_drag_is_no_click(make_view: MakeView, qtbot: QtBot) -> None:
    view = make_view(a_panel(5, threads(4, 1000 * MS)))
    start = viewport_at(view, 0, 0, 0.5)
    with qtbot.assertNotEmitted(view.lane_clicked):
        drag(view, start, start - QPoint(50, 0))


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


def test_the_card_stays_inside_the_picture(make_view: MakeView) -> None:
    view = make_view(a_panel(1, threads(4, 1000 * MS)))
    move_mouse(view, viewport_at(view, 0, 3, 0.999))
    assert view._stage.plot.viewport().rect().contains(card_of(view).geometry())


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


def test_a_baseline_is_marked_beside_the_lanes(make_view: MakeView) -> None:
    run = processes(2, 10 * MS, 300 * MS)
    without = pixels(make_view(a_panel(1, run), a_panel(2, threads(2, 1000 * MS))))
    marked = pixels(make_view(a_panel(1, run, baseline_ns=900 * MS), a_panel(2, threads(2, 1000 * MS))))
    assert (without != marked).any()
    assert pixel(LIGHT.text) in marked[np.nonzero(without != marked)]


def test_sixty_four_workers_keep_readable_lanes_and_scroll(make_view: MakeView) -> None:
    view = make_view(a_panel(1, threads(64, 300 * MS)))
    bar = view._stage._bar
    assert bar.isVisible()
    place = view._stage.pictures[0].place
    assert place is not None
    assert place.rows.lane_height >= 10
    bar.setValue(bar.maximum())
    QApplication.processEvents()
    assert view._stage.pictures[0].lane_number_at(place.picture.top + place.rows.lane(63).top) == 64
    assert viewport_at(view, 0, 63, 0.1).y() < view._stage.plot.area.bottom()
    assert not headlines_of(view)[0].isVisible() or headlines_of(view)[0].y() < 0


def test_the_wheel_beside_the_lanes_scrolls(make_view: MakeView) -> None:
    view = make_view(a_panel(1, threads(64, 100 * MS)))
    turn_wheel(view, QPoint(40, 300), -2)
    assert view._stage._bar.value() == 120


def test_headlines_never_cover_the_time_axis(make_view: MakeView) -> None:
    view = make_view(*(a_panel(i, threads(16, 100 * MS)) for i in range(4)))
    bottom = view._stage.plot.area.bottom()
    for value in range(0, view._stage._bar.maximum(), 37):
        view._stage._bar.setValue(value)
        assert all(strip.geometry().bottom() <= bottom for strip in headlines_of(view) if strip.isVisible())


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


def test_another_theme_is_worn_at_once(make_view: MakeView) -> None:
    view = make_view(a_panel(1, threads(2, 500 * MS)))
    view.set_theme(DARK)
    QApplication.processEvents()
    switched = pixels(view)
    assert pixel(LIGHT.surface) not in switched[:, :90]
    assert np.array_equal(switched, pixels(make_view(a_panel(1, threads(2, 500 * MS)), theme=DARK)))


def test_resizing_draws_the_picture_for_the_new_size(make_view: MakeView) -> None:
    view = make_view(a_panel(1, threads(2, 500 * MS)))
    view.resize(700, 500)
    QApplication.processEvents()
    assert np.array_equal(pixels(view), pixels(make_view(a_panel(1, threads(2, 500 * MS)), size=(700, 500))))


@pytest.mark.parametrize("phase", list(Phase))
@pytest.mark.parametrize("run", [None, trace([]), threads(1, 20 * MS)], ids=["none", "empty", "one lane"])
def test_any_state_of_a_run_can_be_shown(make_view: MakeView, phase: Phase, run: RunTrace | None) -> None:
    view = make_view(a_panel(1, run, phase, baseline_ns=30 * MS, message="A sentence.", workers=3))
    view.refresh()
    view.steering.zoom_in()
    QApplication.processEvents()
    assert (view._stage.pictures[0].panel.phase, view._stage.pictures[0].panel.trace) == (phase, run)


def test_panning_repaints_pixels_that_were_drawn_before(make_view: MakeView) -> None:
    view = make_view(a_panel(1, threads(4, 1000 * MS)))
    view.steering.zoom_in()
    QApplication.processEvents()
    place = view._stage.pictures[0].place
    assert place is not None
    first, before = view._stage.grid.first, view._stage.pictures[0]._raster.image.copy()
    view.steering.pan_right()
    QApplication.processEvents()
    moved = view._stage.grid.first - first
    after = view._stage.pictures[0]._raster.image
    assert moved > 0
    assert np.array_equal(after[:, :-moved], before[:, moved:])
