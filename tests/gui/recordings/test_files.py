"""Recordings in the window: opened, saved, dropped, compared."""

from __future__ import annotations

import dataclasses
import sys
import time
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
from gilviz.recording.watched import Cancelled, Step
from tests.gui.benches import Bench, sentences
from tests.gui.fakes import spin
from tests.recording.recordings import processes, recording, taking_turns
from tests.trace import runs


@pytest.fixture
def file(tmp_path: Path) -> Path:
    write(tmp_path / "a.gilviz", recording())
    return tmp_path / "a.gilviz"


@pytest.fixture
def other(tmp_path: Path) -> Path:
    moved = dataclasses.replace(processes(), runtime=dataclasses.replace(runs.runtime(cores=8), version="3.14.0"))
    write(tmp_path / "b.gilviz", recording(moved))
    return tmp_path / "b.gilviz"


def chart(bench: Bench) -> SweepChart:
    found = bench.window.findChild(SweepChart)
    assert isinstance(found, SweepChart)
    return found


def boxes(bench: Bench) -> list[str]:
    found = [box.text() for box in bench.window.findChildren(QMessageBox) if box.isVisible()]
    for box in bench.window.findChildren(QMessageBox):
        box.close()
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


def test_what_is_large_is_read_and_written_beside_the_window(bench: Bench, file: Path, other: Path, tmp_path: Path) -> None:
    files = bench.lab.files
    files.at_once = 0
    files.open_paths([str(file), str(other)])
    assert files.errand.busy
    assert not files.errand.isVisible(), "a line that comes and goes at once would make the picture jump"
    assert len(bench.lab.panels) == 0, "the window goes on meanwhile"
    files.open_paths([str(file)])
    assert boxes(bench) == ["Another recording is being read or written: wait for it, or cancel it above."]
    spin(lambda: not files.errand.busy)
    assert [panel.badge for panel in bench.lab.panels] == ["recorded A", "recorded A", "recorded B"]
    assert not files.errand.isVisible()
    bench.run()
    bench.finish()
    files.save(str(tmp_path / "mine.gilviz"))
    spin(lambda: not files.errand.busy)
    assert "mine.gilviz" in bench.window.statusBar().currentMessage()
    assert len(read(tmp_path / "mine.gilviz").runs) == 3
    files.save(str(tmp_path / "no folder" / "mine.gilviz"))
    spin(lambda: not files.errand.busy)
    assert "can't be written" in boxes(bench)[0]


def test_what_is_cancelled_leaves_everything_as_it_was(bench: Bench, file: Path, other: Path, tmp_path: Path) -> None:
    files = bench.lab.files
    files.open_paths([str(file)])
    files.at_once = 0
    files.open_paths([str(other)])
    files.errand.cancel_button.click()
    spin(lambda: not files.errand.busy)
    assert bench.window.windowTitle() == "a.gilviz (recorded) – gilviz"
    bench.run()
    bench.finish()
    (tmp_path / "mine.gilviz").write_text("old")
    files.save(str(tmp_path / "mine.gilviz"))
    files.errand.cancel()
    spin(lambda: not files.errand.busy)
    assert boxes(bench) == []


def test_a_window_closes_only_once_what_it_writes_is_there(bench: Bench, file: Path, tmp_path: Path) -> None:
    files = bench.lab.files
    files.open_paths([str(file)])
    bench.lab.noting.write(Caption("", 1, 1, 0), "At once.")
    files.at_once = 0
    files.save(str(tmp_path / "no folder" / "mine.gilviz"))
    bench.window.close()
    assert bench.window.isVisible()
    assert "closes when it is there" in bench.window.statusBar().currentMessage()
    assert bench.lab.leaving.box is None, "it is being saved: no need to ask"
    spin(lambda: not files.errand.busy)
    assert "can't be written" in boxes(bench)[0]
    assert bench.window.isVisible(), "what could not be saved is not lost"
    files.save(str(tmp_path / "mine.gilviz"))
    assert bench.window.isVisible(), "the wish to close went with the failure"
    bench.window.close()
    spin(lambda: not bench.window.isVisible())
    assert "At once." in {caption.text for caption in read(tmp_path / "mine.gilviz").captions}


def test_what_was_read_while_a_run_began_is_not_dropped_without_a_word(bench: Bench, file: Path) -> None:
    bench.lab.files.at_once = 0
    bench.lab.files.open_paths([str(file)])
    bench.run()
    spin(lambda: not bench.lab.files.errand.busy)
    assert "Nothing was opened, for something runs." in bench.window.statusBar().currentMessage()
    bench.finish()


def test_reading_and_writing_are_broken_off_without_a_trace(file: Path, tmp_path: Path) -> None:
    shares: list[float] = []

    def stop(share: float) -> None:
        shares.append(share)
        raise Cancelled

    with pytest.raises(Cancelled):
        read(file, stop)
    (tmp_path / "old.gilviz").write_text("old")
    with pytest.raises(Cancelled):
        write(tmp_path / "old.gilviz", recording(), stop)
    assert (tmp_path / "old.gilviz").read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.gilviz", "old.gilviz"]
    assert all(0 <= share <= 1 for share in shares)


def test_where_the_program_ends_reading_is_given_up_and_writing_is_finished(bench: Bench) -> None:
    came: list[str] = []

    def read_long(step: Step) -> None:
        for _ in range(3000):
            step(0.1)
            time.sleep(0.01)
        came.append("all was read")

    def write_all(step: Step) -> None:
        for part in range(3):
            step(part / 3)
            time.sleep(0.01)
        came.append("written")

    errand = bench.lab.files.errand
    errand.run("Opening…", read_long, lambda _: None, came.append)
    spin(errand.isVisible)
    errand.wait()
    spin(lambda: not errand.busy)
    assert came == []
    errand.run("Saving…", write_all, lambda _: None, came.append, finish=True)
    errand.wait()
    assert came == ["written"]
    spin(lambda: not errand.busy)
