"""A run that has ended, with everything that is known about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from gilviz.runner.spec import JobSpec
from gilviz.trace.memory import Memory
from gilviz.trace.run_trace import RunTrace


class Outcome(StrEnum):
    """How a run ended."""

    FINISHED = "finished"
    """Every task returned the right result."""
    FAILED = "failed"
    """An error ended it, or a result was wrong."""
    PARTIAL = "partial"
    """It was stopped; what had been recorded is kept."""


@dataclass(frozen=True)
class RuntimeInfo:
    """The interpreter that executed a job, as it described itself.

    Args:
        path: Its executable.
        implementation: ``CPython``, ``PyPy``, …
        version: ``3.13.0``.
        build: Its own text on how it was built.
        gil: Whether its threads share a GIL.
        cores: How many cores it may use.
        start_methods: How it can start processes, its default first.
        switch_interval: In seconds, as it was when the run began; None where it has none.
        gil_state: Why: a value of ``protocol.Gil``; empty where it did not say.
    """

    path: str
    implementation: str
    version: str
    build: str
    gil: bool
    cores: int
    start_methods: tuple[str, ...]
    switch_interval: float | None
    gil_state: str = ""


@dataclass(frozen=True)
class SwitchChange:
    """The switch interval was changed while a run went on.

    Args:
        t_s: When, in seconds from the run's zero.
        before: What it was until then, in seconds.
        seconds: What it has been since.
    """

    t_s: float
    before: float
    seconds: float


@dataclass(frozen=True)
class Baseline:
    """A sequential run that others are held against.

    Args:
        runtime: What executed it; None where it never said so.
        wall_s: What it took, in seconds; None where it did not finish.
    """

    runtime: RuntimeInfo | None
    wall_s: float | None


@dataclass(frozen=True)
class RunRecord:
    """One execution of a job and its recording.

    Args:
        spec: The job.
        runtime: What executed it; None when it ended before saying so.
        outcome: How it ended.
        error: What went wrong, in one sentence.
        traceback: Where, for those who want to know; may be empty.
        wall_s: From the executor's call to its return, in seconds; None when it did not return.
        baseline_s: The wall time of a sequential run of the same tasks by the same interpreter; None when there is none.
        trace: What every worker did.
        log: What the job printed.
        first: The sequential run of the same tasks by the experiment's first interpreter, where there are several: then every
            figure has to say against whose sequential run it is. None where all runs share one interpreter.
        switches: The changes of its switch interval while it ran, in their order.
        finding: What became of what the tasks had in common, as numbers by name; None where they have nothing.
        pickling_s: What pickling the tasks' items cost the job's main process, in seconds; None where it did not say.
        alone_ms: What an answer took at the median in the sequential run, where nothing else computes; None where nobody asked.
        memory: What its processes took; None where nobody looked.
        source: The tool that recorded it, where its file was imported: ``VizTracer``; empty for gilviz's own runs. Such a run's
            job is ``imported``, and nothing is known of it but what that tool told.
        mark: Which of several recordings that were joined it is of: ``A``; empty where there is one.
        baseline_lost: Which part of its time the sequential run had no core, 0 to 1 (``trace.doubt``); None where nobody knows.
    """

    spec: JobSpec
    runtime: RuntimeInfo | None
    outcome: Outcome
    error: str | None
    traceback: str = field(repr=False)
    wall_s: float | None
    baseline_s: float | None
    trace: RunTrace = field(repr=False)
    log: str = field(default="", repr=False)
    first: Baseline | None = None
    switches: tuple[SwitchChange, ...] = ()
    finding: Mapping[str, float] | None = None
    pickling_s: float | None = None
    alone_ms: float | None = None
    memory: Memory | None = field(default=None, repr=False)
    source: str = ""
    mark: str = ""
    baseline_lost: float | None = None

    @property
    def single_thread_vs_first(self) -> float | None:
        """How fast its interpreter does one task after another, with the experiment's first interpreter as 1; None if unknown."""
        if not self.baseline_s:
            return None
        if self.first is None:
            return 1.0
        return self.first.wall_s / self.baseline_s if self.first.wall_s else None

    @property
    def speedup(self) -> float | None:
        """How many times faster than the sequential run; None unless both ran to their end."""
        if self.outcome is not Outcome.FINISHED or not self.wall_s or not self.baseline_s:
            return None
        return self.baseline_s / self.wall_s
