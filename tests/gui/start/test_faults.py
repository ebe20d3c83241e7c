"""Faults of the program itself are told, and a window that blocks says where; nothing else stops."""

from __future__ import annotations

import logging
import sys
import threading

import pytest
from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from gilviz.gui.start.faults import FaultDialog, Faults
from gilviz.gui.start.watchdog import LONGEST_BLOCK_S, StallWatchdog, stall_report
from tests.gui.fakes import spin


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
