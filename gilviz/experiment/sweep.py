"""A sweep: the same tasks by 1, 2, 4, … workers, several times over, and what comes of it.

A sweep is an experiment whose variants differ in their number of workers, and is conducted like any other: in each round the
sequential baseline first, then every count of every executor, so that slow changes of the machine hit all counts alike. All runs
have the same tasks; there are enough for the largest count, and where that is possible every count divides them, for a last round
in which some workers have no task would be taken for a cost of sharing.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gilviz.experiment.plan import ExperimentSpec, Variant
from gilviz.experiment.run import Phase, Run
from gilviz.runner import catalog
from gilviz.runner.protocol import State
from gilviz.runner.spec import MAX_COROUTINES, MAX_WORKERS, JobSpec
from gilviz.trace.amdahl import Fit, Measured, NoFit, fit
from gilviz.trace.memory import MB
from gilviz.trace.metrics import measure
from gilviz.trace.record import RuntimeInfo

FEWEST_TASKS = 8
MOST_TASKS_FOR_EVEN_SHARES = 96
QUOTED = 40
"""Characters of what was typed that are repeated in a message."""
MOST_RUNS = 600
"""Every run is kept in memory."""
DEFAULT_REPEAT = 3
TASK_SECONDS = 0.1
"""What one task should take where the size is automatic: there are many."""
WAITING_END = 32
"""The largest default count for work that waits: nobody has that many cores, and waiting needs none."""
COMPUTING_END = 8
"""The smallest largest count for work that computes: beyond the cores of a small machine, so that their limit shows."""
MOSTLY = 0.5
"""The share of the workers' time with a task from which on they are said to wait."""


def default_counts(workload: str, cores: int) -> tuple[int, ...]:
    """1, 2, 4, …: beyond the cores for work that computes, far beyond for work that waits."""
    waits = any(info.name == workload and info.size_is_ms for info in catalog.WORKLOADS)
    end = WAITING_END if waits else max(COMPUTING_END, 2 * cores)
    return tuple(2**power for power in range(math.ceil(math.log2(min(end, MAX_WORKERS))) + 1))


def parse_counts(text: str) -> tuple[int, ...]:
    """The numbers of workers in rising order, each once.

    Raises:
        ValueError: it is no list of whole numbers; the text is a sentence.
    """
    try:
        return tuple(sorted({int(word) for word in text.split(",")}))
    except ValueError:
        typed = text if len(text) <= QUOTED else f"{text[:QUOTED]}…"
        raise ValueError(
            f"The numbers of workers must be whole numbers with commas between them, like 1,2,4,8, not {typed!r}."
        ) from None


def default_tasks(counts: Sequence[int]) -> int:
    """Enough for the largest count, and a multiple of every count where that is not too many."""
    counts = [count for count in counts if 1 <= count <= MAX_COROUTINES] or [1]  # of the others it is said that they can't be
    step = math.lcm(*counts)
    if step > MOST_TASKS_FOR_EVEN_SHARES:
        step = max(counts)
    return step * math.ceil(FEWEST_TASKS / step)


def sweep_of(experiment: ExperimentSpec, counts: Sequence[int]) -> ExperimentSpec:
    """The same experiment with each of its variants at each count, in rising order of the counts."""
    variants = tuple(dataclasses.replace(each, workers=count) for count in counts for each in experiment.variants)
    return dataclasses.replace(experiment, variants=variants)


def problems(counts: Sequence[int], variants: Sequence[Variant], repeat: int) -> list[str]:
    """What is wrong with a sweep beyond what is wrong with its runs, a sentence each with its remedy."""
    found = []
    if not counts:
        found.append("No number of workers to try: name some, like 1,2,4,8.")
    if any(variant.executor == "sequential" for variant in variants):
        found.append("sequential has one worker, and is the baseline of every sweep already: choose other executors.")
    runs = (len(counts) * len(variants) + len({variant.interpreter for variant in variants})) * max(repeat, 1)
    if runs > MOST_RUNS:
        found.append(
            f"That are {runs:,} runs with their baselines, and {MOST_RUNS} are kept in memory at most: "
            "try fewer numbers of workers, or repeat less often."
        )
    return found


@dataclass(frozen=True)
class Measurement:
    """One run of a sweep that has ended.

    Args:
        key: Its index among the experiment's runs.
        way: Its job but for the number of workers: what a series has in common.
        workers: How many shared the tasks.
        repetition: Its round, from 0.
        phase: How it ended.
        error: What went wrong, in a sentence.
        runtime: What executed it; None when it ended before saying so.
        wall_s: Seconds; None unless it finished.
        baseline_s: The sequential run of its round, in seconds; None without one.
        executing: How many workers executed at once; None where no task took any time.
        waited_s: Seconds that its workers waited for I/O, all in all.
        executed_s: Seconds that they executed.
        peak_mb: The most memory that its processes were seen to take, in MB; None where nobody looked.
    """

    key: int
    way: JobSpec
    workers: int
    repetition: int
    phase: Phase
    error: str | None
    runtime: RuntimeInfo | None
    wall_s: float | None
    baseline_s: float | None
    executing: float | None
    waited_s: float
    executed_s: float
    peak_mb: float | None = None

    @property
    def processes(self) -> int | None:
        """How many processes shared its workers; None where these are no threads of several."""
        return dataclasses.replace(self.way, workers=self.workers).shared_processes or None

    @property
    def speedup(self) -> float | None:
        """How many times as fast as its round's sequential run."""
        return self.baseline_s / self.wall_s if self.baseline_s and self.wall_s else None


