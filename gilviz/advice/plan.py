"""What to measure: which executors with how many workers, on how many of the items, in which order, and when enough is known.

Pure: the survey, the interpreter and what was measured so far go in, the next try comes out.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from dataclasses import dataclass

from gilviz.advice.survey import Survey
from gilviz.launch.runtimes import RuntimeDescription, executor_problem
from gilviz.runner.catalog import ExecutorInfo, executor
from gilviz.runner.protocol import WorkerKind
from gilviz.runner.spec import MAX_COROUTINES, MAX_TASKS, MAX_WORKERS

MOST_ROUNDS, ENOUGH_ROUNDS = 7, 3
CLEAR = 0.08
"""Where all walls of each try lie this close to their median (as a share of it), no more than enough rounds are needed."""
WAITS, COMPUTES = 0.85, 0.15
"""Above the first share of waiting a function waits, below the second it computes; between them it does both."""
STARTING_S = 0.5
"""Seconds that a job takes beyond its tasks: its interpreter, its imports, its end."""
NEAR = 1.15
"""A count of workers that took this many times as long as the best is still in the running."""
RUN_S = 3.0
"""Seconds that a plain loop shall take at most: longer ones make the answer no surer, and many rounds of it long."""
SHORTEST_S = 0.05
"""Less is not to be measured in: chance decides."""
MANY = (4, 16, 64)
"""How many workers are tried for what waits."""
MANY_COROUTINES = (4, 20, 100)


@dataclass(frozen=True)
class Try:
    """One way to run the tasks."""

    executor: str
    workers: int
    plug_in: ExecutorInfo | None = None
    """The executor, where it is another package's."""

    @property
    def info(self) -> ExecutorInfo:
        """What its executor is."""
        return self.plug_in or executor(self.executor)


LOOP = Try("sequential", 1)


@dataclass(frozen=True)
class Refused:
    """An executor that can't be used, or that failed."""

    executor: str
    reason: str
    runs: tuple[int, ...] = ()
    """The places of the runs that failed, among all runs; empty where it was not even tried."""


@dataclass(frozen=True)
class Plan:
    """What is to be measured.

    Args:
        tasks: On how many items.
        tries: What is held against the plain loop.
        refused: What can't work.
    """

    tasks: int
    tries: tuple[Try, ...]
    refused: tuple[Refused, ...] = ()


@dataclass(frozen=True)
class Done:
    """One run that has ended.

    Args:
        what: What ran.
        round: Its round, from 0.
        elapsed_s: Seconds from its start until the next could begin.
        wall_s: Seconds from the executor's call to its return; None where it failed.
    """

    what: Try
    round: int
    elapsed_s: float
    wall_s: float | None


def make_plan(survey: Survey, runtime: RuntimeDescription, workers: int | None, budget_s: float) -> Plan:
    """What to measure of that function.

    Args:
        survey: What is known of it.
        runtime: The interpreter that is to run it.
        workers: How many workers the user wants; None chooses.
        budget_s: Seconds for all runs.
    """
    chosen, refused = _executors(survey, runtime)
    tries = [
        Try(info.name, count, info if info.target else None)
        for info in chosen
        for count in _counts(info, survey, runtime.cores, workers)
    ]
    most = max((each.workers for each in tries), default=1)
    tasks = _tasks(survey, most, budget_s / (ENOUGH_ROUNDS * (len(tries) + 1)))
    # More workers than tasks are as many as tasks.
    limited = dict.fromkeys(dataclasses.replace(each, workers=min(each.workers, tasks)) for each in tries)
    return Plan(tasks, tuple(each for each in limited if each.workers > 1 or workers == 1), tuple(refused))


def next_try(plan: Plan, done: Sequence[Done], left_s: float) -> tuple[Try, int] | None:
    """What to run next, and in which round; None when enough is known, or too little time is left.

    Args:
        plan: What is to be measured.
        done: What was, in its order.
        left_s: Seconds of the budget that are left.
    """
    if left_s <= 0:
        return None
    if not done:
        return LOOP, 0
    number = done[-1].round
    row = _row(plan, done, number)
    ran = {each.what for each in done if each.round == number}
    left = [each for each in row if each not in ran]
    if left:
        return left[0], number
    following = _row(plan, done, number + 1)
    if len(following) < 2 or number + 1 >= MOST_ROUNDS or (number + 1 >= ENOUGH_ROUNDS and _is_clear(done, following)):
        return None
    cost = sum(max(each.elapsed_s for each in done if each.what == what) for what in following)
    return (following[0], number + 1) if cost <= left_s else None


