"""Notes on moments: drawn, written at the cursor, changed, taken back, saved, and in pictures and reports."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QMessageBox

from gilviz.gui.recordings.files import AT_ONCE
from gilviz.gui.timeline.panel import Note
from gilviz.recording import Caption, read, write
from gilviz.recording.notes import moved, note_at, with_text
from tests.gui.benches import Bench
from tests.gui.fakes import spin
from tests.recording.recordings import recording

Buttons = QMessageBox.StandardButton
THERE = Caption("They take turns.", run=0, worker=1, t_ns=5_000_000)


def opened(bench: Bench, tmp_path: Path) -> Path:
    write(tmp_path / "a.gilviz", recording())
    bench.lab.files.open_paths([str(tmp_path / "a.gilviz")])
    return tmp_path / "a.gilviz"


def type_note(bench: Bench, text: str) -> None:
    """Press E in the picture, type, and Enter."""
    QTest.keyClick(bench.timeline, Qt.Key.Key_E)
    dialog = bench.lab.noting.dialog
    assert dialog is not None
    dialog.setTextValue(text)
    dialog.accept()


def test_notes_of_a_recording_are_drawn_on_their_lane(bench: Bench, tmp_path: Path) -> None:
    opened(bench, tmp_path)
    assert bench.lab.panels[0].notes == (Note(5_000_000, "They take turns.", 1),)
    assert bench.lab.page_content().panels[0].notes, "a saved picture has them, too"
    picture = bench.timeline.pictures[0]
    row = picture.row_of_worker(1)
    assert row is not None
    assert picture.place is not None
    hint = picture.hint_at(picture.place.picture.top + row.top, 4_900_000, 5_000_000)
    assert hint is not None
    assert hint.lines[0] == "“They take turns.”", "in the picture there may be no room for it"
    without = bench.timeline.grab().toImage()
    bench.lab.noting.write(THERE, "")
    assert not any(panel.notes for panel in bench.lab.panels)
    assert bench.timeline.grab().toImage() != without


def test_a_note_is_written_at_the_cursor_saved_and_read_again(bench: Bench, tmp_path: Path) -> None:
    opened(bench, tmp_path)
    assert not bench.window.commands["save_recording"].isEnabled()
    bench.timeline.reading.down()
    bench.timeline.reading.down()
    place = bench.timeline.reading.place
    assert place is not None
    type_note(bench, "  Look\nhere. ")
    written = Caption("Look here.", place[0], place[1], place[2])
    assert written in read_back(bench, tmp_path / "b.gilviz")
    assert not bench.window.commands["save_recording"].isEnabled(), "nothing is new any more"
    type_note(bench, "Look there.")
    found = read_back(bench, tmp_path / "b.gilviz")
    assert written not in found
    assert sum(caption.text == "Look there." for caption in found) == 1


def read_back(bench: Bench, path: Path) -> tuple[Caption, ...]:
    assert bench.window.commands["save_recording"].isEnabled()
    bench.lab.files.save(str(path))
    return read(path).captions


def test_what_is_written_while_a_large_file_is_saved_can_be_saved_too(bench: Bench, tmp_path: Path) -> None:
    opened(bench, tmp_path)
    bench.lab.files.at_once = 0
    first, second = Caption("", 1, 1, 0), Caption("", 1, 1, 1_000_000)
    bench.lab.noting.write(first, "First.")
    bench.lab.files.save(str(tmp_path / "b.gilviz"))
    assert bench.lab.files.errand.busy
    bench.lab.noting.write(second, "Second.")
    spin(lambda: not bench.lab.files.errand.busy)
    assert not any(caption.text == "Second." for caption in read(tmp_path / "b.gilviz").captions)
    assert bench.window.commands["save_recording"].isEnabled(), "the second is in no file yet"
    bench.lab.files.at_once = AT_ONCE
    assert {"First.", "Second."} <= {caption.text for caption in read_back(bench, tmp_path / "b.gilviz")}


@pytest.mark.leaves_behind("settings")  # Qt's own dialog remembers its size and folder, for all programs
def test_a_note_never_lands_on_what_was_opened_behind_its_dialog(bench: Bench, tmp_path: Path) -> None:
    path = opened(bench, tmp_path)
    bench.timeline.reading.down()
    QTest.keyClick(bench.timeline, Qt.Key.Key_E)
    dialog = bench.lab.noting.dialog
    assert dialog is not None
    write(tmp_path / "b.gilviz", recording())
    bench.lab.files.open_paths([str(tmp_path / "b.gilviz")])
    assert bench.window.windowTitle() == "a.gilviz (recorded) – gilviz", "what the dialog asks about stays until it is answered"
    dialog.setTextValue("Meant for the other.")
    dialog.accept()
    spin(lambda: bench.lab.leaving.box is not None)
    answer(bench, Buttons.Save)
    (asks,) = bench.window.findChildren(QFileDialog)
    asks.fileSelected.emit(str(path))
    asks.reject()
    assert "Meant for the other." in {caption.text for caption in read(path).captions}
    assert bench.window.windowTitle() == "b.gilviz (recorded) – gilviz"
    assert not bench.window.commands["undo_note"].isEnabled()
    assert not bench.window.commands["save_recording"].isEnabled()


@pytest.mark.parametrize("button", [Buttons.Cancel, Buttons.Discard])
def test_nothing_takes_the_place_of_notes_that_are_in_no_file_unasked(bench: Bench, tmp_path: Path, button: Buttons) -> None:
    path = opened(bench, tmp_path)
    bench.lab.noting.write(Caption("", 1, 1, 0), "At once.")
    bench.window.commands["run"].trigger()
    assert answer(bench, button) == "The notes here were changed, and that is in no file yet. Save it?"
    gone = button is Buttons.Discard
    assert bool(bench.conductors.made) == gone
    if gone:
        bench.finish()
    else:
        bench.window.close()
        assert bench.window.isVisible()
        answer(bench, Buttons.Cancel)
        assert bench.window.isVisible()
        bench.window.close()
        answer(bench, Buttons.Discard)
        assert not bench.window.isVisible()
    assert not any(caption.text == "At once." for caption in read(path).captions)


def test_who_only_removed_notes_is_not_told_that_some_were_written(bench: Bench, tmp_path: Path) -> None:
    opened(bench, tmp_path)
    bench.lab.noting.write(THERE, "")
    bench.window.close()
    assert "wrote" not in answer(bench, Buttons.Cancel)


def test_who_is_asked_about_a_run_and_closes_the_window_wants_it_closed(bench: Bench, tmp_path: Path) -> None:
    opened(bench, tmp_path)
    bench.lab.noting.write(THERE, "")
    bench.window.commands["run"].trigger()
    bench.window.close()
    answer(bench, Buttons.Discard)
    assert not bench.window.isVisible()
    assert not bench.conductors.made


def test_an_opening_that_ends_behind_the_question_says_that_nothing_was_opened(bench: Bench, tmp_path: Path) -> None:
    path = opened(bench, tmp_path)
    bench.lab.files.at_once = 0
    bench.lab.files.open_paths([str(path), str(path)])
    bench.lab.noting.write(THERE, "")
    bench.window.commands["run"].trigger()
    spin(lambda: not bench.lab.files.errand.busy)
    assert "Nothing was opened" in bench.window.statusBar().currentMessage()
    answer(bench, Buttons.Discard)
    assert bench.conductors.made, "what was asked about is done"
    bench.finish()


def answer(bench: Bench, button: Buttons) -> str:
    """Answer what the window asks before something would be lost."""
    box = bench.lab.leaving.box
    assert box is not None
    asked = box.text()
    box.button(button).click()
    return asked


def test_what_was_written_or_removed_is_taken_back(bench: Bench, tmp_path: Path) -> None:
    opened(bench, tmp_path)
    undo = bench.window.commands["undo_note"]
    assert not undo.isEnabled()
    bench.lab.noting.write(THERE, "")
    bench.lab.noting.write(Caption("", 1, 1, 0), "At once.")
    assert [len(panel.notes) for panel in bench.lab.panels] == [0, 1]
    undo.trigger()
    undo.trigger()
    assert [len(panel.notes) for panel in bench.lab.panels] == [1, 0]
    assert not undo.isEnabled()
    assert not bench.window.commands["save_recording"].isEnabled(), "all is as it is in the file"


def test_the_menu_on_a_lane_writes_on_the_moment_below_the_pointer(bench: Bench, tmp_path: Path) -> None:
    opened(bench, tmp_path)
    picture = bench.timeline.pictures[0]
    menu = bench.timeline.arranging.menu(picture, picture.lanes[0], 5_100_000)
    next(action for action in menu.actions() if action.text().startswith("Note on")).trigger()
    dialog = bench.lab.noting.dialog
    assert dialog is not None
    assert dialog.textValue() == "They take turns.", "what is there already is changed"
    dialog.reject()
    menu.close()
    beside = bench.timeline.arranging.menu(picture, picture.lanes[0])
    assert not any(action.text().startswith("Note on") for action in beside.actions()), "a name has no moment"
    beside.close()


def test_a_run_is_written_on_once_it_has_ended_and_the_note_goes_with_it(bench: Bench, tmp_path: Path) -> None:
    bench.run()
    assert not bench.window.commands["write_note"].isEnabled()
    bench.finish()
    assert bench.window.commands["write_note"].isEnabled()
    key = bench.lab.panels[0].key
    bench.lab.noting.write(Caption("", key, None, 1000), "Here.")
    (kept,) = read_back(bench, tmp_path / "mine.gilviz")
    assert read(tmp_path / "mine.gilviz").runs[kept.run or 0].listed


def test_recordings_that_are_compared_show_their_notes_and_take_no_new_ones(bench: Bench, tmp_path: Path) -> None:
    path = opened(bench, tmp_path)
    bench.lab.files.open_paths([str(path), str(path)])
    assert [len(panel.notes) for panel in bench.lab.panels] == [1, 0, 1, 0]
    assert not bench.window.commands["write_note"].isEnabled()
    QTest.keyClick(bench.timeline, Qt.Key.Key_E)
    assert "open one alone" in bench.window.statusBar().currentMessage()


def test_notes_are_found_where_they_are_and_go_with_their_runs() -> None:
    other = Caption("Later.", 0, 1, 9_000_000)
    notes = (THERE, other, Caption("All of it."))
    assert note_at(notes, 0, 1, 4_000_000, 10_000_000) is THERE
    assert note_at(notes, 0, 1, 5_000_001, 10_000_000) is other
    assert note_at(notes, 0, 2, 0, 10_000_000) is None
    assert with_text(notes, other, " ") == (THERE, notes[2])
    assert moved(notes, [3, 0]) == (
        Caption("They take turns.", 1, 1, 5_000_000), Caption("Later.", 1, 1, 9_000_000), notes[2],
    )  # fmt: skip
    assert moved(notes, [1]) == (notes[2],)
