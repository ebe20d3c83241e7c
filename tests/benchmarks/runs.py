"""Makes real runs for benchmarks, as ``gilviz run`` does."""

from __future__ import annotations

import time
from collections.abc import Sequence

from gilviz.cli.session import POLL_S
from gilviz.experiment.conductor import Conductor
from gilviz.experiment.execution import Execution
from gilviz.experiment.plan import ExperimentSpec, Variant
from gilviz.experiment.run import Phase, Run
from gilviz.experiment.workspace import Workspace
from gilviz.runner.spec import JobSpec


def compare(
    workload: str,
    executors: Sequence[str | Variant],
    *,
    workers: int,
    tasks: int,
    repeat: int = 3,
    size: int | None = None,
    task_seconds: float = 0.25,
) -> list[Run]:
    """Runs an experiment to its end: every run, the baselines included.

    Raises:
        RuntimeError: a run failed.
    """
    variants = tuple(each if isinstance(each, Variant) else Variant(each) for each in executors)
    with Workspace() as workspace:
        spec = ExperimentSpec(workload, size, tasks, workers, variants, repeat=repeat, task_seconds=task_seconds)
        conductor = Conductor(spec, workspace, live=False)
        conductor.start()
        while not conductor.finished:
            conductor.poll()
            time.sleep(POLL_S)
        for run in conductor.runs:
            _demand(run)
        if conductor.error:
            raise RuntimeError(conductor.error)
        return list(conductor.runs)


def calibrated_size(workload: str, seconds: float = 0.25) -> int:
    """The size at which one task takes about so many seconds here."""
    return compare(workload, ["sequential"], workers=1, tasks=1, repeat=1, task_seconds=seconds)[0].spec.size


def wall_time(job: JobSpec, workspace: Workspace) -> float:
    """Runs one job and nothing else: its wall time in seconds.

    Raises:
        RuntimeError: it failed.
    """
    return _demand(ended_run(job, workspace))


def ended_run(job: JobSpec, workspace: Workspace) -> Run:
    """Runs one job and nothing else.

    Raises:
        RuntimeError: it failed.
    """
    run = Run(job)
    execution = Execution(run, workspace, live=False)
    execution.start()
    while not run.phase.ended:
        execution.poll()
        time.sleep(POLL_S)
    _demand(run)
    return run


def _demand(run: Run) -> float:
    if run.phase is not Phase.FINISHED or run.wall_s is None:
        raise RuntimeError(f"{run.spec.executor} on {run.spec.workload} {run.phase}: {run.error}\n{run.traceback}{run.log}")
    return run.wall_s
