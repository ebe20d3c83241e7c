"""The smaller parts of the window, each by itself."""

from __future__ import annotations

import logging
import sys
import threading

import numpy as np
import pytest
from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtGui import QColor, QTextCursor
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gilviz.gui.code_view import CodeFile, CodeView
from gilviz.gui.faults import FaultDialog, Faults
from gilviz.gui.icons import FILLED, STROKED, dot_icon, icon
from gilviz.gui.legend import STRIPES, Legend, striped_pixels, swatch_pixels
from gilviz.gui.log_pane import MOST_LINES, LogPane
from gilviz.gui.verdicts import OutcomeLine, VerdictList, VerdictRow
from gilviz.gui.watchdog import LONGEST_BLOCK_S, StallWatchdog, stall_report
from gilviz.render.palette import pixel
from gilviz.render.stack import ORDER
from gilviz.render.state_text import TEXTS
from gilviz.render.theme import DARK, HIGH_CONTRAST, LIGHT, THEMES, Theme
from gilviz.runner.protocol import State, WorkerKind
from tests.gui.fakes import spin

GOOD = OutcomeLine(0, "threading", "success", "The 4 threads took turns.")
BAD = OutcomeLine(1, "pool", "failure", "The job failed.", "Change the form.", "Traceback\n  ValueError: 7\n")


@pytest.fixture
def verdicts(qtbot: QtBot) -> VerdictList:
    widget = VerdictList()
    qtbot.addWidget(widget)
    widget.resize(500, 300)
    return widget


def rows(verdicts: VerdictList) -> list[VerdictRow]:
    return [row for row in verdicts.findChildren(VerdictRow) if row.parent() is not None]


def test_before_a_run_has_ended_the_sentences_take_no_room(verdicts: VerdictList) -> None:
    assert verdicts.isHidden()
    assert verdicts.height() == 0


def test_each_run_has_its_sentence_and_what_to_do_next(verdicts: VerdictList) -> None:
    verdicts.set_lines([GOOD, BAD])
    texts = [label.text() for label in verdicts.findChildren(QLabel)]
    assert texts == ["threading", "The 4 threads took turns.", "pool", "The job failed. Change the form."]


def test_a_traceback_is_folded_until_it_is_asked_for(verdicts: VerdictList) -> None:
    verdicts.set_lines([GOOD, BAD])
    row = rows(verdicts)[1]
    assert row.details is not None
    assert row.details.isHidden()
    before = verdicts.height()
    row.fold.click()
    assert row.details.isVisible()
    assert "ValueError: 7" in row.details.toPlainText()
    assert verdicts.height() > before


def test_a_row_that_stands_already_stays_unfolded_when_another_comes(verdicts: VerdictList) -> None:
    verdicts.set_lines([BAD])
    rows(verdicts)[0].fold.click()
    verdicts.set_lines([BAD, GOOD])
    details = rows(verdicts)[0].details
    assert details is not None
    assert not details.isHidden()


