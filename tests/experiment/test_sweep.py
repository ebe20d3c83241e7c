"""Sweeps: which runs they are made of, and what their measurements add up to."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gilviz.experiment.conductor import Conductor
from gilviz.experiment.plan import Variant
from gilviz.experiment.run import Phase
from gilviz.experiment.sweep import (
    MOST_TASKS_FOR_EVEN_SHARES,
    Measurement,
    Spread,
    default_counts,
    default_tasks,
    measurement,
    problems,
    series_of,
    sweep_of,
    way_of,
)
from gilviz.experiment.sweep_export import COLUMNS, sweep_csv, sweep_summary
from gilviz.experiment.sweep_words import amdahl_sentence, sentence, trouble
from gilviz.experiment.workspace import Workspace
from gilviz.runner.spec import MAX_WORKERS, JobSpec
from gilviz.trace.amdahl import Fit, NoFit, law
from gilviz.trace.record import RuntimeInfo
from tests.experiment.bench import conduct, conduct_until, experiment

EIGHT_CORES = RuntimeInfo("python3", "CPython", "3.13.0", "", True, 8, ("fork",), 0.005)


def ended(workers: int, wall_s: float | None, repetition: int = 0, executor: str = "pool", **changes: object) -> Measurement:
    facts: dict[str, object] = {
        "key": 0,
        "way": way_of(JobSpec("primes", 10, executor, workers)),
        "workers": workers,
        "repetition": repetition,
        "phase": Phase.FINISHED if wall_s else Phase.FAILED,
        "error": None if wall_s else "The pool broke.",
        "runtime": EIGHT_CORES,
        "wall_s": wall_s,
        "baseline_s": 1.0 if wall_s else None,
        "executing": 1.0,
        "waited_s": 0.0,
        "executed_s": 1.0,
    }
    return Measurement(**{**facts, **changes})  # type: ignore[arg-type]


def test_work_that_computes_is_tried_beyond_the_cores_and_work_that_waits_far_beyond() -> None:
    assert default_counts("primes", 2) == (1, 2, 4, 8)
    assert default_counts("primes", 12) == (1, 2, 4, 8, 16, 32)
    assert default_counts("primes", 500)[-1] == MAX_WORKERS
    assert default_counts("sleep", 2) == (1, 2, 4, 8, 16, 32)


@given(st.lists(st.integers(1, 64), min_size=1, max_size=6, unique=True))
def test_there_is_a_task_for_every_worker_and_even_shares_where_that_is_possible(counts: list[int]) -> None:
    tasks = default_tasks(counts)
    assert max(counts) <= tasks <= MOST_TASKS_FOR_EVEN_SHARES
    assert tasks % max(counts) == 0


def test_hundreds_of_coroutines_have_a_task_each() -> None:
    assert default_tasks((1, 10, 100)) == 100
    assert sweep_of(experiment("asyncio", workload="sleep", tasks=100), (1, 10, 100)).problems() == []


def test_every_round_has_its_baseline_first_and_then_every_count_of_every_executor_in_turn() -> None:
    spec = sweep_of(experiment("threading", "pool", repeat=2), (1, 4))
    runs = [(run.repetition, run.job.executor, run.job.workers, run.listed) for run in spec.runs(100)]
    one = [("sequential", 1, False), ("threading", 1, True), ("pool", 1, True), ("threading", 4, True), ("pool", 4, True)]
    assert runs == [(repetition, *run) for repetition in (0, 1) for run in one]
    assert {run.job.tasks for run in spec.runs(100)} == {4}


def test_what_cannot_be_swept_is_told_in_a_sentence() -> None:
    assert "name some" in problems((), [Variant("pool")], 1)[0]
    assert "baseline of every sweep" in problems((1, 2), [Variant("sequential")], 1)[0]
    two = [Variant("pool"), Variant("pool", python="/other")]
    assert not problems((1, 2, 3), two, 75), "600 with the baselines of both interpreters"
    assert "608 runs" in problems((1, 2, 3), two, 76)[0]
    assert (
        "1,000 runs with their baselines"
        in problems((1, 2, 3), [Variant("pool"), Variant("threading"), Variant("thread")], 100)[0]
    )
    assert [sweep_of(experiment("pool"), (0, 1000)).problems()[number].split(":")[0] for number in (0, 1)] == [
        "The workers of pool must be 1 to 64, not 0",
        "The workers of pool must be 1 to 64, not 1,000",
    ]


def test_a_spread_is_the_middle_and_the_two_ends() -> None:
    assert Spread.of([3.0, None, 1.0, 2.0]) == Spread(2.0, 1.0, 3.0)
    assert Spread.of([1.0, 2.0]) == Spread(1.5, 1.0, 2.0)
    assert Spread.of([None]) is None


def test_runs_that_differ_in_their_workers_alone_are_one_series() -> None:
    found = series_of([ended(4, 0.3), ended(1, 1.0), ended(4, 0.5, 1), ended(2, 0.9, executor="threading")])
    assert [(each.way.executor, [(point.workers, len(point.runs)) for point in each.points]) for each in found] == [
        ("pool", [(1, 1), (4, 2)]),
        ("threading", [(2, 1)]),
    ]
    assert found[0].points[1].wall_s == Spread(0.4, 0.3, 0.5)
    assert found[0].points[1].typical.wall_s == 0.3


def test_a_count_whose_runs_failed_has_no_figures_and_is_named() -> None:
    series = series_of([ended(1, 1.0), ended(4, 0.3), ended(4, None, 1), ended(8, None)])[0]
    assert [point.finished for point in series.points] == [1, 1, 0]
    assert series.points[2].wall_s is None
    assert trouble(series) == [
        "With 4 processes 1 of 2 runs failed: The pool broke.",
        "With 8 processes the run failed: The pool broke.",
    ]


def test_a_series_fits_amdahls_law_to_the_counts_that_had_a_core_for_each() -> None:
    runs = [ended(n, 1 / law(0.1, min(n, 8)), number) for number in range(3) for n in (1, 2, 4, 8, 16)]
    series = series_of(runs)[0]
    assert isinstance(series.amdahl, Fit)
    assert series.amdahl.serial == pytest.approx(0.1)
    assert "serial part of 10 % (10 to 10): no number of cores would make it more than 10 times as fast" in sentence(series)
    assert "More workers than the 8 cores brought nothing more." in sentence(series)


@pytest.mark.parametrize(
    ("low", "high", "limit"),
    [
        (0.0, 0.5, "more than 4.0 (2.0 or more) times"),
        (0.2, 0.3, "more than 4.0 (3.3 to 5.0) times"),
        (0.25, 0.25, "than 4.0 times"),
    ],
)
def test_a_limit_is_no_surer_than_the_serial_part_that_it_follows_from(low: float, high: float, limit: str) -> None:
    assert limit in amdahl_sentence(Fit(0.25, low, high, 8, 9, 3))


def test_work_that_waits_gets_no_fit_however_good_it_would_look() -> None:
    runs = [ended(n, 1 / n, number, waited_s=1.0, executed_s=0.01) for number in range(3) for n in (1, 2, 4, 8, 16)]
    series = series_of(runs)[0]
    assert isinstance(series.amdahl, NoFit)
    assert "waiting needs no core" in sentence(series)
    assert "More workers than the 8 cores still helped." in sentence(series)


def test_workers_that_brought_nothing_are_said_to_have_brought_nothing() -> None:
    noise = [0.9, 1.1, 1.0]
    series = series_of([ended(n, noise[number], number) for number in range(3) for n in (1, 2, 4)])[0]
    assert sentence(series).startswith("More workers brought nothing: at best 1.00×")


def test_a_gain_that_some_rounds_did_not_have_is_not_sure_and_nothing_follows_from_it() -> None:
    taken = {0: 0.5, 1: 1.1, 2: 0.6}
    series = series_of([ended(n, taken[number], number) for number in taken for n in (2, 4, 16)])[0]
    assert sentence(series).startswith("What more workers bring is not sure: at best 1.67× (0.91× to 2.0×), with 2 processes. ")
    assert "than the 8 cores" not in sentence(series)


def test_the_summary_says_what_was_measured_and_what_was_not() -> None:
    spec = sweep_of(experiment("pool", repeat=2), (1, 4))
    found = sweep_summary(spec, 100, series_of([ended(1, 1.0), ended(4, None)]), complete=False)
    assert (found["workers"], found["repeat"], found["complete"]) == ([1, 4], 2, False)
    first, second = found["series"][0]["points"]
    assert first["wall_s"] == {"median": 1.0, "min": 1.0, "max": 1.0}
    assert second["wall_s"] is None
    assert (second["runs"][0]["outcome"], second["runs"][0]["error"]) == ("failed", "The pool broke.")
    assert found["series"][0]["amdahl"] is None
    assert "Only 0 runs" in found["series"][0]["no_amdahl"]
    lines = sweep_csv([ended(1, 1.0), ended(4, None)]).splitlines()
    assert lines[0] == ",".join(COLUMNS)
    assert lines[1] == "pool,,python3,,,1,0,finished,1.000000,CPython 3.13.0,1.000000,1.000000,1.000000,"
    assert lines[2] == "pool,,python3,,,4,0,failed,,,,,1.000000,"


def test_an_export_tells_what_else_was_asked_for_and_the_memory() -> None:
    way = way_of(JobSpec("primes", 10, "process-threads", 4, processes=3, python_gil=0))
    free = dataclasses.replace(EIGHT_CORES, gil=False)
    runs = [ended(count, 0.5, executor="process-threads", way=way, runtime=free, peak_mb=21.5) for count in (1, 4)]
    found = sweep_summary(experiment("process-threads"), 100, series_of(runs), complete=True)["series"][0]
    assert (found["python_gil"], found["baseline"]["runtime"]) == (0, "CPython 3.13.0t (GIL off)")
    assert [point["processes"] for point in found["points"]] == [1, 3]
    assert found["points"][1]["runs"][0]["peak_memory_mb"] == 21.5
    last = sweep_csv(runs).splitlines()[-1].split(",")
    told = dict(zip(COLUMNS, last, strict=True))
    assert (told["python_gil"], told["processes"], told["peak_memory_mb"]) == ("0", "3", "21.500000")
    assert told["baseline_runtime"] == "CPython 3.13.0t (GIL off)"


def test_a_real_sweep_measures_every_count_against_its_rounds_baseline(workspace: Workspace) -> None:
    spec = sweep_of(experiment("threading", repeat=2, tasks=4), (1, 2, 4))
    conductor = conduct(spec, workspace)
    measured = [measurement(key, run) for key, run in enumerate(conductor.runs) if run.listed]
    assert [(each.workers, each.repetition) for each in measured] == [(n, number) for number in (0, 1) for n in (1, 2, 4)]
    baselines = {run.repetition: run.wall_s for run in conductor.runs if not run.listed}
    assert all(each.baseline_s == baselines[each.repetition] and each.speedup for each in measured)
    assert [len(conductor.runs[each.key].trace.lanes) for each in measured[:3]] == [1, 2, 4]  # type: ignore[union-attr]


def test_a_sweep_that_is_stopped_keeps_what_was_measured(workspace: Workspace) -> None:
    spec = sweep_of(experiment("threading", workload="sleep", size=30, tasks=4), (1, 2, 4))
    assert spec.problems() == []
    conductor = Conductor(spec, workspace)
    conductor.start()
    conduct_until(conductor, lambda: bool(conductor.runs) and conductor.runs[1].phase.ended)
    conductor.stop()
    conduct_until(conductor, lambda: conductor.finished)
    measured = [measurement(key, run) for key, run in enumerate(conductor.runs) if run.listed and run.phase.ended]
    assert measured[0].speedup is not None
    assert len(measured) < 3 or measured[-1].wall_s is None
    assert series_of(measured)[0].points[0].wall_s is not None
