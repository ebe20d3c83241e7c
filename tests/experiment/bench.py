"""Conducts real experiments for tests, with a workload that does what a test wants."""

from __future__ import annotations

import textwrap
import time
from collections.abc import Callable

from gilviz.experiment.conductor import Conductor
from gilviz.experiment.plan import ExperimentSpec, Variant
from gilviz.experiment.run import Phase, Run
from gilviz.experiment.workspace import Workspace
from gilviz.runner.protocol import State
from tests.patience import AGES_S

FOREVER = """
    def work(item, lane):
        while True:
            lane.tick()
"""
FOREVER_IN_WORKERS = """
    def work(item, lane):
        while "-c" in sys.argv or threading.current_thread() is not threading.main_thread() or WORKERS():
            lane.tick()
        return item

    def WORKERS():
        import multiprocessing
        return multiprocessing.parent_process() is not None
"""
"""Ends at once in the sequential run, and never in a worker."""


def experiment(
    *executors: str | Variant, workload: str = "countdown", size: int | None = 100, **fields: object
) -> ExperimentSpec:
    """A small experiment with those executors."""
    variants = tuple(name if isinstance(name, Variant) else Variant(name) for name in executors)
    facts = {"tasks": 4, "workers": 2, **fields}
    return ExperimentSpec(workload=workload, size=size, variants=variants, **facts)  # type: ignore[arg-type]


def replace_workload(workspace: Workspace, code: str, name: str = "countdown") -> None:
    """From now on that workload does something else in this workspace."""
    path = workspace.stage / "gilviz" / "runner" / "workloads" / f"{name}.py"
    path.write_text("import os, signal, sys, threading, time\n" + textwrap.dedent(code), encoding="utf-8")


def conduct_until(conductor: Conductor, condition: Callable[[], bool]) -> None:
    """Polls until the condition holds."""
    deadline = time.monotonic() + AGES_S
    while not condition():
        assert time.monotonic() < deadline, (conductor.status, conductor.runs)
        conductor.poll()
        time.sleep(0.005)


def conduct(spec: ExperimentSpec, workspace: Workspace) -> Conductor:
    """Conducts the experiment to its end."""
    assert spec.problems() == []
    conductor = Conductor(spec, workspace)
    conductor.start()
    conduct_until(conductor, lambda: conductor.finished)
    return conductor


def run_of(conductor: Conductor, executor: str) -> Run:
    """The first run of that executor."""
    return next(run for run in conductor.runs if run.spec.executor == executor)


def start(workspace: Workspace, *executors: str | Variant, **fields: object) -> Conductor:
    conductor = Conductor(experiment(*executors, **fields), workspace)  # type: ignore[arg-type]
    conductor.start()
    return conductor


def is_at_work(run: Run, workers: int = 2) -> bool:
    """Whether that many workers have begun a task."""
    lanes = run.trace.lanes if run.trace else ()
    return run.phase is Phase.RUNNING and sum(bool(lane.totals()[State.RUNNING]) for lane in lanes) >= workers
