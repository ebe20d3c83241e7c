from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialogButtonBox
from pytestqt.qtbot import QtBot

from gilviz.gui.lecture.chooser import LectureChooser, choices
from gilviz.gui.lecture.opener import LectureOpener
from gilviz.lecture.model import Lecture
from tests.gui.benches import Bench
from tests.gui.fakes import spin
from tests.lecture.lectures import SMALL, lecture_of


@pytest.fixture
def shelf(tmp_path: Path) -> list[Path]:
    lecture_of(tmp_path / "1-turns")
    wrong = tmp_path / "2-wrong"
    wrong.mkdir()
    (wrong / "lecture.toml").write_text(SMALL.replace("tasks = 2", "tasks = 0"), encoding="utf-8")
    return [tmp_path / "1-turns", wrong]


def test_the_menu_offers_the_lectures_that_come_with_gilviz(bench: Bench) -> None:
    command = bench.window.commands["start_lecture"]
    assert command.isEnabled()
    opener = LectureOpener(bench.window, bench.lab)
    dialogs: list[LectureChooser] = []
    opener.opened.connect(dialogs.append)
    command.trigger()
    assert dialogs[0].list.item(0).text() == "What the GIL is"
    assert dialogs[0].list.count() == 5
    command.trigger()
    assert len(dialogs) == 1
    dialogs[0].reject()


def test_one_with_mistakes_can_not_be_started_and_says_where_they_are(qtbot: QtBot, shelf: list[Path]) -> None:
    dialog = LectureChooser(choices(shelf))
    qtbot.addWidget(dialog)
    start = dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)
    assert start.isEnabled()
    dialog.list.setCurrentRow(1)
    assert not start.isEnabled()
    assert "lecture.toml:32: tasks must be 1 to" in dialog.details.text()
    dialog.add(shelf[0])
    assert start.isEnabled()
    with qtbot.waitSignal(dialog.chosen) as caught:
        start.click()
    assert isinstance(caught.args[0], Lecture)


@pytest.mark.qt_log_ignore("This plugin does not support raise")
def test_a_lecture_fills_the_screen_and_esc_leads_back_with_nothing_left(bench: Bench, tmp_path: Path) -> None:
    opener = LectureOpener(bench.window, bench.lab)
    opener.start(lecture_of(tmp_path / "turns"))
    assert opener.stand is not None
    hall = opener.stand.hall
    assert hall.isFullScreen()
    assert not opener.stand.notes.isVisible()  # one screen: it is the hall's
    QTest.keyClick(hall, Qt.Key.Key_PageDown)
    QTest.keyClick(hall, Qt.Key.Key_Escape)
    spin(lambda: opener.stand is None)
    assert bench.window.isVisible()
