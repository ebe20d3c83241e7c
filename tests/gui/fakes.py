"""Stand-ins for what the window talks to: an experiment that goes as far as a test lets it, and the lanes of its runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QApplication

from gilviz.experiment.plan import ExperimentSpec, Variant
from gilviz.experiment.run import NANOSECONDS, Phase, Run
from gilviz.experiment.workspace import Workspace, WorkspaceError
from gilviz.launch.runtimes import Found, RuntimeDescription
from gilviz.runner.catalog import WorkloadInfo
from gilviz.runner.protocol import State
from gilviz.trace.record import RuntimeInfo
from gilviz.trace.run_trace import RunTrace
from tests.patience import wait_until
from tests.trace.lanes import identity, lane_of

RUNTIME = RuntimeInfo("/bin/python3", "CPython", "3.13.0", "main", True, 4, ("fork", "spawn"), 0.005)
DESCRIPTION = RuntimeDescription("/bin/python3", "CPython", "3.13.0", True, 4, ("fork", "spawn"))
SIZE = 1234
COMPRESS = WorkloadInfo(
    "compress", "compress text", "C code that lets go of the GIL.", "pages compressed", 100, 2, 5000, target="example.compress"
)
"""Another package's workload."""


class FakeConductor:
    """Has the runs of a spec, and lets a test say what becomes of them."""

    def __init__(self, spec: ExperimentSpec, _workspace: Workspace) -> None:
        self.spec = spec
        self.size: int | None = None
        self.error: str | None = None
        self.finished = False
        self.runs: Sequence[Run] = ()
        self.polls = 0
        self.stops = 0
        self.obeys = True
        self.current: Run | None = None
        self.intervals: list[float] = []

    @property
    def status(self) -> str:
        return "Before run 1 of 2: the baseline, sequential"

    def start(self) -> None:
        self.size = SIZE
        self.runs = [Run(spec=planned.job, listed=planned.listed) for planned in self.spec.runs(SIZE)]

    def poll(self) -> None:
        self.polls += 1

    def stop(self) -> None:
        self.stops += 1
        if self.obeys:
            for run in self.runs:
                if run.phase in (Phase.STARTING, Phase.RUNNING):
                    self.end(self.runs.index(run), Phase.PARTIAL)
            self.finished = True

    def set_switch_interval(self, seconds: float) -> None:
        self.intervals.append(seconds)

    def begin(self, index: int) -> Run:
        """The run's workers begin."""
        run = self.runs[index]
        run.phase = Phase.RUNNING
        run.runtime = RUNTIME
        run.started_ns = 0
        run.trace = two_threads()
        return run

    def end(self, index: int, phase: Phase = Phase.FINISHED, error: str | None = None) -> Run:
        """The run ends."""
        run = self.runs[index] if self.runs[index].trace is not None else self.begin(index)
        run.phase = phase
        run.error = error
        run.wall_s = 2.0 if phase is Phase.FINISHED else None
        if run.trace is not None:
            run.trace.end = 2 * NANOSECONDS
        return run

    def end_all(self) -> None:
        """Everything goes well to its end."""
        for index in range(len(self.runs)):
            self.end(index).baseline_s = 2.0
        self.finished = True


class Conductors:
    """Makes fake conductors and keeps the last one."""

    def __init__(self) -> None:
        self.made: list[FakeConductor] = []

    def __call__(self, spec: ExperimentSpec, workspace: Workspace) -> FakeConductor:
        self.made.append(FakeConductor(spec, workspace))
        return self.last

    @property
    def last(self) -> FakeConductor:
        return self.made[-1]


class FakeWorkspace(Workspace):
    """A directory that a test owns."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.closed = 0
        self.let_go_of = 0

    def let_go(self) -> None:
        self.let_go_of += 1

    def close(self) -> None:
        self.closed += 1


class FakeInquiry:
    """Has found what a test says, as soon as it lets it answer."""

    def __init__(self, *others: Found) -> None:
        self.known: tuple[Found, ...] = (Found(DESCRIPTION.path, "runs gilviz", DESCRIPTION, own=True), *others)
        self.silent = False
        self.begun = 0
        self.refreshed = 0
        self.looked_at: list[str] = []
        self.looked_into: list[str] = []
        self.added: list[str] = []
        self.removed: list[str] = []

    @property
    def found(self) -> Sequence[Found]:
        return () if self.silent else self.known

    @property
    def searching(self) -> bool:
        return self.silent

    def begin(self) -> None:
        self.begun += 1

    def refresh(self) -> None:
        self.refreshed += 1

    def look_at(self, path: str) -> None:
        self.looked_at.append(path)

    def look_into(self, path: str) -> None:
        self.looked_into.append(path)

    def add(self, path: str) -> None:
        self.added.append(path)

    def remove(self, path: str) -> None:
        self.removed.append(path)
        self.known = tuple(one for one in self.known if one.path != path)

    def poll(self) -> bool:
        return not self.silent


def no_room() -> Workspace:
    raise WorkspaceError("The disk is full: free some space.")


def everything_works(_executor: str, _method: str | None, _runtime: RuntimeDescription) -> str | None:
    return None


def two_threads() -> RunTrace:
    """Two workers that took turns for two seconds."""
    ms = NANOSECONDS // 1000
    first = [(1 + 5 * k * ms, State.RUNNING if k % 2 else State.GIL_WAIT, 0) for k in range(400)]
    second = [(1 + 5 * k * ms, State.GIL_WAIT if k % 2 else State.RUNNING, 1) for k in range(400)]
    lanes = [lane_of(turns, 2 * NANOSECONDS, identity(number), chunk_size=64) for number, turns in ((1, first), (2, second))]
    for lane in lanes:
        lane.tasks_done = 4
    return RunTrace.of(lanes, 1)


def spec_of(*executors: str, workers: int = 2) -> ExperimentSpec:
    return ExperimentSpec("primes", None, 8, workers, tuple(Variant(executor) for executor in executors))


def spin(until: Callable[[], bool]) -> None:
    """Let the event loop run until something is so; a test that waits in vain fails."""

    def is_so() -> bool:
        if until():
            return True
        QApplication.processEvents()
        return False

    wait_until(is_so, pause_s=0.001)
