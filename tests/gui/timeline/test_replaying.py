"""Playing recorded runs again: what is shown at which moment, and how one gets there."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gilviz.experiment.run import Phase
from gilviz.gui.look.ringed import RIM
from gilviz.gui.timeline.replaying import Replaying
from gilviz.gui.timeline.view import TimelineView
from gilviz.render.palette import pixel
from gilviz.render.theme import LIGHT
from gilviz.runner.protocol import State, WorkerKind
from tests.gui.timeline.views import MakeView, a_panel, card_of, move_mouse, pixels, viewport_at
from tests.render.hand_made import MS, ORIGIN, lane, processes, threads, trace

PAPER = pixel(LIGHT.surface)


class Clock:
    """Goes on when a test says so."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def two(make_view: MakeView) -> MakeView:
    """Shows threads above processes, half a second each."""
    return lambda: make_view(a_panel(1, threads(4, 500 * MS)), a_panel(2, processes(4, 20 * MS, 480 * MS)))


def band(view: TimelineView, panel: int, index: int) -> np.ndarray:
    """The pixels of a lane on the screen, uint32[height, width]."""
    picture, area = view._stage.pictures[panel], view._stage.plot.area
    assert picture.place is not None
    row = picture.place.rows.lane(index)
    top = RIM + round(area.top()) + picture.place.picture.top + row.top
    left = RIM + round(area.left())
    found: np.ndarray = pixels(view)[top : top + row.height, left : left + round(area.width())]
    return found


def test_what_has_not_come_yet_is_hidden_and_what_has_is_as_it_was(two: MakeView) -> None:
    view = two()
    before = band(view, 1, 3)
    view.replaying.seek(250 * MS)
    after = band(view, 1, 3)
    column = view._stage.grid.column(250 * MS)
    assert (after[:, column + 12 :] == PAPER).all()
    assert np.array_equal(after[:, : column - 12], before[:, : column - 12]), "all but the token's place"


def test_answers_and_flags_that_have_not_come_yet_are_hidden_too(make_view: MakeView) -> None:
    run = threads(4, 500 * MS)
    run.requests = np.array([(ORIGIN + t * MS, ORIGIN + t * MS, ORIGIN + (t + 1) * MS) for t in range(5, 500, 10)])
    marks = ((50 * MS, "5 ms → 1 ms"), (300 * MS, "1 ms → 20 ms"))
    view = make_view(a_panel(1, run, baseline_ns=450 * MS, marks=marks))
    before = pixels(view)
    view.replaying.seek(260 * MS)
    after = pixels(view)
    stage, area = view._stage, view._stage.plot.area
    place = stage.pictures[0].place
    assert place is not None
    top, left = RIM + round(area.top()), RIM + round(area.left())
    moment, right = left + stage.grid.column(260 * MS), left + round(area.width())
    early = left + stage.grid.column(250 * MS)
    for row in (place.answers, place.flags):
        rows = slice(top + row.top, top + row.bottom)
        assert (before[rows, moment + 3 : right] != PAPER).any()
        assert (after[rows, moment + 3 : right] == PAPER).all()
        assert (after[rows, left:early] != PAPER).any()
    answers = slice(top + place.answers.top, top + place.answers.bottom)
    assert np.array_equal(after[answers, left:early], before[answers, left:early])


def test_the_same_moment_is_the_same_picture_however_it_was_reached(two: MakeView) -> None:
    view = two()
    pictures = []
    for way in ((250 * MS,), (480 * MS, 10, 250 * MS)):
        for moment in way:
            view.replaying.seek(moment)
        pictures.append(pixels(view))
    assert np.array_equal(pictures[0], pictures[1])


def test_zoomed_in_too_the_same_moment_is_the_same_picture_whether_one_scrubs_forwards_or_backwards(two: MakeView) -> None:
    view = two()
    view.steering.show_around(100 * MS, 120 * MS)
    forwards = {}
    for moment in range(0, 400 * MS, 7 * MS):
        view.replaying.seek(moment)
        forwards[moment] = (view._stage.grid, pixels(view))
    assert len({grid for grid, _ in forwards.values()}) > 10, "it slides along"
    for moment in reversed(forwards):
        view.replaying.seek(moment)
        grid, picture = forwards[moment]
        assert view._stage.grid == grid
        assert np.array_equal(pixels(view), picture)


def test_leaving_shows_everything_again(two: MakeView) -> None:
    view = two()
    before = pixels(view)
    view.replaying.seek(100 * MS)
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert view.replaying.replay.position is None
    assert np.array_equal(pixels(view), before)


def test_it_moves_on_with_the_clock(two: MakeView) -> None:
    view = two()
    clock = Clock()
    replaying = Replaying(view._stage, view.steering, clock)
    replaying.set_runs()
    replaying.toggle()
    found = []
    for _ in range(3):
        clock.now += 0.05
        replaying.advance()
        found.append(replaying.replay.position)
    replaying.toggle()
    assert found == pytest.approx([50 * MS, 100 * MS, 150 * MS], abs=5)
    assert not replaying._timer.isActive()


