"""One plain sentence on what happened in a run and why, as a lecturer would say it.

Every number in it was recorded. A run that was stopped, failed, or comes from another tool's file is told as far as it is known.
Of a finished one ``cases`` says of what kind it was, in ``clauses`` that the kinds share; what its workload was made to show
(``trace.findings``) comes before that, and what else has to be known after it.
"""

from __future__ import annotations

from collections.abc import Mapping

from gilviz.runner.protocol import Gil
from gilviz.trace.doubt import baseline_doubt
from gilviz.trace.facts import facts_of, percent, seconds, times, workers_in_words
from gilviz.trace.findings import finding
from gilviz.trace.metrics import NS, RunMetrics
from gilviz.trace.record import Outcome, RunRecord
from gilviz.trace.run_trace import RunTrace
from gilviz.trace.runtime_name import is_same, two_names
from gilviz.trace.verdict.cases import case_of
from gilviz.trace.verdict.clauses import without_a_task

WITHOUT_TASKS = 0.1
"""The part of a run from which on it is said that nobody had a task at its end."""
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
    return _finished(record, metrics)


def _finished(record: RunRecord, metrics: RunMetrics) -> str:
    facts = facts_of(record, metrics)
    if facts is None:
        took = "" if record.wall_s is None else f" in {seconds(record.wall_s)}"
        return f"The run finished{took}, but no task was recorded, so nothing can be said on how its workers spent the time."
    said = "; ".join(part for part in (finding(record, facts), case_of(facts)) if part)
    missing = f" ({facts.dropped:,} transitions could not be recorded)" if facts.dropped else ""
    threads = f"{without_a_task(facts)}{_own_threads(metrics)}"
    beside = f"{threads}{_unseen_hand_offs(record)}{missing}{_why_a_gil(record)}{_alone(record)}{_disturbed(record)}"
    return f"{said[0].upper()}{said[1:]}{beside}."


def _own_threads(metrics: RunMetrics) -> str:
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


def _disturbed(record: RunRecord) -> str:
    """That the loop, which the run is held against or is itself, took longer than its work does."""
    doubt, speedup = baseline_doubt(record), record.speedup
    if not doubt or speedup is None:
        return ""
    if record.spec.executor == "sequential":
        return f"; {doubt}: what is held against it seems faster than it is"
    return f"; but that loop was disturbed, for {doubt}: {times(speedup)} says little"


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
    elif _ended_early(trace):
        executed += " while there were tasks"
    return f"The run was stopped{after} with {metrics.tasks_done} of {_tasks(record.spec.tasks)} done; until then {executed}."


def _ended_early(trace: RunTrace) -> bool:
    """Whether nobody had a task any more for a good part of the run: an executor that hangs, as in a deadlock."""
    ends = [lane.task_span[1] for lane in trace.lanes if lane.task_span]
    if trace.end is None or trace.origin is None or not ends:
        return False
    return trace.end - max(ends) > WITHOUT_TASKS * (trace.end - trace.origin)


def _tasks(count: int) -> str:
    return f"{count} task{'' if count == 1 else 's'}"
