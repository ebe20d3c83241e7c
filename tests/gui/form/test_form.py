"""The form, its list of runs and the dialog that fills it."""

from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QListWidget
from pytestqt.qtbot import QtBot

from gilviz.experiment.plan import Variant
from gilviz.gui.form.compare_list import CompareList
from gilviz.gui.form.experiment_form import ExperimentForm
from gilviz.gui.form.form_state import FormState, ListedVariant, default_form
from gilviz.runner import catalog

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


def test_while_a_sweep_goes_on_the_form_tells_its_size_and_then_its_own_again(form: ExperimentForm) -> None:
    field = form.size_field
    field.set_found("primes", 4321)
    for found, note in ((None, "found once, on this machine"), (1234, "1,234 numbers searched")):
        field.set_found("primes", found, 0.1, running=True)
        assert (field.aim.text(), field.note.text()) == ("0.1 s a task", note)
        assert form.state().size == 4321
    field.set_found("primes", 1234, 0.1)
    assert (field.aim.text(), field.note.text()) == ("0.25 s a task", "4,321 numbers searched")
    field.set_found("fib", 20, 0.1, running=True)
    assert field.aim.text() == "0.25 s a task", "another workload runs"


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


def test_the_slider_goes_where_it_is_pressed_and_dragged_wherever_its_knob_is_drawn(form: ExperimentForm) -> None:
    slider = form.slider
    slider.resize(270, slider.minimumHeight())
    heard: list[float] = []
    slider.interval_changed.connect(heard.append)
    for y in (8, slider.height() // 2):  # the knob is above the middle, where Qt itself would look for it
        QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() - 2, y))
        assert slider.interval_ms == 100
        QTest.mouseMove(slider, QPoint(1, y))
        assert slider.interval_ms == 0.1
        QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(1, y))
        QTest.mouseMove(slider, QPoint(slider.width() - 2, y))
        assert slider.interval_ms == 0.1, "nobody holds it any more"
    assert heard == [100, 0.1] * 2


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
