"""A run as the hall sees it: live while it goes on, or from a recording; either way the same facts. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from gilviz.experiment.run import NANOSECONDS, Phase, Run
from gilviz.gui.timeline.panel import Panel
from gilviz.lecture.model import Scene, Way
from gilviz.render.headline import Headline, parallelism_text, seconds_text, speedup_text
from gilviz.trace.doubt import doubted
from gilviz.trace.metrics import RunMetrics, measure
from gilviz.trace.record import RunRecord, RuntimeInfo
from gilviz.trace.runtime_name import version_name
from gilviz.trace.verdict import verdict

DISTURBED: Final = "disturbed"
"""Stands beside a plain loop that took longer than its work does."""
LEAST_AT_ONCE: Final = 0.1
"""Workers: of fewer, ``0.0 at once`` would be the largest letters' news on a run that waits."""


@dataclass(frozen=True)
class ShownRun:
    """One of them.

    Args:
        label: What the lecture calls it.
        python: What executes it; empty while unknown.
        panel: What the picture needs.
        figures: What stands beside its name.
        record: What is known of it once it has ended.
        sentence: What happened; empty before.
        disturbed: Whether the loop that it is held against, or is itself, took longer than its work does.
    """

    label: str
    python: str
    panel: Panel
    figures: tuple[str, ...]
    record: RunRecord | None = None
    sentence: str = ""
    disturbed: bool = False


def from_runs(scene: Scene, runs: Sequence[Run]) -> tuple[ShownRun, ...]:
    """The live runs of a scene.

    Args:
        scene: The scene.
        runs: One for each way of its experiment, in their order; none while they are not planned.
    """
    if scene.experiment is None:
        return ()
    found = []
    loops = doubted(run.record() for run in runs if run.phase.ended and run.trace is not None)
    for key, (way, run) in enumerate(zip(scene.experiment.ways, runs, strict=False)):
        metrics = measure(run.trace) if run.trace is not None else None
        elapsed = None if run.started_ns is None else run.elapsed_s()
        record = run.record() if run.phase.ended and run.trace is not None else None
        found.append(
            ShownRun(
                label=way.label,
                python=python_text(run.runtime),
                panel=_panel(key, way, run, scene.experiment.workers),
                figures=figures(
                    elapsed, run.baseline_s if run.phase is Phase.FINISHED else None, metrics, disturbed=run.baseline_s in loops
                ),
                record=record,
                sentence=verdict(record, metrics) if record is not None and metrics is not None else "",
                disturbed=run.baseline_s in loops,
            )
        )
    return tuple(found)


def from_records(scene: Scene, records: Sequence[RunRecord]) -> tuple[ShownRun, ...]:
    """The same from a recording."""
    if scene.experiment is None:
        return ()
    found = []
    loops = doubted(records)
    for key, (way, record) in enumerate(zip(scene.experiment.ways, records, strict=False)):
        metrics = measure(record.trace)
        panel = Panel(
            key=key,
            headline=Headline(way.label, ()),
            trace=record.trace,
            phase=Phase(record.outcome.value),
            workers=min(record.spec.workers, record.spec.tasks),
            cores=record.runtime.cores if record.runtime is not None else 0,
        )
        disturbed = record.baseline_s in loops
        shown = figures(record.wall_s, record.baseline_s, metrics, disturbed=disturbed)
        said = verdict(record, metrics)
        found.append(ShownRun(way.label, python_text(record.runtime), panel, shown, record, said, disturbed))
    return tuple(found)


def figures(
    wall_s: float | None, baseline_s: float | None, metrics: RunMetrics | None, *, disturbed: bool = False
) -> tuple[str, ...]:
    """What a hall remembers of a run: how long, how much faster, how many at once (unless hardly any executed at all).

    Where the loop was disturbed, nothing is told to be faster than it: the loop says so, if it is shown.
    """
    loop = baseline_s == wall_s
    parts = [DISTURBED if disturbed and loop else "", seconds_text(wall_s) if wall_s is not None else ""]
    if wall_s and baseline_s and not loop and not disturbed:
        parts.append(speedup_text(wall_s, baseline_s))
    if metrics is not None and metrics.parallelism is not None and metrics.parallelism >= LEAST_AT_ONCE:
        parts.append(f"{parallelism_text(metrics)} at once")
    return tuple(part for part in parts if part)


def python_text(runtime: RuntimeInfo | None) -> str:
    """What executes a run: ``CPython 3.13t, no GIL``."""
    if runtime is None:
        return ""
    return f"{runtime.implementation} {version_name(runtime)}{'' if runtime.gil else ', no GIL'}"


def _panel(key: int, way: Way, run: Run, workers: int) -> Panel:
    return Panel(
        key=key,
        headline=Headline(way.label, ()),
        trace=run.trace,
        phase=run.phase,
        baseline_ns=None if run.baseline_s is None else round(run.baseline_s * NANOSECONDS),
        message=run.error or "",
        workers=1 if way.executor == "sequential" else min(way.workers or workers, run.spec.tasks),
        cores=run.runtime.cores if run.runtime is not None else 0,
    )
