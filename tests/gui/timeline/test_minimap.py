"""The overview of all runs: what it shows, and what the mouse does in it."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gilviz.gui.timeline.minimap import SMALLEST_FRAME, Minimap
from gilviz.render.navigation import Stretch
from gilviz.render.palette import pixel
from gilviz.render.theme import LIGHT
from gilviz.runner.protocol import State
from tests.gui.timeline.views import MakeView, a_panel
from tests.render.hand_made import MS, processes, threads

BLUE = pixel(LIGHT.states[State.RUNNING])


@pytest.fixture
def minimap(qtbot: QtBot, make_view: MakeView) -> Minimap:
    """Of threads above processes, half a second each."""
    view = make_view(a_panel(1, threads(4, 500 * MS)), a_panel(2, processes(4, 20 * MS, 480 * MS)))
    made = Minimap(LIGHT)
    qtbot.addWidget(made)
    made.resize(made.sizeHint())
    made.set_runs(view.pictures)
    made.show_stretch(Stretch(0.0, 0.501))
    return made


def blue_rows(minimap: Minimap) -> np.ndarray:
    """How much of each row of pixels is blue."""
    image = minimap.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.constBits(), dtype=np.uint32).reshape(image.height(), image.width())
    shares: np.ndarray = (pixels[:, 6:-6] == BLUE).mean(axis=1)
    return shares


def test_threads_fill_a_quarter_of_their_row_and_processes_all_of_theirs(minimap: Minimap) -> None:
    rows = blue_rows(minimap)
    upper, lower = rows[: len(rows) // 2], rows[len(rows) // 2 :]
    assert 1 <= (upper > 0.5).sum() <= 4
    assert (lower > 0.5).sum() >= 8


def test_the_frame_is_as_wide_as_what_is_in_sight(minimap: Minimap) -> None:
    minimap.show_stretch(Stretch(0.1, 0.25))
    assert minimap.frame.width() == pytest.approx(0.25 / 0.501 * minimap.width(), rel=0.03)


def test_a_frame_can_be_seen_however_short_it_is(minimap: Minimap) -> None:
    for start in (0.0, 0.25, 0.5):
        minimap.show_stretch(Stretch(start, 1e-6))
        assert minimap.frame.width() == SMALLEST_FRAME
        assert minimap.rect().contains(minimap.frame.toRect())


def test_a_click_brings_the_frame_there(minimap: Minimap, qtbot: QtBot) -> None:
    minimap.show_stretch(Stretch(0.0, 0.1))
    with qtbot.waitSignal(minimap.look_wanted) as wanted:
        QTest.mousePress(minimap, Qt.MouseButton.LeftButton, pos=QPoint(minimap.width() // 2, 10))
    assert wanted.args[0].start == pytest.approx(0.2, abs=0.01)
    assert wanted.args[0].duration == 0.1


def test_a_frame_that_is_caught_does_not_jump(minimap: Minimap, qtbot: QtBot) -> None:
    minimap.show_stretch(Stretch(0.1, 0.2))
    with qtbot.waitSignal(minimap.look_wanted) as wanted:
        QTest.mousePress(minimap, Qt.MouseButton.LeftButton, pos=minimap.frame.topLeft().toPoint() + QPoint(8, 5))
    assert wanted.args[0].start == pytest.approx(0.1, abs=0.003)


def test_without_runs_there_is_nothing_to_look_at(qtbot: QtBot) -> None:
    empty = Minimap(LIGHT)
    qtbot.addWidget(empty)
    with qtbot.assertNotEmitted(empty.look_wanted):
        QTest.mousePress(empty, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert not blue_rows(empty).any()
