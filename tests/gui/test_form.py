"""The form, its list of runs and the dialog that fills it."""

from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialogButtonBox, QListWidget
from pytestqt.qtbot import QtBot

from gilviz.experiment.plan import Variant
from gilviz.gui.compare_list import CompareList
from gilviz.gui.experiment_form import ExperimentForm
from gilviz.gui.form_state import FormState, ListedVariant, default_form
from gilviz.gui.run_dialog import RunDialog
from gilviz.gui.run_editor import RunEditor
from gilviz.launch.runtimes import RuntimeDescription
from gilviz.runner import catalog
from tests.gui.fakes import DESCRIPTION, FakeInquiry, everything_works

DEFAULT = default_form(2)
LINES = tuple(ListedVariant(Variant(name)) for name in ("threading", "pool", "thread"))


@pytest.fixture
def form(qtbot: QtBot) -> ExperimentForm:
    widget = ExperimentForm(DEFAULT)
    qtbot.addWidget(widget)
    widget.set_ready()
    return widget


@pytest.fixture
def runs(qtbot: QtBot) -> CompareList:
    widget = CompareList()
    qtbot.addWidget(widget)
    widget.set_lines(LINES)
    return widget


def names(runs: CompareList) -> list[str]:
    return [line.variant.executor for line in runs.lines()]


