"""Advice in the window: what can be chosen, what is told, what is handed to the picture."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QSizePolicy, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gilviz.advice.advisor import Advisor
from gilviz.advice.outline import outlines
from gilviz.advice.words import Reason
from gilviz.experiment.workspace import Workspace, WorkspaceError
from gilviz.gui.advice.dialog import AdviceDialog
from gilviz.gui.advice.driver import AdviceDriver
from gilviz.gui.advice.opener import AdviceOpener
from gilviz.gui.advice.sentences import Sentences
from gilviz.gui.look.style import SPACE
from tests.gui.advice.dialogs import SOURCE, dialog_of, one_round
from tests.gui.benches import Bench
from tests.gui.fakes import FakeInquiry


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
    assert dialog.heading.note.text() == "def nap(seconds)\nSleeps."
    dialog.function.setCurrentText("two")
    assert "two(one, other) can't be called with one item: it needs 2 arguments" in dialog.heading.note.text()


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
    assert dialog.heading.head.text().startswith("Use ")
    assert dialog.heading.note.text().startswith("nap() mostly waits · the GIL does not hinder it · confidence ")
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
    dialog.function.setCurrentText("optional")
    assert dialog.heading.head.isHidden(), "that was about another function"
    dialog.function.setCurrentText("nap")
    assert not dialog.heading.head.isHidden()
    opener.close()


def test_what_can_not_be_measured_is_told_in_the_dialog(qtbot: QtBot, driver: AdviceDriver, tmp_path: Path) -> None:
    (tmp_path / "bad.py").write_text("def f(n): return n\n1 / 0\n", encoding="utf-8")
    dialog = dialog_of(qtbot, driver, str(tmp_path / "bad.py"))
    dialog.items.setText("range(3)")
    with qtbot.waitSignal(driver.answered):
        dialog.advise.click()
    assert "bad.py can't be imported: ZeroDivisionError: division by zero (line 2)" in dialog.heading.note.text()
    where = dialog.heading.where.toPlainText().splitlines()
    assert not dialog.heading.where.isHidden()
    assert 'bad.py", line 2, in <module>' in where[1], "what is not the user's own comes first nowhere"
    assert dialog.told.isHidden()
    assert dialog.code.isHidden()


def test_an_answer_stands_above_its_own_function_only(qtbot: QtBot, driver: AdviceDriver, tmp_path: Path) -> None:
    (tmp_path / "bad.py").write_text("def f(n): return n\ndef g(n): return n\n1 / 0\n", encoding="utf-8")
    dialog = dialog_of(qtbot, driver, str(tmp_path / "bad.py"))
    dialog.items.setText("range(3)")
    with qtbot.waitSignal(driver.answered):
        dialog.advise.click()
    told = dialog.heading.note.text()
    assert "ZeroDivisionError" in told
    dialog.python.changed.emit()  # as it does whenever more is known of any Python
    dialog.place.editingFinished.emit()
    assert (dialog.heading.note.text(), dialog.heading.where.isHidden()) == (told, False)
    dialog.function.setCurrentText("g")
    assert dialog.heading.note.text().startswith("def g(n)")
    assert dialog.heading.where.isHidden()
    assert dialog.heading.sizePolicy().verticalPolicy() is QSizePolicy.Policy.Maximum
    dialog.function.setCurrentText("f")
    assert (dialog.heading.note.text(), dialog.heading.where.isHidden()) == (told, False)


def test_a_full_disk_is_told_before_anything_runs(qtbot: QtBot, file: Path) -> None:
    def full() -> Workspace:
        raise WorkspaceError("The disk is full: free some space.")

    driver = AdviceDriver(Advisor, full)
    dialog = dialog_of(qtbot, driver, str(file))
    dialog.items.setText("range(3)")
    dialog.advise.click()
    assert dialog.heading.note.text() == "The disk is full: free some space."
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
