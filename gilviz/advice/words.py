"""The verdict in plain sentences, the most important first. Each names the runs that it rests on."""

from __future__ import annotations

import dataclasses
import math
import statistics
from collections.abc import Iterator
from dataclasses import dataclass

from gilviz.advice.measured import MANY_UNSEEN, Gain
from gilviz.advice.plan import Try
from gilviz.advice.survey import Survey
from gilviz.advice.verdict import CLEARLY, CROWDED, HALF, IN_EVERY_ROUND, WORTH_IT, Facts, Kind, Verdict, burdened, convinces
from gilviz.runner.protocol import MOST_OWN, WorkerKind
from gilviz.trace.amdahl import Fit, Measured, fit, law
from gilviz.trace.facts import percent, seconds
from gilviz.trace.memory import MB

_MANY_CORES = 8
TAKING_TURNS = 1.25
"""Threads of which no more execute at once, and that need the GIL, take turns for it."""
_LARGE = 10_000
_WORTH_STARTING = 1.25
"""What gains so much in the work alone would be worth it for many items."""
_TELLING_MEMORY = 1.5
"""A try that takes so many times as much memory as the plain loop says so."""


@dataclass(frozen=True)
class Reason:
    """One sentence.

    Args:
        text: What it says.
        runs: The places of the runs it rests on, among all runs.
        advises: Whether it is the one that says what to use.
    """

    text: str
    runs: tuple[int, ...] = ()
    advises: bool = False


def why(facts: Facts, verdict: Verdict) -> tuple[Reason, ...]:
    """Why the verdict is what it is."""
    loops = tuple(each.number for each in facts.loops)
    found = [Reason(_what_it_is(facts, verdict), loops)]
    found += _on_its_threads(facts, verdict)
    found += _on_the_gil(facts, verdict)
    found.append(dataclasses.replace(_advice(facts, verdict), advises=True))
    found += _runner_up(facts, verdict)
    found += _at_scale(facts, verdict)
    found += _what_would_change(facts, verdict)
    found += (Reason(text) for text in _caveats(facts, verdict))
    return tuple(found)


def crew(what: Try) -> str:
    """``4 threads``, ``2 processes``."""
    noun, plural = {
        WorkerKind.THREAD: ("thread", "threads"),
        WorkerKind.PROCESS: ("process", "processes"),
        WorkerKind.INTERPRETER: ("interpreter", "interpreters"),
        WorkerKind.COROUTINE: ("coroutine", "coroutines"),
        WorkerKind.MAIN: ("plain loop", "plain loops"),
    }[what.info.kind]
    return f"{what.workers} {noun if what.workers == 1 else plural}"


def times(gain: Gain) -> str:
    """``1.87 times as fast (1.80 to 1.92)``."""
    between = f" ({gain.least:.2f} to {gain.most:.2f})" if len(gain.ratios) > 1 else ""
    return f"{gain.median:.2f} times as fast{between}"


def _what_it_is(facts: Facts, verdict: Verdict) -> str:
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


def _on_its_threads(facts: Facts, verdict: Verdict) -> Iterator[Reason]:
    """What threads do that the function starts itself, where they compute."""
    seen = [each.own for each in facts.loops if each.own is not None and each.own.at_once is not None]
    if not seen or facts.survey.threads_each < 2 or verdict.kind is Kind.WAITING:
        return
    loops = tuple(each.number for each in facts.loops)
    at_once = statistics.median(own.at_once or 0.0 for own in seen)
    if facts.gil and at_once < TAKING_TURNS and verdict.shares.gil >= HALF:
        yield Reason(
            f"Its own threads take turns for the GIL: {at_once:.2f} of them execute at once, and gain it nothing.", loops
        )
    else:
        yield Reason(f"Of its own threads {at_once:.2f} execute at once on average, while a plain loop calls it.", loops)


def _on_the_gil(facts: Facts, verdict: Verdict) -> Iterator[Reason]:
    threads = [gain for gain in verdict.all if _kind_of(gain) is WorkerKind.THREAD]
    best = max(threads, key=lambda gain: gain.median, default=None)
    runs = _runs(best)
    if not facts.gil:
        yield Reason("This interpreter runs without a GIL, so that none can hinder it.", runs)
    elif verdict.gil_hinders:
        measured = f": {crew(best.what)} are {times(best)} as a plain loop" if best else ""
        other = max(_apart(verdict), key=lambda gain: gain.work, default=None)
        beside = ""
        if other is not None and not burdened(other):
            beside = f", {crew(other.what)} {other.work:.2f} times once they have started"
        yield Reason(f"The GIL hinders it{measured}{beside}.", runs + _runs(other))
    elif verdict.gil_hinders is False:
        yield Reason(f"The GIL does not hinder it: {_why_not(verdict, best)}.", runs)
    elif verdict.kind is not Kind.TOO_SMALL:
        yield Reason(f"Whether the GIL hinders it can't be told from these runs{_crowded(verdict)}.", runs)


