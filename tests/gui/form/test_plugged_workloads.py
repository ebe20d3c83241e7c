"""Workloads of other people's packages in the form: listed once somebody looks, and only run where they are installed."""

from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gilviz.experiment.plan import Variant
from gilviz.gui.code.run_code import code_of
from gilviz.gui.form.experiment_form import ExperimentForm
from gilviz.gui.form.feasibility import Feasibility
from gilviz.gui.form.form_state import FormState, ListedVariant, default_form, experiment_spec
from gilviz.gui.form.limits import limits_of
from gilviz.gui.form.workload_box import WorkloadBox
from gilviz.launch.runtimes import Broken, Found, PlugIns
from gilviz.runner import catalog
from tests.gui.fakes import COMPRESS, DESCRIPTION, FakeInquiry
from tests.launch.runtimes.programs import described

DEFAULT = default_form(2)
CHOSEN = dataclasses.replace(DEFAULT, workload="compress", plug_in=COMPRESS, automatic=False, size=70)
BROKEN = Broken("odd", is_executor=False, reason="The workload odd of a package can't be imported.")
LACKS = f"CPython 3.13.0 in {DESCRIPTION.path} has no workload compress: install the package that brings it there"
NO_POPUPS = "This plugin does not support"
"""Qt's offscreen screen says so of every list that opens."""
OWN_NAMES = [info.name for info in catalog.WORKLOADS]


def own_with(*workloads: catalog.WorkloadInfo, broken: tuple[Broken, ...] = (), problem: str = "") -> Found:
    plug_ins = PlugIns(workloads=workloads, broken=broken, problem=problem)
    return Found(DESCRIPTION.path, "runs gilviz", dataclasses.replace(DESCRIPTION, plug_ins=plug_ins), own=True)


def other_with(*workloads: catalog.WorkloadInfo) -> Found:
    return Found("/venv/python", "test", dataclasses.replace(described("/venv/python"), plug_ins=PlugIns(workloads=workloads)))


def form_of(qtbot: QtBot, state: FormState = DEFAULT) -> ExperimentForm:
    form = ExperimentForm(state)
    qtbot.addWidget(form)
    form.set_ready()
    return form


@pytest.fixture
def form(qtbot: QtBot) -> ExperimentForm:
    return form_of(qtbot)


def listed(box: WorkloadBox) -> list[str | None]:
    return [box.itemData(row) for row in range(box.count())]


def offered(box: WorkloadBox, name: str) -> tuple[bool, str]:
    index = box.model().index(box.findData(name), 0)
    return bool(box.model().flags(index) & Qt.ItemFlag.ItemIsEnabled), index.data(Qt.ItemDataRole.ToolTipRole)


@pytest.mark.qt_log_ignore(NO_POPUPS)
def test_starting_looks_into_no_python_and_opening_the_list_into_the_listed_ones_and_gilviz_s_own(form: ExperimentForm) -> None:
    inquiry = FakeInquiry(other_with(), Found("/unlisted", "test", described("/unlisted")))
    form.compare.set_lines([ListedVariant(Variant("threading", python="/venv/python"))])
    Feasibility(form, inquiry, DESCRIPTION)
    assert not inquiry.looked_into
    form.workload.showPopup()
    form.workload.hidePopup()
    assert set(inquiry.looked_into) == {DESCRIPTION.path, "/venv/python"}


def test_who_goes_through_the_list_by_keys_is_shown_plug_ins_too(form: ExperimentForm) -> None:
    inquiry = FakeInquiry()
    Feasibility(form, inquiry, DESCRIPTION)
    QTest.keyClick(form.workload, Qt.Key.Key_Down)
    assert form.state().workload == OWN_NAMES[1]
    assert set(inquiry.looked_into) == {DESCRIPTION.path}


def test_a_form_that_was_left_with_a_plug_in_looks_whether_it_is_still_there(qtbot: QtBot) -> None:
    form, inquiry = form_of(qtbot, CHOSEN), FakeInquiry()
    Feasibility(form, inquiry, DESCRIPTION)
    assert inquiry.looked_into == [DESCRIPTION.path]
    assert form.can_run, "nothing is held against a Python into which nobody has looked"
    assert form.state() == CHOSEN


