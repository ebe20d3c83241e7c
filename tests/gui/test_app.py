"""The program from its first paint to its end, with real experiments."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gilviz.experiment.run import Phase
from gilviz.gui import app
from gilviz.gui.lab import Lab
from gilviz.gui.shell.settings import SettingsFile, WindowSettings
from gilviz.gui.start.application import Application
from gilviz.gui.start.interrupts import Interrupts
from gilviz.gui.start.options import WindowOptions
from tests.gui.fakes import spin
from tests.patience import AGES_S, within


@pytest.fixture
def settings_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "gilviz.ini"
    monkeypatch.setattr(app, "settings_path", lambda: path)
    return path


@pytest.fixture
def program(qapp: QApplication, settings_file: Path) -> Iterator[app.Program]:
    SettingsFile(settings_file).save(WindowSettings(started_before=True))
    made = app.Program(qapp, WindowOptions())
    made.start()
    yield made
    made.window.hide()
    made.finish()
    made.__dict__.clear()  # pytest keeps what a fixture gave until the test is judged


def lab_of(program: app.Program) -> Lab:
    spin(lambda: program.lab is not None)
    assert isinstance(program.lab, Lab)
    return program.lab


def quick(program: app.Program) -> None:
    """A comparison that is over in a moment."""
    form = program.window.form
    form.workload.setCurrentIndex(form.workload.findData("sleep"))
    form.size_field.set_value(50, automatic=False)
    form.tasks.setValue(2)


def test_the_window_is_painted_before_the_picture_is_loaded(program: app.Program) -> None:
    assert program.lab is None
    assert not program.window.form.button.isEnabled()
    lab_of(program)
    assert program.window.form.button.isEnabled()


def test_a_real_comparison_runs_to_its_sentences(program: app.Program, qtbot: QtBot) -> None:
    lab = lab_of(program)
    quick(program)
    program.window.commands["run"].trigger()
    qtbot.waitUntil(lambda: len(program.window.foot.verdicts.lines) == 3)  # of each run, and which was the fastest
    qtbot.waitUntil(program.window.commands["run"].isEnabled)
    assert [panel.phase for panel in lab.panels] == [Phase.FINISHED, Phase.FINISHED]
    assert all(panel.trace is not None and panel.trace.lanes for panel in lab.panels)


def test_closing_the_window_while_a_real_job_runs_ends_the_job(program: app.Program, qtbot: QtBot) -> None:
    lab = lab_of(program)
    quick(program)
    program.window.form.size_field.set_value(30_000, automatic=False)
    program.window.commands["run"].trigger()
    qtbot.waitUntil(lambda: bool(lab.panels))
    program.window.close()
    with within(2.5):
        qtbot.waitUntil(lambda: not program.window.isVisible())


def test_a_first_start_runs_the_default_comparison_by_itself(qapp: QApplication, settings_file: Path) -> None:
    program = app.Program(qapp, WindowOptions())
    started: list[bool] = []
    program.window.run_requested.connect(lambda: started.append(True))
    program.window.form.compare.set_lines(())  # nothing to run: the wish is what counts here
    program.start()
    lab_of(program)
    program.window.hide()
    program.finish()
    assert started == [True]
    assert SettingsFile(settings_file).load().started_before


def test_the_theme_asked_for_at_the_start_is_worn(qapp: QApplication, settings_file: Path) -> None:
    program = app.Program(qapp, WindowOptions(theme="dark"))
    assert program.look.choice == "dark"
    program.finish()
    assert not settings_file.exists() or SettingsFile(settings_file).load().theme == "dark"


def test_temporary_settings_are_forgotten(qapp: QApplication, settings_file: Path) -> None:
    program = app.Program(qapp, WindowOptions(temp_settings=True))
    program.finish()
    assert not settings_file.exists()


def test_main_shows_the_window_and_ends_with_it(qapp: QApplication, settings_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    SettingsFile(settings_file).save(WindowSettings(started_before=True))
    seen: list[bool] = []

    def close_soon() -> int:
        window = next(widget for widget in qapp.topLevelWidgets() if widget.objectName() == "main_window")
        spin(window.isVisible)
        seen.append(True)
        window.close()
        return 0

    monkeypatch.setattr(QApplication, "exec", staticmethod(close_soon))
    assert app.main(WindowOptions(debug=True)) == 0
    assert seen == [True]


def test_ctrl_c_in_the_terminal_closes_the_window(qapp: QApplication) -> None:
    assert qapp is not None
    heard: list[bool] = []
    before = signal.getsignal(signal.SIGTERM)
    interrupts = Interrupts(lambda: heard.append(True))
    interrupts.install()
    try:
        QTimer.singleShot(0, interrupt_ourselves)
        spin(lambda: bool(heard))
    finally:
        interrupts.remove()
    assert signal.getsignal(signal.SIGTERM) is before


def interrupt_ourselves() -> None:
    os.kill(os.getpid(), signal.SIGINT)


def test_the_shell_needs_none_of_the_heavy_modules() -> None:
    code = "import sys, gilviz.gui.app; print(*{'pyqtgraph', 'gilviz.trace', 'gilviz.experiment.run'} & set(sys.modules))"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=AGES_S)
    assert answer.stdout.strip() == ""


class Opening:
    """As much of an application as a file that the desktop wants opened meets."""

    def __init__(self) -> None:
        self.files: list[str] = []
        self.file_wanted = self

    def emit(self, file: str) -> None:
        self.files.append(file)


def test_a_file_that_the_desktop_wants_opened_is_as_macos_hands_it_over(tmp_path: Path) -> None:
    opening = Opening()
    event = QFileOpenEvent(str(tmp_path / "a b.gilviz"))
    assert Application.event(opening, event)  # type: ignore[arg-type]  # two applications can't be in a process
    assert opening.files == [str(tmp_path / "a b.gilviz")]
