"""What a job is, and which jobs can't be run.

A ``JobSpec`` travels as one line of JSON to the runner, and stands in every summary beside what was measured.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Callable, List, Mapping, Optional, Tuple

from gilviz.runner import catalog
from gilviz.runner.catalog import ExecutorInfo, WorkloadInfo
from gilviz.runner.protocol import WorkerKind

MAX_WORKERS = 64
MAX_COROUTINES = 200
"""Coroutines cost next to nothing, and what they teach begins with many."""
CROWD = "workers of {}"
"""Of which executor there are too many workers, or too few."""
DEFAULT_PROCESSES = 2
MAX_TASKS = 10_000
MIN_SWITCH_INTERVAL = 0.0001
MAX_SWITCH_INTERVAL = 1.0


@dataclass(frozen=True)
class UserCode:
    """A function of the user's own, in the place of a workload.

    Args:
        function: ``FILE.py:NAME`` or ``MODULE:NAME``.
        items: What its tasks are called with: ``@FILE``, or an expression in the module's own names.
        folder: The absolute path of the folder to work in.
        threads: How many threads its tasks are expected to start themselves, all in all.
    """

    function: str
    items: str
    folder: str
    threads: int = 0

    def problems(self) -> List[str]:
        """Why it can't be tried, a sentence each; empty when it can."""
        where, _, name = self.function.rpartition(":")
        if not where or not all(part.isidentifier() for part in name.split(".")):
            return [f"{self.function!r} names no function: write FILE.py:FUNCTION or MODULE:FUNCTION, like work.py:parse."]
        if not self.items.strip():
            return ["There are no items to call the function with: give an expression like range(40), or @FILE."]
        return []


