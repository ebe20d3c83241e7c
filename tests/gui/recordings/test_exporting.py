"""The command that exports what is shown, as the window offers it."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from gilviz.export.formats import FORMATS
from gilviz.export.target import open_target
from gilviz.gui.recordings.exporting import Exporting
from gilviz.imports import read_any
from gilviz.recording import Caption, Recording, write
from gilviz.recording.watched import Step, unwatched
from tests.gui.benches import Bench
from tests.recording.recordings import processes, recording, taking_turns

DATA = Path(__file__).parent.parent.parent / "imports" / "data"


def exporting(bench: Bench) -> Exporting:
    return bench.lab.files.exporting


def said(bench: Bench) -> str:
    box = bench.window.findChild(QMessageBox)
    assert isinstance(box, QMessageBox)
    sentence = box.text()
    box.close()
    return sentence


def message(bench: Bench) -> str:
    return bench.window.statusBar().currentMessage()


def test_what_is_shown_is_written_without_loss(bench: Bench, tmp_path: Path, qtbot: QtBot) -> None:
    write(tmp_path / "a.gilviz", recording())
    assert not bench.window.commands["export"].isEnabled()
    bench.lab.files.open_paths([str(tmp_path / "a.gilviz")])
    assert bench.window.commands["export"].isEnabled()
    exporting(bench).export(str(tmp_path / "a.json"), FORMATS["chrome"])
    qtbot.waitUntil(lambda: message(bench) == f"Chrome trace, for Perfetto and Firefox Profiler: {tmp_path / 'a.json'}.")
    write(tmp_path / "b.gilviz", read_any(tmp_path / "a.json"))
    assert (tmp_path / "b.gilviz").read_bytes() == (tmp_path / "a.gilviz").read_bytes()


def test_notes_written_on_an_opened_recording_are_in_its_export(bench: Bench, tmp_path: Path, qtbot: QtBot) -> None:
    write(tmp_path / "a.gilviz", recording())
    bench.lab.files.open_paths([str(tmp_path / "a.gilviz")])
    bench.lab.noting.write(Caption("", 1, 1, 0), "Look here.")
    bench.lab.files.save(str(tmp_path / "b.gilviz"))
    exporting(bench).export(str(tmp_path / "a.json"), FORMATS["chrome"])
    qtbot.waitUntil(lambda: message(bench).startswith("Chrome trace"))
    assert Caption("Look here.", 1, 1, 0) in read_any(tmp_path / "a.json").captions


def test_recordings_that_are_compared_follow_each_other(bench: Bench, tmp_path: Path, qtbot: QtBot) -> None:
    write(tmp_path / "a.gilviz", recording(taking_turns()))
    write(tmp_path / "b.gilviz", recording(processes()))
    bench.lab.files.open_paths([str(tmp_path / "a.gilviz"), str(tmp_path / "b.gilviz")])
    exporting(bench).export(str(tmp_path / "both.json"), FORMATS["json"])
    qtbot.waitUntil(lambda: message(bench).startswith("Figures as JSON: "))
    told = json.loads((tmp_path / "both.json").read_text(encoding="utf-8"))
    assert [run["executor"] for run in told["runs"]] == ["threading", "pool"]


def test_a_place_without_room_is_told_in_a_box(bench: Bench, tmp_path: Path, qtbot: QtBot) -> None:
    write(tmp_path / "a.gilviz", recording())
    bench.lab.files.open_paths([str(tmp_path / "a.gilviz")])
    exporting(bench).export(str(tmp_path / "missing" / "a.html"), FORMATS["html"])
    qtbot.waitUntil(lambda: bench.window.findChild(QMessageBox) is not None)
    assert said(bench) == (
        f"{tmp_path / 'missing' / 'a.html'} could not be written (No such file or directory): choose a place with room."
    )


def test_a_failure_of_any_kind_is_never_announced_as_written(bench: Bench, tmp_path: Path, qtbot: QtBot) -> None:
    def fail(_path: Path, recording: Recording, _step: Step = unwatched) -> None:
        recording.title.encode("ascii")

    write(tmp_path / "a.gilviz", recording())
    bench.lab.files.open_paths([str(tmp_path / "a.gilviz")])
    exporting(bench).export(str(tmp_path / "a.html"), dataclasses.replace(FORMATS["html"], write=fail))
    qtbot.waitUntil(lambda: bench.window.findChild(QMessageBox) is not None)
    assert "a.html could not be written (UnicodeEncodeError: 'ascii' codec" in said(bench)


def test_an_export_is_cancelled_without_a_trace(bench: Bench, tmp_path: Path, qtbot: QtBot) -> None:
    def write_long(path: Path, _recording: Recording, step: Step = unwatched) -> None:
        with open_target(path):
            while True:
                step(0.5)

    write(tmp_path / "a.gilviz", recording())
    bench.lab.files.open_paths([str(tmp_path / "a.gilviz")])
    (tmp_path / "a.html").write_text("old")
    exporting(bench).export(str(tmp_path / "a.html"), dataclasses.replace(FORMATS["html"], write=write_long))
    exporting(bench).export(str(tmp_path / "b.html"), FORMATS["html"])
    assert said(bench) == "Another file is being read or written: wait for it, or cancel it above."
    errand = bench.lab.files.errand
    qtbot.waitUntil(errand.isVisible)
    errand.cancel_button.click()
    qtbot.waitUntil(lambda: not errand.busy)
    assert not any(box.isVisible() for box in bench.window.findChildren(QMessageBox))
    assert sorted(path.name for path in tmp_path.glob("*.*")) == ["a.gilviz", "a.html"]
    assert (tmp_path / "a.html").read_text() == "old"


def test_where_nothing_was_recorded_nothing_is_exported(bench: Bench, tmp_path: Path) -> None:
    exporting(bench).export(str(tmp_path / "a.html"), FORMATS["html"])
    assert said(bench) == "Nothing was recorded yet: press Ctrl+R to run the comparison."
    assert list(tmp_path.glob("*.html")) == []


@pytest.mark.leaves_behind("settings")  # Qt's own dialog remembers its size and folder, for all programs
def test_the_dialogs_ending_follows_the_chosen_format(bench: Bench, qtbot: QtBot) -> None:
    exporting(bench).ask()
    dialog = bench.window.findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    assert dialog.defaultSuffix() == "html"
    dialog.filterSelected.emit("Every segment as a table (*.csv)")
    assert dialog.defaultSuffix() == "csv"
    dialog.reject()
    qtbot.waitUntil(lambda: bench.window.findChild(QFileDialog) is None)


@pytest.mark.parametrize(("name", "tool"), [("sampling.json", "profiling.sampling"), ("viztracer.json", "VizTracer 1.1.1")])
def test_another_tool_s_file_opens_like_a_recording(bench: Bench, name: str, tool: str) -> None:
    bench.lab.files.open_paths([str(DATA / name)])
    (panel,) = bench.lab.panels
    assert tool in panel.headline.title
    assert bench.lab.files.banner.text.startswith(f"{name} · {tool} · ")
