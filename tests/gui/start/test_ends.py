"""How an experiment, and the window itself, can end otherwise than well."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gilviz.experiment.run import Phase
from gilviz.gui.shell.settings import WindowSettings
from tests.gui.benches import Bench, Benches
from tests.gui.fakes import spin


def test_esc_stops_and_says_that_what_was_recorded_is_kept(bench: Bench) -> None:
    bench.run().begin(1)
    QTest.keyClick(bench.window, Qt.Key.Key_Escape)
    spin(lambda: not bench.window.commands["stop"].isEnabled())
    assert bench.last.stops == 1
    line = bench.window.foot.verdicts.lines[0]
    assert line.tone == "warning"
    assert "is kept" in line.advice
    assert bench.lab.panels[1].message.startswith("before its turn")


def test_a_failed_run_shows_its_sentence_and_its_folded_traceback(bench: Bench) -> None:
    conductor = bench.run()
    conductor.end(1, Phase.FAILED, "Task 3 raised ValueError: seven.").traceback = "Traceback\n  ValueError: seven"
    conductor.finished = True
    spin(lambda: not bench.window.commands["stop"].isEnabled())
    line = bench.window.foot.verdicts.lines[0]
    assert (line.tone, line.details) == ("failure", "Traceback\n  ValueError: seven")
    assert "ValueError: seven" in line.sentence
    assert bench.window.commands["run"].isEnabled()


def test_a_calibration_that_fails_says_why_where_the_picture_would_be(bench: Bench) -> None:
    conductor = bench.run()
    conductor.runs = ()
    conductor.error = "There is no program /x: give the path of an interpreter."
    conductor.finished = True
    spin(lambda: not bench.window.commands["stop"].isEnabled())
    assert bench.window.welcome.trouble.text() == conductor.error
    assert bench.window.welcome.trouble.isVisible()


def test_where_nothing_can_be_recorded_the_window_says_so_and_lives_on(benches: Benches) -> None:
    bench = benches(WindowSettings(), room=False)
    bench.window.commands["run"].trigger()
    assert bench.window.welcome.trouble.text() == "The disk is full: free some space."
    assert bench.window.commands["run"].isEnabled()


def test_closing_while_a_job_runs_stops_it_and_then_closes(bench: Bench) -> None:
    bench.run().begin(1)
    bench.window.close()
    spin(lambda: not bench.window.isVisible())
    assert bench.last.stops == 1


def test_a_job_that_does_not_end_does_not_keep_the_window_open(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr("gilviz.gui.shell.main_window.CLOSE_WITHIN_MS", 50)
    bench.run().obeys = False
    bench.window.close()
    assert bench.window.isVisible()
    qtbot.waitUntil(lambda: not bench.window.isVisible())
    bench.last.obeys = True
