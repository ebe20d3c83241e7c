"""The list of Pythons: what it says of each, what can't be chosen, and how it is searched."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QPushButton
from pytestqt.qtbot import QtBot

from gilviz.gui.look import style
from gilviz.gui.runtimes.chooser import RuntimeChooser
from gilviz.gui.runtimes.remove import RemoveButton
from gilviz.gui.runtimes.rows import RuntimeRow, runtime_row
from gilviz.launch.runtimes import Found, executor_problem
from gilviz.render.theme import DARK, HIGH_CONTRAST, LIGHT, Theme
from tests.launch.runtimes.programs import described

OWN = Found("/own/python", "runs gilviz", described("/own/python", version="3.14.2"), own=True, also=("/own/python3",))
FREE = Found("/opt/python3.13t", "search path", described("/opt/python3.13t", gil=False, free_threaded=True))
JYTHON = Found(
    "/usr/bin/jython",
    "system",
    described("/j", implementation="Jython", version="2.7.3", gil=False, start_methods=(), missing=("concurrent.futures",)),
)
OLD = Found("/old", "pyenv", described("/old", version="3.8.18"), "/old is CPython 3.8.18, which is too old: gilviz needs 3.9.")
HANGING = Found("/hangs", "added by you", None, "/hangs gave no answer within 10 s and was ended.", named=True)
ROWS = [runtime_row(found, executor_problem, "primes") for found in (OWN, FREE, JYTHON, OLD, HANGING)]


@pytest.fixture
def chooser(qtbot: QtBot) -> RuntimeChooser:
    widget = RuntimeChooser()
    qtbot.addWidget(widget)
    widget.resize(560, 400)
    widget.set_rows(ROWS, searching=False)
    return widget


def seen(chooser: RuntimeChooser) -> list[str | None]:
    return [row.path for number, row in enumerate(ROWS) if not chooser.list.item(number).isHidden()]


def test_a_row_says_what_a_python_is_and_what_it_cannot_do() -> None:
    own, free, jython, old, hanging = ROWS
    assert (own.path, own.name, own.gil, own.source, own.where) == (None, "CPython 3.14.2", "GIL", "runs gilviz", "/own/python")
    assert own.remark == ""
    assert free.gil == "free-threaded, GIL disabled"
    assert jython.remark.startswith("can't run ")
    assert "thread-pool" in jython.remark
    assert "Jython 2.7.3 has no concurrent.futures, which thread-pool needs" in jython.tip
    assert (old.name, old.usable, old.remark) == (
        "CPython 3.8.18",
        False,
        "is CPython 3.8.18, which is too old: gilviz needs 3.9.",
    )
    assert (hanging.name, hanging.usable, hanging.tip) == ("hangs", False, HANGING.problem)


def test_the_users_own_folder_is_shortened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ada")
    found = Found("/home/ada/.pyenv/python", "pyenv", described())
    assert runtime_row(found, executor_problem, "primes").where == f"~{Path('/.pyenv/python')}"


def test_what_cannot_be_used_is_disabled_with_the_reason_in_its_tooltip(chooser: RuntimeChooser) -> None:
    for number, row in enumerate(ROWS):
        item = chooser.list.item(number)
        assert bool(item.flags() & Qt.ItemFlag.ItemIsEnabled) is row.usable
        assert item.toolTip() == row.tip
        assert item.data(Qt.ItemDataRole.AccessibleTextRole) == row.spoken
    assert chooser.status.text() == "3 Pythons can run jobs here."


def test_how_the_search_goes_stands_above_the_list_with_what_there_is_so_far(chooser: RuntimeChooser) -> None:
    chooser.set_rows(ROWS, searching=True)
    assert chooser.status.text() == "Looking for Pythons… 3 can run jobs so far."
    chooser.set_rows((), searching=True)
    assert chooser.status.text() == "Looking for Pythons…"
    chooser.show()
    assert chooser.search.geometry().bottom() < chooser.status.y() < chooser.list.y()


def test_a_click_chooses_and_the_arrow_leads_from_the_search_to_the_list(chooser: RuntimeChooser, qtbot: QtBot) -> None:
    with qtbot.waitSignal(chooser.chosen_changed):
        chooser.list.setCurrentRow(1)
    assert chooser.chosen == "/opt/python3.13t"
    chooser.show()
    chooser.search.setFocus()
    QTest.keyClick(chooser.search, Qt.Key.Key_Down)
    assert chooser.focusWidget() is chooser.list
    QTest.keyClick(chooser.list, Qt.Key.Key_Up)
    assert chooser.chosen is None


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("", [row.path for row in ROWS]),
        ("no gil", ["/usr/bin/jython"]),
        ("3.13 SEARCH", ["/opt/python3.13t"]),
        ("added", ["/hangs"]),
        ("nothing like it", []),
    ],
)
def test_typing_leaves_what_has_every_word(chooser: RuntimeChooser, words: str, expected: list[str | None]) -> None:
    chooser.search.setText(words)
    assert seen(chooser) == expected
    chooser.set_rows([*ROWS, ROWS[0]], searching=True)
    assert seen(chooser) == expected


def test_what_is_chosen_stays_chosen_while_others_are_found(chooser: RuntimeChooser) -> None:
    chooser.choose("/own/python3")
    assert chooser.list.currentRow() == 0, "another path of the same program"
    chooser.choose("/late")
    assert chooser.list.currentRow() == -1
    late = RuntimeRow("/late", "CPython 3.12.0", "GIL", "pyenv", "/late", "", "", usable=True)
    chooser.set_rows([ROWS[0], late, *ROWS[1:]], searching=False)
    assert (chooser.chosen, chooser.list.currentRow()) == ("/late", 1)


@pytest.mark.parametrize("theme", [LIGHT, DARK, HIGH_CONTRAST], ids=lambda theme: theme.name)
def test_every_row_is_drawn_in_every_theme(chooser: RuntimeChooser, qapp: QApplication, theme: Theme) -> None:
    style.apply(qapp, theme)
    picture = chooser.grab().toImage()
    colours = {picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(0, picture.height(), 2)}
    assert {style.hexadecimal(theme.text), style.hexadecimal(theme.surface)} <= colours


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_takes_the_first_that_was_found_and_leaves_the_dialog_open(qtbot: QtBot, key: Qt.Key) -> None:
    dialog = QDialog()
    qtbot.addWidget(dialog)
    chooser = RuntimeChooser(dialog)
    chooser.set_rows(ROWS, searching=False)
    ok = QPushButton("OK", dialog)
    ok.setDefault(True)
    ok.clicked.connect(dialog.accept)
    dialog.show()
    chooser.search.setText("3.13 search")
    QTest.keyClick(chooser.search, key)
    assert (chooser.chosen, dialog.isVisible()) == ("/opt/python3.13t", True)
    chooser.search.setText("added")  # only one that can't be used
    QTest.keyClick(chooser.search, key)
    assert (chooser.chosen, dialog.isVisible()) == ("/opt/python3.13t", True)
    chooser.search.clear()
    QTest.keyClick(chooser.search, key)
    assert dialog.isHidden(), "nothing is looked for: Enter means the dialog"


def test_a_search_that_finds_nothing_says_so(chooser: RuntimeChooser) -> None:
    chooser.search.setText("nothing like it")
    assert chooser.status.text() == "No Python matches."
    chooser.search.clear()
    assert chooser.status.text() == "3 Pythons can run jobs here."


def test_what_the_user_named_can_be_taken_off_also_where_it_cannot_be_chosen(qtbot: QtBot) -> None:
    widget = RuntimeChooser(removes=True)
    qtbot.addWidget(widget)
    widget.resize(560, 400)
    widget.show()
    widget.set_rows(ROWS, searching=False)
    (remove,) = widget.findChildren(RemoveButton)
    assert remove.button.accessibleName() == "Remove hangs from the list"
    assert "/hangs off this list" in remove.button.toolTip()
    with qtbot.waitSignal(widget.remove_requested) as told:
        QTest.mouseClick(remove.button, Qt.MouseButton.LeftButton)
    assert told.args == ["/hangs"]
    widget.set_rows(ROWS, searching=True)
    assert not remove.button.isEnabled()
    widget.set_rows(ROWS[:-1], searching=False)
    qtbot.waitUntil(lambda: not widget.findChildren(RemoveButton))


def test_a_list_that_removes_nothing_has_no_button_for_it(chooser: RuntimeChooser) -> None:
    assert not chooser.findChildren(RemoveButton)
