"""What is read beside the picture: the code of a run, with its marked line, and what the job printed."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QTextCursor
from pytestqt.qtbot import QtBot

from gilviz.gui.code.code_view import CodeFile, CodeView
from gilviz.gui.shell.log_pane import MOST_LINES, LogPane
from gilviz.render.theme import LIGHT


def test_code_is_shown_coloured_with_its_marked_line(qtbot: QtBot) -> None:
    view = CodeView()
    qtbot.addWidget(view)
    view.set_theme(LIGHT)
    text = "import x\n" * 50 + "for w in workers:\n    w.start()\n"
    view.set_files([CodeFile("threading.py", text, 52, "Line 52 starts worker 1."), CodeFile("primes.py", "n = 1\n")])
    view.show()
    assert view.source.toPlainText() == text
    assert view.source.marked == 52
    assert view.source.extraSelections()
    assert view.note.text() == "Line 52 starts worker 1."
    first = view.source.document().firstBlock().layout().formats()
    assert first[0].format.foreground().color() == QColor(*LIGHT.code.keyword)


def test_the_tab_that_is_open_stays_open(qtbot: QtBot) -> None:
    view = CodeView()
    qtbot.addWidget(view)
    view.set_files([CodeFile("a.py", "a = 1"), CodeFile("b.py", "b = 1")])
    view.tabs.setCurrentIndex(1)
    view.set_files([CodeFile("a.py", "a = 2"), CodeFile("c.py", "c = 1")])
    assert view.source.toPlainText() == "c = 1"
    view.set_files([CodeFile("a.py", "a = 3")])
    assert view.source.toPlainText() == "a = 3"


@pytest.fixture
def log(qtbot: QtBot) -> LogPane:
    pane = LogPane()
    qtbot.addWidget(pane)
    return pane


def test_the_output_leaves_most_of_the_window_to_the_picture(log: LogPane) -> None:
    assert 4 <= log.sizeHint().height() / log.fontMetrics().lineSpacing() <= 8


def test_only_what_is_new_is_appended(log: LogPane) -> None:
    log.set_output(0, "threading", "one\n", 4)
    log.set_output(0, "threading", "one\ntwo\n", 8)
    log.set_output(1, "pool", "", 0)
    log.set_output(1, "pool", "three", 5)
    assert log.toPlainText() == "── threading ──\none\ntwo\n── pool ──\nthree"


def test_an_output_whose_beginning_was_dropped_goes_on(log: LogPane) -> None:
    log.set_output(0, "threading", "one\n", 4)
    log.set_output(0, "threading", "[4 characters were printed before this]\ntwo\n", 8)
    assert log.toPlainText() == "── threading ──\none\ntwo\n"


def test_a_flood_is_cut_to_its_end(log: LogPane) -> None:
    flood = "".join(f"{number}\n" for number in range(200_000))
    log.set_output(0, "threading", flood, len(flood))
    assert log.blockCount() <= MOST_LINES
    cursor = QTextCursor(log.document())
    cursor.movePosition(QTextCursor.MoveOperation.End)
    cursor.movePosition(QTextCursor.MoveOperation.PreviousBlock)
    assert cursor.block().text() == "199999"


def test_a_new_experiment_begins_with_an_empty_log(log: LogPane) -> None:
    log.set_output(0, "threading", "one\n", 4)
    log.clear_runs()
    log.set_output(0, "pool", "two\n", 4)
    assert log.toPlainText() == "── pool ──\ntwo\n"
