"""What to use, what else would do, and what start-up costs."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterator

from gilviz.advice.limits import SMALL_S, TINY_S, WORTH_IT
from gilviz.advice.measured import Gain
from gilviz.advice.verdict import Facts, Verdict
from gilviz.advice.words.phrases import Reason, crew, crowded, duration, items_of, runs_of, times
from gilviz.trace.facts import percent

_LARGE = 10_000
_WORTH_STARTING = 1.25
"""What gains so much in the work alone would be worth it for many items."""


def advice(facts: Facts, verdict: Verdict) -> Reason:
    """What to use, or why that can't be told."""
    loops = tuple(each.number for each in facts.loops)
    if verdict.gain is not None:
        return _use(facts, verdict.gain, loops)
    best = verdict.all[0] if verdict.all else None
    if verdict.recommended is None:
        return _undecided(verdict, best, loops)
    if best is None:
        return Reason("Use a plain loop: no executor could be held against it.", loops)
    found = f"the best executor, {crew(best.what)}, is {times(best)}"
    if best.median > 1 / WORTH_IT:
        return Reason(f"Use a plain loop: there is no difference, for {found} for {items_of(facts)}.", runs_of(best) + loops)
    return Reason(f"Use a plain loop: {found} as it for {items_of(facts)}.", runs_of(best) + loops)


def _use(facts: Facts, gain: Gain, loops: tuple[int, ...]) -> Reason:
    rounds = len(gain.ratios)
    return Reason(
        f"Use {gain.what.info.title} with {crew(gain.what)}: {times(gain)} as a plain loop for {items_of(facts)}, in {rounds} "
        f"round{'s' * (rounds != 1)}.",
        runs_of(gain) + loops,
    )


def _undecided(verdict: Verdict, best: Gain | None, loops: tuple[int, ...]) -> Reason:
    found = f": the best, {crew(best.what)}, were {times(best)} as a plain loop" if best else ""
    because = crowded(verdict) or f"the runs differ by {percent(verdict.noise)} from one to the next"
    return Reason(
        f"It can't be told which is best, for {because}{found}. "
        "Close other programs, give more or larger items, or a larger budget.",
        runs_of(best) + loops,
    )


def runner_up(verdict: Verdict) -> Iterator[Reason]:
    """What else would do."""
    gain = verdict.runner_up
    if gain is not None:
        title = gain.what.info.title
        better = verdict.gain is not None and gain.median > verdict.gain.median
        place = "About as good, and heavier," if better else "Next best"
        yield Reason(f"{place} is {title} with {crew(gain.what)}: {times(gain)}.", runs_of(gain))


def at_scale(facts: Facts, verdict: Verdict) -> Iterator[Reason]:
    """What start-up costs, and from how many items on it no longer matters."""
    if verdict.gain is not None:
        yield from _start_up(facts, verdict.gain)
    elif verdict.all:
        yield from _worth_it_from(facts, max(verdict.all, key=lambda gain: gain.work))


def _start_up(facts: Facts, gain: Gain) -> Iterator[Reason]:
    """What it costs to start the recommended workers."""
    aside, each_s, loop_s = _costs(facts, gain)
    count = facts.survey.items
    start = aside / (aside + each_s * count)
    if start > 0.1:
        many = max(_LARGE, 100 * count)
        then = loop_s * many / (aside + each_s * many)
        yield Reason(
            f"Starting and ending them takes {duration(aside)}, {percent(start)} of the time for {items_of(facts)}; "
            f"for {many:,} items that no longer matters: {then:.2f} times as fast.",
            runs_of(gain),
        )


def _worth_it_from(facts: Facts, gain: Gain) -> Iterator[Reason]:
    """From how many items on workers would be worth it that are not for these, or what would have to be different."""
    all_of_it = facts.survey.task_s * facts.survey.items
    if gain.work >= _WORTH_STARTING:
        aside, each_s, loop_s = _costs(facts, gain)
        needed = math.ceil(aside / max(loop_s / WORTH_IT - each_s, 1e-9))
        if needed > facts.survey.items:
            when = f"they would be worth it from about {_round(needed):,} items on"
            yield Reason(f"Starting {crew(gain.what)} takes {duration(aside)}: {when}.", runs_of(gain))
    elif facts.survey.task_s < TINY_S:
        text = (
            f"A task of {duration(facts.survey.task_s)} is hardly worth handing over: let each call work on a list of many items"
        )
        yield Reason(f"{text}, and ask again.", runs_of(gain))
    elif all_of_it < SMALL_S:
        text = f"All of it takes {duration(all_of_it)}, less than starting workers: where there will be more items, ask again."
        yield Reason(text, runs_of(gain))


def _costs(facts: Facts, gain: Gain) -> tuple[float, float, float]:
    """Seconds that starting and ending those workers take; that an item takes with them; and with a plain loop."""
    aside = statistics.median(each.aside_s for each in gain.samples)
    each_s = statistics.median(each.work_s / each.tasks for each in gain.samples)
    return aside, each_s, statistics.median(each.work_s / each.tasks for each in facts.loops)


def _round(number: int) -> int:
    step = int("1".ljust(max(1, len(str(number)) - 1), "0"))
    return math.ceil(number / step) * step
