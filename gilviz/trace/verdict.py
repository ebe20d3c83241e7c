"""One plain sentence on what happened in a run and why, as a lecturer would say it.

Every number in it was recorded. What the recording can't tell (who took the core, why a task took longer than alone) is not
explained away; a state that was concluded rather than measured is qualified. The kinds of run are tried in order, the most
particular first, and the last fits all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from gilviz.runner.protocol import Gil, State, WorkerKind
from gilviz.trace.facts import A_LOOP, Facts, facts_of, percent, seconds, times, workers_in_words
from gilviz.trace.findings import finding
from gilviz.trace.metrics import NS, RunMetrics
from gilviz.trace.record import Outcome, RunRecord
from gilviz.trace.runtime_name import is_same, two_names

TOO_SHORT_S = 0.02
"""Four slices of the default switch interval: below that, chance decides who runs when."""
SAME = 0.1
"""Wall times that differ by less than this part are said to be the same: repeated runs differ as much."""
_DOING: Mapping[State, str] = {
    State.RUNNING: "running Python code",
    State.NATIVE: "in C code that lets go of the GIL",
    State.GIL_WAIT: "waiting for the GIL",
    State.CPU_WAIT: "waiting for a core",
    State.IO_WAIT: "waiting for I/O",
    State.LOCK_WAIT: "waiting for a lock",
    State.OVERHEAD: "on start-up and transfer",
}


_UNEXPECTED_GIL: Mapping[str, str] = {
    Gil.OPTION.value: "; this free-threaded build has its GIL because -X gil=1 asks for it",
    Gil.ENVIRONMENT.value: "; this free-threaded build has its GIL because PYTHON_GIL=1 asks for it",
    Gil.IMPORT.value: "; this free-threaded build has its GIL because an import re-enabled it",
    Gil.LATE_IMPORT.value: (
        "; an import re-enabled the GIL of this free-threaded build during the run, "
        "and from then on the picture can't tell waiting for it from waiting for a lock"
    ),
}


def verdict(record: RunRecord, metrics: RunMetrics) -> str:
    """What happened in a run that has ended, and why.

    Args:
        record: The run.
        metrics: What ``measure`` says of its trace.

    Returns:
        One sentence.
    """
    if record.source:
        return _imported(record, metrics)
    if record.outcome is Outcome.FAILED:
        return _failed(record, metrics)
    if record.outcome is Outcome.PARTIAL:
        return _stopped(record, metrics)
    facts = facts_of(record, metrics)
    if facts is None:
        took = "" if record.wall_s is None else f" in {seconds(record.wall_s)}"
        return f"The run finished{took}, but no task was recorded, so nothing can be said on how its workers spent the time."
    case_said = next(sentence for case in _CASES if (sentence := case(facts)) is not None)
    said = "; ".join(part for part in (finding(record, facts), case_said) if part)
    missing = f" ({facts.dropped:,} transitions could not be recorded)" if facts.dropped else ""
    beside = f"{own_threads(metrics)}{_unseen_hand_offs(record)}{missing}{_why_a_gil(record)}{_alone(record)}"
    return f"{said[0].upper()}{said[1:]}{beside}."


def own_threads(metrics: RunMetrics) -> str:
    """What threads did that the function started itself, as the end of a sentence; empty without any."""
    own = metrics.own
    if own is None or own.at_once is None:
        return ""
    threads = "1 thread" if own.threads == 1 else f"{own.threads:,} threads"
    unlaned = f" ({own.unlaned:,} of them have no lane, but are counted)" if own.unlaned else ""
    return f"; {threads} that the function started itself{unlaned} executed meanwhile, {own.at_once:.2f} at once on average"


def _unseen_hand_offs(record: RunRecord) -> str:
    """That the GIL changed hands far more often than lanes can show."""
    handed = record.trace.hand_offs
    if handed is None or not handed.by_probe:
        return ""
    most = "most" if handed.count > 2 * (record.trace.gil_switches or 0) else "some"
    return f"; meanwhile the GIL changed hands {handed.count:,} times by its own count, {most} of them too quick for the lanes"


def _why_a_gil(record: RunRecord) -> str:
    """Why a free-threaded build had a GIL all the same: nobody who chose one expects that."""
    return _UNEXPECTED_GIL.get(record.runtime.gil_state, "") if record.runtime is not None else ""


def _alone(record: RunRecord) -> str:
    """How fast its interpreter is with a single thread, beside the experiment's first one, if that is another."""
    first, own, ratio = record.first, record.runtime, record.single_thread_vs_first
    if first is None or first.runtime is None or own is None or ratio is None or is_same(own, first.runtime):
        return ""
    name, other = two_names(own, first.runtime)
    return f"; alone, a thread of {name} is {times(ratio)} as fast as one of {other}"


