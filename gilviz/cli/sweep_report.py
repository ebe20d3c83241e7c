"""What ``gilviz sweep`` prints for people: a table of every executor at every count, and what it says."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from gilviz.cli.report import IN_SECONDS_S, NO_WRAPPING, Page
from gilviz.experiment.plan import ExperimentSpec
from gilviz.experiment.sweep import Series, Spread
from gilviz.experiment.sweep_words import sentence, trouble
from gilviz.render.headline import UNKNOWN, seconds_text, way_title
from gilviz.trace.facts import times
from gilviz.trace.visible import visible

__all__ = ["Page", "sweep_report"]


def sweep_report(experiment: ExperimentSpec, size: int | None, series: Sequence[Series], page: Page) -> str:
    """The table and the sentences; empty without a run."""
    if not series:
        return ""
    stream = io.StringIO()
    console = Console(
        file=stream, force_terminal=page.colour, width=page.width or NO_WRAPPING, highlight=False, markup=False, emoji=False
    )
    console.print(Text(visible(heading(experiment, size, series)), style="bold"))
    console.print(_table(series))
    for each in series:
        console.print(Text.assemble((f"{visible(_name(each))}: ", "bold"), visible(sentence(each, series[0]))))
        for trouble_sentence in trouble(each):
            console.print(visible(f"  {trouble_sentence}"))
    return "".join(f"{line.rstrip()}\n" for line in stream.getvalue().splitlines())


def heading(experiment: ExperimentSpec, size: int | None, series: Sequence[Series]) -> str:
    """What all runs have in common: ``primes · size 60,000 (numbers searched) · 8 tasks · 3 rounds · 2 cores``."""
    info = experiment.workload_info
    cores = max(each.cores for each in series)
    known = "" if size is None else f" · size {size:,} ({info.size_means})"
    return (
        f"{experiment.workload}{known} · {experiment.tasks} tasks · {experiment.repeat} round{'s' * (experiment.repeat != 1)} · "
        f"{cores} core{'s' * (cores != 1)}"
    )


def _table(series: Sequence[Series]) -> Table:
    ended_well = all(point.finished == len(point.runs) for each in series for point in each.points)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("executor", no_wrap=True)
    several = len({(each.way.interpreter) for each in series}) > 1
    ratio = "vs own sequential" if several else "speed-up"
    headings = ["workers", "wall", "fastest to slowest", ratio, "lowest to highest", "executing"]
    for text in [*headings, *([] if ended_well else ["finished"])]:
        table.add_column(text, justify="right", no_wrap=True)
    for each in series:
        for point in each.points:
            first = point is each.points[0]
            beyond = "*" if point.workers > each.cores else ""
            table.add_row(
                Text(visible(_name(each)) if first else ""),
                f"{point.workers}{beyond or ' '}",
                *_figures(point.wall_s, _time),
                *_figures(point.speedup, times),
                UNKNOWN if point.executing is None else f"{point.executing.median:.1f}",
                *([] if ended_well else [f"{point.finished} of {len(point.runs)}"]),
            )
    if any(point.workers > each.cores for each in series for point in each.points):
        table.caption = "* more workers than cores"
        table.caption_justify = "left"
    return table


def _figures(spread: Spread | None, text: Callable[[float], str]) -> tuple[str, str]:
    """The median, and the two ends where there are two."""
    if spread is None or spread.low == spread.high:
        return UNKNOWN if spread is None else text(spread.median), ""
    return text(spread.median), f"{text(spread.low)} – {text(spread.high)}"


def _time(seconds: float) -> str:
    return seconds_text(seconds) if seconds >= IN_SECONDS_S else f"{seconds * 1000:.1f} ms"


def _name(series: Series) -> str:
    return way_title(series.way, series.runtime)
