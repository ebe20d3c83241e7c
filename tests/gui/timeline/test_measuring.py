"""Sweeping over ranges, zooming to tasks, and the way back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from gilviz.experiment.run import Phase
from gilviz.gui.timeline.legend import Swatch
from gilviz.gui.timeline.measuring import Measuring
from gilviz.gui.timeline.view import Panel, TimelineView
from gilviz.render.theme import DARK, LIGHT
from gilviz.runner.protocol import State
from tests.gui.timeline.views import a_panel, viewport_at
from tests.render.hand_made import MS, extend, lane, processes, threads, trace

LEFT = Qt.MouseButton.LeftButton
NONE, SHIFT, CONTROL = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
)
MakeView = Callable[..., TimelineView]


@pytest.fixture
def show(qtbot: QtBot) -> MakeView:
    """Shows panels."""

    def make(*panels: Panel) -> TimelineView:
        made = TimelineView(LIGHT)
        qtbot.addWidget(made)
        made.resize(960, 680)
        made.set_panels(panels)
        with qtbot.waitExposed(made):
            made.show()
        QApplication.processEvents()
        return made

    return make


@pytest.fixture
def show_two(show: MakeView) -> MakeView:
    """Shows threads above processes, half a second each."""
    return lambda: show(a_panel(1, threads(4, 500 * MS)), a_panel(2, processes(4, 20 * MS, 480 * MS)))


def send(view: TimelineView, *steps: tuple[QEvent.Type, QPoint], modifier: Qt.KeyboardModifier = NONE) -> None:
    """What the mouse does with its left button."""
    viewport = view._stage.plot.viewport()
    for kind, at in steps:
        changed = Qt.MouseButton.NoButton if kind is QEvent.Type.MouseMove else LEFT
        held = Qt.MouseButton.NoButton if kind is QEvent.Type.MouseButtonRelease else LEFT
        place = QPointF(at)
        QApplication.sendEvent(viewport, QMouseEvent(kind, place, QPointF(viewport.mapToGlobal(at)), changed, held, modifier))


def sweep(view: TimelineView, begin_s: float, end_s: float, modifier: Qt.KeyboardModifier) -> None:
    start, end = viewport_at(view, 0, 1, begin_s), viewport_at(view, 0, 1, end_s)
    press, move, release = QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.MouseButtonRelease
    send(view, (press, start), (move, (start + end) / 2), (move, end), (release, end), modifier=modifier)


def columns(view: TimelineView, seconds: float) -> int:
    """So many seconds as columns of pixels."""
    return round(seconds * 1e9 / view._stage.grid.pitch)


def test_a_sweep_with_shift_measures_every_run_and_moves_nothing(show_two: MakeView) -> None:
    view = show_two()
    before = view._stage.grid
    sweep(view, 0.1, 0.2, SHIFT)
    card, measured = view.measuring.card, view.measuring.measured
    assert card.isVisible()
    assert measured is not None
    assert abs(columns(view, measured[0] / 1e9 - 0.1)) <= 2
    assert abs(columns(view, measured[1] / 1e9 - 0.2)) <= 2
    assert len(card.runs) == 2
    assert card.runs[0].metrics.parallelism <= 1.0
    assert card.runs[1].metrics.parallelism == 4
    assert view._stage.grid == before


def test_what_lanes_are_called_is_shown_letter_by_letter(show_two: MakeView) -> None:
    view = show_two()
    sweep(view, 0.1, 0.2, SHIFT)
    card = view.measuring.card
    names = {name for run in card.runs for name in (run.title, *(lane.name for lane in run.metrics.lanes))}
    named = [label for label in card.findChildren(QLabel) if label.text() in names]
    assert {label.text() for label in named} == names
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in named)


def test_a_sweep_to_the_left_is_the_same_range(show_two: MakeView) -> None:
    view = show_two()
    sweep(view, 0.2, 0.1, SHIFT)
    measured = view.measuring.measured
    assert measured is not None
    assert measured[0] < measured[1]


def test_what_was_measured_is_copied_as_text_and_as_a_table(show_two: MakeView) -> None:
    view = show_two()
    view.measuring.measure(100 * MS, 200 * MS)
    view.measuring.card.copy_text.click()
    text = QApplication.clipboard().text()
    assert text.startswith("100 ms, from 0.100")
    assert "executor 2" in text
    view.measuring.card.copy_csv.click()
    assert len(QApplication.clipboard().text().splitlines()) == 1 + 8 * len(State)


def test_escape_closes_the_card_and_takes_the_mark_away(show_two: MakeView) -> None:
    view = show_two()
    view.measuring.measure(100 * MS, 200 * MS)
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert view.measuring.card.isHidden()
    assert view._stage.plot.mark.range_ns is None


def test_what_is_in_sight_can_be_measured_by_key(show_two: MakeView) -> None:
    view = show_two()
    view.steering.zoom_in()
    QTest.keyClick(view, Qt.Key.Key_M)
    grid = view._stage.grid
    assert view.measuring.measured == (round(grid.first * grid.pitch), round((grid.first + grid.width) * grid.pitch))


def test_a_sweep_with_control_shows_just_that(show_two: MakeView) -> None:
    view = show_two()
    sweep(view, 0.1, 0.2, CONTROL)
    grid = view._stage.grid
    assert grid.start_s == pytest.approx(0.1, abs=0.002)
    assert grid.end_s == pytest.approx(0.2, abs=0.002)
    assert view.measuring.card.isHidden()
    assert view._stage.plot.mark.range_ns is None


def test_zooming_to_what_is_measured_keeps_it_marked(show_two: MakeView) -> None:
    view = show_two()
    view.measuring.measure(100 * MS, 110 * MS)
    QTest.keyClick(view, Qt.Key.Key_Z)
    assert view._stage.grid.start_s == pytest.approx(0.1, abs=1e-4)
    assert view._stage.plot.mark.range_ns == (100 * MS, 110 * MS)


def test_one_can_go_back_and_forth(show_two: MakeView) -> None:
    view = show_two()
    everything = view._stage.grid
    sweep(view, 0.1, 0.2, CONTROL)
    closer = view._stage.grid
    QTest.keyClick(view, Qt.Key.Key_Backspace)
    assert view._stage.grid == everything
    assert view.steering.can_return
    view.steering.forth()
    assert view._stage.grid == closer


def test_another_experiment_has_no_way_back(show_two: MakeView) -> None:
    view = show_two()
    view.steering.zoom_in()
    view.measuring.measure(0, MS)
    view.set_panels([a_panel(7, threads(2, 100 * MS))])
    assert not view.steering.can_go_back
    assert view.measuring.measured is None


def test_what_is_in_sight_is_measured_as_far_as_anything_ran(show: MakeView) -> None:
    view = show(a_panel(1, trace([lane(1, [(0, State.RUNNING)], 500 * MS)], 500 * MS)))
    assert view.steering.stretch.start < 0
    view.measure_in_sight()
    assert view.measuring.measured == (0, 500 * MS)


def test_a_double_click_shows_the_whole_task(show: MakeView) -> None:
    worker = lane(1, [(0, State.IDLE)], 10 * MS)
    extend(worker, [(100 * MS, State.RUNNING), (150 * MS, State.IDLE)], 500 * MS)
    view = show(a_panel(1, trace([worker], 500 * MS)))
    at = viewport_at(view, 0, 0, 0.12)
    press, twice, release = QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick, QEvent.Type.MouseButtonRelease
    send(view, (press, at), (release, at), (twice, at), (release, at))
    assert view._stage.grid.start_s == pytest.approx(0.1, abs=0.004)
    assert view._stage.grid.end_s == pytest.approx(0.15, abs=0.004)


def test_what_grows_is_measured_anew(show: MakeView) -> None:
    worker = lane(1, [(0, State.RUNNING)], 50 * MS)
    panel = a_panel(1, trace([worker]))
    view = show(panel)
    view.measuring.measure(0, 100 * MS)
    assert view.measuring.card.runs[0].metrics.parallelism == pytest.approx(0.5)
    worker.known_until += 50 * MS
    view.set_panels([panel])
    assert view.measuring.card.runs[0].metrics.parallelism == pytest.approx(1.0)


def test_the_card_wears_the_theme(show_two: MakeView) -> None:
    view = show_two()
    view.measuring.measure(0, 100 * MS)
    card = view.measuring.card
    seen = []
    for theme in (LIGHT, DARK):
        view.set_theme(theme)
        seen.append([swatch.grab().toImage() for swatch in card.findChildren(Swatch)])
    light, dark = seen
    assert card.isVisible()
    assert len(light) == len(dark) > 0
    assert all(one != other for one, other in zip(light, dark, strict=True))


def test_a_new_sweep_hides_the_old_card_until_it_is_finished(show_two: MakeView) -> None:
    view = show_two()
    view.measuring.measure(100 * MS, 200 * MS)
    start, end = viewport_at(view, 0, 1, 0.3), viewport_at(view, 0, 1, 0.4)
    press, move, release = QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.MouseButtonRelease
    send(view, (press, start), (move, (start + end) / 2), (move, end), modifier=SHIFT)
    view.set_panels([picture.panel for picture in view.pictures])
    assert view.measuring.card.isHidden()
    send(view, (release, end), modifier=SHIFT)
    assert view.measuring.card.isVisible()


def test_the_card_stays_within_a_stage_that_becomes_smaller(show_two: MakeView) -> None:
    view = show_two()
    view.measuring.measure(450 * MS, 500 * MS)
    for width in (640, 1200):
        view.resize(width, 420)
        QApplication.processEvents()
        area = view._stage.plot.area.toRect()
        assert area.contains(view.measuring.card.geometry())


def test_the_card_grows_when_a_run_joins(show: MakeView) -> None:
    first = a_panel(1, threads(2, 500 * MS))
    view = show(first)
    view.measuring.measure(0, 100 * MS)
    before = view.measuring.card.height()
    view.set_panels([first, a_panel(2, threads(2, 500 * MS))])
    assert view.measuring.card.height() > before


def test_while_a_run_goes_on_the_card_is_filled_anew_once_a_second(show: MakeView) -> None:
    worker = lane(1, [(0, State.RUNNING)], 50 * MS)
    view = show(a_panel(1, trace([worker]), Phase.RUNNING))
    now = [10.0]
    measuring = Measuring(view._stage, LIGHT, lambda: now[0])
    measuring.measure(0, 100 * MS)
    found = []
    for seconds in (0.2, 0.7, 0.2):
        now[0] += seconds
        worker.known_until += 10 * MS
        measuring.refresh()
        found.append(round(measuring.card.runs[0].metrics.parallelism, 3))
    assert found == [0.5, 0.5, 0.8]


def test_the_card_keeps_the_place_it_was_scrolled_to(show: MakeView) -> None:
    workers = [lane(number, [(0, State.RUNNING)], 50 * MS) for number in range(1, 41)]
    panel = a_panel(1, trace(workers))
    view = show(panel)
    view.measuring.measure(0, 100 * MS)
    QApplication.processEvents()
    bar = view.measuring.card._rows.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    before = bar.value()
    assert before > 0
    workers[0].known_until += 20 * MS
    view.set_panels([panel])
    QApplication.processEvents()
    assert bar.value() == before