def test_a_long_pause_of_the_window_is_not_made_up_for(two: MakeView) -> None:
    view = two()
    clock = Clock()
    replaying = Replaying(view._stage, view.steering, clock)
    replaying.set_runs()
    replaying.toggle()
    clock.now += 60
    replaying.advance()
    assert replaying.replay.position == pytest.approx(100 * MS, abs=5)
    replaying.leave()


def test_space_plays_and_pauses(two: MakeView, qtbot: QtBot) -> None:
    view = two()
    QTest.keyClick(view, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: (view.replaying.replay.position or 0) > 0)
    QTest.keyClick(view, Qt.Key.Key_Space)
    assert not view.replaying.replay.playing
    assert view._stage.plot.curtain.position == view.replaying.replay.position


def test_steps_go_from_transition_to_transition(make_view: MakeView) -> None:
    rows = [(0, State.RUNNING), (10 * MS, State.GIL_WAIT), (30 * MS, State.RUNNING), (45 * MS, State.IDLE)]
    view = make_view(a_panel(1, trace([lane(1, rows, 60 * MS)], 60 * MS)))
    found = []
    for key in (Qt.Key.Key_Period,) * 4 + (Qt.Key.Key_Comma,) * 2:
        QTest.keyClick(view, key)
        found.append(view.replaying.replay.position)
    assert found == [0, 10 * MS, 30 * MS, 45 * MS, 30 * MS, 10 * MS]


def test_hand_offs_are_gone_to_one_by_one(make_view: MakeView) -> None:
    first = lane(1, [(0, State.RUNNING), (10 * MS, State.GIL_WAIT), (30 * MS, State.RUNNING), (45 * MS, State.IDLE)], 60 * MS)
    second = lane(2, [(0, State.GIL_WAIT), (11 * MS, State.RUNNING), (29 * MS, State.IDLE)], 60 * MS)
    view = make_view(a_panel(1, trace([first, second], 60 * MS)))
    found = []
    for key in (Qt.Key.Key_BracketRight,) * 3 + (Qt.Key.Key_BracketLeft,):
        QTest.keyClick(view, key)
        found.append(view.replaying.replay.position)
    assert found == [11 * MS, 30 * MS, 30 * MS, 11 * MS]


def test_coroutines_have_a_gil_that_nobody_hands_over(make_view: MakeView) -> None:
    rows = ([(0, State.RUNNING), (10 * MS, State.IDLE)], [(0, State.IDLE), (11 * MS, State.RUNNING)])
    lanes = [lane(number, row, 60 * MS, WorkerKind.COROUTINE) for number, row in enumerate(rows, 1)]
    view = make_view(a_panel(1, trace(lanes, 60 * MS)))
    QTest.keyClick(view, Qt.Key.Key_BracketRight)
    assert view.replaying.replay.position is None
    assert view.pictures[0].gils
    assert not view.pictures[0].passing_gils, "no token goes from lane to lane"


def test_the_moment_is_kept_in_sight(two: MakeView) -> None:
    view = two()
    view.steering.show_around(100 * MS, 120 * MS)
    view.replaying.seek(400 * MS)
    grid = view._stage.grid
    assert grid.start_s < 0.4 < grid.end_s
    assert grid.end_s - grid.start_s == pytest.approx(0.0216, rel=0.01)


def test_nothing_is_said_of_what_is_hidden(two: MakeView) -> None:
    view = two()
    view.replaying.seek(250 * MS)
    move_mouse(view, viewport_at(view, 0, 1, 0.2))
    assert card_of(view).isVisible()
    move_mouse(view, viewport_at(view, 0, 1, 0.4))
    assert card_of(view).isHidden()


def test_what_was_said_of_a_place_does_not_cover_the_replay(two: MakeView) -> None:
    view = two()
    move_mouse(view, viewport_at(view, 0, 1, 0.2))
    assert card_of(view).isVisible()
    QTest.keyClick(view, Qt.Key.Key_Space)
    assert not card_of(view).isVisible()


def test_what_goes_on_cannot_be_replayed(make_view: MakeView) -> None:
    view = make_view(a_panel(1, trace([lane(1, [(0, State.RUNNING)], 10 * MS)]), Phase.RUNNING))
    QTest.keyClick(view, Qt.Key.Key_Space)
    assert not view.replaying.available
    assert view.replaying.replay.position is None


def test_another_experiment_ends_the_replay(two: MakeView) -> None:
    view = two()
    view.replaying.seek(100 * MS)
    view.set_panels([a_panel(9, None, Phase.WAITING)])
    QApplication.processEvents()
    assert view._stage.plot.curtain.position is None
    assert not view.replaying.available


def test_all_runs_are_replayed_to_the_end_of_the_longest(two: MakeView) -> None:
    view = two()
    longest = max(lane.known_until for picture in view._stage.pictures for lane in picture.lanes) - ORIGIN
    assert view.replaying.replay.length == longest


def test_space_that_is_held_plays_and_does_not_flicker(two: MakeView) -> None:
    view = two()
    for repeated in (False, True, True, True):
        event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier, " ", repeated)
        QApplication.sendEvent(view, event)
        assert view.replaying.replay.playing
    view.replaying.leave()
