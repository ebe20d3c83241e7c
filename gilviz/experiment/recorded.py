"""Experiments as recordings, and runs of recordings as those of an experiment: whoever shows runs need not ask which they are."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import datetime

from gilviz.experiment.plan import ExperimentSpec
from gilviz.experiment.run import Phase, Run
from gilviz.recording import Caption, Machine, RecordedRun, Recording, this_machine
from gilviz.recording.model import Setting
from gilviz.recording.notes import moved
from gilviz.runner.spec import JobSpec
from gilviz.trace.record import Baseline
from gilviz.trace.truth import judge


def recording_of(
    runs: Sequence[Run],
    spec: ExperimentSpec,
    made_at: datetime,
    *,
    made_by: str = "",
    costs: Mapping[int, float] | None = None,
    sweep: bool = False,
    captions: tuple[Caption, ...] = (),
    machine: Machine | None = None,
) -> Recording:
    """What there is of an experiment by now; runs that have not ended, or never began, are left out.

    Args:
        runs: All of its runs, unlisted baselines included.
        spec: What was asked for.
        made_at: When it began.
        made_by: By which program.
        costs: What a window spent during each run, as a share of one core, by the run's index.
        sweep: Whether it measures numbers of workers.
        captions: Notes on it, and on runs by their places in ``runs``.
        machine: This machine as it was when it began; None where nobody looked then how busy it was.
    """
    kept = [(number, run) for number, run in enumerate(runs) if run.phase.ended and run.trace is not None]
    return Recording(
        runs=tuple(RecordedRun(run.record(), run.listed, run.repetition, (costs or {}).get(number)) for number, run in kept),
        machine=machine or dataclasses.replace(this_machine(), load=None),
        made_at=made_at,
        title=experiment_title(spec, next((run.spec.size for _, run in kept), None)),
        settings=_settings(spec),
        captions=moved(captions, [number for number, _ in kept]),
        sweep=sweep,
        made_by=made_by,
    )


def something_listed(recording: Recording) -> Recording:
    """The recording; with all its runs listed where none is, for a file that lists nothing has nothing to show.

    So it is where no run had begun but the loops that others were to be measured against.
    """
    if any(run.listed for run in recording.runs):
        return recording
    runs = tuple(dataclasses.replace(run, listed=True) for run in recording.runs)
    return dataclasses.replace(recording, runs=runs, sweep=False)


def experiment_title(spec: ExperimentSpec | JobSpec, size: int | None) -> str:
    """What all runs of an experiment have in common: ``primes · 133,982 numbers searched · 8 tasks``."""
    info = spec.workload_info
    if isinstance(spec, JobSpec) and spec.code is not None:
        return f"{spec.code.function} · {spec.tasks:,} item{'s' * (spec.tasks != 1)}"
    parts = [info.name, f"{size:,} {info.size_means}" if size is not None else "", f"{spec.tasks} task{'s' * (spec.tasks != 1)}"]
    return " · ".join(filter(None, parts))


def run_of(recorded: RecordedRun) -> Run:
    """A run of a recording as a run of an experiment that has ended."""
    record = recorded.record()
    return Run(
        spec=record.spec,
        listed=recorded.listed,
        repetition=recorded.repetition,
        phase=Phase(record.outcome.value),
        runtime=record.runtime,
        trace=record.trace,
        error=record.error,
        traceback=record.traceback,
        log=record.log,
        log_length=len(record.log),
        switches=record.switches,
        started_ns=record.trace.origin,
        wall_s=record.wall_s,
        baseline_s=record.baseline_s,
        truth=judge(record.trace),
        first=_first(record.first),
        finding=record.finding,
        pickling_s=record.pickling_s,
        alone_ms=record.alone_ms,
        memory=record.memory,
        source=record.source,
        baseline_lost=record.baseline_lost,
    )


def _first(baseline: Baseline | None) -> Run | None:
    """The first interpreter's sequential run, as far as a recording tells of it."""
    if baseline is None:
        return None
    return Run(
        JobSpec("imported", 0, "sequential"),
        phase=Phase.FAILED if baseline.wall_s is None else Phase.FINISHED,
        runtime=baseline.runtime,
        wall_s=baseline.wall_s,
    )


def _settings(spec: ExperimentSpec) -> dict[str, Setting]:
    """What was asked for, without the runs: each of those tells its own job."""
    fields = {field.name: getattr(spec, field.name) for field in dataclasses.fields(spec)}
    return {name: value for name, value in fields.items() if value is None or isinstance(value, str | int | float)}