def _crowded(verdict: Verdict) -> str:
    """Whose cores they were, where others had them; else empty."""
    if verdict.crowding <= CROWDED:
        return ""
    return f": other programs had the cores for {percent(verdict.crowding)} of the time"


def _why_not(verdict: Verdict, threads: Gain | None) -> str:
    gained = f"; {crew(threads.what)} are {times(threads)} as a plain loop" if threads and convinces(threads) else ""
    if verdict.kind is Kind.WAITING:
        return f"who waits has let go of it{gained}"
    if verdict.kind is Kind.NATIVE:
        return f"its C code lets go of it{gained}"
    if threads is None:
        return "threads share its work well"
    shared = max(gain.work for gain in verdict.all if _kind_of(gain) is WorkerKind.THREAD)
    apart = max((gain for gain in _apart(verdict) if not burdened(gain)), key=lambda gain: gain.work, default=None)
    if apart is None:
        return (
            f"threads share its work well{gained}"
            if gained
            else f"threads do its work {shared:.2f} times as fast once they have started"
        )
    without = "processes" if _kind_of(apart) is WorkerKind.PROCESS else "interpreters"
    if shared >= CLEARLY:
        return f"threads gain about as much as {without}, which share no GIL{gained}"
    more = "no more" if apart.work <= IN_EVERY_ROUND * shared else "hardly more"
    return f"{without}, which share no GIL, gain {more}: something else is in the way (a lock, a file, the memory's speed)"


def _apart(verdict: Verdict) -> list[Gain]:
    """What workers without a common GIL gain."""
    return [gain for gain in verdict.all if _kind_of(gain) in (WorkerKind.PROCESS, WorkerKind.INTERPRETER)]


def _advice(facts: Facts, verdict: Verdict) -> Reason:
    items = _items(facts)
    loops = tuple(each.number for each in facts.loops)
    if verdict.gain is not None:
        gain = verdict.gain
        rounds = len(gain.ratios)
        title = gain.what.info.title
        return Reason(
            f"Use {title} with {crew(gain.what)}: {times(gain)} as a plain loop for {items}, in {rounds} "
            f"round{'s' * (rounds != 1)}.",
            _runs(gain) + loops,
        )
    best = verdict.all[0] if verdict.all else None
    if verdict.recommended is None:
        found = f": the best, {crew(best.what)}, were {times(best)} as a plain loop" if best else ""
        because = f"the runs differ by {percent(verdict.noise)} from one to the next"
        if verdict.crowding > CROWDED:
            because = f"other programs had the cores for {percent(verdict.crowding)} of the time"
        return Reason(
            f"It can't be told which is best, for {because}{found}. "
            "Close other programs, give more or larger items, or a larger budget.",
            _runs(best) + loops,
        )
    if best is None:
        return Reason("Use a plain loop: no executor could be held against it.", loops)
    found = f"the best executor, {crew(best.what)}, is {times(best)}"
    if best.median > 1 / WORTH_IT:
        return Reason(f"Use a plain loop: there is no difference, for {found} for {items}.", _runs(best) + loops)
    return Reason(f"Use a plain loop: {found} as it for {items}.", _runs(best) + loops)


def _runner_up(_facts: Facts, verdict: Verdict) -> Iterator[Reason]:
    gain = verdict.runner_up
    if gain is not None:
        title = gain.what.info.title
        better = verdict.gain is not None and gain.median > verdict.gain.median
        place = "About as good, and heavier," if better else "Next best"
        yield Reason(f"{place} is {title} with {crew(gain.what)}: {times(gain)}.", _runs(gain))


