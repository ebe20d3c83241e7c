"""Recordings in the window: opened, saved, dropped, compared."""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QTextDocument
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox

from gilviz.experiment.run import Phase
from gilviz.gui.lecture.chooser import LectureChooser
from gilviz.gui.lecture.notes import NotesWindow
from gilviz.gui.recordings.recent import MOST, RecentFiles
from gilviz.gui.recordings.runs import OpenedFile
from gilviz.gui.sweep.chart import SweepChart
from gilviz.recording import Caption, read, write
from gilviz.recording.notes import LONGEST
from tests.gui.benches import Bench, sentences
from tests.gui.recordings.shown import boxes
from tests.recording.recordings import recording, taking_turns


def chart(bench: Bench) -> SweepChart:
    found = bench.window.findChild(SweepChart)
    assert isinstance(found, SweepChart)
    return found


def test_a_recording_is_shown_as_recorded_and_never_as_live(bench: Bench, file: Path) -> None:
    bench.lab.files.open_paths([str(file)])
    assert [panel.badge for panel in bench.lab.panels] == ["recorded 2026-11-22"] * 2
    assert [panel.phase for panel in bench.lab.panels] == [Phase.FINISHED] * 2
    assert bench.window.windowTitle() == "a.gilviz (recorded) – gilviz"
    banner = bench.lab.files.banner
    assert banner.isVisible()
    assert banner.text.startswith("a.gilviz · gilviz 0.1.0 · Linux x86_64, 4 cores · 2026-11-22 17:50")
    assert "All of it." in banner.text
    assert len(sentences(bench)) == 2
    assert bench.lab.page_content().provenance.startswith("recorded: ")
    bench.window.commands["copy_results"].trigger()
    assert "(recorded 2026-11-22)" in QGuiApplication.clipboard().text()


def test_what_was_recorded_can_be_replayed_measured_and_looked_into(bench: Bench, file: Path) -> None:
    bench.lab.files.open_paths([str(file)])
    assert bench.window.commands["replay_play"].isEnabled()
    bench.window.commands["measure"].trigger()
    assert bench.timeline.measuring.measured is not None
    bench.timeline.lane_clicked.emit(0, 1)  # another tool recorded it: there is no code of ours that started the worker
    assert bench.window.log.toPlainText().endswith("hello\nwörld\n")


def test_a_live_run_after_it_is_live_again(bench: Bench, file: Path) -> None:
    bench.lab.files.open_paths([str(file)])
    bench.run()
    assert bench.window.windowTitle() == "gilviz"
    assert not bench.lab.files.banner.isVisible()
    assert all(panel.badge == "" for panel in bench.lab.panels)
    bench.lab.files.open_paths([str(file)])
    assert boxes(bench) == ["Something runs: stop it first, with Esc; then open the recording."]
    bench.finish()
    assert all(panel.badge == "" for panel in bench.lab.panels)


def test_recordings_are_compared_on_one_axis_with_what_differs(bench: Bench, file: Path, other: Path) -> None:
    bench.lab.files.open_paths([str(file), str(other)])
    assert [panel.badge for panel in bench.lab.panels] == ["recorded A", "recorded A", "recorded B"]
    banner = bench.lab.files.banner
    assert banner.text == "They differ in tasks, executors and Python."
    assert ["", "A  a.gilviz", "B  b.gilviz"] in banner.rows
    assert ["Python", "CPython 3.13.0", "CPython 3.14.0"] in banner.rows
    assert not banner.table.isVisible(), "the picture needs the room"
    banner.fold.click()
    assert banner.table.isVisible()
    assert bench.window.settings.differences
    bench.window.commands["show_differences"].trigger()
    assert not banner.table.isVisible()
    assert [line.title[:4] for line in bench.window.foot.verdicts.lines] == ["A · ", "A · ", "B · "]
    assert not bench.window.commands["save_recording"].isEnabled()
    bench.lab.files.open_paths([str(file)])
    assert banner.rows == []
    assert not bench.window.commands["show_differences"].isEnabled()