def test_plug_ins_stand_below_gilviz_s_own_and_what_is_broken_with_the_reason(form: ExperimentForm) -> None:
    assert listed(form.workload) == OWN_NAMES
    form.set_limits(limits_of([own_with(COMPRESS, broken=(BROKEN,))], DESCRIPTION))
    assert listed(form.workload) == [*OWN_NAMES, None, "compress", "odd"]
    separator = form.workload.model().index(len(OWN_NAMES), 0)
    assert not form.workload.model().flags(separator) & Qt.ItemFlag.ItemIsEnabled
    assert offered(form.workload, "compress") == (True, "compress text (plug-in example.compress)")
    assert offered(form.workload, "odd") == (False, BROKEN.reason)
    assert offered(form.workload, "primes") == (True, "count primes")
    assert form.state() == DEFAULT


def test_where_nobody_could_look_the_list_says_why(form: ExperimentForm) -> None:
    form.set_limits(limits_of([own_with(problem="It hangs.")], DESCRIPTION))
    assert offered(form.workload, "(others)") == (False, "It hangs.")


def test_a_plug_in_that_is_chosen_is_what_runs_with_its_own_sizes(form: ExperimentForm) -> None:
    form.set_limits(limits_of([own_with(COMPRESS)], DESCRIPTION))
    form.workload.setCurrentIndex(form.workload.findData("compress"))
    assert form.teaches.text() == f"Compress text. {COMPRESS.teaches}"
    assert (form.size_field.amount.maximum(), form.state().size) == (COMPRESS.largest, COMPRESS.default_size)
    assert experiment_spec(form.state()).workload_info == COMPRESS
    assert form.can_run
    form.workload.setCurrentIndex(form.workload.findData("fib"))
    assert form.state().plug_in is None


def test_a_python_that_lacks_the_chosen_workload_is_told_and_nothing_runs(qtbot: QtBot) -> None:
    form = form_of(qtbot, CHOSEN)
    form.compare.set_lines([ListedVariant(Variant(name, python=at)) for name, at in (("pool", "/venv/python"), ("pool", None))])
    form.set_limits(limits_of([own_with(), other_with(COMPRESS)], DESCRIPTION))
    assert not form.can_run
    assert form.message.text().startswith(LACKS)
    assert [form.compare._list.item(row).font().strikeOut() for row in (0, 1)] == [False, True]
    assert offered(form.workload, "compress")[0] is False
    form.compare.set_lines([ListedVariant(Variant("pool", python="/venv/python"))])
    assert form.can_run


def test_what_is_chosen_stays_though_its_package_has_gone(qtbot: QtBot) -> None:
    form = form_of(qtbot, CHOSEN)
    form.set_limits(limits_of([own_with(broken=(BROKEN,))], DESCRIPTION))
    assert listed(form.workload)[len(OWN_NAMES) :] == [None, "compress", "odd"]
    assert form.state() == CHOSEN
    assert form.message.text().startswith(LACKS)
    form.set_state(DEFAULT)
    assert listed(form.workload)[len(OWN_NAMES) :] == [None, "odd"]


def test_a_plug_in_that_says_something_new_of_itself_leaves_the_size_that_was_set(qtbot: QtBot) -> None:
    form = form_of(qtbot, CHOSEN)
    newer = dataclasses.replace(COMPRESS, title="compress pages", largest=9000)
    form.set_limits(limits_of([own_with(newer)], DESCRIPTION))
    assert form.state() == dataclasses.replace(CHOSEN, plug_in=newer)
    assert form.size_field.amount.maximum() == 9000


def test_of_two_of_one_name_the_listed_runs_decide() -> None:
    older = dataclasses.replace(COMPRESS, title="older")
    limits = limits_of([own_with(COMPRESS), other_with(older)], DESCRIPTION)
    assert limits.workloads([Variant("pool", python="/venv/python")]) == (older,)
    assert limits.workloads([Variant("pool")]) == (COMPRESS,)


@pytest.mark.qt_log_ignore(NO_POPUPS)
def test_an_open_list_shows_what_has_been_found_meanwhile(form: ExperimentForm) -> None:
    form.show()
    form.workload.showPopup()
    view = form.workload.view()
    before = view.window().height()
    form.set_limits(limits_of([own_with(COMPRESS, broken=(BROKEN,))], DESCRIPTION))
    assert view.isVisible()
    assert view.window().height() > before
    form.workload.hidePopup()


def test_the_code_of_a_plug_in_is_where_its_package_has_it() -> None:
    executor, workload = code_of("threading", "compress", "CPython")
    assert executor.text
    assert (workload.title, workload.text) == ("compress", "")
    assert "none of gilviz's own" in workload.note
