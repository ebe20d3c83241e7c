"""The switch interval is changed while a job runs: the lanes show it from that moment on, and the change is on record."""

from __future__ import annotations

import dataclasses
import itertools
import multiprocessing
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from gilviz.experiment.conductor import Conductor
from gilviz.experiment.execution import Execution
from gilviz.experiment.run import Phase, Run
from gilviz.experiment.switching import switch_problem
from gilviz.experiment.workspace import Workspace
from gilviz.export.summary import run_summary
from gilviz.runner import catalog
from gilviz.runner.probe.pace import pace_of
from gilviz.runner.protocol import State, WorkerKind
from gilviz.runner.spec import JobSpec
from gilviz.trace.metrics import NS
from gilviz.trace.record import RuntimeInfo
from tests.experiment.bench import conduct_until, experiment, replace_workload
from tests.patience import AGES_S

CPYTHON = RuntimeInfo("python3", "CPython", "3.13.0", "", True, 2, ("fork",), 0.005)
LONG, SHORT = 0.1, 0.0005
"""Switch intervals in seconds: one is 200 times the other, and five times where a busy machine lets nobody hand over sooner."""
ENDLESS = 10**10
UNTIL_THERE_IS = """
    def work(item, lane):
        while not os.path.exists({!r}):
            time.sleep(0.005)
            lane.tick()
        return item
"""


