"""What a workload was made to show, in a phrase: how long answers took, what a counter lost, what sharing and sending cost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np

from gilviz.runner.protocol import State, WorkerKind
from gilviz.trace.answers import answers_of
from gilviz.trace.facts import Facts, percent, seconds, times, workers_in_words
from gilviz.trace.metrics import NS
from gilviz.trace.record import RunRecord

COPIES: Final = frozenset({WorkerKind.PROCESS, WorkerKind.INTERPRETER})
"""Workers that share no memory."""
AS_LONG: Final = 0.1
"""Durations that differ by less than this part are said to be the same."""


def finding(record: RunRecord, facts: Facts) -> str:
    """What the run's workload was made to show; empty where it has nothing of that kind, or where nothing was recorded of it."""
    told = _FINDINGS.get(record.spec.workload)
    return told(record, facts) if told else ""


def _answers(record: RunRecord, facts: Facts) -> str:
    told = answers_of(record)
    if told is None:
        return "no request was answered"
    number, noun = workers_in_words(facts.kind, told.beside).split(" ", 1)
    alone = "" if record.alone_ms is None else f", {_ms(record.alone_ms)} alone"
    where = f" beside {number} computing {noun}{alone}" if told.beside else " with nothing beside it"
    return f"an answer took {_ms(told.median)} at the median{where}"


def _counted(record: RunRecord, facts: Facts) -> str:
    if record.finding is None:
        return ""
    increments, counted = int(record.finding["increments"]), int(record.finding["counted"])
    if facts.kind in COPIES or record.spec.shared_processes:
        who = "task" if facts.kind in COPIES else "process"  # a process of threads gets its whole share of the tasks at once
        return f"each {who} counted a copy of its own: the job’s counter says {counted:,}"
    lost = increments - counted
    if lost:
        how = "were switched between reading and writing" if facts.gils else "read and wrote at the same time"
        return f"of {increments:,} increments {lost:,} were lost ({percent(lost / increments)}), for {facts.worker}s {how}"
    none = f"none of the {increments:,} increments was lost"
    if record.spec.workload == "counter-lock":
        return f"{none}, for each was made under the lock"
    if facts.workers == 1 or facts.kind is WorkerKind.COROUTINE:
        return f"{none}, for nobody else counted meanwhile"
    return f"{none}, which was luck"


def shared_and_own_s(record: RunRecord) -> tuple[float, float] | None:
    """How long a task executed on shared objects and on its own ones, on average, in s; None where the run has not both."""
    executed = np.zeros(record.spec.tasks)
    for lane in record.trace.lanes:
        for block in lane.blocks():
            at_it = (block.tasks >= 0) & np.isin(block.states, (State.RUNNING, State.NATIVE))
            executed += np.bincount(block.tasks[at_it], (block.ends - block.starts)[at_it], len(executed))[: len(executed)]
    own = record.spec.tasks // 2
    if record.spec.workload != "shared" or not own or not executed.all():
        return None
    return float(executed[own:].mean() / NS), float(executed[:own].mean() / NS)


def _shared(record: RunRecord, facts: Facts) -> str:
    both = shared_and_own_s(record)
    if both is None:
        return ""
    together, alone = both
    ratio = together / alone
    if abs(ratio - 1) <= AS_LONG:
        return f"tasks executed as long on {_shared_by(record, facts)} as on their own ({seconds(together)}, {seconds(alone)})"
    than = f"{times(ratio)} as long on {_shared_by(record, facts)} as on their own"
    return f"a task executed {than} ({seconds(together)}, {seconds(alone)})"


def _shared_by(record: RunRecord, facts: Facts) -> str:
    if facts.kind in COPIES:
        return "copies of the shared objects, one for each task,"
    if record.spec.shared_processes > 1:
        return "shared objects, one copy in each process,"
    return "shared objects"


def _sent(_: RunRecord, facts: Facts) -> str:
    share = facts.shares[State.OVERHEAD]
    if facts.kind not in COPIES or share < 0.01:
        return ""
    return f"receiving and returning tables took the {facts.crew} {percent(share)} of their time"


def _ms(value: float) -> str:
    """``5.1 ms``, ``0.18 ms``, ``120 ms``."""
    return f"{value:.0f} ms" if value >= 99.5 else f"{value:.1f} ms" if value >= 0.95 else f"{value:.2f} ms"


_FINDINGS: Final[Mapping[str, Callable[[RunRecord, Facts], str]]] = {
    "echo+cpu": _answers,
    "counter": _counted,
    "counter-lock": _counted,
    "shared": _shared,
    "pickle": _sent,
}
