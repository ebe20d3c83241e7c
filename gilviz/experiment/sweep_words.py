"""What is said of a sweep: one or two sentences on each of its series. Every number in them was measured or fitted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from gilviz.experiment.run import Phase
from gilviz.experiment.sweep import Series, Spread
from gilviz.trace.amdahl import Fit, NoFit
from gilviz.trace.facts import percent, seconds, times, workers_in_words
from gilviz.trace.runtime_name import is_same, short_name, two_names

GAINED = 1.1
"""A speed-up that is worth speaking of: repeated runs differ by as much."""

NOTHING = 0.005
"""A serial part that rounds to 0 %."""
_ENDED: Mapping[Phase, str] = {Phase.FAILED: "failed", Phase.PARTIAL: "stopped"}


def sentence(series: Series, first: Series | None = None) -> str:
    """What more workers brought, and what that says of the work.

    Args:
        series: The series.
        first: The sweep's first one: where it has another interpreter, it is said how fast both are alone.
    """
    gained = _gained(series)
    alone = single_thread_sentence(series, first) if first is not None else ""
    return f"{gained[0].upper()}{gained[1:]}.{_beyond_the_cores(series)} {amdahl_sentence(series.amdahl)}{alone}"


def single_thread_vs(series: Series, first: Series) -> float | None:
    """How fast a series' interpreter does one task after another, with the first one's as 1; None where that is unknown."""
    own, other = series.baseline_s, first.baseline_s
    return other / own if own and other else None


def single_thread_sentence(series: Series, first: Series) -> str:
    """The same in words; empty where both have one interpreter."""
    ratio = single_thread_vs(series, first)
    if ratio is None or series.runtime is None or first.runtime is None or is_same(series.runtime, first.runtime):
        return ""
    own, other = two_names(series.runtime, first.runtime)
    return f" All this is against {own} itself: alone, a thread of it is {times(ratio)} as fast as one of {other}."


def amdahl_sentence(fitted: Fit | NoFit) -> str:
    """The fit in words, or why there is none."""
    if isinstance(fitted, NoFit):
        return fitted.reason
    if fitted.serial < NOTHING:
        limit = "all of it can be shared"
    elif fitted.limit < GAINED:
        limit = "no number of cores would make it faster"
    else:
        limit = f"no number of cores would make it more than {_limit_text(fitted)} times as fast"
    counts = "one number of workers" if fitted.counts == 1 else f"{fitted.counts} numbers of workers"
    return f"Amdahl’s law fits with {serial_text(fitted)}: {limit} ({fitted.measurements} runs at {counts})."


def _limit_text(fitted: Fit) -> str:
    """The limit with what the interval makes of it: ``4.1 (2.0 or more)``."""
    least, middle = (times(1 / serial)[:-1] for serial in (fitted.high, fitted.serial))
    if fitted.low < NOTHING:
        return f"{middle} ({least} or more)"
    most = times(1 / fitted.low)[:-1]
    return middle if least == most else f"{middle} ({least} to {most})"


def serial_text(fitted: Fit) -> str:
    """The serial part with its interval: ``a serial part of 6 % (3 to 9)``."""
    low, high = (percent(edge)[:-2] for edge in (fitted.low, fitted.high))
    return f"a serial part of {percent(fitted.serial)} ({low} to {high})"


def as_text(titled: Iterable[tuple[str, Series]]) -> str:
    """Every point's figures and every series' sentence as plain text."""
    blocks = []
    first: Series | None = None
    for title, series in titled:
        lines = [title]
        for point in series.points:
            wall, speedup = point.wall_s, point.speedup
            figures = [_range(wall, seconds)] if wall else ["no run finished"]
            figures += [f"{_range(speedup, times)} as fast as a plain loop{_loop_of(series)}"] if speedup else []
            lines.append(f"{_workers(series, point.workers)}: {', '.join(figures)}")
        first = first or series
        blocks.append("\n".join([*lines, sentence(series, first), *trouble(series)]))
    return "\n\n".join(blocks) + "\n"


def _loop_of(series: Series) -> str:
    """On which interpreter the plain loop ran that a series is held against; empty where none has said what it is."""
    if series.runtime is None:
        return ""
    name = short_name(series.runtime)
    return f" on CPython {name}" if series.runtime.implementation == "CPython" else f" on {name}"


def _range(spread: Spread, text: Callable[[float], str]) -> str:
    ends = "" if spread.low == spread.high else f" ({text(spread.low)} to {text(spread.high)})"
    return f"{text(spread.median)}{ends}"


def trouble(series: Series) -> list[str]:
    """Which counts had runs that did not finish, and why, a sentence each."""
    found = []
    for point in series.points:
        lost = [run for run in point.runs if run.wall_s is None]
        if lost:
            whole = "the run" if len(point.runs) == 1 else f"{len(lost)} of {len(point.runs)} runs"
            ended = "was stopped" if lost[0].phase is Phase.PARTIAL and len(lost) == 1 else _ENDED[lost[0].phase]
            why = "" if lost[0].phase is Phase.PARTIAL else f": {lost[0].error or 'it did not say why.'}"
            found.append(f"With {_workers(series, point.workers)} {whole} {ended}{why or '.'}")
    return found


def _gained(series: Series) -> str:
    best = series.best
    speedup = best.speedup if best is not None else None
    if best is None or speedup is None:
        return "no run of it finished beside a baseline, so nothing can be said of what more workers bring"
    if speedup.median < GAINED:
        return f"more workers brought nothing: at best {times(speedup.median)}, with {_workers(series, best.workers)}"
    if speedup.low <= 1:
        return f"what more workers bring is not sure: at best {_range(speedup, times)}, with {_workers(series, best.workers)}"
    return f"{times(speedup.median)} at best, with {_workers(series, best.workers)}"


def _beyond_the_cores(series: Series) -> str:
    """What more workers than cores brought, where there were any and the rest surely brought something."""
    if (best := series.best) is not None and (gained := best.speedup) is not None and gained.low <= 1:
        return ""
    timed = [(point.workers, spread.median) for point in series.points if (spread := point.speedup)]
    within = [speedup for workers, speedup in timed if workers <= series.cores]
    beyond = [speedup for workers, speedup in timed if workers > series.cores]
    if not within or not beyond or max(within + beyond) < GAINED:
        return ""
    cores = "the one core" if series.cores == 1 else f"the {series.cores} cores"
    if max(beyond) > max(within) * GAINED:
        return f" More workers than {cores} still helped."
    return f" More workers than {cores} brought nothing more."


def _workers(series: Series, count: int) -> str:
    return workers_in_words(series.way.executor_info.kind, count)
