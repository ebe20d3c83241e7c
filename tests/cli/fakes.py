"""An experiment that is played by hand, and what is around it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from gilviz.cli.progress import Experiment
from gilviz.experiment.run import Phase, Run
from gilviz.runner.protocol import NO_TASK, Evidence, State, WorkerKind
from gilviz.runner.spec import JobSpec
from gilviz.trace.lane import Lane, LaneIdentity
from gilviz.trace.memory import Memory, MemorySample
from gilviz.trace.record import Outcome, RunRecord, RuntimeInfo
from gilviz.trace.run_trace import RunTrace

S = 1_000_000_000
CPYTHON = RuntimeInfo(
    path="python3",
    implementation="CPython",
    version="3.13.0",
    build="",
    gil=True,
    cores=2,
    start_methods=("fork",),
    switch_interval=0.005,
)


def taking_turns(slices: int = 40) -> RunTrace:
    """Two threads that run and wait for the GIL in turn, 25 ms each time."""
    step = S // 40
    times = [1 + i * step for i in range(slices + 1)]
    lanes = []
    for number in (1, 2):
        lane = Lane(LaneIdentity(number, pid=1000, native_id=1000 + number, kind=WorkerKind.THREAD, interpreter=0, gil=True))
        states = [State.RUNNING if (i + number) % 2 else State.GIL_WAIT for i in range(slices)]
        lane.append(times, [*states, State.IDLE], [Evidence.MEASURED] * (slices + 1), [0] * slices + [NO_TASK])
        lanes.append(lane)
    return RunTrace.of(lanes, origin=1, end=times[-1])


def record(**changes: object) -> RunRecord:
    """A run of two threads that took turns for a second."""
    facts: dict[str, object] = {
        "spec": JobSpec("primes", 1000, "threading", workers=2, tasks=2),
        "runtime": CPYTHON,
        "outcome": Outcome.FINISHED,
        "error": None,
        "traceback": "",
        "wall_s": 1.0,
        "baseline_s": 1.02,
        "trace": taking_turns(),
        "memory": Memory("pss", (MemorySample(1, 84_000_000, 1),)),
    }
    return RunRecord(**{**facts, **changes})  # type: ignore[arg-type]


def run(executor: str = "threading", phase: Phase = Phase.WAITING, *, listed: bool = True) -> Run:
    """A run that stands at that phase."""
    made = Run(JobSpec("primes", 1000, executor, workers=2, tasks=2), listed=listed, phase=phase)
    if phase is not Phase.WAITING:
        made.runtime, made.trace, made.wall_s = CPYTHON, taking_turns(), 1.0
    return made


@dataclass
class Script:
    """An experiment whose every poll carries out the next line of a script; asked to stop, it does so at the second poll."""

    runs: Sequence[Run]
    lines: list[Callable[[], None]] = field(default_factory=list)
    error: str | None = None
    finished: bool = False
    asked_to_stop: bool = False
    status: str = "Playing"
    polls: int = 0

    def start(self) -> None:
        self.status = "Started"

    def poll(self) -> None:
        self.polls += 1
        if self.asked_to_stop:
            for stopped in self.runs:
                if stopped.phase is Phase.RUNNING:
                    stopped.phase = Phase.PARTIAL
            self.finished = True
        elif self.lines:
            self.lines.pop(0)()
        else:
            self.finished = True

    def stop(self) -> None:
        self.asked_to_stop = True


class Watcher:
    """A display that remembers what it was shown."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.closed = False

    def show(self, experiment: Experiment) -> None:
        self.seen.append(experiment.status)

    def close(self) -> None:
        self.closed = True


def no_pause(_seconds: float) -> None:
    """Tests wait for nothing."""