def patience(done: Sequence[Done], left_s: float) -> float:
    """How many seconds the next run may take: an executor that hangs shall not eat the whole budget."""
    loops = [each.elapsed_s for each in done if each.what == LOOP]
    return left_s if not loops else min(left_s, 4 * max(loops) + 10)


def _row(plan: Plan, done: Sequence[Done], number: int) -> list[Try]:
    """The tries of a round, the plain loop first; the others begin with another one each time."""
    if number == 0:
        return [LOOP, *plan.tries]
    failed = {each.what for each in done if each.wall_s is None}
    first = {each.what: each.wall_s for each in done if each.round == 0 and each.wall_s is not None and each.what != LOOP}
    best = min(first.values(), default=0.0)
    leaders = {
        min((what for what in first if what.executor == name), key=lambda what: first[what])
        for name in {what.executor for what in first}
    }
    kept = [what for what in plan.tries if what not in failed and (what in leaders or first.get(what, math.inf) <= NEAR * best)]
    turn = number % len(kept) if kept else 0
    return [] if LOOP in failed else [LOOP, *kept[turn:], *kept[:turn]]


def _is_clear(done: Sequence[Done], row: Sequence[Try]) -> bool:
    """Whether what is still in the running was measured alike in every round."""
    for what in row:
        walls = sorted(each.wall_s for each in done if each.what == what and each.wall_s is not None)
        if not walls or walls[-1] - walls[0] > 2 * CLEAR * walls[len(walls) // 2]:
            return False
    return True


def _executors(survey: Survey, runtime: RuntimeDescription) -> tuple[list[ExecutorInfo], list[Refused]]:
    """Which can work, and why others can't."""
    wanted = ["asyncio", "process-pool"] if survey.awaits else ["thread-pool", "process-pool", "interpreter-pool"]
    if survey.awaits and survey.waiting > WAITS:
        wanted.remove("process-pool")
    plug_ins = runtime.plug_ins
    if plug_ins is not None and "joblib" not in plug_ins.missing and not survey.awaits and survey.waiting <= WAITS:
        wanted.append("joblib")
    added = plug_ins.executors if plug_ins is not None else ()
    chosen, refused = [], []
    for info in [*map(executor, wanted), *(each for each in added if each.awaits == survey.awaits)]:
        if info.oldest is not None and runtime.language < max(info.oldest, (3, 14)):
            continue  # 3.12 and 3.13 have such interpreters, but no pool of them that anybody could use
        travels = info.kind in (WorkerKind.PROCESS, WorkerKind.INTERPRETER) and not info.sends_code
        why = executor_problem(info.name, None, runtime) or (survey.cannot_travel if travels else None)
        if why is None:
            chosen.append(info)
        else:
            refused.append(Refused(info.name, why))
    return chosen, refused


def _counts(info: ExecutorInfo, survey: Survey, cores: int, workers: int | None) -> list[int]:
    """How many workers are tried."""
    if workers is not None:
        return [workers]
    at_least = max(2, cores)
    if info.kind is WorkerKind.COROUTINE:
        return [min(count, MAX_COROUTINES) for count in MANY_COROUTINES]
    if survey.waiting > WAITS:
        return list(MANY) if info.kind is WorkerKind.THREAD else [min(2 * at_least, MAX_WORKERS)]
    if survey.waiting > COMPUTES:
        overlapping = math.ceil(at_least / (1 - survey.waiting))
        return sorted({at_least, min(MAX_WORKERS, overlapping), min(MAX_WORKERS, 2 * overlapping)})
    return sorted({2, min(4, at_least), min(at_least, MAX_WORKERS)})


def _tasks(survey: Survey, workers: int, share_s: float) -> int:
    """On how many items to measure: as many as a plain loop does in its share of the budget, and enough for the workers."""
    time_s = max(SHORTEST_S, min(RUN_S, share_s - STARTING_S))
    in_time = int(time_s / max(survey.task_s, 1e-7))
    fair = 2 * min(workers, 8)
    return max(1, min(survey.items, MAX_TASKS, max(in_time, fair)))
