"""The charts beside the lanes in words and numbers: what each is about, its sentence on a run, its table, what to run for it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from gilviz.render.distribution import Distribution, span
from gilviz.render.run_chart import COLUMNS, RunChart
from gilviz.render.stack import ORDER
from gilviz.render.state_text import state_name
from gilviz.render.time_text import duration_text

Row = tuple[str | int | float, ...]

NOTHING_YET: Final = "Press Ctrl+R to run a comparison: its charts stand here when it has ended."
STILL_RUNS: Final = "Something runs: its charts stand here when it has ended. Drawing them now would take time from it."
NOTEWORTHY: Final = 0.005
"""Below this share of the workers' time a state is not worth a word."""


@dataclass(frozen=True)
class ChartKind:
    """One chart.

    Args:
        name: What the code calls it, and files.
        tab: What stands on its tab.
        heading: What it shows, with the unit.
        has: Whether there is something of a run to show.
        sentence: What it says of a run for which ``has`` holds, after the run's name.
        empty: What to do to see something, where no run has it.
        columns: Of its table, after the run's title.
        rows: Of its table, for a run.
    """

    name: str
    tab: str
    heading: str
    has: Callable[[RunChart], bool]
    sentence: Callable[[RunChart], str]
    empty: str
    columns: tuple[str, ...]
    rows: Callable[[RunChart], Iterator[Row]]


def texts(kind: ChartKind, runs: Sequence[RunChart]) -> list[tuple[RunChart, str]]:
    """The sentence on each run that has something to show."""
    return [(run, kind.sentence(run)) for run in runs if kind.has(run)]


def as_text(kind: ChartKind, runs: Sequence[RunChart]) -> str:
    """The chart as plain text."""
    lines = [f"{run.title}: {text}" for run, text in texts(kind, runs)]
    return "\n".join([kind.heading, *(lines or [kind.empty])]) + "\n"


def as_csv(kind: ChartKind, runs: Sequence[RunChart]) -> str:
    """The chart as a table for other programs."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(("run", *kind.columns))
    for run in runs:
        if kind.has(run):
            writer.writerows((run.title, *row) for row in kind.rows(run))
    return stream.getvalue()


def _executing_sentence(run: RunChart) -> str:
    mean = "" if run.parallelism is None else f"{run.parallelism:.2f} of {run.workers} executed at once on average"
    ceiling = "one GIL lets one execute Python code at a time" if run.one_gil else ""
    return "; ".join(filter(None, (mean, ceiling)))


def _executing_rows(run: RunChart) -> Iterator[Row]:
    for number, value in enumerate(run.curve.tolist()):
        yield round((number + 0.5) * run.length_ns / COLUMNS / 1e9, 9), round(value, 6)


def _states_sentence(run: RunChart) -> str:
    parts = [
        f"{duration_text(ns)} {state_name(state, run.kinds)} ({100 * ns / run.total_ns:.0f}\N{NO-BREAK SPACE}%)"
        for state in ORDER
        if (ns := run.states_ns[state]) >= NOTEWORTHY * run.total_ns
    ]
    return ", ".join(parts)


def _states_rows(run: RunChart) -> Iterator[Row]:
    for state in ORDER:
        yield state.label, run.states_ns[state] / 1e9, round(run.states_ns[state] / run.total_ns, 6)


def _distribution_sentence(of: Callable[[RunChart], Distribution | None], what: str) -> Callable[[RunChart], str]:
    def sentence(run: RunChart) -> str:
        found = of(run)
        if found is None:
            return ""
        many = f"{found.count:,} {what}{'s' * (found.count != 1)}"
        return (
            f"{many}, median {duration_text(found.median)}, 99\N{NO-BREAK SPACE}% at most {duration_text(found.p99)}, "
            f"longest {duration_text(found.longest)}"
        )

    return sentence


def _distribution_rows(of: Callable[[RunChart], Distribution | None]) -> Callable[[RunChart], Iterator[Row]]:
    def rows(run: RunChart) -> Iterator[Row]:
        found = of(run)
        for number in range(*found.filled) if found is not None else ():
            first, last = span(number)
            yield round(first), round(last), found.counts[number] if found is not None else 0

    return rows


def slices_of(run: RunChart) -> Distribution | None:
    """The run's slices."""
    return run.slices


def waits_of(run: RunChart) -> Distribution | None:
    """The run's waits for a GIL."""
    return run.waits


def answers_of(run: RunChart) -> Distribution | None:
    """The run's answers."""
    return run.answers


BIN_COLUMNS: Final = ("from_ns", "to_ns", "count")

EXECUTING: Final = ChartKind(
    "executing", "Executing", "Workers executing at once",
    lambda _run: True, _executing_sentence, NOTHING_YET, ("time_s", "executing"), _executing_rows,
)  # fmt: skip
STATES: Final = ChartKind(
    "states", "States", "Time of all workers, by state",
    lambda run: run.total_ns > 0, _states_sentence, NOTHING_YET, ("state", "seconds", "share"), _states_rows,
)  # fmt: skip
SLICES: Final = ChartKind(
    "slices", "Slices", "Length of slices of Python code: % of all slices",
    lambda run: run.slices is not None, _distribution_sentence(slices_of, "slice"),
    "No worker executed Python code for a time that was seen: run threading on primes.",
    BIN_COLUMNS, _distribution_rows(slices_of),
)  # fmt: skip
WAITS: Final = ChartKind(
    "waits", "GIL waits", "Length of waits for the GIL: % of all waits",
    lambda run: run.waits is not None, _distribution_sentence(waits_of, "wait"),
    "No worker waited for a GIL: run several threads that compute, such as threading on primes.",
    BIN_COLUMNS, _distribution_rows(waits_of),
)  # fmt: skip
ANSWERS: Final = ChartKind(
    "answers", "Answers", "Time until a client has its answer: % of all answers",
    lambda run: run.answers is not None, _distribution_sentence(answers_of, "answer"),
    "Nobody asked for answers: choose the workload echo+cpu or http and press Ctrl+R.",
    BIN_COLUMNS, _distribution_rows(answers_of),
)  # fmt: skip
KINDS: Final = (EXECUTING, STATES, SLICES, WAITS, ANSWERS)
"""Every chart, in the order of their tabs."""
