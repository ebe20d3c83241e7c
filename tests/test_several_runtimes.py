"""Wherever runs of several interpreters stand side by side, each figure says whose sequential run it is against."""

from __future__ import annotations

import dataclasses

import pytest

from gilviz.cli.report import Page, report
from gilviz.experiment.conductor import Conductor
from gilviz.experiment.plan import Variant
from gilviz.experiment.run import Phase, Run
from gilviz.experiment.sweep import Series, measurement, series_of
from gilviz.experiment.sweep_words import sentence
from gilviz.experiment.workspace import Workspace
from gilviz.export.summary import run_summary
from gilviz.gui.running.panels import panel
from gilviz.gui.sweep.chart import SPEEDUP
from gilviz.gui.sweep.curves import curves
from gilviz.runner.protocol import Gil, State
from gilviz.runner.spec import JobSpec
from gilviz.trace.metrics import measure
from gilviz.trace.record import Baseline, RunRecord, RuntimeInfo
from gilviz.trace.runtime_name import short_name, two_names
from gilviz.trace.verdict import verdict
from tests.experiment.bench import conduct, experiment
from tests.experiment.test_sweep import ended
from tests.trace.runs import record, worker

FIRST = RuntimeInfo("/py/3.11/bin/python3", "CPython", "3.11.7", "", True, 2, ("fork",), 0.005, Gil.BUILT_IN.value)
FREE = RuntimeInfo("/py/3.13t/bin/python3", "CPython", "3.13.5", "", False, 2, ("fork",), 0.005, Gil.DISABLED.value)


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({}, "3.13t"),
        ({"gil": True, "gil_state": Gil.ENVIRONMENT.value}, "3.13t with GIL"),
        ({"gil": True, "gil_state": Gil.LATE_IMPORT.value}, "3.13t with GIL"),
        ({"gil": True, "gil_state": Gil.BUILT_IN.value}, "3.13"),
        ({"gil": True, "gil_state": ""}, "3.13"),
        ({"implementation": "PyPy", "version": "3.9.16", "gil": True, "gil_state": Gil.BUILT_IN.value}, "PyPy 3.9"),
        ({"implementation": "Jython", "version": "2.7.3", "gil_state": Gil.NONE.value}, "Jython 2.7"),
    ],
)
def test_an_interpreter_has_a_short_name(changes: dict[str, object], name: str) -> None:
    assert short_name(dataclasses.replace(FREE, **changes)) == name  # type: ignore[arg-type]


def test_two_interpreters_can_be_told_apart_by_their_names() -> None:
    assert two_names(FIRST, FREE) == ("3.11", "3.13t")
    assert two_names(FIRST, dataclasses.replace(FIRST, version="3.11.9")) == ("3.11.7", "3.11.9")
    assert two_names(FIRST, dataclasses.replace(FIRST, path="/home/me/venv/bin/python")) == ("3.11 in 3.11", "3.11 in venv")


def free_run(wall_ms: float, baseline_ms: float, first_s: float | None = 2.0) -> RunRecord:
    members = [worker(number, [(State.RUNNING, 1000)], gil=False) for number in (1, 2)]
    made = record("threading", members, wall_ms=wall_ms, baseline_ms=baseline_ms, runs_on=FREE)
    return dataclasses.replace(made, first=Baseline(FIRST, first_s))


def test_a_sentence_says_whose_loop_it_was_faster_than_and_how_fast_one_thread_is() -> None:
    run = free_run(1050, 2000 / 0.93)
    said = verdict(run, measure(run.trace))
    assert "took 1.05 s instead of 2.15 s in a plain loop on 3.13t (2.0×)" in said
    assert said.endswith("; alone, a thread of 3.13t is 0.93× as fast as one of 3.11.")


@pytest.mark.parametrize(
    ("wall_ms", "words"), [(2000, "as long as a plain loop on 3.13t"), (4000, "longer than a plain loop on 3.13t:")]
)
def test_a_run_that_was_not_faster_says_whose_loop_that_is_too(wall_ms: float, words: str) -> None:
    run = free_run(wall_ms, 2000)
    assert words in verdict(run, measure(run.trace))


