"""How experiments end before their time, with real processes: stopped, or left by whoever started them."""

from __future__ import annotations

import sys

import psutil
import pytest

from gilviz.experiment.run import Phase
from gilviz.experiment.workspace import Workspace
from gilviz.runner.protocol import State
from tests.experiment.bench import (
    FOREVER,
    FOREVER_IN_WORKERS,
    conduct,
    conduct_until,
    experiment,
    is_at_work,
    replace_workload,
    start,
)
from tests.leaks import runs
from tests.patience import within

STOP_WITHIN_S = 2.0


def living_children() -> list[psutil.Process]:
    """Every process below this one that has not ended."""
    return [child for child in psutil.Process().children(recursive=True) if runs(child)]


@pytest.mark.alone
@pytest.mark.parametrize("executor", ["threading", "thread", "pool", "process-pool", "joblib"])
def test_a_stop_ends_every_process_in_time_and_keeps_what_was_recorded(workspace: Workspace, executor: str) -> None:
    replace_workload(workspace, FOREVER_IN_WORKERS)
    conductor = start(workspace, executor, "sequential")
    conduct_until(conductor, lambda: len(conductor.runs) > 1 and is_at_work(conductor.runs[1]))
    with within(STOP_WITHIN_S):
        conductor.stop()
        conduct_until(conductor, lambda: conductor.finished)
    run = conductor.runs[1]
    assert run.phase is Phase.PARTIAL
    assert run.trace
    assert all(lane.totals()[State.RUNNING] > 0 for lane in run.trace.lanes)
    assert run.record().wall_s is None


@pytest.mark.alone
def test_a_stop_ends_those_who_ignore_being_asked_and_their_children(workspace: Workspace) -> None:
    replace_workload(
        workspace,
        """
        import subprocess
        def work(item, lane):
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            child = subprocess.Popen([sys.executable, "-c", "import signal, time; signal.signal(15, signal.SIG_IGN);"
                                      "print(1, flush=True); time.sleep(600)"], stdout=subprocess.PIPE)
            child.stdout.readline()
            while True:
                lane.tick()
        """,
    )
    conductor = start(workspace, "sequential")
    conduct_until(conductor, lambda: is_at_work(conductor.runs[0], workers=1))
    children = living_children()
    assert len(children) == 2
    with within(STOP_WITHIN_S):
        conductor.stop()
        conduct_until(conductor, lambda: conductor.finished)
    assert living_children() == []


def test_children_that_a_job_leaves_behind_are_ended_with_it(workspace: Workspace) -> None:
    replace_workload(
        workspace,
        """
        import subprocess
        def work(item, lane):
            subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
            return item
        """,
    )
    conductor = conduct(experiment("threading"), workspace)
    assert [run.phase for run in conductor.runs] == [Phase.FINISHED] * 2
    assert living_children() == []


def test_a_stop_during_calibration_ends_it(workspace: Workspace) -> None:
    replace_workload(workspace, FOREVER)
    conductor = start(workspace, "threading", size=None)
    assert conductor.status == "Calibrating countdown…"
    conductor.stop()
    conduct_until(conductor, lambda: conductor.finished)
    assert conductor.runs == ()


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX only")
def test_a_job_ends_when_whoever_started_it_is_killed(workspace: Workspace) -> None:
    replace_workload(workspace, FOREVER)
    conductor = start(workspace, "sequential")
    conduct_until(conductor, lambda: is_at_work(conductor.runs[0], workers=1))
    (job,) = living_children()
    execution = conductor._execution
    assert execution
    assert execution._process
    process = execution._process._process
    assert process
    assert process.stdin
    # What the system does to a program's pipes when it is killed.
    process.stdin.close()
    # Waiting for the job here would take its exit status away from whoever looks after it.
    conduct_until(conductor, lambda: conductor.finished)
    assert conductor.runs[0].phase is Phase.FAILED
    assert not job.is_running()