def until(execution: Execution, condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + AGES_S
    while not condition():
        assert time.monotonic() < deadline, execution.run
        assert not execution.run.phase.ended, (execution.run.error, execution.run.log)
        execution.poll()
        time.sleep(0.005)


def stop(execution: Execution) -> None:
    execution.stop()
    while not execution.run.phase.ended:
        execution.poll()
        time.sleep(0.005)


def turns(run: Run) -> int:
    return (run.trace.gil_switches or 0) if run.trace is not None else 0


def slices(run: Run, since_s: float, until_s: float) -> list[float]:
    """How long one worker had its turn, in seconds, until the other ran, of turns that lie between two moments of the run.

    A turn may be interrupted: on a busy machine, who has the GIL waits for a core.
    """
    assert run.trace is not None
    assert run.trace.origin is not None
    ran = sorted(
        ((start - run.trace.origin) / NS, (end - run.trace.origin) / NS, lane.identity.number)
        for lane in run.trace.lanes
        for block in lane.blocks()
        for start, end, state in zip(block.starts.tolist(), block.ends.tolist(), block.states.tolist(), strict=True)
        if state == State.RUNNING
    )
    turns = [list(turn) for _, turn in itertools.groupby(ran, key=lambda one: one[2])]
    return [turn[-1][1] - turn[0][0] for turn in turns if turn[0][0] >= since_s and turn[-1][1] <= until_s]


def among_the_shortest(times: list[float]) -> float:
    """One in ten of them is shorter."""
    return sorted(times)[len(times) // 10]


@pytest.mark.alone
def test_slices_become_shorter_at_the_moment_that_is_on_record(workspace: Workspace) -> None:
    run = Run(JobSpec("countdown", ENDLESS, "threading", workers=2, tasks=2, switch_interval=LONG))
    execution = Execution(run, workspace)
    execution.start()
    until(execution, lambda: turns(run) > 8)
    execution.ask_switch_interval(SHORT)
    until(execution, lambda: bool(run.switches))
    before = turns(run)
    until(execution, lambda: turns(run) > before + 100)
    stop(execution)
    (change,) = run.switches
    assert (change.before, change.seconds) == (LONG, SHORT)
    # On a busy machine a turn may be longer than the interval, for nobody has a core to ask for it; it is never shorter.
    assert statistics.median(slices(run, 0, change.t_s)) > 3 * among_the_shortest(slices(run, change.t_s, 1e9))
    summary = run_summary(run.record())
    assert summary["switch_interval_s"] == pytest.approx(LONG)
    assert summary["switch_intervals"] == [{"t_s": change.t_s, "seconds": SHORT}]
    if sys.platform == "linux" and run.truth is not None and run.truth.probe is not None:
        # Whoever looks at the GIL has followed, and what is said of the run is as sure as before.
        assert run.truth.probe.interval_ns == pace_of(SHORT).mean
        assert run.truth.agreement_pct is not None
        assert run.truth.agreement_pct >= 95


def waits(run: Run, process: int, since_s: float = 0.0) -> list[float]:
    """How long threads of that process waited for its GIL, in seconds, from that moment of the run on."""
    assert run.trace is not None
    since = (run.trace.origin or 0) + since_s * NS
    return [
        (part.end - part.start) / NS
        for lane in run.trace.lanes
        for part in lane.segments()
        if lane.identity.process == process and part.state is State.GIL_WAIT and part.start >= since
    ]


@pytest.mark.alone
@pytest.mark.parametrize("start_method", ["fork", "spawn"])
def test_a_change_reaches_the_threads_of_every_process(start_method: str, workspace: Workspace) -> None:
    if start_method not in multiprocessing.get_all_start_methods():
        return
    job = JobSpec("countdown", ENDLESS, "process-threads", workers=4, tasks=4, switch_interval=LONG, start_method=start_method)
    run = Run(job)
    execution = Execution(run, workspace)
    execution.start()
    # a whole turn of the other one, in each process
    until(execution, lambda: all(max(waits(run, process), default=0) > LONG * 0.8 for process in (1, 2)))
    execution.ask_switch_interval(SHORT)
    until(execution, lambda: bool(run.switches))
    (change,) = run.switches
    until(execution, lambda: all(len(waits(run, process, change.t_s)) > 50 for process in (1, 2)))
    stop(execution)
    assert (change.before, change.seconds) == (LONG, SHORT)
    for process in (1, 2):
        assert among_the_shortest(waits(run, process, change.t_s)) < LONG / 3


def test_changes_are_kept_in_their_order_and_each_knows_what_was_before(workspace: Workspace) -> None:
    run = Run(JobSpec("countdown", ENDLESS, "thread-pool", workers=2, tasks=2))
    execution = Execution(run, workspace)
    execution.start()
    until(execution, lambda: run.phase is Phase.RUNNING)
    for number, seconds in enumerate((0.02, 0.001), start=1):
        execution.ask_switch_interval(seconds)
        until(execution, lambda number=number: len(run.switches) == number)  # type: ignore[misc]
    stop(execution)
    assert [(change.before, change.seconds) for change in run.switches] == [(0.005, 0.02), (0.02, 0.001)]
    assert 0 <= run.switches[0].t_s < run.switches[1].t_s


@pytest.mark.parametrize("executor", ["pool", "sequential"])
def test_who_has_nobody_to_hand_the_gil_to_is_not_asked_and_goes_on(executor: str, workspace: Workspace) -> None:
    run = Run(JobSpec("countdown", ENDLESS, executor, workers=2, tasks=2))
    execution = Execution(run, workspace)
    execution.start()
    until(execution, lambda: run.trace is not None and bool(run.trace.lanes))
    execution.ask_switch_interval(SHORT)
    until(execution, lambda: run.elapsed_s() > 0)
    stop(execution)
    assert (run.phase, run.switches) == (Phase.PARTIAL, ())


def test_a_request_that_makes_no_sense_is_not_heeded(workspace: Workspace) -> None:
    run = Run(JobSpec("countdown", ENDLESS, "threading", workers=2, tasks=2))
    execution = Execution(run, workspace)
    execution.start()
    until(execution, lambda: run.phase is Phase.RUNNING)
    assert execution._process is not None
    for request in ({"switch_interval": "soon"}, {"switch_interval": -1}, {"dance": 1}, {"switch_interval": 1e300}):
        assert execution._process.ask(request)
    execution.ask_switch_interval(0.01)
    until(execution, lambda: bool(run.switches))
    stop(execution)
    assert [change.seconds for change in run.switches] == [0.01]


def test_a_job_that_is_gone_is_not_asked(workspace: Workspace) -> None:
    run = Run(JobSpec("countdown", 10, "threading", workers=2, tasks=2))
    execution = Execution(run, workspace)
    execution.start()
    while not run.phase.ended:
        execution.poll()
        time.sleep(0.005)
    assert execution._process is not None
    assert not execution._process.ask({"switch_interval": 0.01})


def test_runs_that_are_still_to_come_begin_with_the_new_interval(workspace: Workspace, tmp_path: Path) -> None:
    go_on = tmp_path / "go on"
    replace_workload(workspace, UNTIL_THERE_IS.format(str(go_on)))
    conductor = Conductor(experiment("threading", "pool"), workspace)
    conductor.start()
    conduct_until(conductor, lambda: conductor.runs[0].phase is Phase.RUNNING)
    conductor.set_switch_interval(0.02)
    go_on.touch()
    conduct_until(conductor, lambda: conductor.finished)
    assert [run.spec.switch_interval for run in conductor.runs] == [None, 0.02, 0.02]
    assert [run.runtime.switch_interval for run in conductor.runs if run.runtime] == [0.005, 0.02, 0.02]
    assert all(run.phase is Phase.FINISHED for run in conductor.runs)


def test_a_change_while_a_size_is_looked_for_holds_for_all_runs(workspace: Workspace) -> None:
    conductor = Conductor(experiment("threading", size=None, task_seconds=0.01), workspace)
    conductor.start()
    assert conductor.status == "Calibrating countdown…"
    conductor.set_switch_interval(0.02)
    conduct_until(conductor, lambda: conductor.finished)
    assert [run.spec.switch_interval for run in conductor.runs] == [0.02, 0.02]


def test_a_change_concerns_only_those_who_take_turns() -> None:
    problems = {info.name: switch_problem(JobSpec("primes", 10, info.name), CPYTHON) for info in catalog.EXECUTORS}
    threads = {info.name for info in catalog.EXECUTORS if info.kind is WorkerKind.THREAD}
    alone = {name for name in threads if catalog.executor(name).shared_processes}
    assert {name for name, problem in problems.items() if problem is None} == threads - alone
    assert "a single thread" in str(problems["process-threads"]), "two workers in two processes"
    assert switch_problem(JobSpec("primes", 10, "process-threads", workers=4), CPYTHON) is None
    assert all(problem.endswith(".") for problem in problems.values() if problem)


@pytest.mark.parametrize(
    ("runtime", "words"),
    [
        (dataclasses.replace(CPYTHON, implementation="Jython", switch_interval=None, gil=False), "Jython has no switch interval"),
        (dataclasses.replace(CPYTHON, gil=False), "without a GIL"),
    ],
)
def test_an_interpreter_that_hands_no_gil_over_says_so(runtime: RuntimeInfo, words: str) -> None:
    assert words in (switch_problem(JobSpec("primes", 10, "threading"), runtime) or "")


def test_what_is_wanted_while_a_job_starts_is_asked_for_when_its_tasks_begin(workspace: Workspace) -> None:
    run = Run(JobSpec("countdown", ENDLESS, "threading", workers=2, tasks=2))
    assert switch_problem(run.spec, None) is None, "nobody knows yet: the slider stays, and keeps the keyboard"
    execution = Execution(run, workspace)
    execution.start()
    assert run.phase is Phase.STARTING
    for seconds in (0.02, 0.001):
        execution.ask_switch_interval(seconds)
    until(execution, lambda: bool(run.switches))
    stop(execution)
    assert [change.seconds for change in run.switches] == [0.001], "only the newest"
