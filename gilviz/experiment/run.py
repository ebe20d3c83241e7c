"""One run of an experiment: the facts gathered from its job's messages and its trace, without a clock or a process of its own."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from gilviz.runner.spec import JobSpec
from gilviz.trace.memory import Memory
from gilviz.trace.record import Baseline, Outcome, RunRecord, RuntimeInfo, SwitchChange
from gilviz.trace.run_trace import RunTrace
from gilviz.trace.truth import Truth

NANOSECONDS = 1_000_000_000


class Phase(StrEnum):
    """Where a run stands."""

    WAITING = "waiting"
    STARTING = "starting"
    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"
    PARTIAL = "partial"

    @property
    def ended(self) -> bool:
        """Whether nothing more will be recorded."""
        return self in (Phase.FINISHED, Phase.FAILED, Phase.PARTIAL)


@dataclass
class Run:
    """One execution of a job, with its recording.

    Args:
        spec: What is run.
        listed: Whether somebody asked for it (else it is the baseline that others are measured against).
        repetition: Which round it belongs to, from 0.
    """

    spec: JobSpec
    listed: bool = True
    repetition: int = 0
    phase: Phase = Phase.WAITING
    runtime: RuntimeInfo | None = None
    trace: RunTrace | None = None
    error: str | None = None
    traceback: str = ""
    log: str = ""
    log_length: int = 0
    tasks_done: int = 0
    switches: tuple[SwitchChange, ...] = ()
    started_ns: int | None = None
    wall_s: float | None = None
    baseline_s: float | None = None
    baseline_lost: float | None = None
    truth: Truth | None = None
    results: tuple[object, ...] | None = field(default=None, repr=False)
    first: Run | None = field(default=None, repr=False, compare=False)
    """The first interpreter's sequential run of the same round, where the experiment has several interpreters."""
    finding: Mapping[str, float] | None = None
    pickling_s: float | None = None
    alone_ms: float | None = None
    memory: Memory | None = field(default=None, repr=False)
    source: str = ""
    """The tool that recorded it, where its file was imported; empty for gilviz's own runs."""

    def elapsed_s(self) -> float:
        """Seconds since the executor was called: so far while it runs, in all once it has ended."""
        if self.wall_s is not None:
            return self.wall_s
        if self.started_ns is None:
            return 0.0
        if self.phase.ended:
            end = self.trace.end if self.trace and self.trace.end else self.started_ns
            return (end - self.started_ns) / NANOSECONDS
        return (time.perf_counter_ns() - self.started_ns) / NANOSECONDS

    @property
    def first_baseline(self) -> Baseline | None:
        """What is known by now of the first interpreter's sequential run; None where all runs share one interpreter."""
        first = self.first
        if first is None:
            return None
        return Baseline(first.runtime, first.wall_s if first.phase is Phase.FINISHED else None)

    def record(self) -> RunRecord:
        """What is known of the run once it has ended.

        Raises:
            ValueError: it has not ended, or never began.
        """
        if not self.phase.ended or self.trace is None:
            raise ValueError(f"this run is {self.phase}: it has no record yet")
        return RunRecord(
            spec=self.spec,
            runtime=self.runtime,
            outcome=Outcome(self.phase.value),
            error=self.error,
            traceback=self.traceback,
            wall_s=self.wall_s,
            baseline_s=self.baseline_s,
            trace=self.trace,
            log=self.log,
            first=self.first_baseline,
            switches=self.switches,
            finding=self.finding,
            pickling_s=self.pickling_s,
            alone_ms=self.alone_ms,
            memory=self.memory,
            source=self.source,
            baseline_lost=self.baseline_lost,
        )
