"""This project as a subject: the same job, recorded and not."""

from __future__ import annotations

import dataclasses
import sys
import tempfile
from functools import partial
from pathlib import Path

from gilviz.experiment.workspace import Workspace
from gilviz.runner.spec import JobSpec
from tests.benchmarks.comparison import outputs
from tests.benchmarks.comparison.ordinary_user import as_ordinary_user
from tests.benchmarks.comparison.scripts import ROOT, SHORT, folders_of
from tests.benchmarks.comparison.subject import Look, Subject
from tests.benchmarks.runs import ended_run, wall_time


def gilviz(limit: int) -> Subject:
    """The run as ``gilviz run`` makes it."""
    job = JobSpec("primes", limit, "threading", workers=2, tasks=2)
    note = "gilviz run primes -x threading -w 2 --tasks 2"
    return Subject("gilviz", note, partial(_look, job), partial(_plain, job), {"run and see": partial(_alone, limit // SHORT)})


def _look(job: JobSpec) -> Look:
    with Workspace() as workspace:
        run = ended_run(job, workspace)
    if run.trace is None or run.trace.probe is None or run.wall_s is None:
        raise RuntimeError("The GIL of this run was not observed: there is no true count to compare with.")
    return Look(run.wall_s, run.trace.probe.hand_offs, outputs.gilviz(run.trace))


def _plain(job: JobSpec) -> Look:
    with Workspace() as workspace:
        return Look(wall_time(dataclasses.replace(job, record=False), workspace), None)


def _alone(limit: int) -> str:
    csv = "segments.csv"
    options = ["--tasks", "2", "--size", str(limit), "--csv", csv]
    command = [sys.executable, "-m", "gilviz", "run", "primes", "-x", "threading", "-w", "2", *options]
    with tempfile.TemporaryDirectory(prefix="gilviz-comparison-") as name:
        work = Path(name)
        trouble = as_ordinary_user(command, work, [*folders_of(sys.executable), ROOT], {"PYTHONPATH": str(ROOT)})
        if trouble:
            return trouble
        return "" if "gil-wait" in (work / csv).read_text(encoding="utf-8") else "it ran, and saw no wait for the GIL"