def _imported(record: RunRecord, metrics: RunMetrics) -> str:
    """What another tool tells, and no more: its claims are not explained."""
    crew = workers_in_words(record.spec.executor_info.kind, len(record.trace.lanes))
    if metrics.parallelism is None:
        return f"Of {crew} {record.source} tells nothing but that there were any."
    handed = "" if not metrics.gil_switches else f", and the GIL changed hands {metrics.gil_switches:,} times"
    executed = f"{metrics.parallelism:.1f} of {crew} executed at once on average{handed}"
    return f"As {record.source} tells it, {executed}; gilviz did not record this run itself."


def _failed(record: RunRecord, metrics: RunMetrics) -> str:
    lines = (record.error or "").strip().splitlines()
    reason = lines[0].rstrip(" .") if lines else "it did not say why"
    begun = any(lane.task_span for lane in record.trace.lanes)
    when = f"with {metrics.tasks_done} of {_tasks(record.spec.tasks)} done" if begun else "before a task had begun"
    return f"The run failed {when}: {reason}."


def _stopped(record: RunRecord, metrics: RunMetrics) -> str:
    trace = record.trace
    after = "" if trace.end is None or trace.origin is None else f" after {seconds(max(0, trace.end - trace.origin) / NS)}"
    if metrics.parallelism is None:
        return f"The run was stopped{after}, before a task had begun."
    crew = workers_in_words(record.spec.executor_info.kind, len(trace.lanes))
    executed = f"{metrics.parallelism:.1f} of {crew} executed at once on average"
    if metrics.own is not None:
        executed = f"{metrics.parallelism:.1f} executed at once on average, threads that the function started itself among them"
    elif len(trace.lanes) == 1:
        executed = f"its {crew[2:]} executed {percent(metrics.parallelism)} of the time"
    return f"The run was stopped{after} with {metrics.tasks_done} of {_tasks(record.spec.tasks)} done; until then {executed}."


def _tasks(count: int) -> str:
    return f"{count} task{'' if count == 1 else 's'}"


def _sequential(facts: Facts) -> str | None:
    if facts.kind is not WorkerKind.MAIN:
        return None
    one = "the one task" if facts.tasks == 1 else f"one task after another, the {facts.tasks} tasks"
    return f"{one} took {seconds(facts.wall_s)}, {_mostly(facts, 'of it')}"


def _single_worker(facts: Facts) -> str | None:
    if facts.workers > 1:
        return None
    alone = f"a single {facts.worker}"
    if facts.hired > 1:
        alone = f"only one of {workers_in_words(facts.kind, facts.hired)} had a task, so it"
    return f"{alone} did all the work, {_mostly(facts, 'of the time')}, and {facts.its_tasks} {_took(facts)}{_started(facts)}"


def _waiting_together(facts: Facts) -> str | None:
    waiting = facts.shares[State.IO_WAIT] * facts.workers
    if facts.of_active(State.IO_WAIT) < 0.5 or waiting < 1.2:
        return None
    why = ", and waiting needs no GIL" if facts.gils == 1 else ""
    if facts.kind is WorkerKind.COROUTINE:
        why = " in one thread, for each let the others go on"
    return (
        f"the {facts.crew} waited at the same time{why}: {waiting:.1f} were waiting for I/O on average, "
        f"{_so(facts)} {facts.its_tasks} {_took(facts)}{_started(facts)}{_unoccupied(facts)}"
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
        f"{_so(facts, same=True)} {facts.its_tasks} {_took(facts)}"
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
        f"and {facts.its_tasks} {_took(facts)}{_unoccupied(facts)}"
    )


def _native_code(facts: Facts) -> str | None:
    if facts.of_active(State.NATIVE) < 0.5 or facts.gils != 1:
        return None
    spent = f"the {facts.crew} spent {percent(facts.shares[State.NATIVE])} of their time in C code that lets go of the GIL"
    took = f"and {facts.its_tasks} {_took(facts)}{_unoccupied(facts)}"
    if facts.at_once < 1.2:
        return f"{spent}, yet only {facts.at_once:.1f} executed at once on average, {took}"
    if facts.cores is not None and facts.at_once > facts.cores * 1.05:
        can = "the one core" if facts.cores == 1 else f"the {facts.cores} cores"
        return f"{spent}, so {facts.at_once:.1f} were in it at once on average, more than {can} can execute, {took}"
    return f"{spent}, so {facts.at_once:.1f} executed at once on average, {took}"


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
        f"{'and' if crowded else _so(facts, same=True)} {facts.its_tasks} {_took(facts)}"
    )


