"""How jobs end that don't end by themselves, on Pythons that are not CPython: stopped, killed, or left alone."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

import psutil
import pytest

from gilviz.experiment.execution import Execution
from gilviz.experiment.run import Phase, Run
from gilviz.experiment.workspace import Workspace
from gilviz.launch.process import runner_command
from gilviz.launch.stage import environment, stage_runner
from gilviz.runner.spec import JobSpec
from tests.interpreters import INSTALLED, interpreter_or_skip
from tests.leaks import runs
from tests.patience import AGES_S, wait_until, within

DEADLOCK = """
import threading
def work(item, lane):
    lock = threading.Lock()
    lock.acquire()
    lock.acquire()
"""
ENDLESS = JobSpec("countdown", 100_000_000_000, "threading", workers=2, tasks=2)


def without_warming_up(stage: Path) -> None:
    """Has jobs begin at once: without an end, they would be played for as long as may be, 5 s, before their zero."""
    path = stage / "gilviz" / "runner27" / "warm_up.py"
    path.write_text(path.read_text(encoding="utf-8") + "\nLONGEST_NS = 0\n", encoding="utf-8")


@pytest.fixture(params=INSTALLED)
def python(request: pytest.FixtureRequest) -> str:
    return interpreter_or_skip(request.param)


def poll_until(execution: Execution, reached: Callable[[], bool]) -> None:
    deadline = time.monotonic() + AGES_S
    while not reached():
        execution.poll()
        assert time.monotonic() < deadline, (execution.run.phase, execution.run.error, execution.run.log)
        time.sleep(0.01)


def started(job: JobSpec, workspace: Workspace) -> Execution:
    execution = Execution(Run(job), workspace)
    execution.start()
    poll_until(execution, lambda: execution.run.phase is not Phase.STARTING)
    assert execution.run.phase is Phase.RUNNING, execution.run.error
    return execution


def children() -> list[psutil.Process]:
    return [child for child in psutil.Process().children(recursive=True) if runs(child)]


@pytest.mark.parametrize("deadlocked", [False, True], ids=["computing", "deadlocked"])
def test_a_job_is_stopped_with_all_its_threads(python: str, deadlocked: bool) -> None:
    with Workspace() as workspace:
        without_warming_up(workspace.stage)
        for name in ("runner", "runner27") if deadlocked else ():
            workload = workspace.stage / "gilviz" / name / "workloads" / "sleep.py"
            workload.write_text(DEADLOCK, encoding="utf-8")
        job = replace(ENDLESS, workload="sleep", size=1) if deadlocked else ENDLESS
        # What is played before the run's zero would hang, too: then there is no run to be stopped, but a job that starts.
        execution = Execution(Run(replace(job, python=python)), workspace)
        execution.start()
        begun = {Phase.STARTING} if deadlocked and "jython" in python else {Phase.RUNNING}
        poll_until(execution, lambda: execution.run.phase in begun and execution.run.runtime is not None)
        with within(2):
            execution.stop()
            poll_until(execution, lambda: execution.run.phase.ended)
        assert execution.run.phase is Phase.PARTIAL
        assert children() == []


def test_a_job_that_is_killed_is_told_and_its_lanes_are_kept(python: str) -> None:
    with Workspace() as workspace:
        without_warming_up(workspace.stage)
        execution = started(replace(ENDLESS, python=python), workspace)
        run = execution.run
        # A lane is there a moment before its first record is.
        poll_until(execution, lambda: run.trace is not None and len([lane for lane in run.trace.lanes if len(lane)]) == 2)
        os.kill(run.trace.lanes[0].identity.pid if run.trace else 0, signal.SIGKILL)
        poll_until(execution, lambda: run.phase.ended)
        assert run.phase is Phase.FAILED
        assert "killed by SIGKILL" in str(run.error)
        assert run.trace is not None
        assert all(len(lane) for lane in run.trace.lanes)


STARTER = """
import json, subprocess, sys
command, order, environment, directory = json.loads(sys.argv[1])
process = subprocess.Popen(
    command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, cwd=directory, start_new_session=True
)
process.stdin.write(json.dumps(order).encode() + b"\\n")
process.stdin.flush()
if not any(b'"started"' in line for line in process.stdout):
    sys.exit("the job ended before it began")
print(process.pid, flush=True)
sys.stdin.read()
"""


def test_a_job_ends_when_whoever_started_it_is_gone(tmp_path: Path) -> None:
    python = interpreter_or_skip("jython")
    (tmp_path / "tmp").mkdir()
    order = {"job": asdict(ENDLESS), "directory": str(tmp_path)}
    stage = stage_runner(tmp_path / "stage")
    without_warming_up(stage)
    given = [runner_command(python), order, environment(stage, tmp_path / "tmp"), str(tmp_path)]
    with subprocess.Popen(
        [sys.executable, "-c", STARTER, json.dumps(given)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as starter:
        assert starter.stdout
        said = starter.stdout.readline()
        assert said, "the log says why"
        job = psutil.Process(int(said))
        starter.kill()
    wait_until(lambda: not runs(job))
