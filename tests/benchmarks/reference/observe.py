"""Runs jobs while the kernel's account of them is taken."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from gilviz.experiment.execution import Execution
from gilviz.experiment.run import Phase, Run
from gilviz.experiment.workspace import Workspace
from gilviz.runner.spec import JobSpec
from gilviz.trace.lane import Lane
from gilviz.trace.metrics import task_span
from gilviz.trace.run_trace import RunTrace
from tests.benchmarks.reference.compare import Pair, Span
from tests.benchmarks.reference.events import Event, parse
from tests.benchmarks.reference.perf_tool import Watcher
from tests.benchmarks.reference.timeline import Timeline
from tests.benchmarks.reference.truth import holding, timeline

POLL_S = 0.1
"""Seconds between looks at jobs, as the command line does."""

Start = Callable[[Callable[[], None]], None]
"""Calls what it is given, which starts jobs; where and with what rights is its affair."""


@dataclass(frozen=True)
class Observed:
    """One run, as it recorded itself and as the kernel saw it.

    Args:
        trace: What it recorded.
        span: From its first task's start to its last task's end, in ns.
        pairs: Its workers.
        events: What the kernel saw of its GIL, in order.
    """

    trace: RunTrace
    span: Span
    pairs: tuple[Pair, ...]
    events: Sequence[Event]

    @property
    def process(self) -> int:
        """The process whose GIL the workers share."""
        return self.trace.lanes[0].identity.pid

    @property
    def at_work(self) -> dict[int, Span]:
        """From when until when each of the workers' threads had tasks, in ns."""
        return {lane.identity.native_id: lane.task_span for lane in self.trace.lanes if lane.task_span}


def observe(
    watcher: Watcher, workspace: Workspace, jobs: Sequence[JobSpec], start: Start, rounds: int = 1, more: Sequence[str] = ()
) -> list[list[Observed]]:
    """Runs all jobs at once, again and again: what came of each round.

    Args:
        watcher: Who watches.
        workspace: Where to record.
        jobs: What to run.
        start: How the jobs are started.
        rounds: How often.
        more: Which events of the kernel's are to be known beside its scheduler's.

    Raises:
        RuntimeError: one failed.
        Lost: the kernel could not keep everything.
    """
    with watcher.watching(*more):
        traces = [_run_all(workspace, jobs, start) for _ in range(rounds)]
    lanes = [lane for each in traces for trace in each for lane in trace.lanes]
    threads: dict[int, list[Event]] = {lane.identity.native_id: [] for lane in lanes}
    processes: dict[int, list[Event]] = {lane.identity.pid: [] for lane in lanes}
    for event in parse(watcher.lines(), processes.keys(), threads.keys()):
        if event.thread in threads:
            threads[event.thread].append(event)
        if event.process:
            processes[event.process].append(event)
    return [[_observed(trace, threads, processes) for trace in each] for each in traces]


def _run_all(workspace: Workspace, jobs: Sequence[JobSpec], start: Start) -> list[RunTrace]:
    executions = [Execution(Run(job), workspace) for job in jobs]

    def start_all() -> None:
        for execution in executions:
            execution.start()

    start(start_all)
    while not all(execution.run.phase.ended for execution in executions):
        for execution in executions:
            execution.poll()
        time.sleep(POLL_S)
    return [_demand(execution.run) for execution in executions]


def _observed(trace: RunTrace, threads: Mapping[int, list[Event]], processes: Mapping[int, list[Event]]) -> Observed:
    span = task_span(trace.lanes)
    if span is None:
        raise RuntimeError("nothing was recorded")
    pairs = tuple(_pair(lane, threads[lane.identity.native_id]) for lane in trace.lanes)
    return Observed(trace, span, pairs, processes[trace.lanes[0].identity.pid])


def _pair(lane: Lane, events: Sequence[Event]) -> Pair:
    span = lane.task_span or (0, 0)
    if lane.identity.starter and lane.start is not None:
        span = lane.start, lane.known_until  # a thread that a task started has none of its own
    return Pair(timeline(events), holding(events), Timeline.of_lane(lane), span)


def _demand(run: Run) -> RunTrace:
    if run.phase is not Phase.FINISHED or run.trace is None:
        raise RuntimeError(f"{run.spec.executor} on {run.spec.workload} {run.phase}: {run.error}\n{run.traceback}{run.log}")
    return run.trace


def add_workloads(workspace: Workspace) -> None:
    """Puts this benchmark's own workloads beside the runner's in that workspace's private copy of it."""
    runner = workspace.stage / "gilviz" / "runner"
    entries = ["\n"]
    for source in (Path(__file__).parent / "workloads").glob("[!_]*.py"):
        shutil.copy(source, runner / "workloads" / source.name)
        entries.append(f"WORKLOADS += (WorkloadInfo({source.stem!r}, '', '', '', 1, 1, 1),)\n")
    with (runner / "catalog" / "workloads.py").open("a", encoding="utf-8") as catalog:
        catalog.writelines(entries)
