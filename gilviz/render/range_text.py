"""A measured range in words and numbers: the heading of its card, its lines, and its table for other programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gilviz.render.stack import ORDER
from gilviz.render.state_text import state_column
from gilviz.render.time_text import duration_text, position_text
from gilviz.runner.protocol import State
from gilviz.trace.range_metrics import RangeMetrics

CSV_COLUMNS = ("run", "lane", "state", "start_ns", "end_ns", "ns", "share")


@dataclass(frozen=True)
class MeasuredRun:
    """A run's title, and what its workers did within the range."""

    title: str
    metrics: RangeMetrics


def range_heading(start: int, end: int) -> str:
    """``12.4 ms, from 1.032 s``; times in ns from the runs' zero."""
    return f"{duration_text(end - start)}, from {position_text(start, max(end - start, 1) / 100)}"


def run_line(metrics: RangeMetrics) -> str:
    """``1.00 executing at once · 2 hand-offs of the GIL``."""
    parts = [f"{metrics.parallelism:.2f} executing at once"]
    if metrics.hand_offs is not None:
        parts.append(f"{metrics.hand_offs:,} hand-off{'s' * (metrics.hand_offs != 1)} of the GIL")
    return " · ".join(parts)


def present_states(metrics: RangeMetrics) -> tuple[State, ...]:
    """The states that any worker was in, in the order in which a lane stacks them."""
    totals = metrics.states_ns
    return tuple(state for state in ORDER if totals[state])


def states_of_all(runs: Sequence[MeasuredRun]) -> tuple[State, ...]:
    """The states that any worker of any run was in, in that order."""
    present = {state for run in runs for state in present_states(run.metrics)}
    return tuple(state for state in ORDER if state in present)


def cell(ns: int) -> str:
    """A time of a lane's; nothing where there is none, so that the eye finds the others."""
    return duration_text(ns) if ns else ""


def as_text(start: int, end: int, runs: Sequence[MeasuredRun]) -> str:
    """The whole card as plain text, columns aligned."""
    parts = [range_heading(start, end)]
    for run in runs:
        states = present_states(run.metrics)
        rows = [["", *(state_column(state, run.metrics.kinds) for state in states)]]
        rows += [[lane.name, *(cell(lane.states_ns[state]) for state in states)] for lane in run.metrics.lanes]
        rows.append(["all", *(cell(run.metrics.states_ns[state]) for state in states)])
        widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
        table = "\n".join("  ".join(text.rjust(width) for text, width in zip(row, widths, strict=True)).rstrip() for row in rows)
        parts.append(f"{run.title}\n{run_line(run.metrics)}\n{table}")
    return "\n\n".join(parts) + "\n"


def as_csv(runs: Sequence[MeasuredRun]) -> str:
    """One line for each run, lane and state; ``share`` is of the range's length."""
    lines = [",".join(CSV_COLUMNS)]
    for run in runs:
        metrics = run.metrics
        title = '"' + run.title.replace('"', '""') + '"'
        lines += [
            f"{title},{lane.name},{state.label},{metrics.start},{metrics.end},{lane.states_ns[state]},"
            f"{lane.states_ns[state] / metrics.duration:.6f}"
            for lane in metrics.lanes
            for state in State
        ]
    return "\n".join(lines) + "\n"
