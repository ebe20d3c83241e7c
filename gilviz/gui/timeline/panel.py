"""What the timeline is told about one run."""

from __future__ import annotations

from dataclasses import dataclass

from gilviz.experiment.run import Phase
from gilviz.render.headline import Headline
from gilviz.trace.memory import Memory
from gilviz.trace.run_trace import RunTrace


@dataclass(frozen=True)
class Note:
    """What somebody wrote on a moment.

    Args:
        t: When, in ns from the run's start.
        text: What.
        worker: On whose lane, by its number; None for all of them.
    """

    t: int
    text: str
    worker: int | None = None


@dataclass(frozen=True)
class Panel:
    """One run as the timeline shows it.

    Args:
        key: Says which run it is; panels with the same key are the same run, updated.
        headline: What stands above the lanes.
        trace: What its workers did so far; None before it has begun.
        phase: Where the run stands.
        baseline_ns: What the same tasks take one after another, in ns; None while unknown, or where it is this run itself.
        message: One sentence below the title: what went wrong, what to do next, what the window cost the job. May be empty.
        workers: How many lanes to keep room for before workers have shown up; 0 where unknown.
        cores: How many workers can execute at once on this machine; 0 where unknown.
        marks: Moments at which something was changed from outside, in ns from the run's start, and what; in their order.
        memory: What its processes took so far.
        badge: What tells it from a live run: ``recorded 2026-11-22``; empty for a live one.
        notes: What somebody wrote on moments.
        intervals: Every switch interval that held so far, in seconds, as they followed each other.
        own_code: Whether its tasks call a function of the user's own.
    """

    key: int
    headline: Headline
    trace: RunTrace | None
    phase: Phase
    baseline_ns: int | None = None
    message: str = ""
    workers: int = 0
    cores: int = 0
    marks: tuple[tuple[int, str], ...] = ()
    memory: Memory | None = None
    badge: str = ""
    intervals: tuple[float, ...] = ()
    notes: tuple[Note, ...] = ()
    own_code: bool = False