@dataclass(frozen=True)
class JobSpec:
    """workload × executor × runtime × workers × tasks.

    Args:
        workload: A name in ``catalog.WORKLOADS``.
        size: How much one task does, in the workload's own unit.
        executor: A name in ``catalog.EXECUTORS``.
        workers: How many workers share the tasks. ``sequential`` always has one.
        tasks: How many times the workload is called.
        python: The interpreter, as its path or the name of a command; None is the one that runs gilviz.
        start_method: How worker processes start; None is the interpreter's default, and all there is for other executors.
        processes: How many processes share the workers, where these are threads of several; None is ``DEFAULT_PROCESSES``, and
            all there is for other executors. There are never more than workers or tasks.
        switch_interval: ``sys.setswitchinterval``, in seconds; None leaves the interpreter's own (5 ms).
        python_gil: Whether a free-threaded interpreter uses its GIL, as ``PYTHON_GIL`` says it: 0 or 1; None leaves it its own
            way, and is all there is for others.
        record: Whether workers record. False only to measure what recording costs.
        code: The user's own function, where the workload is ``catalog.OWN_FUNCTION``; else None.
        executor_plug_in: The executor, where it is another package's; None for those of gilviz.
        workload_plug_in: The workload, likewise.
    """

    workload: str
    size: int
    executor: str
    workers: int = 2
    tasks: int = 8
    python: Optional[str] = None
    start_method: Optional[str] = None
    switch_interval: Optional[float] = None
    processes: Optional[int] = None
    record: bool = True
    python_gil: Optional[int] = None
    code: Optional[UserCode] = None
    executor_plug_in: Optional[ExecutorInfo] = None
    workload_plug_in: Optional[WorkloadInfo] = None

    def __post_init__(self) -> None:
        # It travels as JSON, which knows no classes.
        for name, made in _CLASSES.items():
            facts: object = getattr(self, name)
            if isinstance(facts, dict):
                object.__setattr__(self, name, made(**facts))

    @property
    def executor_info(self) -> ExecutorInfo:
        """What its executor is.

        Raises:
            KeyError: there is none of that name.
        """
        return self.executor_plug_in or catalog.executor(self.executor)

    @property
    def workload_info(self) -> WorkloadInfo:
        """What its workload is.

        Raises:
            KeyError: there is none of that name.
        """
        return self.workload_plug_in or catalog.workload(self.workload)

    @property
    def wants_packages(self) -> bool:
        """Whether it needs what is installed in its interpreter, and the user's environment: gilviz's own do without."""
        info = self.executor_plug_in or next((each for each in catalog.EXECUTORS if each.name == self.executor), None)
        return self.code is not None or self.workload_plug_in is not None or (info is not None and info.wants_packages)

    @property
    def interpreter(self) -> Tuple[Optional[str], Optional[int]]:
        """What a baseline belongs to: the interpreter, and whether it was told to use its GIL."""
        return self.python, self.python_gil

    def problems(self) -> List[str]:
        """Why this job can't be run anywhere, a sentence each with its remedy; empty when it can be tried."""
        found = []
        if self.code is None:
            if self.workload_plug_in is None:
                found += _name_problem("workload", self.workload, [w.name for w in catalog.WORKLOADS])
        else:
            found += _name_problem("workload", self.workload, [catalog.OWN_FUNCTION.name]) + self.code.problems()
        if self.executor_plug_in is None:
            found += _name_problem("executor", self.executor, [e.name for e in catalog.EXECUTORS])
        found += _range_problem(
            CROWD.format(self.executor),
            self.workers,
            1,
            most_workers(self.executor, self.executor_plug_in),
            "more lanes than that can't be told apart, and that many processes can exhaust a machine",
            "without a worker nothing is done",
        )
        found += _range_problem(
            "tasks",
            self.tasks,
            1,
            MAX_TASKS,
            "each task is recorded and compared with the sequential result",
            "without a task there is nothing to record",
        )
        if not found:
            info = self.workload_info
            found += _range_problem(
                f"size of {info.name}",
                self.size,
                info.smallest,
                info.largest,
                f"it counts {info.size_means}",
            )
        if self.start_method is not None:
            found += _name_problem("start method", self.start_method, list(catalog.START_METHODS))
        if self.processes is not None:
            found += _range_problem(
                "processes", self.processes, 1, MAX_WORKERS, "that many can exhaust a machine", "the threads need one"
            )
        if self.switch_interval is not None and not (
            math.isfinite(self.switch_interval) and MIN_SWITCH_INTERVAL <= self.switch_interval <= MAX_SWITCH_INTERVAL
        ):
            found.append(
                f"The switch interval must be {MIN_SWITCH_INTERVAL:g} to {MAX_SWITCH_INTERVAL:g} s, not "
                f"{self.switch_interval:g}: below that Python does little else than switch, above it threads hardly ever do."
            )
        if self.python_gil not in (None, 0, 1):
            found.append(
                f"The GIL can be switched off (0) or on (1), not {self.python_gil!r}: choose one, or leave it to Python."
            )
        return found

    @property
    def shared_processes(self) -> int:
        """How many processes share the workers, where these are the threads of several; else 0."""
        if not self.executor_info.shared_processes:
            return 0
        return min(DEFAULT_PROCESSES if self.processes is None else self.processes, self.workers, self.tasks)


def executor_of(**facts: Any) -> ExecutorInfo:
    """An executor as JSON tells of it."""
    facts["kind"] = WorkerKind(facts["kind"])
    facts["oldest"] = facts["oldest"] and tuple(facts["oldest"])
    facts["implementations"] = tuple(facts["implementations"])
    return ExecutorInfo(**facts)


_CLASSES: Mapping[str, Callable[..., object]] = {
    "code": UserCode,
    "executor_plug_in": executor_of,
    "workload_plug_in": WorkloadInfo,
}
"""What makes the fields of a job that are objects."""


def most_workers(executor: str, plug_in: Optional[ExecutorInfo] = None) -> int:
    """How many workers an executor may have, at most."""
    infos = catalog.EXECUTORS if plug_in is None else (plug_in,)
    kind = next((info.kind for info in infos if info.name == executor), None)
    return MAX_COROUTINES if kind is WorkerKind.COROUTINE else MAX_WORKERS


def _name_problem(what: str, name: str, known: List[str]) -> List[str]:
    if name in known:
        return []
    return [f"No {what} is called {name!r}; choose one of {', '.join(known)}."]


def _range_problem(what: str, value: int, least: int, most: int, why: str, too_few: str = "") -> List[str]:
    if least <= value <= most:
        return []
    return [f"The {what} must be {least:,} to {most:,}, not {value:,}: {(value < least and too_few) or why}."]