def test_what_ran_is_saved_and_opened_again(bench: Bench, tmp_path: Path) -> None:
    assert not bench.window.commands["save_recording"].isEnabled()
    bench.run()
    assert not bench.window.commands["save_recording"].isEnabled()
    bench.finish()
    assert bench.window.commands["save_recording"].isEnabled()
    said = sentences(bench)
    bench.lab.files.save(str(tmp_path / "mine.gilviz"))
    assert "mine.gilviz" in bench.window.statusBar().currentMessage()
    found = read(tmp_path / "mine.gilviz")
    assert [run.run.spec.executor for run in found.runs] == ["sequential", "threading", "pool"]
    assert [run.listed for run in found.runs] == [False, True, True]
    bench.lab.files.open_paths([str(tmp_path / "mine.gilviz")])
    assert sentences(bench) == said
    assert [panel.key for panel in bench.lab.panels] == [1, 2]


def test_what_cannot_be_saved_is_said_and_stays(bench: Bench, tmp_path: Path) -> None:
    bench.run()
    bench.finish()
    bench.lab.files.save(str(tmp_path / "no folder" / "mine.gilviz"))
    assert "can't be written" in boxes(bench)[0]
    assert bench.window.commands["save_recording"].isEnabled()


def test_what_another_window_wrote_meanwhile_is_not_overwritten(bench: Bench, file: Path, tmp_path: Path) -> None:
    def texts(path: Path) -> set[str]:
        return {caption.text for caption in read(path).captions}

    bench.lab.files.open_paths([str(file)])
    bench.lab.noting.write(Caption("", 0, 1, 5), "Mine.")
    bench.lab.files.save(str(file))
    assert boxes(bench) == []  # nobody else was there
    assert "Mine." in texts(file)
    theirs = dataclasses.replace(recording(), captions=(Caption("Theirs."),))
    write(file, theirs)
    bench.lab.noting.write(Caption("", 0, 1, 9), "Mine, too.")
    bench.lab.files.save(str(file))
    assert "a.gilviz was changed since this window read it" in boxes(bench)[0]
    assert texts(file) == {"Theirs."}
    bench.lab.files.save(str(tmp_path / "mine.gilviz"))
    assert texts(tmp_path / "mine.gilviz") >= {"Mine.", "Mine, too."}


def test_nor_is_it_where_the_command_line_had_read_the_file(bench: Bench, file: Path) -> None:
    bench.lab.files.show_read([(file, read(file))])
    bench.lab.noting.write(Caption("", 0, 1, 5), "Mine.")
    write(file, dataclasses.replace(recording(), captions=(Caption("Theirs."),)))
    bench.lab.files.save(str(file))
    assert "a.gilviz was changed since this window read it" in boxes(bench)[0]
    assert [caption.text for caption in read(file).captions] == ["Theirs."]


def test_nor_where_it_was_read_again_and_what_was_shown_before_is_to_be_saved_first(bench: Bench, file: Path) -> None:
    bench.lab.files.open_paths([str(file)])
    bench.lab.noting.write(Caption("", 0, 1, 5), "Mine.")
    write(file, dataclasses.replace(recording(), captions=(Caption("Theirs."),)))
    bench.lab.files.open_paths([str(file)])
    question = bench.lab.leaving.box
    assert question is not None, "it is asked about what is still shown"
    bench.lab.files.save(str(file))
    assert any("a.gilviz was changed since this window read it" in text for text in boxes(bench))
    assert [caption.text for caption in read(file).captions] == ["Theirs."]
    bench.lab.files.open_paths([str(file)])
    assert bench.lab.leaving.box is not None
    bench.lab.leaving.box.button(QMessageBox.StandardButton.Discard).click()
    bench.lab.noting.write(Caption("", 0, 1, 5), "Mine, upon theirs.")
    bench.lab.files.save(str(file))
    assert boxes(bench) == [], "that is what was read last"
    assert {"Theirs.", "Mine, upon theirs."} == {caption.text for caption in read(file).captions}


def test_a_file_that_is_no_recording_is_refused_in_a_sentence_and_what_is_shown_stays(
    bench: Bench, file: Path, tmp_path: Path
) -> None:
    bench.lab.files.open_paths([str(file)])
    bad = tmp_path / "bad.gilviz"
    bad.write_bytes(file.read_bytes()[:300])
    bench.lab.files.open_paths([str(file), str(bad)])
    damage = f"it has 300 bytes of {file.stat().st_size:,}"
    assert boxes(bench) == [f"{bad} is damaged: {damage}. Get the file again from where it came."]
    assert len(bench.lab.panels) == 2


