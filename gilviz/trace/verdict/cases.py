"""The kinds of finished run, each with its sentence.

They are tried in order, the most particular first, and the last fits all. What the recording can't tell (who took the core, why a
task took longer than alone) is not explained away; a state that was concluded rather than measured is qualified.
"""

from __future__ import annotations

from collections.abc import Callable

from gilviz.runner.protocol import State, WorkerKind
from gilviz.trace.facts import Facts, percent, plural, seconds, workers_in_words
from gilviz.trace.verdict.clauses import DOING, doing, mostly, slowed, so, started, took, unoccupied

TOO_SHORT_S = 0.02
"""Four slices of the default switch interval: below that, chance decides who runs when."""


def case_of(facts: Facts) -> str:
    """What kind of run it was, why, and what came of it: a sentence that begins small and has no end yet."""
    return next(sentence for case in _CASES if (sentence := case(facts)) is not None)


def _sequential(facts: Facts) -> str | None:
    if facts.kind is not WorkerKind.MAIN:
        return None
    one = "the one task" if facts.tasks == 1 else f"one task after another, the {facts.tasks} tasks"
    return f"{one} took {seconds(facts.wall_s)}, {mostly(facts, 'of it')}"


def _single_worker(facts: Facts) -> str | None:
    if facts.workers > 1:
        return None
    alone = f"a single {facts.worker}"
    if facts.hired > 1:
        alone = f"only one of {workers_in_words(facts.kind, facts.hired)} had a task, so it"
    return f"{alone} did all the work, {mostly(facts, 'of the time')}, and {facts.its_tasks} {took(facts)}{started(facts)}"


def _waiting_together(facts: Facts) -> str | None:
    waiting = facts.shares[State.IO_WAIT] * facts.workers
    if facts.of_active(State.IO_WAIT) < 0.5 or waiting < 1.2:
        return None
    why = ", and waiting needs no GIL" if facts.gils == 1 else ""
    if facts.kind is WorkerKind.COROUTINE:
        why = " in one thread, for each let the others go on"
    return (
        f"the {facts.crew} waited at the same time{why}: {waiting:.1f} were waiting for I/O on average, "
        f"{so(facts)} {facts.its_tasks} {took(facts)}{started(facts)}{unoccupied(facts)}"
    )


def _keeping_the_loop(facts: Facts) -> str | None:
    active = facts.workers * (1 - facts.shares[State.IDLE] - facts.shares[State.LOCK_WAIT])
    if facts.kind is not WorkerKind.COROUTINE or active > 1.2 or facts.of_active(State.LOCK_WAIT) < 0.1:
        return None
    blocking = facts.shares[State.IO_WAIT] > facts.shares[State.RUNNING] + facts.shares[State.NATIVE]
    kept = "waited for I/O in a blocking call" if blocking else "computed"
    return (
        f"the {facts.crew} went one after another, for each kept the event loop to itself while it {kept}: on average each "
        f"waited for the loop {percent(facts.shares[State.LOCK_WAIT])} of the time, "
        f"{so(facts, same=True)} {facts.its_tasks} {took(facts)}"
    )


def _too_short(facts: Facts) -> str | None:
    remedy = f"too short to tell how {facts.crew} share the time, so choose a larger size"
    if facts.span_s < TOO_SHORT_S:
        return f"all tasks were over in {seconds(facts.span_s)}, {remedy}"
    if facts.met < 1.2:
        return f"each {facts.worker} had almost finished when the next began, and {seconds(facts.span_s)} of tasks are {remedy}"
    return None


def _native_code_beyond_the_cores(facts: Facts) -> str | None:
    if facts.gils != 1 or facts.cores is None or facts.workers <= facts.cores:
        return None
    if facts.of_active(State.CPU_WAIT) < 0.1 or facts.shares[State.NATIVE] <= facts.shares[State.RUNNING]:
        return None
    cores = "one core" if facts.cores == 1 else f"{facts.cores} cores"
    return (
        f"the {facts.crew} let go of the GIL in C code and had to share {cores}: {facts.at_once:.1f} executed at once on "
        f"average, each waited for a core {percent(facts.shares[State.CPU_WAIT])} of the time{facts.hedge(State.CPU_WAIT)}, "
        f"and {facts.its_tasks} {took(facts)}{unoccupied(facts)}"
    )


def _native_code(facts: Facts) -> str | None:
    if facts.of_active(State.NATIVE) < 0.5 or facts.gils != 1:
        return None
    spent = f"the {facts.crew} spent {percent(facts.shares[State.NATIVE])} of their time in C code that lets go of the GIL"
    result = f"and {facts.its_tasks} {took(facts)}{unoccupied(facts)}"
    if facts.at_once < 1.2:
        return f"{spent}, yet only {facts.at_once:.1f} executed at once on average, {result}"
    if facts.cores is not None and facts.at_once > facts.cores * 1.05:
        can = "the one core" if facts.cores == 1 else f"the {facts.cores} cores"
        return f"{spent}, so {facts.at_once:.1f} were in it at once on average, more than {can} can execute, {result}"
    return f"{spent}, so {facts.at_once:.1f} executed at once on average, {result}"


