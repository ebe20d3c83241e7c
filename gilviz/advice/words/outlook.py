"""What would change the advice, and what it does not cover."""

from __future__ import annotations

import statistics
from collections.abc import Iterator

from gilviz.advice.limits import CROWDED
from gilviz.advice.measured import Gain
from gilviz.advice.survey import Survey
from gilviz.advice.verdict import Facts, Kind, Verdict
from gilviz.advice.words.phrases import Reason, after_colon, crew, duration, kind_of, runs_of
from gilviz.runner.protocol import MOST_OWN, WorkerKind
from gilviz.trace.amdahl import Fit, Measured, fit, law
from gilviz.trace.memory import MB

_MANY_CORES = 8
_TELLING_MEMORY = 1.5
"""A try that takes so many times as much memory as the plain loop says so."""


def what_would_change(facts: Facts, verdict: Verdict) -> Iterator[Reason]:
    """What more cores, more workers, smaller items or another Python would bring."""
    gain = verdict.gain
    if gain is not None:
        if verdict.kind is Kind.WAITING:
            yield from _more_workers(gain, verdict)
        elif kind_of(gain) is not WorkerKind.COROUTINE and verdict.crowding <= CROWDED:
            yield from _more_cores(facts, gain)
    yield from _less_to_pickle(facts.survey)
    if verdict.gil_hinders:
        apart = any(kind_of(each) is WorkerKind.PROCESS for each in verdict.all)
        if facts.survey.cannot_travel is not None and not apart:
            yield Reason(f"Processes would not share the GIL, but can't be used: {after_colon(facts.survey.cannot_travel)}")
        yield Reason("A free-threaded Python (python3.13t or newer) has no GIL: ask again with that one to see threads there.")


def _more_workers(gain: Gain, verdict: Verdict) -> Iterator[Reason]:
    if gain.what.workers == max(each.what.workers for each in verdict.all):
        text = "More workers than were tried may be faster still: ask again with more of them, and more items."
        yield Reason(text, runs_of(gain))


def _less_to_pickle(survey: Survey) -> Iterator[Reason]:
    travelled = survey.sent.seconds + survey.returned.seconds
    costly = travelled > max(0.2 * survey.task_s, 0.0001) and survey.cannot_travel is None
    if costly and not survey.awaits:
        size = (survey.sent.size + survey.returned.size) / MB
        yield Reason(
            f"Pickling an item and its result takes {duration(travelled)} ({size:.3g} MB), beside "
            f"{duration(survey.task_s)} of work: processes would gain if they were sent less (a file's name, a range)."
        )


def _more_cores(facts: Facts, gain: Gain) -> Iterator[Reason]:
    same = [each for each in facts.samples if each.what.executor == gain.what.executor]
    loops = {each.round: each for each in facts.loops}
    measured = [
        Measured(each.what.workers, loops[each.round].work_s / each.work_s, each.round) for each in same if each.round in loops
    ]
    fitted = fit(measured, facts.cores)
    if isinstance(fitted, Fit):
        more = max(_MANY_CORES, 2 * facts.cores)
        between = f"{100 * fitted.low:.0f} to {100 * fitted.high:.0f} %"
        yield Reason(
            f"By Amdahl's law {100 * fitted.serial:.0f} % of its work can't be shared ({between}): "
            f"{more} cores would make it {law(fitted.serial, more):.1f} times as fast "
            f"({law(fitted.high, more):.1f} to {law(fitted.low, more):.1f}).",
            tuple(each.number for each in same),
        )


def caveats(facts: Facts, verdict: Verdict) -> Iterator[str]:
    """What was not measured, was not seen, or went wrong."""
    survey, plan = facts.survey, facts.plan
    if plan.tasks < survey.items:
        yield f"Measured were the first {plan.tasks:,} of {survey.items:,}{' or more' * survey.more} items; the rest is scaled."
    if survey.raised:
        number, text = survey.raised_first[0]
        yield f"It raised an exception for {survey.raised} of {survey.done} items, first for item {number + 1}: {text}."
    unlaned = max((each.own.unlaned for each in facts.loops if each.own is not None), default=0)
    if unlaned:
        yield f"{unlaned:,} of the threads that it starts in a run have no lane, for {MOST_OWN} have one; they are counted."
    if facts.unsteady:
        yield f"For {facts.unsteady} items a plain loop itself returns other results each time: those could not be compared."
    elif facts.uncompared:
        yield f"{facts.uncompared:,} of {plan.tasks:,} results could not be compared with the plain loop's."
    if verdict.gain is not None:
        yield from _memory(facts, verdict.gain)


def doubts(verdict: Verdict) -> Iterator[Reason]:
    """That the lanes are not to be trusted, with the reason that most of them have."""
    if verdict.doubted:
        why_not = statistics.mode(each.doubt for each in verdict.doubted)
        runs = tuple(each.number for each in verdict.doubted)
        count = f"{len(runs)} run{'s' * (len(runs) != 1)}"
        yield Reason(
            f"How long runs took was measured, but what their workers did meanwhile is not to be trusted in {count} that this "
            f"rests on. {why_not}",
            runs,
        )


def _memory(facts: Facts, gain: Gain) -> Iterator[str]:
    own = [each.memory for each in gain.samples if each.memory is not None]
    loop = [each.memory for each in facts.loops if each.memory is not None]
    if own and loop and max(own) > _TELLING_MEMORY * max(loop):
        yield f"{crew(gain.what)} take {max(own) / MB:.0f} MB, a plain loop {max(loop) / MB:.0f} MB."
