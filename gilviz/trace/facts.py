"""The recorded facts that a verdict is made of, and how numbers are said in a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from gilviz.runner.protocol import Evidence, State, WorkerKind
from gilviz.trace.gil_ledger import lanes_by_gil
from gilviz.trace.lane import Lane
from gilviz.trace.metrics import NS, RunMetrics, task_span
from gilviz.trace.record import RunRecord
from gilviz.trace.runtime_name import short_name, two_names

_NOUNS: Mapping[WorkerKind, str] = {
    WorkerKind.MAIN: "thread",
    WorkerKind.THREAD: "thread",
    WorkerKind.PROCESS: "process",
    WorkerKind.INTERPRETER: "interpreter",
    WorkerKind.COROUTINE: "coroutine",
}
A_LOOP = "a plain loop"
"""The sequential run in words, where there is no doubt which one."""
NOTEWORTHY = 0.1
"""The share of a state's time that was not seen, from which on whatever is said of that state is qualified: some time whose
reason nobody saw is in every run, and says nothing against the rest."""


@dataclass(frozen=True)
class Facts:
    """What is known of a run in which tasks were recorded. Shares are of the workers' time between the first task's start and the
    last task's end.

    Args:
        kind: What the workers are.
        workers: How many had a task.
        hired: How many there should be.
        gils: How many GILs they share; 0 without any.
        processes: How many processes they are in.
        tasks: How many tasks there were.
        cores: How many cores the interpreter could use; None if it did not say.
        wall_s: The run, in seconds.
        baseline_s: The sequential run of the same tasks, in seconds; None without one.
        before_s: From the run's zero to the first task's start, in seconds: the price of starting the workers.
        span_s: From the first task's start to the last task's end, in seconds.
        at_once: The mean number of workers that executed at once in that span.
        met: The mean number of workers that were between their first and their last task in that span.
        busy_s: Seconds of execution over all workers in that span.
        shares: The share of each state in that span, by ``State``, of workers that had a task; 0 to 1.
        inferred: The states of whose time more than ``NOTEWORTHY`` was concluded rather than seen.
        dropped: Missing transitions.
        loop: The sequential run in words: ``a plain loop``, and whose where there are several interpreters.
    """

    kind: WorkerKind
    workers: int
    hired: int
    gils: int
    processes: int
    tasks: int
    cores: int | None
    wall_s: float
    baseline_s: float | None
    before_s: float
    span_s: float
    at_once: float
    met: float
    busy_s: float
    shares: tuple[float, ...]
    inferred: frozenset[State]
    dropped: int
    loop: str = A_LOOP

    @property
    def speedup(self) -> float | None:
        """How many times faster than the sequential run."""
        return self.baseline_s / self.wall_s if self.baseline_s and self.wall_s else None

    @property
    def crew(self) -> str:
        """``4 threads``, ``1 process``, ``4 threads of 2 processes``."""
        crew = workers_in_words(self.kind, self.workers)
        return f"{crew} of {self.places}" if self.mixed else crew

    @property
    def mixed(self) -> bool:
        """Whether they are threads of several processes."""
        return self.kind is WorkerKind.THREAD and self.processes > 1

    @property
    def places(self) -> str:
        """``2 processes``: what has a GIL of its own, where there is one."""
        return workers_in_words(WorkerKind.PROCESS, self.processes) if self.mixed else self.crew

    @property
    def costly(self) -> bool:
        """Whether starting the workers takes more than starting threads."""
        return self.mixed or self.kind in (WorkerKind.PROCESS, WorkerKind.INTERPRETER)

    @property
    def worker(self) -> str:
        """``thread``, ``process``."""
        return _NOUNS[self.kind]

    @property
    def its_tasks(self) -> str:
        """``8 tasks`` as the subject of a sentence."""
        return "the one task" if self.tasks == 1 else f"the {self.tasks} tasks"

    def of_active(self, *states: State) -> float:
        """The share of these states in the time that workers were not idle, 0 to 1."""
        active = 1 - self.shares[State.IDLE]
        return sum(self.shares[state] for state in states) / active if active > 0 else 0.0

    def hedge(self, state: State) -> str:
        """How a statement on a state has to be qualified."""
        return " (inferred)" if state in self.inferred else ""


def facts_of(record: RunRecord, metrics: RunMetrics) -> Facts | None:
    """The facts of a run; None where no task took any recorded time."""
    trace = record.trace
    span = task_span(trace.lanes)
    working = [lane for lane in trace.lanes if lane.task_span is not None]
    spans = [each for lane in working if (each := lane.task_span) is not None]
    if span is None or span[1] <= span[0] or metrics.parallelism is None or record.wall_s is None:
        return None
    length = span[1] - span[0]
    covered = np.sum([lane.coverage(span)[0] for lane in working], axis=0)
    shares = covered / (length * len(working))
    shares[State.IDLE] += 1 - shares.sum()  # before a worker exists and after it has ended, it has no task either
    origin = span[0] if trace.origin is None else trace.origin
    return Facts(
        kind=record.spec.executor_info.kind,
        workers=len(working),
        hired=record.spec.workers,
        gils=len(lanes_by_gil(working)),
        processes=len({lane.identity.pid for lane in working}),
        tasks=record.spec.tasks,
        cores=record.runtime.cores if record.runtime else None,
        wall_s=record.wall_s,
        baseline_s=record.baseline_s,
        before_s=max(0, span[0] - origin) / NS,
        span_s=length / NS,
        at_once=metrics.parallelism,
        met=sum(until - since for since, until in spans) / length,
        busy_s=int(covered[State.RUNNING] + covered[State.NATIVE]) / NS,
        shares=tuple(shares.tolist()),
        inferred=_inferred(working),
        dropped=sum(lane.dropped for lane in trace.lanes),
        loop=_loop(record),
    )


def _loop(record: RunRecord) -> str:
    own, first = record.runtime, record.first
    if own is None or first is None:
        return A_LOOP
    return f"{A_LOOP} on {short_name(own) if first.runtime is None else two_names(own, first.runtime)[0]}"


def _inferred(lanes: Sequence[Lane]) -> frozenset[State]:
    """The states of whose time so much is not measured that a sentence on them has to say so."""
    whole, unmeasured = np.zeros(len(State)), np.zeros(len(State))
    for lane in lanes:
        for block in lane.blocks():
            lengths, doubtful = block.ends - block.starts, block.evidence >= Evidence.INFERRED
            whole += np.bincount(block.states, lengths, len(State))
            unmeasured += np.bincount(block.states[doubtful], lengths[doubtful], len(State))
    return frozenset(State(state) for state in np.flatnonzero(unmeasured > NOTEWORTHY * whole).tolist())


def workers_in_words(kind: WorkerKind, count: int) -> str:
    """``4 threads``, ``1 process``."""
    return f"{count} {_NOUNS[kind] if count == 1 else plural(kind)}"


def plural(kind: WorkerKind) -> str:
    """``threads``, ``processes``."""
    noun = _NOUNS[kind]
    return f"{noun}es" if noun.endswith("s") else f"{noun}s"


def seconds(value: float) -> str:
    """``2.04 s``, ``38 ms``, ``12 s``: three digits at most."""
    if value >= 99.95:
        return f"{value:.0f} s"
    if value >= 9.995:
        return f"{value:.1f} s"
    if value >= 0.0995:
        return f"{value:.2f} s"
    return f"{value * 1e3:.0f} ms" if value >= 0.0095 else f"{value * 1e3:.1f} ms"


def times(value: float) -> str:
    """``1.02×``, ``3.3×``, ``12×``."""
    if value < 1.995:
        return f"{value:.2f}×"
    return f"{value:.1f}×" if value < 9.95 else f"{value:.0f}×"


def percent(share: float) -> str:
    """``74 %``."""
    if 0 < share < 0.005:
        return "under 1 %"
    if 0.995 <= share < 0.9999:
        return "over 99 %"
    return f"{round(share * 100)} %"
