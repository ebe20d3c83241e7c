from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gilviz.experiment.plan import Variant
from gilviz.gui.form import form_state
from gilviz.gui.form.form_state import SWITCH_INTERVALS_MS, FormState, ListedVariant, default_form
from gilviz.runner import catalog
from tests.gui.fakes import COMPRESS

DEFAULT = default_form(4)
FORMS = st.builds(
    FormState,
    workload=st.sampled_from([info.name for info in catalog.WORKLOADS]),
    automatic=st.just(True),
    size=st.integers(20, 60),
    tasks=st.integers(1, 10_000),
    workers=st.integers(1, 64),
    switch_interval_ms=st.sampled_from(SWITCH_INTERVALS_MS),
    variants=st.lists(
        st.builds(
            ListedVariant,
            st.builds(
                Variant,
                st.sampled_from([info.name for info in catalog.EXECUTORS]),
                st.sampled_from([None, *catalog.START_METHODS]),
                st.none() | st.just("/usr/bin/python3"),
            ),
            st.booleans(),
        ),
        max_size=5,
    ).map(tuple),
)


@pytest.mark.parametrize(("cores", "workers"), [(1, 2), (2, 2), (3, 3), (64, 4)])
def test_the_first_comparison_has_as_many_workers_as_show_the_point(cores: int, workers: int) -> None:
    form = default_form(cores)
    assert form.workers == workers
    assert [line.variant.executor for line in form.variants] == ["threading", "pool"]
    assert form_state.problem(form) == ""


def test_only_ticked_lines_are_run() -> None:
    lines = (ListedVariant(Variant("threading"), False), ListedVariant(Variant("pool", "spawn")))
    spec = form_state.experiment_spec(dataclasses.replace(DEFAULT, variants=lines))
    assert spec.variants == (Variant("pool", "spawn"),)


def test_pythons_own_switch_interval_is_left_alone() -> None:
    assert form_state.experiment_spec(DEFAULT).switch_interval is None
    assert form_state.experiment_spec(dataclasses.replace(DEFAULT, switch_interval_ms=0.5)).switch_interval == 0.0005


def test_an_automatic_size_is_left_to_the_calibration() -> None:
    assert form_state.experiment_spec(DEFAULT).size is None
    assert form_state.experiment_spec(dataclasses.replace(DEFAULT, automatic=False, size=77)).size == 77


def test_a_form_with_nothing_ticked_says_what_to_do() -> None:
    assert "tick a run" in form_state.problem(dataclasses.replace(DEFAULT, variants=()))


def test_a_size_out_of_range_is_told_with_the_range() -> None:
    assert "must be 10 to" in form_state.problem(dataclasses.replace(DEFAULT, automatic=False, size=1))


def test_the_empty_window_says_which_key_to_press_and_what_will_happen() -> None:
    assert form_state.invitation(DEFAULT) == "Press Ctrl+R: threads against processes on primes, about 2 s each"


def test_the_invitation_names_every_run_that_is_ticked() -> None:
    lines = tuple(ListedVariant(Variant(name)) for name in ("threading", "pool", "thread"))
    form = dataclasses.replace(DEFAULT, variants=lines, automatic=False)
    assert form_state.invitation(form) == "Press Ctrl+R: threads, processes and thread on primes"
    assert "Tick a run" in form_state.invitation(dataclasses.replace(DEFAULT, variants=()))


def test_a_plug_in_s_workload_is_handed_on_and_remembered() -> None:
    form = dataclasses.replace(DEFAULT, workload="compress", plug_in=COMPRESS)
    assert form_state.problem(form) == ""
    assert form_state.experiment_spec(form).workload_info == COMPRESS
    assert form_state.from_json(form_state.to_json(form), DEFAULT) == form
    assert form_state.size_text(COMPRESS, 70) == "70 pages compressed"


@given(FORMS)
def test_a_form_survives_being_remembered(form: FormState) -> None:
    assert form_state.from_json(form_state.to_json(form), DEFAULT) == form


@pytest.mark.parametrize(
    "text",
    [
        "", "null", "[]", "{}", "7", '{"workload": "primes"}',
        form_state.to_json(dataclasses.replace(DEFAULT, workload="gone")),
        form_state.to_json(dataclasses.replace(DEFAULT, variants=(ListedVariant(Variant("gone")),))),
        form_state.to_json(dataclasses.replace(DEFAULT, workers=0)),
        form_state.to_json(dataclasses.replace(DEFAULT, plug_in=COMPRESS)),
        form_state.to_json(dataclasses.replace(DEFAULT, workload="compress", plug_in=COMPRESS)).replace("largest", "least"),
    ],
)  # fmt: skip
def test_a_memory_that_makes_no_sense_any_more_gives_the_default(text: str) -> None:
    assert form_state.from_json(text, DEFAULT) == DEFAULT


@given(st.floats(0.001, 1000))
def test_the_slider_goes_to_the_nearest_step_of_its_logarithmic_scale(milliseconds: float) -> None:
    step = form_state.nearest_step(milliseconds)
    assert 0 <= step < len(SWITCH_INTERVALS_MS)
    if milliseconds in SWITCH_INTERVALS_MS:
        assert SWITCH_INTERVALS_MS[step] == milliseconds


def test_the_scale_runs_from_a_tenth_to_a_hundred_milliseconds_and_marks_the_default() -> None:
    assert (SWITCH_INTERVALS_MS[0], SWITCH_INTERVALS_MS[-1]) == (0.1, 100.0)
    assert form_state.switch_interval_text(5.0) == "5 ms (default)"
    assert form_state.switch_interval_text(0.1) == "0.1 ms"


@pytest.mark.parametrize(
    ("python", "label"),
    [
        ("/usr/bin/python3.13t", "python3.13t"),
        ("/usr/bin/jython", "jython"),
        ("/srv/venv/bin/python", "venv/python"),
        ("/bin/pypy", "pypy"),
        ("py", "py"),
    ],
)
def test_an_interpreter_is_named_so_that_it_can_be_told_from_others(python: str, label: str) -> None:
    assert form_state.python_label(python) == label
    assert form_state.variant_title(Variant("pool", "spawn", python)) == f"pool (spawn) · {label}"


def test_a_run_that_is_told_whether_to_use_its_gil_is_named_so() -> None:
    assert form_state.variant_title(Variant("threading", None, "/bin/python3.13t", 0)) == "threading · python3.13t · GIL off"
    assert form_state.variant_title(Variant("threading", python_gil=1)) == "threading · GIL on"


def test_a_size_is_shown_with_what_it_counts() -> None:
    assert form_state.size_text(catalog.workload("primes"), 60_000) == "60,000 numbers searched"
    assert form_state.automatic_text(catalog.workload("primes")) == "0.25 s a task"
    assert form_state.automatic_text(catalog.workload("sleep")) == "250 ms a task"
