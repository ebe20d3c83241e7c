"""Advice in the window: what can be chosen, what is told, what is handed to the picture."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMessageBox, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gilviz.advice.advisor import Advisor
from gilviz.advice.outline import outlines
from gilviz.advice.words import Reason
from gilviz.experiment.unsaved import has_unsaved
from gilviz.experiment.workspace import Workspace, WorkspaceError
from gilviz.gui.advice.dialog import AdviceDialog
from gilviz.gui.advice.driver import AdviceDriver
from gilviz.gui.advice.opener import AdviceOpener
from gilviz.gui.advice.sentences import Sentences
from gilviz.gui.style import SPACE
from gilviz.recording import Caption
from tests.gui.benches import Bench
from tests.gui.fakes import FakeInquiry

Buttons = QMessageBox.StandardButton
SOURCE = '''
import time

def nap(seconds):
    """Sleeps.

    For as long."""
    time.sleep(seconds)
    return seconds

async def doze(seconds: float) -> None: ...
def two(one, other): ...
def more(one, *, strict): ...
def nothing(): ...
def yields(one): yield one
def optional(one, other=2): return one
def _hidden(one): ...
'''


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "mine.py"
    path.write_text(SOURCE, encoding="utf-8")
    return path


@pytest.fixture
def driver(qapp: QApplication) -> Iterator[AdviceDriver]:
    assert qapp is not None
    made = AdviceDriver(Advisor, Workspace)
    yield made
    made.close()


def dialog_of(qtbot: QtBot, driver: AdviceDriver, place: str = "") -> AdviceDialog:
    dialog = AdviceDialog(driver, FakeInquiry(), None)
    qtbot.addWidget(dialog)
    dialog.place.setText(place)
    dialog.place.editingFinished.emit()
    return dialog


def one_round(qtbot: QtBot, dialog: AdviceDialog) -> None:
    """Asks, and stops when each way was tried once: on a busy machine no budget of seconds is sure to be enough for that."""
    dialog.budget.setValue(dialog.budget.maximum())
    dialog.advise.click()
    assert dialog.advise.text() == "&Stop"
    advisor = dialog._driver.advisor
    assert isinstance(advisor, Advisor)
    qtbot.waitUntil(lambda: bool(advisor.runs) and advisor.runs[-1].repetition > 0)
    with qtbot.waitSignal(dialog._driver.answered):
        dialog.advise.click()


def test_a_file_s_functions_are_read_without_running_it() -> None:
    found = {each.name: each for each in outlines(SOURCE + "\nraise SystemExit\n")}
    assert {name: each.problem for name, each in found.items() if each.problem} == {
        "two": "it needs 2 arguments",
        "more": "it needs 2 arguments",
        "nothing": "it takes no argument",
        "yields": "it is a generator",
    }
    assert (found["doze"].awaits, found["nap"].awaits) == (True, False)
    assert (found["nap"].signature, found["optional"].signature) == ("(seconds)", "(one, other=2)")


def test_what_can_be_no_file_s_name_offers_nothing(qtbot: QtBot, driver: AdviceDriver) -> None:
    dialog = dialog_of(qtbot, driver, "x" * 6000 + ".py")
    assert dialog.function.count() == 0


def test_functions_of_one_argument_are_offered_with_signature_and_docstring(
    qtbot: QtBot, driver: AdviceDriver, file: Path
) -> None:
    dialog = dialog_of(qtbot, driver, str(file))
    assert [dialog.function.itemText(row) for row in range(dialog.function.count())] == ["nap", "doze", "optional"]
    assert dialog.note.text() == "def nap(seconds)\nSleeps."
    dialog.function.setCurrentText("two")
    assert "two(one, other) can't be called with one item: it needs 2 arguments" in dialog.note.text()


def test_nothing_can_be_asked_before_everything_is_chosen(qtbot: QtBot, driver: AdviceDriver, file: Path) -> None:
    dialog = dialog_of(qtbot, driver)
    assert not dialog.advise.isEnabled()
    dialog.place.setText(str(file))
    dialog.place.editingFinished.emit()
    assert not dialog.advise.isEnabled()
    dialog.items.setText("[0.05] * 4")
    assert dialog.advise.isEnabled()
    assert dialog.question().code.function == "mine.py:nap"
    assert dialog.question().code.folder == str(file.parent)


def test_advice_is_told_with_the_code_and_its_runs_become_the_picture(qtbot: QtBot, bench: Bench, file: Path) -> None:
    opened: list[AdviceDialog] = []
    opener = AdviceOpener(bench.window, FakeInquiry(), bench.lab.files, bench.lab)
    opener.opened.connect(opened.append)
    bench.window.commands["advise"].trigger()
    dialog = opened[0]
    dialog.place.setText(str(file))
    dialog.place.editingFinished.emit()
    dialog.items.setText("[0.05] * 4")
    one_round(qtbot, dialog)
    assert "mine.py:nap: waiting; the GIL does not hinder it; confidence" in dialog.note.text()
    texts = [dialog.told.list.item(row).text() for row in range(dialog.told.list.count())]
    use = next(row for row, text in enumerate(texts) if text.startswith("Use concurrent.futures.ThreadPoolExecutor with"))
    dialog.copy.click()
    assert QGuiApplication.clipboard().text().startswith("from concurrent.futures import ThreadPoolExecutor")
    dialog.lanes.click()
    titles = [panel.headline.title for panel in bench.lab.panels]
    assert any("thread-pool" in title for title in titles), titles
    assert any("process-pool" in title for title in titles), titles
    assert dialog.isHidden()
    assert "brings the advice back" in bench.window.statusBar().currentMessage()
    assert bench.window.commands["save_recording"].isEnabled(), "it is in no file yet"
    assert not bench.lab.files.menu.isEnabled(), "what is no file can't be opened again"

    bench.window.commands["advise"].trigger()
    assert opened == [dialog], "it waited with its answer"
    assert dialog.isVisible()
    dialog.told.list.setCurrentRow(use)
    shown = {item.text() for row in range(dialog.told.table.rowCount()) if (item := dialog.told.table.item(row, 0)) is not None}
    assert "plain loop" in shown
    assert any(name.startswith("thread-pool, ") for name in shown), shown
    assert not any(name.startswith("process-pool") for name in shown), shown
    dialog.lanes.click()
    titles = [panel.headline.title for panel in bench.lab.panels]
    assert any("thread-pool" in title for title in titles), titles
    assert not any("process-pool" in title for title in titles), titles
    opener.close()


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


def test_what_can_not_be_measured_is_told_in_the_dialog(qtbot: QtBot, driver: AdviceDriver, tmp_path: Path) -> None:
    (tmp_path / "bad.py").write_text("def f(n): return n\n1 / 0\n", encoding="utf-8")
    dialog = dialog_of(qtbot, driver, str(tmp_path / "bad.py"))
    dialog.items.setText("range(3)")
    with qtbot.waitSignal(driver.answered):
        dialog.advise.click()
    assert "bad.py can't be imported: ZeroDivisionError: division by zero (line 2)" in dialog.note.text()
    assert dialog.told.isHidden()
    assert dialog.code.isHidden()


def test_a_full_disk_is_told_before_anything_runs(qtbot: QtBot, file: Path) -> None:
    def full() -> Workspace:
        raise WorkspaceError("The disk is full: free some space.")

    driver = AdviceDriver(Advisor, full)
    dialog = dialog_of(qtbot, driver, str(file))
    dialog.items.setText("range(3)")
    dialog.advise.click()
    assert dialog.note.text() == "The disk is full: free some space."
    assert not driver.running


def test_closing_ends_what_runs(qtbot: QtBot, driver: AdviceDriver, file: Path) -> None:
    dialog = dialog_of(qtbot, driver, str(file))
    dialog.items.setText("[30.0] * 4")
    dialog.advise.click()
    with qtbot.waitSignal(driver.progressed):
        pass
    dialog.reject()
    assert driver.advisor is not None
    assert driver.advisor.finished


def test_sentences_that_come_while_they_are_hidden_take_no_more_room_than_they_need(qtbot: QtBot) -> None:
    page = QWidget()
    told = Sentences(page)
    column = QVBoxLayout(page)
    column.addWidget(told)
    told.hide()
    qtbot.addWidget(page)
    page.resize(800, 400)
    page.show()
    told.show_answer([Reason("A sentence of a dozen words or so, which one line has room for.")], ())
    told.show()
    QApplication.processEvents()
    assert told.list.item(0).sizeHint().height() < 2 * told.list.fontMetrics().lineSpacing() + SPACE
