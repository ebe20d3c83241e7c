"""The dialog that adds a run or changes one."""

from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialogButtonBox, QListWidget
from pytestqt.qtbot import QtBot

from gilviz.experiment.plan import Variant
from gilviz.gui.form.compare_list import CompareList
from gilviz.gui.form.form_state import ListedVariant
from gilviz.gui.form.run_dialog import RunDialog
from gilviz.gui.form.run_editor import RunEditor
from gilviz.gui.runtimes.remove import RemoveButton
from gilviz.launch.runtimes import Broken, Found, PlugIns, RuntimeDescription, executor_problem
from gilviz.runner.catalog import ExecutorInfo
from gilviz.runner.protocol import WorkerKind
from tests.gui.fakes import DESCRIPTION, FakeInquiry, everything_works

FREE = dataclasses.replace(DESCRIPTION, path="/opt/python3.13t", gil=False, free_threaded=True)
FREE_THREADED = Found(FREE.path, "search path", FREE, also=("/opt/python3t",))
BROKEN = Found("/bad", "pyenv", None, "/bad is not a Python interpreter.")


@pytest.fixture
def runs(qtbot: QtBot) -> CompareList:
    widget = CompareList()
    qtbot.addWidget(widget)
    widget.set_lines([ListedVariant(Variant(name)) for name in ("threading", "pool", "thread")])
    return widget


def editor_of(runs: CompareList, inquiry: FakeInquiry) -> tuple[RunEditor, list[RunDialog]]:
    editor = RunEditor(runs, inquiry, everything_works, lambda: "primes", ["/old/python"])
    opened: list[RunDialog] = []
    editor.opened.connect(opened.append)
    return editor, opened


def names(runs: CompareList) -> list[str]:
    return [line.variant.executor for line in runs.lines()]


def dialog_of(qtbot: QtBot, inquiry: FakeInquiry, variant: Variant) -> RunDialog:
    def no_pool(executor: str, method: str | None, _runtime: RuntimeDescription) -> str | None:
        return f"No {method or executor} here." if executor == "pool" or method == "fork" else None

    dialog = RunDialog(inquiry, no_pool, "primes", variant, "Add a run")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(dialog)
    return dialog


def accept_of(dialog: RunDialog) -> tuple[bool, str]:
    button = dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)
    return button.isEnabled(), button.toolTip()


def test_a_run_is_added_through_the_dialog(runs: CompareList) -> None:
    editor, opened = editor_of(runs, FakeInquiry(FREE_THREADED))
    editor.add()
    dialog = opened[0]
    dialog.executor.setCurrentIndex(dialog.executor.findData("process-pool"))
    dialog.start_method.setCurrentIndex(dialog.start_method.findData("spawn"))
    dialog.python.choose(FREE.path)
    dialog.gil.setCurrentIndex(dialog.gil.findData(0))
    dialog.buttons.button(QDialogButtonBox.StandardButton.Ok).click()
    assert runs.lines()[-1] == ListedVariant(Variant("process-pool", "spawn", FREE.path, python_gil=0))
    assert editor.chosen == (FREE.path, "/old/python")


def test_what_packages_add_is_listed_once_that_is_known_and_what_is_broken_with_the_reason(qtbot: QtBot) -> None:
    inquiry = FakeInquiry()
    dialog = RunDialog(inquiry, executor_problem, "primes", Variant("pool"), "Add a run")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(dialog)
    assert set(inquiry.looked_into) == {DESCRIPTION.path}
    assert dialog.executor.findData("chunks") == -1
    chunks = ExecutorInfo(
        "chunks", "in chunks", "Sends several.", WorkerKind.PROCESS, "", own_start=True, target="example.chunks"
    )
    broken = Broken("odd", is_executor=True, reason="The executor odd of a package can't be imported.")
    plug_ins = PlugIns(executors=(chunks,), broken=(broken,), missing=("joblib",))
    inquiry.known = (dataclasses.replace(inquiry.known[0], runtime=dataclasses.replace(DESCRIPTION, plug_ins=plug_ins)),)
    dialog._look()
    tips = {
        name: dialog.executor.itemData(dialog.executor.findData(name), Qt.ItemDataRole.ToolTipRole)
        for name in ("joblib", "chunks", "odd")
    }
    assert tips["chunks"] is None
    assert tips["odd"] == broken.reason
    assert "-m pip install joblib" in tips["joblib"]
    assert dialog.executor.currentData() == "pool"
    dialog.executor.setCurrentIndex(dialog.executor.findData("chunks"))
    assert dialog.teaches.text() == "Sends several."
    assert dialog.variant() == Variant("chunks", plug_in=chunks)


def test_enter_changes_a_run_in_its_place(runs: CompareList) -> None:
    _, opened = editor_of(runs, FakeInquiry())
    listed = runs.findChild(QListWidget)
    assert listed is not None
    QTest.keyClick(listed, Qt.Key.Key_Return)
    dialog = opened[0]
    assert dialog.variant() == Variant("threading")
    dialog.executor.setCurrentIndex(dialog.executor.findData("dummy-pool"))
    dialog.buttons.button(QDialogButtonBox.StandardButton.Ok).click()
    assert names(runs) == ["dummy-pool", "pool", "thread"]


def test_cancelling_changes_nothing(runs: CompareList) -> None:
    editor, opened = editor_of(runs, FakeInquiry())
    editor.add()
    editor.add()
    assert len(opened) == 1
    opened[0].reject()
    assert names(runs) == ["threading", "pool", "thread"]
    editor.add()
    assert len(opened) == 2
    opened[1].reject()