@dataclass(frozen=True)
class Spread:
    """What repeated measurements say: the middle, and the two ends."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Iterable[float | None]) -> Spread | None:
        """Of those that are known; None where none is."""
        known = sorted(value for value in values if value is not None)
        if not known:
            return None
        middle = (known[(len(known) - 1) // 2] + known[len(known) // 2]) / 2
        return cls(middle, known[0], known[-1])


@dataclass(frozen=True)
class Point:
    """One number of workers of a series.

    Args:
        workers: The number.
        runs: Its runs that have ended, in order.
    """

    workers: int
    runs: tuple[Measurement, ...]

    @property
    def wall_s(self) -> Spread | None:
        """Seconds, over its finished runs."""
        return Spread.of(run.wall_s for run in self.runs)

    @property
    def speedup(self) -> Spread | None:
        """Speed-up, over its finished runs."""
        return Spread.of(run.speedup for run in self.runs)

    @property
    def executing(self) -> Spread | None:
        """Workers at once, over its finished runs."""
        return Spread.of(run.executing for run in self.runs if run.wall_s is not None)

    @property
    def finished(self) -> int:
        """How many of its runs finished with right results."""
        return sum(run.wall_s is not None for run in self.runs)

    @property
    def typical(self) -> Measurement:
        """The run to look at: the finished one in the middle, else the last."""
        finished = sorted((run for run in self.runs if run.wall_s is not None), key=lambda run: run.wall_s or 0.0)
        return finished[(len(finished) - 1) // 2] if finished else self.runs[-1]


@dataclass(frozen=True)
class Series:
    """One executor on one interpreter, at every count tried so far.

    Args:
        way: What its runs have in common.
        points: In rising order of their workers.
    """

    way: JobSpec
    points: tuple[Point, ...]

    @property
    def runs(self) -> tuple[Measurement, ...]:
        """All of them."""
        return tuple(run for point in self.points for run in point.runs)

    @property
    def runtime(self) -> RuntimeInfo | None:
        """What executed it; None while that is unknown."""
        return next((run.runtime for run in self.runs if run.runtime is not None), None)

    @property
    def amdahl(self) -> Fit | NoFit:
        """Amdahl's law as it fits, or why it does not."""
        waited = sum(run.waited_s for run in self.runs)
        if waited > MOSTLY * (waited + sum(run.executed_s for run in self.runs)) > 0:
            return NoFit(
                "The workers mostly waited, and waiting needs no core: Amdahl's law, which is on cores, does not apply.",
                "waiting needs no core",
            )
        known = [(run, speedup) for run in self.runs if (speedup := run.speedup)]
        return fit((Measured(run.workers, speedup, run.repetition) for run, speedup in known), self.cores)

    @property
    def baseline_s(self) -> float | None:
        """The middle of its interpreter's sequential runs, in seconds; None where none finished."""
        spread = Spread.of({run.repetition: run.baseline_s for run in self.runs}.values())
        return spread.median if spread is not None else None

    @property
    def cores(self) -> int:
        """How many cores its interpreter could use; 1 while that is unknown."""
        return self.runtime.cores if self.runtime is not None else 1

    @property
    def best(self) -> Point | None:
        """The point with the highest median speed-up; None where no run of it finished beside a baseline."""
        held = [(spread.median, point) for point in self.points if (spread := point.speedup)]
        return max(held, key=lambda pair: pair[0])[1] if held else None


def measurement(key: int, run: Run) -> Measurement:
    """What a run that has ended adds to its series."""
    finished = run.phase is Phase.FINISHED and run.trace is not None
    metrics = measure(run.trace) if run.trace is not None and run.trace.lanes else None
    spent = metrics.states_s if metrics else {}
    return Measurement(
        key=key,
        way=way_of(run.spec),
        workers=run.spec.workers,
        repetition=run.repetition,
        phase=run.phase,
        error=run.error,
        runtime=run.runtime,
        wall_s=run.wall_s if finished else None,
        baseline_s=run.baseline_s if finished else None,
        executing=metrics.parallelism if metrics else None,
        waited_s=spent.get(State.IO_WAIT.label, 0.0),
        executed_s=spent.get(State.RUNNING.label, 0.0) + spent.get(State.NATIVE.label, 0.0),
        peak_mb=run.memory.peak.size / MB if run.memory is not None else None,
    )


def way_of(spec: JobSpec) -> JobSpec:
    """A job but for its number of workers, and for what may be changed while it runs."""
    return dataclasses.replace(spec, workers=1, switch_interval=None)


def series_of(measurements: Iterable[Measurement]) -> tuple[Series, ...]:
    """Every series, in the order in which their first runs ended."""
    ways: dict[JobSpec, dict[int, list[Measurement]]] = {}
    for each in measurements:
        ways.setdefault(each.way, {}).setdefault(each.workers, []).append(each)
    return tuple(
        Series(way, tuple(Point(workers, tuple(runs)) for workers, runs in sorted(counts.items())))
        for way, counts in ways.items()
    )