def test_the_summary_names_the_baseline_and_the_single_thread_beside_the_first() -> None:
    found = run_summary(free_run(1000, 2500))
    assert found["speedup"] == 2.5
    assert found["baseline"] == {"runtime": "CPython 3.13.5t (GIL off)", "wall_s": 2.5}
    assert found["single_thread_vs_first"] == 0.8
    assert run_summary(free_run(1000, 2500, first_s=None))["single_thread_vs_first"] is None
    assert run_summary(dataclasses.replace(free_run(1000, 2500), first=None))["single_thread_vs_first"] == 1.0


def test_the_table_names_the_baseline_and_the_first() -> None:
    text = report([free_run(1000, 2500)], Page(colour=False, width=None))
    heading, row = text.splitlines()[1:3]
    assert "vs own sequential     one thread" in heading
    assert "speed-up" not in heading
    assert "2.50×  0.80× of 3.11" in row


def runs_of(*interpreters: RuntimeInfo) -> list[Run]:
    found = []
    for python, runtime in zip((None, "free"), interpreters, strict=True):
        for executor, wall_s in (("sequential", 2.0), ("threading", 1.0)):
            spec = JobSpec("primes", 1000, executor, workers=2, python=python)
            found.append(Run(spec, phase=Phase.FINISHED, runtime=runtime, started_ns=0, wall_s=wall_s, baseline_s=2.0))
    for run in found:
        run.first = found[0]
    return found


def test_a_panel_names_what_its_figure_is_against_and_the_single_thread() -> None:
    runs = runs_of(FIRST, FREE)
    runs[2].wall_s = runs[3].baseline_s = 2.5
    shown = panel(3, runs, None, None, "")
    assert shown.headline.figures[1] == ("2.50×", "vs sequential 3.13t")
    assert shown.message.startswith("one thread 0.80× of 3.11")
    assert panel(1, runs, None, None, "").headline.figures[1] == ("2.00×", "vs sequential 3.11")
    assert "one thread" not in panel(1, runs, None, None, "").message


def test_where_all_runs_share_an_interpreter_nothing_has_to_be_named() -> None:
    runs = runs_of(FIRST, FIRST)
    for run in runs:
        run.first = None
    assert panel(1, runs, None, None, "").headline.figures[1] == ("2.00×", "speed-up")


def two_series() -> tuple[Series, ...]:
    runs = [ended(n, 1 / n, number, runtime=FIRST) for number in range(3) for n in (1, 2)]
    other = dataclasses.replace(runs[0].way, python="free")
    return series_of([*runs, *(dataclasses.replace(run, way=other, runtime=FREE, baseline_s=1.25) for run in runs)])


def test_a_sweep_says_how_fast_each_interpreter_is_alone() -> None:
    first, second = two_series()
    assert sentence(second, first).endswith(
        " All this is against 3.13t itself: alone, a thread of it is 0.80× as fast as one of 3.11."
    )
    assert "alone" not in sentence(first, first)


def test_a_sweeps_chart_says_that_each_interpreter_is_held_against_itself() -> None:
    assert SPEEDUP.title(curves(two_series()[:1])) == "times as fast as sequential"
    assert SPEEDUP.title(curves(two_series())) == "times as fast as sequential on the same Python"


def test_every_run_of_a_round_knows_the_first_interpreters_sequential_run() -> None:
    with Workspace() as workspace:
        conductor: Conductor = conduct(
            experiment(Variant("threading"), Variant("threading", python="python3"), repeat=2), workspace
        )
        firsts = [conductor.runs[0]] * 4 + [conductor.runs[4]] * 4
        assert [run.first for run in conductor.runs] == firsts
        assert all(run.record().first is not None for run in conductor.runs)
        assert measurement(1, conductor.runs[1]).speedup
        alone = conduct(experiment("threading"), workspace)
        assert [run.first for run in alone.runs] == [None, None]
