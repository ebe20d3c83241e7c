"""The order of an experiment's runs, and what can't be run."""

from __future__ import annotations

import pytest

from gilviz.experiment.plan import Variant
from tests.experiment.bench import experiment


def test_a_baseline_that_nobody_asked_for_comes_first_and_is_not_listed() -> None:
    runs = list(experiment("threading", "pool").runs(100))
    assert [(run.job.executor, run.listed) for run in runs] == [("sequential", False), ("threading", True), ("pool", True)]


def test_a_sequential_run_that_was_asked_for_is_the_baseline_and_runs_once() -> None:
    runs = list(experiment("threading", "sequential").runs(100))
    assert [(run.job.executor, run.listed) for run in runs] == [("sequential", True), ("threading", True)]


def test_every_interpreter_and_every_round_has_its_own_baseline() -> None:
    spec = experiment(Variant("threading"), Variant("threading", python="other"), repeat=2)
    runs = [(run.repetition, run.job.python, run.job.executor) for run in spec.runs(100)]
    one_round = [(None, "sequential"), (None, "threading"), ("other", "sequential"), ("other", "threading")]
    assert runs == [(repetition, *run) for repetition in (0, 1) for run in one_round]


def test_an_interpreter_with_its_gil_and_without_has_two_baselines() -> None:
    spec = experiment(*(Variant("threading", python="t", python_gil=gil) for gil in (1, 0)))
    runs = [(run.job.python_gil, run.job.executor) for run in spec.runs(100)]
    assert runs == [(1, "sequential"), (1, "threading"), (0, "sequential"), (0, "threading")]


def test_sequential_has_one_worker_whatever_was_asked() -> None:
    assert [run.job.workers for run in experiment("threading", workers=8).runs(100)] == [1, 8]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"workers": 0}, "workers of threading must be 1 to 64, not 0"),
        ({"workers": -3}, "not -3"),
        ({"workers": 100_000}, "not 100,000"),
        ({"tasks": 0}, "tasks must be 1 to 10,000, not 0"),
        ({"tasks": 10**9}, "not 1,000,000,000"),
        ({"size": 0}, "size of countdown must be 1 to"),
        ({"size": -5}, "not -5"),
        ({"workload": "knitting"}, "No workload is called 'knitting'; choose one of primes"),
        ({"switch_interval": 0.0}, "switch interval must be 0.0001 to 1 s"),
        ({"switch_interval": float("nan")}, "switch interval"),
        ({"repeat": 0}, "The repeats must be 1 to 100, not 0: without one nothing is run."),
        ({"repeat": 101}, "The repeats must be 1 to 100, not 101: every run is kept in memory."),
        ({"task_seconds": 0.0}, "One task must take more than 0"),
    ],
)
def test_what_cannot_be_run_is_told_in_a_sentence(fields: dict[str, object], words: str) -> None:
    found = experiment("threading", **fields).problems()  # type: ignore[arg-type]
    assert len(found) == 1
    assert words in found[0]


def test_a_gil_is_on_or_off() -> None:
    found = experiment(Variant("threading", python_gil=2)).problems()
    assert found == ["The GIL can be switched off (0) or on (1), not 2: choose one, or leave it to Python."]


def test_unknown_executors_and_start_methods_are_told() -> None:
    found = experiment(Variant("magic"), Variant("pool", start_method="teleport")).problems()
    assert [sentence.split(";")[0] for sentence in found] == [
        "No executor is called 'magic'",
        "No start method is called 'teleport'",
    ]


def test_an_experiment_without_runs_is_told() -> None:
    assert experiment().problems() == ["Nothing to run: choose at least one executor."]
