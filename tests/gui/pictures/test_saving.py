"""The command that saves the picture, as the window offers it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QMainWindow, QMessageBox
from pytestqt.qtbot import QtBot

from gilviz.gui.pictures.saving import PictureSaving
from tests.gui.pictures.test_save import CONTENT


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    made = QMainWindow()
    qtbot.addWidget(made)
    return made


def test_it_is_saved_where_one_says_and_the_status_bar_tells(window: QMainWindow, tmp_path: Path) -> None:
    saving = PictureSaving(window, lambda: CONTENT)
    saving.save(str(tmp_path / "a.svg"))
    assert (tmp_path / "a.svg").exists()
    assert "a.svg" in window.statusBar().currentMessage()


def test_a_bad_place_is_told_in_a_box(window: QMainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    PictureSaving(window, lambda: CONTENT).save(str(tmp_path / "missing" / "a.png"))
    box = window.findChild(QMessageBox)
    assert isinstance(box, QMessageBox)
    assert "could not be written" in box.text()
    box.accept()
    qtbot.waitUntil(lambda: window.findChild(QMessageBox) is None)


@pytest.mark.leaves_behind("settings")  # Qt's own dialog remembers its size and folder, for all programs
def test_the_dialogs_ending_follows_the_chosen_kind(window: QMainWindow, qtbot: QtBot) -> None:
    PictureSaving(window, lambda: CONTENT).ask()
    dialog = window.findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    dialog.filterSelected.emit("SVG drawing (*.svg)")
    assert dialog.defaultSuffix() == "svg"
    dialog.reject()
    qtbot.waitUntil(lambda: window.findChild(QFileDialog) is None)
