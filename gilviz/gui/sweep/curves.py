"""A sweep's chart as numbers: where every point, bar and curve lies. No Qt."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gilviz.experiment.run import Phase
from gilviz.experiment.sweep import Point, Series, Spread
from gilviz.experiment.sweep_words import amdahl_sentence
from gilviz.render.headline import way_title
from gilviz.trace.amdahl import Fit
from gilviz.trace.facts import percent, seconds, times
from gilviz.trace.runtime_name import short_name

SYMBOLS = ("o", "s", "t", "d", "p", "h", "star", "t1")
"""The shapes of the series' points, as pyqtgraph names them: whoever sees no colours tells them by these."""
ASIDE = 0.045
"""By how much series stand beside each other, in powers of two: their bars would hide each other."""
LAW_STEPS = 60


@dataclass(frozen=True)
class Mark:
    """One number of workers of a curve.

    Args:
        x: Where it stands: the power of two, and a little aside.
        workers: The number.
        wall_s: Seconds; None where no run of it finished.
        speedup: Against the sequential runs; None where no run of it finished.
        key: The run to look at.
        failed: Whether a run of it failed.
        tip: What is said of it when it is pointed at.
    """

    x: float
    workers: int
    wall_s: Spread | None
    speedup: Spread | None
    key: int
    failed: bool
    tip: str


@dataclass(frozen=True)
class Curve:
    """One series.

    Args:
        title: What was run.
        symbol: Its points' shape.
        number: Its place among the curves, from 0: its colour.
        marks: In rising order of their workers.
        law: Amdahl's curve as (x, speed-up); empty where none fits.
        law_text: The fit in a few words, or why there is none.
        law_tip: The same in a sentence.
        best_text: What more workers brought at best, in a few words.
        interpreter: What executed it, as short as can be.
        baseline_s: The middle of the sequential runs in seconds; None where none finished.
    """

    title: str
    symbol: str
    number: int
    marks: tuple[Mark, ...]
    law: tuple[tuple[float, float], ...]
    law_text: str
    law_tip: str
    best_text: str
    interpreter: str
    baseline_s: float | None


def curves(series: Sequence[Series]) -> tuple[Curve, ...]:
    """Every series as a curve."""
    return tuple(_curve(each, number, len(series)) for number, each in enumerate(series))


def place(workers: float) -> float:
    """Where a number of workers stands on the axis: each doubling takes as much room as any other."""
    return math.log2(workers)


def _curve(series: Series, number: int, count: int) -> Curve:
    fitted, best = series.amdahl, series.best
    aside = ASIDE * (number - (count - 1) / 2)
    title = way_title(series.way, series.runtime)
    speedup = best.speedup if best is not None else None
    return Curve(
        title=title,
        symbol=SYMBOLS[number % len(SYMBOLS)],
        number=number,
        marks=tuple(_mark(point, title, aside) for point in series.points),
        law=_law(fitted, series) if isinstance(fitted, Fit) else (),
        law_text=_law_text(fitted) if isinstance(fitted, Fit) else f"no Amdahl fit: {fitted.short}",
        law_tip=amdahl_sentence(fitted),
        best_text="" if best is None or speedup is None else f"{times(speedup.median)} with {_crew(best.workers)}",
        interpreter=short_name(series.runtime) if series.runtime is not None else series.way.python or "",
        baseline_s=series.baseline_s,
    )


def _law_text(fitted: Fit) -> str:
    return f"Amdahl: {percent(fitted.serial)} serial ({percent(fitted.low)[:-2]} to {percent(fitted.high)[:-2]})"


def _law(fitted: Fit, series: Series) -> tuple[tuple[float, float], ...]:
    end = place(max(point.workers for point in series.points))
    steps = (end * step / LAW_STEPS for step in range(LAW_STEPS + 1))
    return tuple((x, fitted.speedup(2**x)) for x in steps)


def _mark(point: Point, title: str, aside: float) -> Mark:
    lines = [f"{title} · {_crew(point.workers)}"]
    if point.wall_s is not None:
        lines.append(_range("wall time", point.wall_s, seconds))
    if point.speedup is not None:
        lines.append(_range("sequential", point.speedup, times))
    if point.executing is not None:
        lines.append(f"{point.executing.median:.1f} executed at once")
    lines += [run.error for run in point.runs if run.wall_s is None and run.error][:1]
    lines.append("click: see what its workers did")
    failed = any(run.phase is Phase.FAILED for run in point.runs)
    x = place(point.workers) + aside
    return Mark(x, point.workers, point.wall_s, point.speedup, point.typical.key, failed, "\n".join(lines))


def _crew(workers: int) -> str:
    return f"{workers} worker{'s' * (workers != 1)}"


def _range(what: str, spread: Spread, text: Callable[[float], str]) -> str:
    ends = "" if spread.low == spread.high else f" ({text(spread.low)} to {text(spread.high)})"
    return f"{text(spread.median)}{ends} {what}"
