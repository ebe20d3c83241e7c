"""The sentences below the picture: one a run, with what to do next, and a traceback that is folded."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gilviz.gui.shell.verdicts import OutcomeLine, VerdictList, VerdictRow

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