def _taking_turns(facts: Facts) -> str | None:
    if facts.gils != 1 or facts.of_active(State.GIL_WAIT) < 0.2 or facts.at_once > 1.25:
        return None
    # Where others have the cores it is not the GIL alone that they wait for.
    crowded = facts.of_active(State.CPU_WAIT) >= 0.1
    core = f" and for a core {percent(facts.shares[State.CPU_WAIT])}{facts.hedge(State.CPU_WAIT)}" if crowded else ""
    return (
        f"the {facts.crew} took turns, for only one can hold the GIL: on average each executed "
        f"{percent(facts.shares[State.RUNNING] + facts.shares[State.NATIVE])} of the time and waited for the GIL "
        f"{percent(facts.shares[State.GIL_WAIT])} of it{facts.hedge(State.GIL_WAIT)}{core}, "
        f"{'and' if crowded else so(facts, same=True)} {facts.its_tasks} {took(facts)}"
    )


def _turns_in_each_process(facts: Facts) -> str | None:
    waited = facts.shares[State.GIL_WAIT]
    if not 1 < facts.gils < facts.workers or facts.of_active(State.GIL_WAIT) < 0.1 or waited < facts.shares[State.CPU_WAIT]:
        return None
    return (
        f"the {facts.crew} took turns within each process, for each process has one GIL: on average {facts.at_once:.1f} "
        f"executed at once, each thread waited for its GIL {percent(waited)} of the time{facts.hedge(State.GIL_WAIT)}, "
        f"{so(facts)} {facts.its_tasks} {took(facts)}{started(facts)}"
    )


def _dear_start(facts: Facts) -> str | None:
    if not facts.costly or facts.before_s < facts.wall_s / 4:
        return None
    part = percent(facts.before_s / facts.wall_s)
    # That time went into those who got no task, too.
    whom = f"the {facts.crew}" if facts.workers >= facts.hired else plural(facts.kind)
    return (
        f"starting {whom} took {seconds(facts.before_s)}, {part} of the run, before the first task began; "
        f"then {facts.at_once:.1f} executed at once on average, and in all {facts.its_tasks} {took(facts)}"
    )


def _sharing_cores(facts: Facts) -> str | None:
    if facts.gils == 1 or facts.of_active(State.CPU_WAIT) < 0.1:
        return None
    waited = (
        f"{facts.at_once:.1f} executed at once on average, each waited for a core {percent(facts.shares[State.CPU_WAIT])} of the "
        f"time{facts.hedge(State.CPU_WAIT)}, and {facts.its_tasks} {took(facts)}{unoccupied(facts)}"
    )
    if facts.cores is None:
        return f"the {facts.crew} were kept waiting: {waited}"
    cores = "one core" if facts.cores == 1 else f"{facts.cores} cores"
    if facts.workers > facts.cores:
        return f"the {facts.crew} had to share {cores}: {waited}"
    return f"the {facts.crew} did not get {cores} to themselves: {waited}"


def _truly_parallel(facts: Facts) -> str | None:
    if facts.gils == 1 or facts.at_once < 1.2 or facts.of_active(State.RUNNING, State.NATIVE) < 0.5:
        return None
    if facts.gils:
        why = f"each of the {facts.places} has a GIL of its own, so {facts.at_once:.1f} executed at once on average"
    else:
        why = f"without a GIL the {facts.crew} executed at once, {facts.at_once:.1f} on average"
    return f"{why}, and {facts.its_tasks} {took(facts)}{started(facts)}{unoccupied(facts)}{slowed(facts)}"


def _mixed(facts: Facts) -> str:
    ranked = sorted((state for state in DOING if facts.shares[state] >= 0.05), key=lambda s: -facts.shares[s])
    parts = [f"{percent(facts.shares[state])} {doing(facts, state)}{facts.hedge(state)}" for state in ranked[:3]]
    listed = ", ".join(parts) or "little of it with a task"
    return (
        f"the {facts.crew} divided their time ({listed}): {facts.at_once:.1f} executed at once on average, "
        f"and {facts.its_tasks} {took(facts)}{unoccupied(facts)}"
    )


_CASES: tuple[Callable[[Facts], str | None], ...] = (
    _sequential,
    _single_worker,
    _waiting_together,
    _keeping_the_loop,
    _too_short,
    _dear_start,
    _native_code_beyond_the_cores,
    _native_code,
    _taking_turns,
    _turns_in_each_process,
    _sharing_cores,
    _truly_parallel,
    _mixed,
)
