from __future__ import annotations

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gilviz.gui.lecture.screens import Places, Screens, places


@pytest.mark.parametrize(
    ("count", "primary", "where"),
    [(1, 0, Places(0, None)), (2, 0, Places(1, 0)), (2, 1, Places(0, 1)), (3, 1, Places(0, 1))],
)
def test_the_hall_has_the_projector_and_the_notes_the_laptop(count: int, primary: int, where: Places) -> None:
    assert places(count, primary) == where


@pytest.mark.qt_log_ignore("This plugin does not support raise")
def test_when_the_projector_is_unplugged_the_hall_takes_the_screen_that_is_left(qtbot: QtBot) -> None:
    application = QApplication.instance()
    assert isinstance(application, QGuiApplication)
    hall, notes = QWidget(), QWidget()
    qtbot.addWidget(hall)
    qtbot.addWidget(notes)
    screens = Screens(hall, notes, application)
    laptop = application.primaryScreen()
    # two screens that are one: what matters is what becomes of the windows
    screens.place([laptop, laptop], laptop)
    assert hall.isFullScreen()
    assert notes.isFullScreen()
    application.screenRemoved.emit(laptop)
    qtbot.waitUntil(lambda: not notes.isVisible())
    assert hall.isFullScreen()
    screens.toggle_notes()
    assert notes.isVisible()
    assert not notes.isFullScreen()
    screens.arrange()  # a screen flickers: the notes that were asked for stay
    assert notes.isVisible()
    screens.toggle_notes()
    assert not notes.isVisible()
    screens.deleteLater()