def test_files_dropped_on_the_window_are_opened(bench: Bench, file: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)), QUrl("https://example.org/x.gilviz")])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(QPoint(9, 9), copy, data, left, none)
    QApplication.sendEvent(bench.window, entering)
    assert entering.isAccepted()
    QApplication.sendEvent(bench.window, QDropEvent(QPointF(9, 9), copy, data, left, none))
    assert len(bench.lab.panels) == 2


def test_recordings_that_were_opened_are_offered_again(bench: Bench, file: Path, other: Path) -> None:
    bench.lab.files.open_paths([str(other)])
    bench.lab.files.open_paths([str(file)])
    menu = bench.lab.files.menu
    menu.aboutToShow.emit()
    assert [action.text() for action in menu.actions()] == ["&1  a.gilviz", "&2  b.gilviz"]
    menu.actions()[1].trigger()
    assert bench.window.windowTitle() == "b.gilviz (recorded) – gilviz"
    file.unlink()
    bench.lab.files.open_paths([str(file)])
    assert "can't be read" in boxes(bench)[0]
    menu.aboutToShow.emit()
    assert [action.text() for action in menu.actions()] == ["&1  b.gilviz"]


def test_the_newest_recordings_are_remembered_each_once() -> None:
    recent = RecentFiles(str(Path(f"/r/{number}.gilviz")) for number in range(20))
    assert len(recent.paths) == MOST
    recent.add(Path("/r/3.gilviz"))
    assert recent.paths[:3] == ("/r/3.gilviz", "/r/0.gilviz", "/r/1.gilviz")
    assert len(recent.paths) == MOST
    recent.forget(Path("/r/0.gilviz"))
    assert "/r/0.gilviz" not in recent.paths


def test_a_recorded_sweep_comes_with_its_chart(bench: Bench, tmp_path: Path) -> None:
    swept = dataclasses.replace(recording(taking_turns()), sweep=True)
    write(tmp_path / "s.gilviz", swept)
    bench.lab.files.open_paths([str(tmp_path / "s.gilviz")])
    assert bench.lab.panels[0].badge
    assert chart(bench).isVisible()
    bench.lab.files.open_paths([str(tmp_path / "s.gilviz"), str(tmp_path / "s.gilviz")])
    assert not chart(bench).isVisible()


def test_a_place_that_cannot_be_looked_at_is_told_in_a_box(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_path: Path, **_how: bool) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "stat", refuse)
    bench.lab.files.open_paths(["/others/a.json"])
    monkeypatch.undo()
    assert boxes(bench) == ["/others/a.json can't be read (Permission denied): check its path, and whether you may read it."]


def test_a_note_of_any_length_leaves_the_picture_its_room(bench: Bench, tmp_path: Path) -> None:
    long = (Caption("W" * 200_000), Caption("a\n" * 100_000))
    write(tmp_path / "a.gilviz", dataclasses.replace(recording(), captions=long))
    bench.lab.files.open_paths([str(tmp_path / "a.gilviz")])
    banner = bench.lab.files.banner
    assert [len(line) for line in banner.text.splitlines()[1:]] == [LONGEST, LONGEST]
    assert banner.minimumSizeHint().width() < 600


@pytest.mark.skipif(sys.platform == "win32", reason="no name of a file has such signs there")
def test_what_files_say_is_shown_letter_by_letter(bench: Bench, tmp_path: Path) -> None:
    name = "<img src='a.png'>.gilviz"
    write(tmp_path / name, recording())
    bench.lab.files.open_paths([str(tmp_path / name)])
    shown = QTextDocument()
    shown.setHtml(bench.lab.files.banner.toolTip())
    assert shown.toPlainText() == str(tmp_path / name)
    bench.lab.files.open_paths([str(tmp_path / f"no {name}")])
    tricky = OpenedFile(Path("a\u202eb\udc80c\nd.gilviz"), recording())
    assert tricky.name == "a�b�c�d.gilviz", "nothing that turns the text around it, or that no font has"
    (box,) = bench.window.findChildren(QMessageBox)
    assert box.textFormat() == Qt.TextFormat.PlainText
    box.close()
    notes, chooser = NotesWindow(), LectureChooser([])
    labels = [*notes.findChildren(QLabel), chooser.details]
    assert {label.textFormat() for label in labels} == {Qt.TextFormat.PlainText}
    for window in (notes, chooser):
        window.deleteLater()