def _turns_in_each_process(facts: Facts) -> str | None:
    waited = facts.shares[State.GIL_WAIT]
    if not 1 < facts.gils < facts.workers or facts.of_active(State.GIL_WAIT) < 0.1 or waited < facts.shares[State.CPU_WAIT]:
        return None
    return (
        f"the {facts.crew} took turns within each process, for each process has one GIL: on average {facts.at_once:.1f} "
        f"executed at once, each thread waited for its GIL {percent(waited)} of the time{facts.hedge(State.GIL_WAIT)}, "
        f"{_so(facts)} {facts.its_tasks} {_took(facts)}{_started(facts)}"
    )


def _dear_start(facts: Facts) -> str | None:
    if not facts.costly or facts.before_s < facts.wall_s / 4:
        return None
    part = percent(facts.before_s / facts.wall_s)
    return (
        f"starting the {facts.crew} took {seconds(facts.before_s)}, {part} of the run, before the first task began; "
        f"then {facts.at_once:.1f} executed at once on average, and in all {facts.its_tasks} {_took(facts)}"
    )


def _sharing_cores(facts: Facts) -> str | None:
    if facts.gils == 1 or facts.of_active(State.CPU_WAIT) < 0.1:
        return None
    waited = (
        f"{facts.at_once:.1f} executed at once on average, each waited for a core {percent(facts.shares[State.CPU_WAIT])} of the "
        f"time{facts.hedge(State.CPU_WAIT)}, and {facts.its_tasks} {_took(facts)}{_unoccupied(facts)}"
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
    return f"{why}, and {facts.its_tasks} {_took(facts)}{_started(facts)}{_unoccupied(facts)}{_slowed(facts)}"


def _mixed(facts: Facts) -> str:
    ranked = sorted((state for state in _DOING if facts.shares[state] >= 0.05), key=lambda s: -facts.shares[s])
    parts = [f"{percent(facts.shares[state])} {_DOING[state]}{facts.hedge(state)}" for state in ranked[:3]]
    listed = ", ".join(parts) or "little of it with a task"
    return (
        f"the {facts.crew} divided their time ({listed}): {facts.at_once:.1f} executed at once on average, "
        f"and {facts.its_tasks} {_took(facts)}{_unoccupied(facts)}"
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


def _took(facts: Facts) -> str:
    """The predicate that compares the run with the sequential one, and says whose that is where there are several."""
    wall, speedup, loop = seconds(facts.wall_s), facts.speedup, facts.loop
    if speedup is None or facts.baseline_s is None:
        return f"took {wall}"
    if abs(speedup - 1) <= SAME:
        return f"took as long as {loop} ({wall}, {times(speedup)})"
    if speedup < 1:
        return f"took longer than {loop}: {wall} instead of {seconds(facts.baseline_s)} ({times(speedup)})"
    whose = "" if loop == A_LOOP else f" in {loop}"
    return f"took {wall} instead of {seconds(facts.baseline_s)}{whose} ({times(speedup)})"


def _so(facts: Facts, *, same: bool = False) -> str:
    """The word "so" where the result follows from what was said before, else "and"."""
    speedup = facts.speedup
    if speedup is None:
        return "and"
    return "so" if (abs(speedup - 1) <= SAME if same else speedup > 1 + SAME) else "and"


def _mostly(facts: Facts, of: str) -> str:
    """What the workers mainly did, and what else kept them for a tenth of the time or more."""
    first, second = sorted(_DOING, key=lambda each: -facts.shares[each])[:2]
    also = ""
    if facts.shares[second] >= 0.1:
        also = f" and {percent(facts.shares[second])} {_DOING[second]}{facts.hedge(second)}"
    return f"{percent(facts.shares[first])} {of} {_DOING[first]}{facts.hedge(first)}{also}"


def _started(facts: Facts) -> str:
    if not facts.costly or facts.before_s < facts.wall_s / 50:
        return ""
    return f", of which {seconds(facts.before_s)} went by before the first one began"


def _unoccupied(facts: Facts) -> str:
    idle = facts.shares[State.IDLE]
    return f", although for {percent(idle)} of the workers' time there was no task" if idle >= 0.2 else ""


def _slowed(facts: Facts) -> str:
    """Where the work as a whole took more execution than in the sequential run."""
    if facts.baseline_s is None or facts.busy_s < facts.baseline_s * 1.25:
        return ""
    return f" (together they executed for {seconds(facts.busy_s)}, the loop for {seconds(facts.baseline_s)})"
