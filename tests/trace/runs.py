"""Whole runs for tests: lanes that did what a sentence says, at a scale of milliseconds."""

from __future__ import annotations

from collections.abc import Sequence

from gilviz.runner.protocol import NO_TASK, Evidence, State, WorkerKind
from gilviz.runner.spec import JobSpec
from gilviz.trace.lane import Lane
from gilviz.trace.record import Outcome, RunRecord, RuntimeInfo
from gilviz.trace.run_trace import RunTrace
from tests.trace import lanes

MS = 1_000_000
ORIGIN = 5_000_000_000
Stretch = tuple[State, int]
"""A state and for how many ms."""


def runtime(*, gil: bool = True, cores: int = 4) -> RuntimeInfo:
    """An interpreter."""
    return RuntimeInfo("/usr/bin/python3", "CPython", "3.13.0", "main", gil, cores, ("fork", "spawn"), 0.005)


def worker(
    number: int,
    stretches: Sequence[Stretch],
    *,
    start_ms: int = 0,
    kind: WorkerKind = WorkerKind.THREAD,
    pid: int = 1000,
    gil: bool = True,
    interpreter: int = 0,
    evidence: Evidence = Evidence.MEASURED,
) -> Lane:
    """A lane that goes through some states, in a task in all but idle and overhead; ``evidence`` is that of gaps."""
    time = ORIGIN + start_ms * MS
    transitions = []
    for state, duration in stretches:
        task = NO_TASK if state in (State.IDLE, State.OVERHEAD) else number
        transitions.append((time, state, task))
        time += duration * MS
    transitions.append((time, State.IDLE, NO_TASK))
    lane = lanes.lane_of([], who=lanes.identity(number, pid, kind, gil=gil, interpreter=interpreter))
    for transition in transitions:
        inferred = transition[1] in (State.GIL_WAIT, State.CPU_WAIT)
        lanes.append(lane, [transition], evidence if inferred else Evidence.MEASURED)
    lane.known_until = time
    lane.tasks_done = 2
    return lane


def record(
    executor: str,
    members: Sequence[Lane],
    *,
    wall_ms: float | None,
    baseline_ms: float | None = None,
    tasks: int = 8,
    workers: int | None = None,
    runs_on: RuntimeInfo | None = None,
    outcome: Outcome = Outcome.FINISHED,
    error: str | None = None,
) -> RunRecord:
    """A run of those lanes."""
    return RunRecord(
        spec=JobSpec("primes", 1000, executor, workers=workers or max(1, len(members)), tasks=tasks),
        runtime=runs_on or runtime(),
        outcome=outcome,
        error=error,
        traceback="",
        wall_s=None if wall_ms is None else wall_ms / 1000,
        baseline_s=None if baseline_ms is None else baseline_ms / 1000,
        trace=RunTrace.of(members, ORIGIN, ORIGIN + round((wall_ms or 1200) * MS)),
    )
