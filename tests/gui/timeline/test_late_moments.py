"""Moments later than 2.1 s, in ns more than a C++ int holds: a signal that promises one wraps it, and a slot then raises."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gilviz.gui.timeline.view import TimelineView
from gilviz.gui.timeline.view_box import Sweep
from gilviz.render.navigation import Stretch
from gilviz.runner.protocol import State
from gilviz.trace.run_trace import RunTrace
from tests.gui.benches import Bench
from tests.gui.timeline.views import MakeView, a_panel, viewport_at
from tests.render.hand_made import MS, lane, trace

SECOND: Final = 1000 * MS
LATE: Final = 3 * SECOND


def taking_turns() -> RunTrace:
    """Two workers who take turns every 100 ms, for four seconds; each of their segments is a task."""
    turns = [State.RUNNING, State.GIL_WAIT] * 21
    rows = [[(100 * MS * turn, state) for turn, state in enumerate(turns[first : first + 40])] for first in (0, 1)]
    return trace([lane(number, row, 4 * SECOND) for number, row in enumerate(rows, start=1)], 4 * SECOND)


@pytest.fixture
def late(make_view: MakeView) -> Callable[[], TimelineView]:
    """Shows them."""
    return lambda: make_view(a_panel(1, taking_turns(), workers=2))


def test_a_click_says_which_moment_it_means(late: Callable[[], TimelineView], qtbot: QtBot) -> None:
    view = late()
    at = viewport_at(view, 0, 0, 3.05)
    with qtbot.waitSignal(view.moment_chosen) as chosen:
        QTest.mouseClick(view._stage.plot.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert chosen.args is not None
    assert chosen.args[2] == pytest.approx(3.05 * SECOND, abs=50 * MS)


def test_a_double_click_shows_the_task_there(late: Callable[[], TimelineView]) -> None:
    view = late()
    box = view._stage.plot.box
    box.double_clicked.emit(QPointF(viewport_at(view, 0, 0, 3.05)) - view._stage.plot.area.topLeft())
    assert 2.9 < view.steering.stretch.start <= 3.0
    assert view.steering.stretch.duration < 0.3


def test_enter_and_the_microscope_go_to_the_segment_that_is_read(late: Callable[[], TimelineView], qtbot: QtBot) -> None:
    view = late()
    view.microscope.set_shown(True)
    view.steering.show(Stretch(3.0, 0.1))
    QTest.keyClick(view, Qt.Key.Key_N)
    assert view.reading.place is not None
    middle = sum(view.reading.place[2:]) // 2
    assert middle >= LATE
    assert view.microscope.lens.end > LATE
    with qtbot.waitSignal(view.moment_chosen) as chosen:
        QTest.keyClick(view, Qt.Key.Key_Return)
    assert chosen.args is not None
    assert chosen.args[2] == middle


def test_a_range_below_the_microscope_is_measured_where_it_is(late: Callable[[], TimelineView]) -> None:
    view = late()
    view.microscope.set_shown(True)
    view.microscope.follow_reading(1, LATE + 200 * MS)
    QApplication.processEvents()
    card = view.microscope.card
    assert card is not None
    card.stage.swept.emit(Sweep.MEASURE, 100.0, 200.0, True)
    assert view.measuring.measured == (card.stage.time_at(100), card.stage.time_at(200))
    assert view.measuring.measured[0] > LATE


def test_the_slider_of_a_replay_reaches_the_end(bench: Bench) -> None:
    bench.timeline.set_panels([a_panel(1, taking_turns(), workers=2)])
    QApplication.processEvents()
    bench.window.foot.transport.slider.sought.emit(9_000)
    assert bench.timeline.replaying.replay.position == pytest.approx(3.6 * SECOND, abs=MS)