def press(runs: CompareList, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    listed = runs.findChild(QListWidget)
    assert listed is not None
    QTest.keyClick(listed, key, modifier)


@pytest.mark.parametrize(
    "state",
    [
        DEFAULT,
        dataclasses.replace(DEFAULT, workload="countdown", automatic=False, size=90_000_000_000, tasks=10_000, workers=64),
        dataclasses.replace(DEFAULT, switch_interval_ms=0.1, variants=(ListedVariant(Variant("pool", "spawn", "/x"), False),)),
    ],
)
def test_the_form_gives_back_what_it_was_given(form: ExperimentForm, state: FormState) -> None:
    form.set_state(state)
    assert form.state() == state


def test_each_workload_says_what_it_teaches_and_has_its_own_sizes(form: ExperimentForm) -> None:
    for info in catalog.WORKLOADS:
        form.workload.setCurrentIndex(form.workload.findData(info.name))
        assert info.teaches in form.teaches.text()
        assert form.size_field.amount.maximum() == info.largest
        assert form.state().size == info.default_size


def test_a_size_that_was_found_is_shown_and_is_where_unticking_begins(form: ExperimentForm) -> None:
    form.size_field.set_found("primes", 4321)
    assert form.size_field.note.text() == "4,321 numbers searched"
    form.size_field.automatic.setChecked(False)
    assert form.state().size == 4321
    form.workload.setCurrentIndex(form.workload.findData("fib"))
    assert form.state().size == catalog.workload("fib").default_size


def test_run_is_disabled_with_the_reason_until_everything_is_loaded(qtbot: QtBot) -> None:
    widget = ExperimentForm(DEFAULT)
    qtbot.addWidget(widget)
    assert not widget.button.isEnabled()
    assert "loading" in widget.button.toolTip()


def test_run_is_disabled_with_the_remedy_when_nothing_is_ticked(form: ExperimentForm) -> None:
    form.compare.set_lines(())
    assert not form.button.isEnabled()
    assert form.button.toolTip() == form.message.text()
    assert "tick a run" in form.message.text()


def test_the_button_runs_and_then_stops(form: ExperimentForm, qtbot: QtBot) -> None:
    with qtbot.waitSignal(form.run_clicked):
        form.button.click()
    form.set_running(running=True)
    assert form.button.accessibleName() == "Stop"
    with qtbot.waitSignal(form.stop_clicked):
        form.button.click()


def test_the_slider_moves_by_keyboard_over_round_numbers(form: ExperimentForm) -> None:
    QTest.keyClick(form.slider, Qt.Key.Key_Home)
    assert form.state().switch_interval_ms == 0.1
    assert form.interval.text() == "0.1 ms"
    QTest.keyClick(form.slider, Qt.Key.Key_Right)
    assert form.state().switch_interval_ms == 0.15


def test_space_ticks_a_run(runs: CompareList, qtbot: QtBot) -> None:
    with qtbot.waitSignal(runs.changed):
        press(runs, Qt.Key.Key_Space)
    assert [line.compared for line in runs.lines()] == [False, True, True]


def test_delete_removes_a_run(runs: CompareList) -> None:
    press(runs, Qt.Key.Key_Delete)
    assert names(runs) == ["pool", "thread"]


def test_alt_and_the_arrows_move_a_run(runs: CompareList) -> None:
    press(runs, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert names(runs) == ["threading", "pool", "thread"]
    press(runs, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert names(runs) == ["pool", "threading", "thread"]
    assert runs.current == Variant("threading")


def test_an_empty_list_disables_what_needs_a_run_and_says_why(runs: CompareList) -> None:
    runs.set_lines(())
    assert runs.current is None
    runs.remove_current()
    for button in (runs.edit_button, runs.remove_button):
        assert not button.isEnabled()
        assert button.toolTip() == "Select a run in the list first."


def editor_of(runs: CompareList, inquiry: FakeInquiry) -> tuple[RunEditor, list[RunDialog]]:
    editor = RunEditor(runs, inquiry, everything_works, ["/opt/python3.13t"], ["/old/python"])
    opened: list[RunDialog] = []
    editor.opened.connect(opened.append)
    return editor, opened


def test_a_run_is_added_through_the_dialog(runs: CompareList) -> None:
    editor, opened = editor_of(runs, FakeInquiry({"/opt/python3.13t": DESCRIPTION}))
    editor.add()
    dialog = opened[0]
    dialog.executor.setCurrentIndex(dialog.executor.findData("process-pool"))
    dialog.start_method.setCurrentIndex(dialog.start_method.findData("spawn"))
    dialog.python.setCurrentIndex(dialog.python.findData("/opt/python3.13t"))
    dialog.buttons.button(QDialogButtonBox.StandardButton.Ok).click()
    assert runs.lines()[-1] == ListedVariant(Variant("process-pool", "spawn", "/opt/python3.13t"))
    assert editor.chosen == ("/opt/python3.13t", "/old/python")


def test_enter_changes_a_run_in_its_place(runs: CompareList) -> None:
    _, opened = editor_of(runs, FakeInquiry())
    press(runs, Qt.Key.Key_Return)
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


def dialog_of(qtbot: QtBot, inquiry: FakeInquiry, variant: Variant) -> RunDialog:
    def no_pool(executor: str, method: str | None, _runtime: RuntimeDescription) -> str | None:
        return f"No {method or executor} here." if executor == "pool" or method == "fork" else None

    dialog = RunDialog(["/bad"], inquiry, no_pool, variant, "Add a run")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(dialog)
    return dialog


def accept_of(dialog: RunDialog) -> tuple[bool, str]:
    button = dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)
    return button.isEnabled(), button.toolTip()


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


def test_a_path_that_is_no_python_says_so(qtbot: QtBot) -> None:
    dialog = dialog_of(qtbot, FakeInquiry({"/bad": "/bad is not a Python interpreter."}), Variant("threading"))
    dialog.take_path("/bad")
    assert dialog.note.text() == "/bad is not a Python interpreter."
    assert not accept_of(dialog)[0]


def test_while_an_interpreter_is_being_asked_the_dialog_waits_without_blocking(qtbot: QtBot) -> None:
    inquiry = FakeInquiry()
    inquiry.silent = True
    dialog = dialog_of(qtbot, inquiry, Variant("threading"))
    assert not accept_of(dialog)[0]
    assert dialog.note.text().startswith("Asking")
    inquiry.silent = False
    qtbot.waitUntil(lambda: accept_of(dialog)[0])
    assert "CPython 3.13.0, with a GIL" in dialog.note.text()


def test_threads_have_no_start_method_and_the_dialog_says_so(qtbot: QtBot) -> None:
    dialog = dialog_of(qtbot, FakeInquiry(), Variant("threading", "spawn"))
    assert not dialog.start_method.isEnabled()
    assert "choose an executor with processes" in dialog.start_method.toolTip()
    assert dialog.variant() == Variant("threading")