def _at_scale(facts: Facts, verdict: Verdict) -> Iterator[Reason]:
    """What start-up costs, and from how many items on it no longer matters."""
    gain = verdict.gain or max(verdict.all, key=lambda gain: gain.work, default=None)
    if gain is None:
        return
    aside = statistics.median(each.aside_s for each in gain.samples)
    each_s = statistics.median(each.work_s / each.tasks for each in gain.samples)
    loop_s = statistics.median(each.work_s / each.tasks for each in facts.loops)
    count = facts.survey.items
    if verdict.gain is None:
        if gain.work >= _WORTH_STARTING:
            needed = math.ceil(aside / max(loop_s / WORTH_IT - each_s, 1e-9))
            if needed > count:
                when = f"they would be worth it from about {_round(needed):,} items on"
                yield Reason(f"Starting {crew(gain.what)} takes {duration(aside)}: {when}.", _runs(gain))
        elif facts.survey.task_s < 0.002:
            yield Reason(
                "Handing over a task costs more than it computes: let each call work on a list of many items, and ask again.",
                _runs(gain),
            )
        return
    start = aside / (aside + each_s * count)
    if start > 0.1:
        many = max(_LARGE, 100 * count)
        then = loop_s * many / (aside + each_s * many)
        yield Reason(
            f"Starting and ending them takes {duration(aside)}, {percent(start)} of the time for {_items(facts)}; "
            f"for {many:,} items that no longer matters: {then:.2f} times as fast.",
            _runs(gain),
        )


def _what_would_change(facts: Facts, verdict: Verdict) -> Iterator[Reason]:
    gain = verdict.gain
    parallel = gain is not None and _kind_of(gain) is not WorkerKind.COROUTINE and verdict.kind is not Kind.WAITING
    if gain is not None and parallel and verdict.crowding <= CROWDED:
        yield from _more_cores(facts, gain)
    if gain is not None and verdict.kind is Kind.WAITING and gain.what.workers == max(each.what.workers for each in verdict.all):
        yield Reason(
            "More workers than were tried may be faster still: ask again with more of them, and more items.", _runs(gain)
        )
    travelled = facts.survey.sent.seconds + facts.survey.returned.seconds
    costly = travelled > max(0.2 * facts.survey.task_s, 0.0001) and facts.survey.cannot_travel is None
    if costly and not facts.survey.awaits:
        size = (facts.survey.sent.size + facts.survey.returned.size) / MB
        yield Reason(
            f"Pickling an item and its result takes {duration(travelled)} ({size:.3g} MB), beside "
            f"{duration(facts.survey.task_s)} of work: processes would gain if they were sent less (a file's name, a range)."
        )
    apart = any(_kind_of(each) is WorkerKind.PROCESS for each in verdict.all)
    if verdict.gil_hinders and facts.survey.cannot_travel is not None and not apart:
        yield Reason(f"Processes would not share the GIL, but can't be used: {facts.survey.cannot_travel}")
    if verdict.gil_hinders:
        yield Reason("A free-threaded Python (python3.13t or newer) has no GIL: ask again with that one to see threads there.")


def _more_cores(facts: Facts, gain: Gain) -> Iterator[Reason]:
    same = [each for each in [*facts.samples] if each.what.executor == gain.what.executor]
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


def _caveats(facts: Facts, verdict: Verdict) -> Iterator[str]:
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


def _memory(facts: Facts, gain: Gain) -> Iterator[str]:
    own = [each.memory for each in gain.samples if each.memory is not None]
    loop = [each.memory for each in facts.loops if each.memory is not None]
    if own and loop and max(own) > _TELLING_MEMORY * max(loop):
        yield f"{crew(gain.what)} take {max(own) / MB:.0f} MB, a plain loop {max(loop) / MB:.0f} MB."


def _items(facts: Facts) -> str:
    count = facts.survey.items
    return f"{count:,} item{'s' * (count != 1)}" if facts.plan.tasks >= count else f"all {count:,} items"


def _kind_of(gain: Gain) -> WorkerKind:
    return gain.what.info.kind


def _runs(gain: Gain | None) -> tuple[int, ...]:
    return tuple(each.number for each in gain.samples) if gain is not None else ()


def _round(number: int) -> int:
    step = int("1".ljust(max(1, len(str(number)) - 1), "0"))
    return math.ceil(number / step) * step


def duration(time_s: float) -> str:
    """A time as people say it: ``12 ms``, ``3.4 s``, ``15 µs``."""
    if time_s >= 1:
        return seconds(time_s)
    if time_s >= 0.001:
        return f"{time_s * 1000:.3g} ms"
    return f"{time_s * 1e6:.3g} µs"
