"""Advice that nobody has saved is asked about before the window closes, and nothing that was measured is lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from gilviz.experiment.unsaved import has_unsaved
from gilviz.gui.advice.dialog import AdviceDialog
from gilviz.gui.advice.opener import AdviceOpener
from gilviz.recording import Caption
from tests.gui.advice.dialogs import one_round
from tests.gui.benches import Bench
from tests.gui.fakes import FakeInquiry

Buttons = QMessageBox.StandardButton


@dataclass
class Advised:
    """A window with an answer, whose dialog is open."""

    bench: Bench
    opener: AdviceOpener
    dialog: AdviceDialog
    directory: Path

    def asked(self, qtbot: QtBot, button: Buttons) -> str:
        """Answer what the window asks as it closes; what that was."""
        qtbot.waitUntil(lambda: self.bench.lab.leaving.box is not None)
        box = self.bench.lab.leaving.box
        assert box is not None
        assert has_unsaved(self.directory), "whoever is asked has not answered: a kill shall lose nothing"
        text = box.text()
        box.done(button.value)
        return text

    def shows(self) -> bool:
        return any("sequential" in panel.headline.title and panel.badge for panel in self.bench.lab.panels)


@pytest.fixture
def advised(qtbot: QtBot, bench: Bench, file: Path) -> Iterator[Advised]:
    opened: list[AdviceDialog] = []
    opener = AdviceOpener(bench.window, FakeInquiry(), bench.lab.files, bench.lab)
    opener.opened.connect(opened.append)
    bench.window.commands["advise"].trigger()
    dialog = opened.pop()
    dialog.place.setText(str(file))
    dialog.place.editingFinished.emit()
    dialog.items.setText("[0.02] * 2")
    one_round(qtbot, dialog)
    directory = dialog._driver.directory
    assert directory is not None
    qtbot.waitUntil(lambda: has_unsaved(directory))
    made = Advised(bench, opener, dialog, directory)
    yield made
    opener.close()
    made.__dict__.clear()
    assert not directory.exists(), "it goes with the program"


def test_what_was_measured_outlives_the_dialog_and_is_asked_about_before_the_window_closes(
    qtbot: QtBot, advised: Advised
) -> None:
    window, dialog = advised.bench.window, advised.dialog
    dialog.reject()
    assert dialog.isHidden()
    assert "brings the advice back" in window.statusBar().currentMessage()
    window.commands["advise"].trigger()
    assert dialog.isVisible()
    assert dialog.answer is not None, "it waited with its answer"

    assert not window.close()
    assert "What was recorded here is in no file yet" in advised.asked(qtbot, Buttons.Cancel)
    assert advised.shows()
    window.commands["advise"].trigger()
    assert dialog.isVisible()
    assert dialog.answer is not None, "its sentences are there as well as its lanes"
    window.close()
    advised.asked(qtbot, Buttons.Discard)
    assert not window.isVisible()


def test_advice_that_waits_while_a_job_runs_is_asked_about_once_the_job_has_ended(qtbot: QtBot, advised: Advised) -> None:
    bench = advised.bench
    advised.dialog.reject()
    bench.run().begin(1)
    assert not bench.window.close()
    assert "in no file yet" in advised.asked(qtbot, Buttons.Cancel)
    assert bench.last.stops == 1
    assert advised.shows()
    bench.run()
    bench.finish()
    qtbot.wait(0)
    assert bench.window.isVisible(), "Cancel was said, and nobody has closed it since"


def test_advice_that_was_shown_and_replaced_is_asked_about_as_the_window_closes_unless_it_was_saved(
    qtbot: QtBot, advised: Advised, tmp_path: Path
) -> None:
    bench = advised.bench
    advised.dialog.lanes.click()
    assert advised.shows()
    bench.run()
    bench.finish()
    assert not advised.shows()
    assert not bench.window.close()
    assert "What was recorded here is in no file yet" in advised.asked(qtbot, Buttons.Cancel)
    assert advised.shows()
    bench.lab.files.save(str(tmp_path / "mine.gilviz"))
    bench.run()
    bench.finish()
    assert bench.window.close()


def test_cancelling_for_notes_keeps_the_advice_and_answering_comes_to_it_next(qtbot: QtBot, advised: Advised) -> None:
    bench = advised.bench
    advised.dialog.reject()
    bench.run().begin(1)
    bench.finish()
    bench.lab.noting.write(Caption("", 1, 1, 0), "Look.")
    bench.window.close()
    assert "notes" in advised.asked(qtbot, Buttons.Cancel)
    assert bench.window.isVisible()
    assert advised.dialog.answer is not None
    bench.window.close()
    assert "notes" in advised.asked(qtbot, Buttons.Discard)
    assert "What was recorded here is in no file yet" in advised.asked(qtbot, Buttons.Discard)
    assert not bench.window.isVisible()