def test_sentences_that_get_more_room_become_flatter_again(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    verdicts, column = VerdictList(window), QVBoxLayout(window)
    column.addWidget(QWidget(window), 1)
    column.addWidget(verdicts)
    long = "The 4 threads took turns. " * 8
    verdicts.set_lines([OutcomeLine(0, "threading", "success", long), OutcomeLine(1, "pool", "success", long)])
    window.show()
    insides = []
    for width in (1000, 560, 1000):
        window.resize(width, 500)
        for _ in range(5):
            QApplication.processEvents()
        inside = verdicts.widget()
        assert inside is not None
        insides.append(inside.height())
    assert insides[0] == insides[2] < insides[1]


def test_a_new_experiment_begins_with_no_sentences(verdicts: VerdictList) -> None:
    verdicts.set_lines([GOOD])
    verdicts.set_lines(())
    assert verdicts.isHidden()
    assert rows(verdicts) == []


@pytest.mark.parametrize("theme", [LIGHT, DARK, HIGH_CONTRAST], ids=lambda theme: theme.name)
def test_every_state_has_a_swatch_of_its_own(theme: Theme) -> None:
    pictures = [swatch_pixels(state, theme, 18, 14, 1) for state in State]
    for number, one in enumerate(pictures):
        assert one.shape == (14, 18)
        assert all(not np.array_equal(one, other) for other in pictures[:number])


def test_a_state_is_isolated_by_a_click_and_released_by_another(qtbot: QtBot) -> None:
    legend = Legend(LIGHT)
    qtbot.addWidget(legend)
    told: list[object] = []
    legend.isolated.connect(told.append)
    running, native = legend.entries[:2]
    for entry in (running, native, native):
        entry.click()
    assert told == [State.RUNNING, State.NATIVE, None]
    assert not any(entry.isChecked() for entry in legend.entries)


def test_the_legend_names_every_state_and_wraps_where_the_width_ends(qtbot: QtBot) -> None:
    legend = Legend(LIGHT)
    qtbot.addWidget(legend)
    assert set(TEXTS) == set(State)
    legend.show()
    legend.resize(1200, 30)
    assert legend.heightForWidth(1200) < 30
    assert [label.text() for label in legend.findChildren(QLabel)] == [TEXTS[state][0] for state in ORDER]
    assert legend.heightForWidth(200) > 2 * legend.heightForWidth(2000)
    legend.set_theme(DARK)
    legend.show()
    legend.repaint()


def test_where_the_legend_has_little_room_only_the_first_of_the_waits_says_that_it_is_one(qtbot: QtBot) -> None:
    legend = Legend(LIGHT)
    qtbot.addWidget(legend)
    legend.show()
    legend.resize(500, 60)
    names = [label.text() for label in legend.findChildren(QLabel)]
    assert names[3:7] == ["waiting for the GIL", "for a core", "for a lock", "for I/O"]
    assert [entry.accessibleName().partition(":")[0] for entry in legend.entries] == [TEXTS[state][0] for state in ORDER]


def test_the_legend_names_the_wait_of_coroutines_by_what_they_wait_for(qtbot: QtBot) -> None:
    legend = Legend(LIGHT)
    qtbot.addWidget(legend)
    legend.show()
    entry = next(each for each in legend.entries if each.swatch.state is State.LOCK_WAIT)
    label = entry.findChildren(QLabel)[0]
    legend.resize(1600, 30)
    for kinds, what in (
        ({WorkerKind.COROUTINE}, "the event loop"),
        ({WorkerKind.COROUTINE, WorkerKind.THREAD}, "a lock or the event loop"),
        ({WorkerKind.THREAD}, "a lock"),
    ):
        legend.show_kinds(kinds)
        assert label.text() == f"waiting for {what}"
        assert entry.accessibleName().startswith(f"waiting for {what}:")
        legend.resize(500, 60)
        assert label.text() == f"for {what}"
        legend.resize(1600, 30)


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


def test_every_symbol_can_be_drawn(qapp: QObject) -> None:
    assert qapp is not None
    for name in (*FILLED, *STROKED):
        assert not icon(name, LIGHT.text, LIGHT.muted).isNull()
    assert not dot_icon(LIGHT.accent, LIGHT.muted).isNull()


class Clumsy(QObject):
    """Has a slot that fails."""

    @Slot()
    def fail(self) -> None:
        raise ValueError("seven")


def test_an_exception_in_a_slot_is_logged_and_told_and_nothing_else_stops(qtbot: QtBot, caplog: pytest.LogCaptureFixture) -> None:
    clumsy, faults = Clumsy(), Faults()
    caught: list[tuple[str, str]] = []
    faults.caught.connect(lambda sentence, text: caught.append((sentence, text)))
    with qtbot.captureExceptions(), caplog.at_level(logging.ERROR):
        faults.install()
        try:
            QTimer.singleShot(0, clumsy.fail)
            spin(lambda: bool(caught))
        finally:
            faults.remove()
    assert caught[0][0] == "ValueError: seven"
    assert "in fail" in caught[0][1]
    assert "ValueError: seven" in caplog.text


def test_an_exception_in_a_thread_is_told_as_well(qtbot: QtBot) -> None:
    assert qtbot is not None
    before, faults = threading.excepthook, Faults()
    caught: list[tuple[str, str]] = []
    faults.caught.connect(lambda sentence, text: caught.append((sentence, text)))
    faults.install()
    try:
        thread = threading.Thread(target=Clumsy().fail)
        thread.start()
        thread.join()
    finally:
        faults.remove()
    spin(lambda: bool(caught))
    assert caught[0][0] == "ValueError: seven"
    assert threading.excepthook is before


def test_one_dialog_tells_of_a_fault_however_often_it_comes(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    dialog = FaultDialog(window)
    for _ in range(3):
        dialog.show_fault("ValueError: seven", "Traceback …")
    boxes = [child for child in window.children() if child.isWidgetType()]
    assert len(boxes) == 1
    assert {label.textFormat() for label in boxes[0].findChildren(QLabel)} == {Qt.TextFormat.PlainText}
    boxes[0].close()  # type: ignore[attr-defined]  # a widget
    dialog.show_fault("again", "")
    assert dialog.box is not None
    dialog.box.close()


def test_the_watchdog_says_where_the_window_stands_when_it_blocks(qtbot: QtBot) -> None:
    assert qtbot is not None
    reports: list[str] = []
    told = threading.Event()

    def report(text: str) -> None:
        reports.append(text)
        told.set()

    dog = StallWatchdog(report)
    dog.start()
    try:
        assert told.wait(100 * LONGEST_BLOCK_S)
    finally:
        dog.stop()
    assert "has not answered for" in reports[0]
    assert "told.wait" in reports[0]


def test_a_window_that_answers_is_left_in_peace() -> None:
    assert "test_a_window_that_answers" in stall_report(0.5, threading.get_ident())
    assert "has ended" in stall_report(0.5, -1)
    assert sys.excepthook is not None


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_the_legend_says_what_the_colours_of_tasks_and_workers_mean(qtbot: QtBot, theme: Theme) -> None:
    legend = Legend(theme)
    qtbot.addWidget(legend)
    legend.show()
    for what in ("task", "worker", "state"):
        legend.show_colours(what)
        legend.repaint()
        running, native, overhead = legend.entries[:3]
        assert all((what in entry.toolTip().partition("Click")[0]) == (what != "state") for entry in (running, native))
        assert running.toolTip().startswith("Executing Python code")
        assert TEXTS[State.OVERHEAD][1] in overhead.toolTip()
    striped = striped_pixels(State.RUNNING, theme, 36, 14, 1)
    assert set(striped.ravel().tolist()) == {pixel(colour) for colour in theme.workers[:STRIPES]}
    assert len(set(striped_pixels(State.NATIVE, theme, 36, 14, 1).ravel().tolist())) == 2 * STRIPES
