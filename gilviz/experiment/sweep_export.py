"""A sweep as data for other programs: one JSON object, or one line of comma-separated values for each run.

Keys and units are an interface. What was not measured is null, or empty.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

from gilviz.experiment.plan import ExperimentSpec
from gilviz.experiment.sweep import Measurement, Point, Series, Spread
from gilviz.experiment.sweep_words import single_thread_vs
from gilviz.trace.amdahl import Fit, NoFit
from gilviz.trace.runtime_name import full_name

COLUMNS = (
    "executor", "start_method", "python", "python_gil", "processes", "workers", "repetition", "outcome", "wall_s",
    "baseline_runtime", "baseline_s", "speedup", "parallelism", "peak_memory_mb",
)  # fmt: skip


def sweep_summary(experiment: ExperimentSpec, size: int | None, series: Sequence[Series], *, complete: bool) -> dict[str, Any]:
    """The sweep as one object.

    Args:
        experiment: What was asked for.
        size: How much one task did; None where that was never known.
        series: What was measured.
        complete: Whether every run that was asked for finished.
    """
    return {
        "workload": experiment.workload,
        "size": size,
        "tasks": experiment.tasks,
        "workers": list(dict.fromkeys(variant.workers for variant in experiment.variants)),
        "repeat": experiment.repeat,
        "complete": complete,
        "series": [_series(each, series[0]) for each in series],
    }


def sweep_csv(measurements: Sequence[Measurement]) -> str:
    """A heading, and a line for each run that has ended."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    for run in measurements:
        writer.writerow([_cell(value) for value in _line(run)])
    return stream.getvalue()


def _line(run: Measurement) -> tuple[str | int | float | None, ...]:
    """What the columns say of a run."""
    way = run.way
    return (
        way.executor, way.start_method, _python(way.python, run), way.python_gil, run.processes, run.workers, run.repetition,
        run.phase.value, run.wall_s, _baseline_runtime(run), run.baseline_s, run.speedup, run.executing, run.peak_mb,
    )  # fmt: skip


def _cell(value: str | float | None) -> str:
    return "" if value is None else f"{value:.6f}" if isinstance(value, float) else str(value)


def _baseline_runtime(run: Measurement) -> str | None:
    """What the baseline was executed by: the same interpreter."""
    return None if run.runtime is None or run.baseline_s is None else full_name(run.runtime)


def _python(asked: str | None, run: Measurement) -> str:
    return run.runtime.path if run.runtime is not None else asked or ""


def _series(series: Series, first: Series) -> dict[str, Any]:
    runtime, fitted = series.runtime, series.amdahl
    return {
        "executor": series.way.executor,
        "start_method": series.way.start_method,
        "python_gil": series.way.python_gil,
        "runtime": None
        if runtime is None
        else {
            "path": runtime.path,
            "implementation": runtime.implementation,
            "version": runtime.version,
            "gil": runtime.gil,
            "gil_state": runtime.gil_state or None,
        },
        "baseline": None
        if runtime is None or series.baseline_s is None
        else {"runtime": full_name(runtime), "wall_s": series.baseline_s},
        "single_thread_vs_first": single_thread_vs(series, first),
        "cores": None if runtime is None else runtime.cores,
        "points": [_point(point) for point in series.points],
        "amdahl": {
            "serial_fraction": fitted.serial,
            "interval": [fitted.low, fitted.high],
            "measurements": fitted.measurements,
            "counts": fitted.counts,
        }
        if isinstance(fitted, Fit)
        else None,
        "no_amdahl": fitted.reason if isinstance(fitted, NoFit) else None,
    }


def _point(point: Point) -> dict[str, Any]:
    return {
        "workers": point.workers,
        "processes": point.runs[0].processes,
        "wall_s": _spread(point.wall_s),
        "speedup": _spread(point.speedup),
        "parallelism": _spread(point.executing),
        "runs": [
            {
                "repetition": run.repetition,
                "outcome": run.phase.value,
                "error": run.error,
                "wall_s": run.wall_s,
                "baseline_s": run.baseline_s,
                "speedup": run.speedup,
                "parallelism": run.executing,
                "peak_memory_mb": run.peak_mb,
            }
            for run in point.runs
        ],
    }


def _spread(spread: Spread | None) -> dict[str, float] | None:
    return None if spread is None else {"median": spread.median, "min": spread.low, "max": spread.high}
