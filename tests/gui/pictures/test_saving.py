"""The commands that save the picture or a film of it, as the window offers them: it goes on meanwhile."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtWidgets import QDialogButtonBox, QFileDialog, QMainWindow, QMessageBox
from pytestqt.qtbot import QtBot

from gilviz.gui.pictures import saving
from gilviz.gui.pictures.film_dialog import FilmDialog, FilmWish
from gilviz.gui.pictures.progress import ProgressNote
from gilviz.gui.pictures.reel import film_of
from gilviz.gui.pictures.saving import PictureSaving
from gilviz.gui.pictures.turns import Steps
from gilviz.render.navigation import Stretch
from tests.gui.pictures.test_save import CONTENT

FILM = FilmWish(CONTENT, film_of(CONTENT, speed=0.5, fps=10), ".gif", 320)


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    made = QMainWindow()
    qtbot.addWidget(made)
    made.show()
    return made


def done(qtbot: QtBot, command: PictureSaving) -> None:
    qtbot.waitUntil(lambda: not command.busy)


def complaint(window: QMainWindow, qtbot: QtBot) -> str:
    """What a box says, which is then closed."""
    box = window.findChild(QMessageBox)
    assert isinstance(box, QMessageBox)
    text = box.text()
    box.accept()
    qtbot.waitUntil(lambda: window.findChild(QMessageBox) is None)
    return text


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_it_is_saved_where_one_says_and_the_status_bar_tells(
    window: QMainWindow, tmp_path: Path, qtbot: QtBot, kind: str
) -> None:
    command = PictureSaving(window, lambda: CONTENT)
    command.save(str(tmp_path / f"a.{kind}"))
    assert window.findChild(ProgressNote) is not None
    done(qtbot, command)
    assert (tmp_path / f"a.{kind}").stat().st_size > 10_000
    assert f"a.{kind}" in window.statusBar().currentMessage()
    qtbot.waitUntil(lambda: window.findChild(ProgressNote) is None)


def test_a_bad_place_is_told_in_a_box(window: QMainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    command = PictureSaving(window, lambda: CONTENT)
    command.save(str(tmp_path / "missing" / "a.png"))
    done(qtbot, command)
    assert "could not be written" in complaint(window, qtbot)


def test_whatever_goes_wrong_is_told_in_a_sentence(
    window: QMainWindow, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(error: Exception) -> Callable[..., Steps[None]]:
        def steps(*_facts: object) -> Steps[None]:
            yield 0.5
            raise error

        return steps

    command = PictureSaving(window, lambda: CONTENT)
    for error, words in ((MemoryError(), "not enough memory"), (KeyError("lane"), "KeyError: 'lane'")):
        monkeypatch.setattr(saving, "saving", failing(error))
        command.save(str(tmp_path / "a.png"))
        done(qtbot, command)
        assert words in complaint(window, qtbot)


def test_one_at_a_time_and_what_is_cancelled_leaves_nothing(window: QMainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    running = [True]
    command = PictureSaving(window, lambda: CONTENT, lambda: running[0])  # a job runs: the film waits for it
    command.film(str(tmp_path / "a.gif"), FILM)
    command.save(str(tmp_path / "b.png"))
    assert "Another file is being saved" in complaint(window, qtbot)
    note = window.findChild(ProgressNote)
    assert isinstance(note, ProgressNote)
    assert note.bar.value() <= 0
    note.button.click()
    done(qtbot, command)
    assert window.statusBar().currentMessage() == "Cancelled: nothing was saved."
    assert list(tmp_path.iterdir()) == []


def test_a_film_is_made_while_the_window_goes_on(window: QMainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    command = PictureSaving(window, lambda: CONTENT)
    command.film(str(tmp_path / "a.gif"), FILM)
    note = window.findChild(ProgressNote)
    assert isinstance(note, ProgressNote)
    seen: list[int] = []
    note.bar.valueChanged.connect(seen.append)
    done(qtbot, command)
    assert "The film is in" in window.statusBar().currentMessage()
    assert len(set(seen)) > 5
    assert seen == sorted(seen)
    with Image.open(tmp_path / "a.gif") as film:
        assert getattr(film, "n_frames", 1) == len(FILM.film.moments)
        assert film.size[0] == 320


def test_a_film_that_is_given_up_leaves_nothing_and_what_was_there(window: QMainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "a.gif").write_text("before")
    command = PictureSaving(window, lambda: CONTENT)
    command.film(str(tmp_path / "a.gif"), FILM)
    note = window.findChild(ProgressNote)
    assert isinstance(note, ProgressNote)
    qtbot.waitUntil(lambda: note.bar.value() > 100)
    command.give_up()  # as at the program's end
    assert not command.busy
    assert [path.name for path in tmp_path.iterdir()] == ["a.gif"]
    assert (tmp_path / "a.gif").read_text() == "before"


@pytest.mark.leaves_behind("settings")  # Qt's own dialog remembers its size and folder, for all programs
def test_the_dialogs_ending_follows_the_chosen_kind(window: QMainWindow, qtbot: QtBot) -> None:
    PictureSaving(window, lambda: CONTENT).ask()
    dialog = window.findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    dialog.filterSelected.emit("SVG drawing (*.svg)")
    assert dialog.defaultSuffix() == "svg"
    dialog.reject()
    qtbot.waitUntil(lambda: window.findChild(QFileDialog) is None)


@pytest.mark.leaves_behind("settings")
def test_the_animations_dialog_leads_to_a_file_of_its_kind(window: QMainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    command = PictureSaving(window, lambda: CONTENT)
    command.ask_film()
    dialog = window.findChild(FilmDialog)
    assert isinstance(dialog, FilmDialog)
    dialog.kind.setCurrentIndex(1)
    dialog.width_field.setCurrentIndex(0)
    dialog.speed.setCurrentIndex(dialog.speed.count() - 3)
    dialog.buttons.button(QDialogButtonBox.StandardButton.Save).click()
    files = window.findChild(QFileDialog)
    assert isinstance(files, QFileDialog)
    assert files.nameFilters() == ["WebP animation (*.webp)"]
    files.fileSelected.emit(str(tmp_path / "a.webp"))
    files.reject()
    done(qtbot, command)
    with Image.open(tmp_path / "a.webp") as film:
        assert film.size[0] == 640
    qtbot.waitUntil(lambda: window.findChild(QFileDialog) is None and window.findChild(FilmDialog) is None)


def test_the_dialog_says_what_comes_out_or_why_nothing_can(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    dialog = FilmDialog(dataclasses.replace(CONTENT, view=Stretch(0.1, 0.05)))
    qtbot.addWidget(dialog)
    save = dialog.buttons.button(QDialogButtonBox.StandardButton.Save)
    assert "what is in sight, 0.100 s to 0.150 s" in dialog.part.currentText()
    assert "1/200 of real time" in dialog.note.text()
    assert save.isEnabled()
    dialog.part.setCurrentIndex(1)
    dialog.speed.setCurrentIndex(1)
    assert "frames, and 1,500 are the most" in dialog.note.text()
    assert not save.isEnabled()
    dialog.speed.setCurrentIndex(0)
    assert save.isEnabled()
    monkeypatch.setenv("PATH", "")
    dialog.kind.setCurrentIndex(2)
    assert "MP4 needs ffmpeg, which was not found" in dialog.note.text()
    assert not save.isEnabled()