def test_what_an_interpreter_cannot_do_is_listed_disabled_with_the_reason(qtbot: QtBot) -> None:
    dialog = dialog_of(qtbot, FakeInquiry(), Variant("process-pool"))
    pool, fork = dialog.executor.findData("pool"), dialog.start_method.findData("fork")
    for combo, row, reason in ((dialog.executor, pool, "No pool here."), (dialog.start_method, fork, "No fork here.")):
        assert not combo.model().flags(combo.model().index(row, 0)) & Qt.ItemFlag.ItemIsEnabled
        assert combo.itemData(row, Qt.ItemDataRole.ToolTipRole) == reason
    assert accept_of(dialog) == (True, "")


def test_a_choice_that_cannot_run_cannot_be_accepted(qtbot: QtBot) -> None:
    dialog = dialog_of(qtbot, FakeInquiry(), Variant("pool"))
    enabled, why = accept_of(dialog)
    assert not enabled
    assert why.startswith("No pool here.")
    assert dialog.note.text() == "No pool here."


def test_a_file_that_is_no_python_says_so(qtbot: QtBot) -> None:
    inquiry = FakeInquiry()
    dialog = dialog_of(qtbot, inquiry, Variant("threading"))
    inquiry.known += (BROKEN,)
    dialog.take_path("/bad")
    assert inquiry.added == ["/bad"]
    assert dialog.note.text() == "/bad is not a Python interpreter."
    assert not accept_of(dialog)[0]


def test_a_run_whose_python_has_vanished_says_so(qtbot: QtBot) -> None:
    inquiry = FakeInquiry(Found("/gone", "chosen before", None, "There is no program /gone any more."))
    dialog = dialog_of(qtbot, inquiry, Variant("threading", python="/gone"))
    assert inquiry.looked_at == ["/gone"]
    assert dialog.note.text() == "There is no program /gone any more."
    assert not accept_of(dialog)[0]


def test_while_an_interpreter_is_being_asked_the_dialog_waits_without_blocking(qtbot: QtBot) -> None:
    inquiry = FakeInquiry()
    inquiry.silent = True
    dialog = dialog_of(qtbot, inquiry, Variant("threading"))
    assert not accept_of(dialog)[0]
    assert dialog.note.text().startswith("Asking")
    assert not dialog.python.refresh_button.isEnabled()
    inquiry.silent = False
    qtbot.waitUntil(lambda: accept_of(dialog)[0])
    assert dialog.note.text() == "CPython 3.13.0 · GIL · 4 cores"
    dialog.python.refresh_button.click()
    assert inquiry.refreshed == 1


def test_what_the_dialog_does_not_ask_stays_with_the_executor_that_it_belongs_to(qtbot: QtBot) -> None:
    dialog = dialog_of(qtbot, FakeInquiry(), Variant("process-threads", processes=3))
    assert dialog.variant() == Variant("process-threads", processes=3)
    dialog.executor.setCurrentIndex(dialog.executor.findData("threading"))
    assert dialog.variant() == Variant("threading")


def test_threads_have_no_start_method_and_the_dialog_says_so(qtbot: QtBot) -> None:
    dialog = dialog_of(qtbot, FakeInquiry(), Variant("threading", "spawn"))
    assert not dialog.start_method.isEnabled()
    assert "choose an executor with processes" in dialog.start_method.toolTip()
    assert dialog.variant() == Variant("threading")


def test_only_threads_of_processes_are_told_how_many_processes(qtbot: QtBot) -> None:
    dialog = dialog_of(qtbot, FakeInquiry(), Variant("process-threads", processes=3))
    assert dialog.processes.isEnabled()
    assert dialog.variant() == Variant("process-threads", processes=3)
    dialog.processes.setValue(4)
    assert dialog.variant().processes == 4
    dialog.executor.setCurrentIndex(dialog.executor.findData("pool"))
    assert not dialog.processes.isEnabled()
    assert "Only process-threads" in dialog.processes.toolTip()
    assert dialog.variant() == Variant("pool")


def test_only_a_free_threaded_python_lets_its_gil_be_chosen_and_the_dialog_says_why(qtbot: QtBot) -> None:
    dialog = dialog_of(qtbot, FakeInquiry(FREE_THREADED), Variant("threading", python="/opt/python3t", python_gil=1))
    assert dialog.gil.isEnabled()
    assert dialog.variant() == Variant("threading", python="/opt/python3t", python_gil=1)
    dialog.python.choose(None)
    assert not dialog.gil.isEnabled()
    assert dialog.gil.toolTip().startswith("CPython 3.13.0 always has its GIL: choose a free-threaded build")
    assert dialog.variant() == Variant("threading")


def test_a_python_that_the_user_named_is_taken_off_the_list_and_chosen_no_more(runs: CompareList) -> None:
    inquiry = FakeInquiry(dataclasses.replace(FREE_THREADED, named=True))
    editor = RunEditor(runs, inquiry, everything_works, lambda: "primes", [FREE.path, "/old/python"])
    opened: list[RunDialog] = []
    editor.opened.connect(opened.append)
    editor.add()
    opened[0].python.choose(FREE.path)
    (remove,) = opened[0].findChildren(RemoveButton)
    remove.button.click()
    assert (inquiry.removed, opened[0].python.chosen, editor.chosen) == ([FREE.path], None, ("/old/python",))
    assert [one.path for one in inquiry.found] == [DESCRIPTION.path]
    opened[0].reject()
