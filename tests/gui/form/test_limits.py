"""What the Pythons of the listed runs can't do is said before anything runs."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from gilviz.experiment.plan import Variant
from gilviz.gui.form.experiment_form import ExperimentForm
from gilviz.gui.form.feasibility import Feasibility
from gilviz.gui.form.form_state import FormState, ListedVariant, default_form
from gilviz.gui.form.limits import REMEDY, limits_of
from gilviz.gui.form.run_dialog import RunDialog
from gilviz.gui.shell.settings import WindowSettings
from gilviz.launch.runtimes import Found, executor_problem
from tests.gui.benches import bench_of
from tests.gui.fakes import DESCRIPTION, FakeInquiry, spin
from tests.launch.runtimes.programs import described

OWN = described("/own", version="3.11.7")
JYTHON = Found(
    "/jython", "system", described("/jython", implementation="Jython", version="2.7.3", gil=False, start_methods=()), also=("/j",)
)
GONE = Found("/gone", "chosen before", None, "There is no program /gone any more.")
DEFAULT = default_form(2)
NO_PICKLE = "gilviz has no pickle for Jython 2.7.3"
NO_INTERPRETERS = "interpreter-pool needs Python 3.12 or newer, and this is CPython 3.11.7"


def form_of(*variants: Variant, workload: str = "primes") -> FormState:
    return dataclasses.replace(DEFAULT, workload=workload, variants=tuple(ListedVariant(variant) for variant in variants))


@pytest.mark.parametrize(
    ("variant", "workload", "reason"),
    [
        (Variant("threading"), "pickle", ""),
        (Variant("interpreter-pool"), "primes", NO_INTERPRETERS),
        (Variant("pool", "forkserver"), "primes", "CPython 3.11.7 can't start processes by forkserver"),
        (Variant("threading", python_gil=0), "primes", "CPython 3.11.7 always has its GIL"),
        (Variant("threading", python="/j"), "primes", ""),
        (Variant("threading", python="/j"), "pickle", NO_PICKLE),
        (Variant("threading", python="/gone"), "primes", f"There is no program /gone any more. {REMEDY}"),
        (Variant("interpreter-pool", python="/not-asked-yet"), "pickle", ""),
    ],
)
def test_each_run_is_held_against_what_its_python_is(variant: Variant, workload: str, reason: str) -> None:
    limits = limits_of([JYTHON, GONE], OWN)
    told = limits.run_problem(variant, workload)
    assert told.startswith(reason)
    assert bool(told) == bool(reason)
    assert limits.problem(form_of(variant, workload=workload)) == told


def test_a_run_that_is_not_ticked_stops_nothing() -> None:
    form = dataclasses.replace(DEFAULT, variants=(ListedVariant(Variant("interpreter-pool"), compared=False), *DEFAULT.variants))
    assert limits_of([], OWN).problem(form) == ""


@pytest.fixture
def form(qtbot: QtBot) -> ExperimentForm:
    widget = ExperimentForm(form_of(Variant("threading"), Variant("threading", python="/jython")))
    qtbot.addWidget(widget)
    widget.set_ready()
    return widget


def offered(form: ExperimentForm, workload: str) -> tuple[bool, str]:
    row = form.workload.findData(workload)
    flags = form.workload.model().flags(form.workload.model().index(row, 0))
    return bool(flags & Qt.ItemFlag.ItemIsEnabled), form.workload.itemData(row, Qt.ItemDataRole.ToolTipRole)


def test_a_workload_that_a_ticked_python_lacks_is_listed_disabled_with_the_reason(form: ExperimentForm) -> None:
    Feasibility(form, FakeInquiry(JYTHON), OWN)
    assert offered(form, "primes") == (True, "count primes")
    enabled, tip = offered(form, "pickle")
    assert not enabled
    assert tip.startswith(NO_PICKLE)
    form.compare.set_lines([ListedVariant(Variant("threading"))])
    assert offered(form, "pickle") == (True, "hand over large tables")


def test_a_listed_run_that_cannot_be_carried_out_is_struck_out_and_run_says_why(form: ExperimentForm) -> None:
    Feasibility(form, FakeInquiry(JYTHON), OWN)
    assert not form.problem
    form.workload.setCurrentIndex(form.workload.findData("pickle"))
    fit, unfit = (form.compare._list.item(row) for row in (0, 1))
    assert (fit.font().strikeOut(), unfit.font().strikeOut()) == (False, True)
    assert unfit.toolTip().startswith(f"Can't run: {NO_PICKLE}")
    assert NO_PICKLE in unfit.data(Qt.ItemDataRole.AccessibleTextRole)
    assert "threading.Thread" in fit.toolTip()
    assert unfit.flags() & Qt.ItemFlag.ItemIsEnabled, "it must be possible to change it"
    assert not form.can_run
    assert form.message.text().startswith(NO_PICKLE)
    form.workload.setCurrentIndex(form.workload.findData("fib"))
    assert not unfit.font().strikeOut()
    assert form.can_run


def test_only_the_listed_pythons_are_asked_and_what_they_answer_reaches_the_form_later(form: ExperimentForm) -> None:
    inquiry = FakeInquiry(GONE)
    inquiry.silent = True
    form.compare.set_lines([ListedVariant(Variant("threading", python="/gone"))])
    Feasibility(form, inquiry, OWN)
    assert (inquiry.looked_at, inquiry.begun) == (["/gone"], 0)
    assert form.can_run, "nothing is held against a Python that was not asked yet"
    inquiry.silent = False
    spin(lambda: not form.can_run)
    assert form.problem == f"There is no program /gone any more. {REMEDY}"


def test_the_dialog_offers_no_python_that_cannot_do_the_chosen_work(qtbot: QtBot) -> None:
    dialog = RunDialog(FakeInquiry(JYTHON), executor_problem, "pickle", Variant("threading", python="/jython"), "Add a run")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(dialog)
    own, jython = (dialog.python.list.item(row) for row in (0, 1))
    assert own.flags() & Qt.ItemFlag.ItemIsEnabled
    assert not jython.flags() & Qt.ItemFlag.ItemIsEnabled
    assert NO_PICKLE in jython.toolTip()
    assert dialog.note.text().startswith(NO_PICKLE)
    assert not dialog.buttons.button(dialog.buttons.StandardButton.Ok).isEnabled()


def test_neither_a_run_nor_a_sweep_begins_with_what_cannot_be_carried_out(qtbot: QtBot, tmp_path: Path) -> None:
    bench = bench_of(qtbot, tmp_path, WindowSettings())
    try:
        bench.window.form.set_state(form_of(Variant("threading"), Variant("threading", python="/jython"), workload="pickle"))
        bench.window.form.set_limits(limits_of([JYTHON], DESCRIPTION))
        bench.lab.run()
        assert not bench.conductors.made
        opened: list[object] = []
        bench.lab._sweep_opener.opened.connect(opened.append)
        bench.window.commands["sweep"].trigger()
        (dialog,) = opened
        assert dialog.note.text().startswith(NO_PICKLE)  # type: ignore[attr-defined]
        dialog._accept()  # type: ignore[attr-defined]
        assert not bench.conductors.made
        dialog.reject()  # type: ignore[attr-defined]
    finally:
        bench.take_down()
