"""What ``gilviz run`` prints for people: a table of the runs, and one sentence on each."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table
from rich.text import Text

from gilviz.render.headline import UNKNOWN, memory_text, parallelism_text, seconds_text, speedup_text, title
from gilviz.render.state_text import kinds_of, state_column
from gilviz.runner.protocol import State, WorkerKind
from gilviz.trace.facts import times
from gilviz.trace.metrics import RunMetrics, measure
from gilviz.trace.record import Outcome, RunRecord
from gilviz.trace.runtime_name import two_names
from gilviz.trace.truth import Grade, judge
from gilviz.trace.verdict import verdict
from gilviz.trace.visible import visible

WORTH_SAYING_S = 0.0005
"""Less time than this in a state, in seconds, would be shown as 0 ms."""
IN_SECONDS_S = 0.1
"""Shorter times are shown in milliseconds: in seconds they would lose their digits."""
NO_WRAPPING = 10_000
_COROUTINES = frozenset({WorkerKind.COROUTINE})
_STATES = tuple(dict.fromkeys(state_column(state, kinds) for state in State for kinds in (frozenset(), _COROUTINES)))
"""The columns for time in states: that of coroutines which wait for their event loop is not that of waiting for a lock."""


@dataclass(frozen=True)
class Page:
    """Where the report is read.

    Args:
        colour: Whether it may be coloured.
        width: Characters in a line; None where lines may be as long as they like (a file, a pipe).
    """

    colour: bool
    width: int | None


def report(records: Sequence[RunRecord], page: Page) -> str:
    """The table and the sentences; empty without a run."""
    if not records:
        return ""
    measured = [measure(record.trace) for record in records]
    stream = io.StringIO()
    console = Console(
        file=stream,
        force_terminal=page.colour,
        width=page.width or NO_WRAPPING,
        highlight=False,
        markup=False,
        emoji=False,
    )
    console.print(Text(visible(heading(records[0])), style="bold"))
    console.print(_table(records, measured))
    names = [visible(title(record.spec, record.runtime)) for record in records]
    for name, record, metrics in zip(names, records, measured, strict=True):
        console.print(Text.assemble((f"{name}: ", "bold"), visible(verdict(record, metrics))))
        truth = judge(record.trace)
        if truth.grade is not Grade.GOOD:
            console.print(visible(f"  The evidence is {truth.grade}: {truth.reason}"))
    return "".join(f"{line.rstrip()}\n" for line in stream.getvalue().splitlines())


def heading(record: RunRecord) -> str:
    """What all runs have in common: ``primes · size 60,000 (numbers searched) · 8 tasks``."""
    spec = record.spec
    if spec.code is not None:
        return f"{spec.code.function} · {spec.tasks:,} item{'s' * (spec.tasks != 1)}"
    info = spec.workload_info
    interval = f" · switch interval {spec.switch_interval * 1000:g} ms" if spec.switch_interval is not None else ""
    return f"{spec.workload} · size {spec.size:,} ({info.size_means}) · {spec.tasks} task{'s' * (spec.tasks != 1)}{interval}"


def _table(records: Sequence[RunRecord], measured: Sequence[RunMetrics]) -> Table:
    spent = [_states(record, metrics) for record, metrics in zip(records, measured, strict=True)]
    states = [name for name in _STATES if any(each.get(name, 0) > WORTH_SAYING_S for each in spent)]
    ended_well = all(record.outcome is Outcome.FINISHED for record in records)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    several = any(record.first is not None for record in records)
    table.add_column("run", no_wrap=True)
    for heading_text in ([] if ended_well else ["outcome"]) + [
        "wall",
        *(("vs own sequential", "one thread") if several else ("speed-up",)),
        "parallelism",
        "memory",
        "GIL hand-offs",
        *states,
    ]:
        table.add_column(heading_text, justify="right", no_wrap=True)
    for record, metrics, each in zip(records, measured, spent, strict=True):
        table.add_row(
            Text(visible(title(record.spec, record.runtime))),
            *([] if ended_well else [record.outcome.value]),
            UNKNOWN if record.wall_s is None else _time(record.wall_s),
            speedup_text(record.wall_s, record.baseline_s) if record.outcome is Outcome.FINISHED else UNKNOWN,
            *([_single_thread(record)] if several else []),
            parallelism_text(metrics),
            memory_text(record.memory),
            UNKNOWN if (handed := record.trace.hand_offs) is None else handed.text,
            *(_spent(each.get(name, 0)) for name in states),
        )
    return table


def _states(record: RunRecord, metrics: RunMetrics) -> dict[str, float]:
    """Seconds in each state, by what its column is called."""
    kinds = kinds_of(record.trace.lanes)
    return {state_column(state, kinds): metrics.states_s[state.label] for state in State}


def _single_thread(record: RunRecord) -> str:
    """How fast its interpreter is alone, beside the first: ``0.93× of 3.11``."""
    first, own, ratio = record.first, record.runtime, record.single_thread_vs_first
    if first is None or first.runtime is None or own is None or ratio is None:
        return UNKNOWN
    return f"{times(ratio)} of {two_names(own, first.runtime)[1]}"


def _spent(seconds: float) -> str:
    """Time in one state: empty where there was next to none."""
    return _time(seconds) if seconds > WORTH_SAYING_S else ""


def _time(seconds: float) -> str:
    return seconds_text(seconds) if seconds >= IN_SECONDS_S else f"{seconds * 1000:.1f} ms"
