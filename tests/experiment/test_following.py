"""Runs whose lanes nobody shows while they go on."""

from __future__ import annotations

import time
from pathlib import Path

from gilviz.experiment.conductor import Conductor
from gilviz.experiment.following import Following
from gilviz.experiment.run import Phase, Run
from gilviz.experiment.workspace import Workspace
from gilviz.runner.protocol import State
from gilviz.runner.spec import JobSpec
from gilviz.trace.run_trace import RunTrace
from tests.experiment.bench import conduct_until, experiment, replace_workload
from tests.trace.lane_files import LaneFileWriter

MOST_UNREAD = 8
SHORT_TASKS = """
    def work(size, lane):
        time.sleep(0.002)
        lane.tick()
        return 0
"""


def test_lanes_that_nobody_shows_are_read_when_their_run_has_ended(workspace: Workspace) -> None:
    replace_workload(workspace, SHORT_TASKS)
    conductor = Conductor(experiment("threading", tasks=10_000), workspace, live=False)
    conductor.start()
    conduct_until(conductor, lambda: bool(conductor.runs) and conductor.runs[0].tasks_done > 3)
    run = conductor.runs[0]
    assert run.trace is not None
    assert not run.phase.ended
    assert not run.trace.lanes
    conductor.stop()
    conduct_until(conductor, lambda: conductor.finished)
    assert run.phase is Phase.PARTIAL
    (lane,) = run.trace.lanes
    assert lane.tasks_done > 3
    assert lane.totals()[State.RUNNING] > 0


def test_whose_task_ended_its_process_is_read_from_lanes_that_nobody_has_shown(workspace: Workspace) -> None:
    replace_workload(workspace, "def work(size, lane):\n    lane.tick()\n    os._exit(7)\n")
    conductor = Conductor(experiment("threading"), workspace, live=False)
    conductor.start()
    conduct_until(conductor, lambda: conductor.finished)
    run = conductor.runs[0]
    assert run.phase is Phase.FAILED
    assert "exit status 7" in (run.error or "")
    assert "Under way was task 1." in (run.error or "")


def test_what_waits_to_be_read_is_bounded(tmp_path: Path) -> None:
    run = Run(JobSpec("primes", 1, "threading", workers=1, tasks=1), trace=RunTrace(tmp_path))
    writer = LaneFileWriter(tmp_path, capacity=3)
    following = Following(run, tmp_path, live=False, most_unread=MOST_UNREAD)
    assert run.trace is not None
    for number in range(1, 3 * MOST_UNREAD):
        writer.record(time.perf_counter_ns(), State.RUNNING if number % 2 else State.IDLE)
        following.poll()
        unread = number - sum(len(lane) for lane in run.trace.lanes)
        assert unread < MOST_UNREAD
        assert (unread == 0) == (number % MOST_UNREAD == 0)
    following.close()
    run.trace.close()
