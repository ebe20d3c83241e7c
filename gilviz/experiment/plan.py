"""What people ask for: several ways to run the same work, and the jobs that follow from it, in order.

The order is the method. The runs of an experiment compete for the same cores, so they run one after another; each round
begins with the sequential run that its speed-ups are measured against, once per interpreter (with its GIL and without), so that
slow changes of the machine (heat, other programs) hit the baseline and the runs alike.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gilviz.experiment.problem_words import together
from gilviz.runner import catalog
from gilviz.runner.catalog import ExecutorInfo, WorkloadInfo
from gilviz.runner.spec import JobSpec

MAX_REPEAT = 100
MAX_TASK_SECONDS = 60.0


@dataclass(frozen=True)
class Variant:
    """One line of the list of runs to compare.

    Args:
        executor: A name in ``catalog.EXECUTORS``.
        start_method: How worker processes start; None is the interpreter's default.
        python: The interpreter's path or command; None is the one that runs gilviz.
        python_gil: Whether a free-threaded interpreter uses its GIL, 0 or 1; None leaves it its own way.
        workers: How many workers share the tasks; None is the experiment's number. A sweep has a variant for each.
        processes: How many processes share the workers, where these are the threads of several; None is the default.
        plug_in: The executor, where it is another package's.
    """

    executor: str
    start_method: str | None = None
    python: str | None = None
    python_gil: int | None = None
    workers: int | None = None
    processes: int | None = None
    plug_in: ExecutorInfo | None = None

    @property
    def info(self) -> ExecutorInfo:
        """What its executor is.

        Raises:
            KeyError: there is none of that name.
        """
        return self.plug_in or catalog.executor(self.executor)

    @property
    def interpreter(self) -> tuple[str | None, int | None]:
        """What a baseline belongs to: the interpreter, and whether it was told to use its GIL."""
        return self.python, self.python_gil


@dataclass(frozen=True)
class PlannedRun:
    """A job and its place in the experiment.

    Args:
        job: What to run.
        listed: Whether somebody asked for it; a baseline that nobody asked for is run, used and not listed.
        repetition: Which round it belongs to, from 0.
    """

    job: JobSpec
    listed: bool
    repetition: int


@dataclass(frozen=True)
class ExperimentSpec:
    """Several jobs on the same work.

    Args:
        workload: A name in ``catalog.WORKLOADS``.
        size: How much one task does; None calibrates it once so that a task takes about ``task_seconds``.
        tasks: How many tasks each run works through.
        workers: How many workers share them.
        variants: The runs to compare, in order.
        switch_interval: ``sys.setswitchinterval`` in seconds; None leaves each interpreter's own.
        repeat: How often the whole list is run.
        task_seconds: What one task should take where the size is automatic, in seconds.
        record: Whether workers record; False only to measure what recording costs.
        plug_in: The workload, where it is another package's.
    """

    workload: str
    size: int | None
    tasks: int
    workers: int
    variants: tuple[Variant, ...]
    switch_interval: float | None = None
    repeat: int = 1
    task_seconds: float = 0.25
    record: bool = True
    plug_in: WorkloadInfo | None = None

    @property
    def workload_info(self) -> WorkloadInfo:
        """What its workload is.

        Raises:
            KeyError: there is none of that name.
        """
        return self.plug_in or catalog.workload(self.workload)

    def problems(self) -> list[str]:
        """Why this can't be run, a sentence each with its remedy; empty when it can be tried."""
        found = []
        if not self.variants:
            found.append("Nothing to run: choose at least one executor.")
        if not 1 <= self.repeat <= MAX_REPEAT:
            why = "every run is kept in memory" if self.repeat > MAX_REPEAT else "without one nothing is run"
            found.append(f"The repeats must be 1 to {MAX_REPEAT}, not {self.repeat:,}: {why}.")
        if not 0 < self.task_seconds <= MAX_TASK_SECONDS:
            found.append(f"One task must take more than 0 and at most {MAX_TASK_SECONDS:g} s, not {self.task_seconds:g} s.")
        size = self._any_size() if self.size is None else self.size
        return found + together((variant.executor, self.job(variant, size).problems()) for variant in self.variants)

    def job(self, variant: Variant, size: int) -> JobSpec:
        """The job of one variant, once the size is known."""
        sequential = variant.executor == "sequential"
        workers = self.workers if variant.workers is None else variant.workers
        return JobSpec(
            workload=self.workload,
            size=size,
            executor=variant.executor,
            workers=1 if sequential and workers > 0 else workers,
            tasks=self.tasks,
            python=variant.python,
            start_method=variant.start_method,
            switch_interval=self.switch_interval,
            processes=variant.processes,
            record=self.record,
            python_gil=variant.python_gil,
            executor_plug_in=variant.plug_in,
            workload_plug_in=self.plug_in,
        )

    def runs(self, size: int) -> Iterator[PlannedRun]:
        """Every run in order of execution, the unlisted baselines included."""
        for repetition in range(self.repeat):
            for interpreter in dict.fromkeys(variant.interpreter for variant in self.variants):
                same = [variant for variant in self.variants if variant.interpreter == interpreter]
                # The baseline leads: the others' speed-up and results can then be judged the moment they end.
                asked = [variant for variant in same if variant.executor == "sequential"]
                for variant in asked[:1] or [Variant("sequential", python=interpreter[0], python_gil=interpreter[1])]:
                    yield PlannedRun(self.job(variant, size), bool(asked), repetition)
                for variant in same:
                    if variant.executor != "sequential":
                        yield PlannedRun(self.job(variant, size), True, repetition)

    def _any_size(self) -> int:
        known = catalog.WORKLOADS if self.plug_in is None else (self.plug_in,)
        return next((w.default_size for w in known if w.name == self.workload), 1)
