"""What the function is, and whether the GIL hinders it."""

from __future__ import annotations

import statistics
from collections.abc import Iterator

from gilviz.advice.hindrance import best_apart, best_threads, lead, waited_for_it
from gilviz.advice.limits import CLEARLY, HALF, IN_EVERY_ROUND, LOUD
from gilviz.advice.measured import MANY_UNSEEN, Gain, spread, sure_of
from gilviz.advice.survey import Survey
from gilviz.advice.verdict import Facts, Kind, Verdict, convinces
from gilviz.advice.words.phrases import Reason, crew, crowded, duration, kind_of, runs_of, times, work_times
from gilviz.runner.protocol import WorkerKind
from gilviz.trace.facts import percent

WORTH_SAYING = 0.05
"""The share of their time for which threads wait for the GIL, from which on it is said."""
TAKING_TURNS = 1.25
"""Threads of which no more execute at once, and that need the GIL, take turns for it."""


def what_it_is(facts: Facts, verdict: Verdict) -> str:
    """What a call of it takes, and what it spends that on."""
    survey, spent = facts.survey, verdict.shares
    each = f"{survey.name}() takes {duration(survey.task_s)} per item{_threads_of(survey)}"
    if survey.own_threads > MANY_UNSEEN and not survey.threads:
        cores = f"{survey.own_threads:.1f} more cores"
        return f"{each} and shares its work out by itself: its own threads take {cores}, in C, and have no lanes."
    if verdict.kind is Kind.WAITING:
        return f"{each} and waits for {percent(spent.waiting)} of that; it computes for the rest."
    if not facts.gil:
        return f"{each}: it computes for {percent(1 - spent.waiting)} of that, and waits for {percent(spent.waiting)}."
    known = "" if spent.known else " (as the gain of threads tells: nobody could look at the GIL)"
    return (
        f"{each}: it computes with the GIL for {percent(spent.gil)} of that, outside it for {percent(spent.native)}{known}, "
        f"and waits for {percent(spent.waiting)}."
    )


def _threads_of(survey: Survey) -> str:
    """How many threads it starts itself, in brackets; empty without any."""
    if not survey.threads:
        return ""
    each = survey.threads_each
    return f" (in which it starts {'one thread' if each == 1 else f'{each:.3g} threads'} itself)"


def on_its_threads(facts: Facts, verdict: Verdict) -> Iterator[Reason]:
    """What threads do that the function starts itself, where they compute."""
    seen = [each.own for each in facts.loops if each.own is not None and each.own.at_once is not None]
    if not seen or facts.survey.threads_each < 2 or verdict.kind is Kind.WAITING:
        return
    loops = tuple(each.number for each in facts.loops)
    at_once = statistics.median(own.at_once or 0.0 for own in seen)
    if facts.gil and HALF <= at_once < TAKING_TURNS and verdict.shares.gil >= HALF:
        yield Reason(
            f"Its own threads take turns for the GIL: {at_once:.2f} of them execute at once, and gain it nothing.", loops
        )
    else:
        yield Reason(f"Of its own threads {at_once:.2f} execute at once on average, while a plain loop calls it.", loops)


def on_the_gil(facts: Facts, verdict: Verdict) -> Iterator[Reason]:
    """Whether the GIL hinders it, and how that is known."""
    threads, apart = best_threads(verdict.all), best_apart(verdict.all)
    runs = runs_of(threads)
    if not facts.gil:
        yield Reason("This interpreter runs without a GIL, so that none can hinder it.", runs)
    elif verdict.gil_hinders:
        yield Reason(f"The GIL hinders it{_by_what(facts, threads, apart)}.", runs + runs_of(apart))
    elif verdict.gil_hinders is False:
        yield Reason(f"The GIL does not hinder it: {_why_not(verdict, threads)}.", runs)
    elif verdict.kind is not Kind.TOO_SMALL:
        others = crowded(verdict) or _too_loud(threads) or _too_loud(apart)
        yield Reason(
            f"Whether the GIL hinders it can't be told from these runs{others and f': {others}'}.", runs + runs_of(apart)
        )


def _by_what(facts: Facts, threads: Gain | None, apart: Gain | None) -> str:
    """What shows that the GIL hinders threads; of gains only those that every round shows."""
    beside = f", {crew(apart.what)} {work_times(apart)} once they have started" if apart is not None else ""
    if threads is None:
        return beside and f": {beside[2:]}"
    waited = waited_for_it(threads)
    seen = f" wait for it for {percent(waited)} of their time" if waited >= WORTH_SAYING else ""
    if apart is None or not seen or sure_of(lead(apart, threads, facts.loops) or (0.0,)) >= IN_EVERY_ROUND:
        return f": {crew(threads.what)}{seen and f'{seen}, and'} are {times(threads)} as a plain loop{beside}"
    untold = f"How much that costs, these rounds can't tell: they are {times(threads)} as a plain loop"
    return f": {crew(threads.what)}{seen}. {untold}"


def _too_loud(gain: Gain | None) -> str:
    """That rounds differ too much to tell, where they do."""
    if gain is None or spread(gain.ratios) <= LOUD:
        return ""
    return f"{crew(gain.what)} are {times(gain)} as a plain loop, too far apart from round to round"


def _why_not(verdict: Verdict, threads: Gain | None) -> str:
    gained = f"; {crew(threads.what)} are {times(threads)} as a plain loop" if threads and convinces(threads) else ""
    if verdict.kind is Kind.WAITING:
        return f"who waits has let go of it{gained}"
    if verdict.kind is Kind.NATIVE:
        return f"its C code lets go of it{gained}"
    if threads is None:
        return "threads share its work well"
    apart = best_apart(verdict.all)
    if apart is None:
        return (
            f"threads share its work well{gained}"
            if gained
            else f"threads do its work {threads.work:.2f} times as fast once they have started"
        )
    without = "processes" if kind_of(apart) is WorkerKind.PROCESS else "interpreters"
    if threads.work >= CLEARLY:
        return f"threads gain about as much as {without}, which share no GIL{gained}"
    more = "no more" if apart.work <= IN_EVERY_ROUND * threads.work else "hardly more"
    return f"{without}, which share no GIL, gain {more}: something else is in the way (a lock, a file, the memory's speed)"
