from __future__ import annotations

import dataclasses
import json
import math

import pytest

from gilviz.export.summary import experiment_summary, run_summary
from gilviz.runner.protocol import Gil, State
from gilviz.trace.memory import Memory, MemorySample
from gilviz.trace.metrics import measure
from gilviz.trace.record import Outcome
from tests.trace.runs import ORIGIN, record, runtime, worker

RUNNING, GIL_WAIT = State.RUNNING, State.GIL_WAIT
EVIDENCE = {
    "layers": {"ticks": True, "counters": False, "switches": False, "probe": False},
    "tick_count": 0,
    "tick_us": None,
    "edges_us": None,
    "measured_pct": 100.0,
    "sampled_pct": 0.0,
    "inferred_pct": 0.0,
    "unknown_pct": 0.0,
    "lost_switches": 0,
    "overruns": 0,
}


def test_an_experiment_is_one_object_with_the_documented_keys() -> None:
    members = [worker(1, [(RUNNING, 500), (GIL_WAIT, 500)]), worker(2, [(GIL_WAIT, 500), (RUNNING, 500)])]
    run = record("threading", members, wall_ms=1000, baseline_ms=1000)
    states = dict.fromkeys((state.label for state in State), 0.0) | {"running": 0.5, "gil-wait": 0.5}
    lane = {"pid": 1000, "states_s": states, "transitions": 3, "dropped": 0, "started_by": None, "evidence": EVIDENCE}
    assert experiment_summary("primes", [run]) == {
        "workload": "primes",
        "runs": [
            {
                "executor": "threading",
                "start_method": None,
                "runtime": {
                    "path": "/usr/bin/python3",
                    "implementation": "CPython",
                    "version": "3.13.0",
                    "gil": True,
                    "gil_state": None,
                },
                "python_gil": None,
                "workers": 2,
                "processes": None,
                "tasks": 8,
                "outcome": "finished",
                "error": None,
                "wall_s": 1.0,
                "speedup": 1.0,
                "baseline": {"runtime": "CPython 3.13.0", "wall_s": 1.0},
                "single_thread_vs_first": 1.0,
                "parallelism": 1.0,
                "gil_switches": 1,
                "hand_offs": {"count": 1, "source": "lanes"},
                "states_s": {label: 2 * value for label, value in states.items()},
                "peak_memory_mb": None,
                "memory": None,
                "latency_ms": None,
                "main_pickling_s": None,
                "finding": None,
                "recording": {
                    "evidence": {"ticks": True, "counters": False, "switches": False, "probe": False},
                    "overhead_pct": 0.0,
                    "agreement_pct": None,
                    "unexplained_pct": 0.0,
                    "unknown_pct": 0.0,
                    "dropped": 0,
                    "probe": None,
                    "grade": "good",
                    "reason": None,
                },
                "switch_interval_s": 0.005,
                "own_threads": None,
                "switch_intervals": [],
                "lanes": [{"name": "T1", "native_id": 1001, **lane}, {"name": "T2", "native_id": 1002, **lane}],
            }
        ],
    }


def test_a_run_that_never_spoke_still_has_every_key() -> None:
    failed = dataclasses.replace(
        record("threading", [], wall_ms=None, outcome=Outcome.FAILED, error="It is not Python."), runtime=None
    )
    summary = run_summary(failed)
    assert summary.keys() == run_summary(record("threading", [], wall_ms=5)).keys()
    assert summary["runtime"] == {"path": None, "implementation": None, "version": None, "gil": None, "gil_state": None}
    assert (summary["outcome"], summary["error"], summary["wall_s"], summary["lanes"]) == (
        "failed",
        "It is not Python.",
        None,
        [],
    )


@pytest.mark.parametrize("outcome", [Outcome.FAILED, Outcome.PARTIAL])
def test_a_run_that_did_not_finish_has_no_speedup(outcome: Outcome) -> None:
    run = record("threading", [worker(1, [(RUNNING, 5)])], wall_ms=1000, baseline_ms=1000, outcome=outcome)
    assert run_summary(run)["speedup"] is None


@pytest.mark.parametrize("odd", [math.nan, math.inf])
def test_figures_that_json_does_not_know_are_null(odd: float) -> None:
    run = dataclasses.replace(record("threading", [], wall_ms=5), wall_s=odd)
    summary = run_summary(run, dataclasses.replace(measure(run.trace), parallelism=odd))
    assert (summary["wall_s"], summary["parallelism"]) == (None, None)
    json.dumps(summary, allow_nan=False)


def test_a_summary_is_plain_json_whatever_numpy_measured() -> None:
    run = record("pool", [worker(1, [(RUNNING, 5)], gil=False)], wall_ms=5, baseline_ms=10, runs_on=runtime(gil=False))
    summary = run_summary(run)
    assert json.loads(json.dumps(summary, allow_nan=False)) == summary
    assert summary["gil_switches"] is None
    assert summary["baseline"]["runtime"] == "CPython 3.13.0t (GIL off)"


def test_a_summary_says_why_a_free_threaded_build_has_a_gil() -> None:
    interpreter = dataclasses.replace(runtime(), gil_state=Gil.IMPORT.value)
    summary = run_summary(record("threading", [worker(1, [(RUNNING, 5)])], wall_ms=5, runs_on=interpreter))
    assert (summary["runtime"]["gil"], summary["runtime"]["gil_state"]) == (True, "re-enabled by an import")


@pytest.mark.parametrize(("executor", "shown"), [("pool", "fork"), ("process-pool", "fork"), ("threading", None)])
def test_the_default_start_method_is_named_where_there_is_one(executor: str, shown: str | None) -> None:
    assert runtime().start_methods[0] == "fork"
    assert run_summary(record(executor, [], wall_ms=5))["start_method"] == shown


def test_memory_is_told_in_megabytes_and_seconds_from_the_runs_zero() -> None:
    run = record("threading", [worker(1, [(RUNNING, 5)])], wall_ms=5)
    looks = (MemorySample(ORIGIN - 10**8, 2_000_000, 1), MemorySample(ORIGIN + 10**9, 84_000_000, 3))
    summary = run_summary(dataclasses.replace(run, memory=Memory("pss", looks)))
    assert summary["peak_memory_mb"] == 84
    assert summary["memory"] == {"kind": "pss", "samples": [[-0.1, 2.0, 1], [1.0, 84.0, 3]]}


def test_what_became_of_things_in_common_is_handed_on() -> None:
    run = dataclasses.replace(record("threading", [], wall_ms=5), finding={"increments": 10, "counted": 7})
    assert run_summary(run)["finding"] == {"increments": 10, "counted": 7}
