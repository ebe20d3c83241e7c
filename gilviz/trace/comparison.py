"""One plain sentence on several runs of the same work: which was done first, and how much longer the others took."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from gilviz.trace.doubt import MOST_LOST, baseline_doubt, lost
from gilviz.trace.facts import seconds, times
from gilviz.trace.record import Outcome, RunRecord

ALIKE: Final = 1.1
"""How many times as long a run may take and still be said to take about as long: one run each shows no smaller lead."""
_OTHERWISE: Final = "another time it may be otherwise."
_DISTURBED: Final = f" But the plain loop was disturbed, so they may have been, too: {_OTHERWISE}"


def comparison(named: Sequence[tuple[str, RunRecord]]) -> str:
    """Which of several runs was the fastest.

    Args:
        named: The runs, each with the name by which it is told from the others.

    Returns:
        One sentence, and a second one where the machine was not quiet. Empty where there is nothing to compare: fewer than two
        runs, other work, several recordings, a run that did not finish, runs of one name (repetitions of one way, which are no
        rivals), or work whose answers matter and not its end.
    """
    walls = [(record.wall_s, name) for name, record in named if record.wall_s and record.outcome is Outcome.FINISHED]
    work = {(record.spec.workload, record.spec.size, record.spec.tasks, record.mark, record.source) for _, record in named}
    if len(walls) < max(len(named), 2) or len(work) != 1 or any(r.source or r.alone_ms is not None for _, r in named):
        return ""
    if len({name for name, _ in named}) < len(named):
        return ""
    (best, fastest), *others = sorted(walls)
    return f"{_told(best, fastest, others, named[0][1].spec.tasks)}{_doubt(named)}"


def _doubt(named: Sequence[tuple[str, RunRecord]]) -> str:
    """Why the order may be another one the next time, as a sentence with its space; empty where nothing speaks for that."""
    if any(baseline_doubt(record) for _, record in named):
        return _DISTURBED
    kept_waiting = [name for name, record in named if _lacked_cores(record)]
    return f" But {_list(kept_waiting)} had to wait for cores that other programs took: {_OTHERWISE}" if kept_waiting else ""


def _lacked_cores(record: RunRecord) -> bool:
    """Whether its workers waited for cores of which there were enough for them."""
    runtime = record.runtime
    enough = runtime is not None and record.spec.workers <= runtime.cores
    return enough and (lost(record.trace) or 0.0) >= MOST_LOST


def _told(best: float, fastest: str, others: Sequence[tuple[float, str]], tasks: int) -> str:
    """The same of wall times in seconds, the shortest first."""
    same = f"the same {tasks} tasks" if tasks != 1 else "the same task"
    if others[-1][0] < ALIKE * best:
        both = "Both" if len(others) == 1 else f"All {len(others) + 1}"
        each = [f"{name} {seconds(wall)}" for wall, name in ((best, fastest), *others)]
        return f"{both} took about as long for {same}: {_list(each)}."
    if len(others) == 1:
        ((wall, name),) = others
        return f"{fastest} was {times(wall / best)} as fast as {name}: {seconds(best)} instead of {seconds(wall)} for {same}."
    behind = _list([f"{name} took {times(wall / best)}" for wall, name in others])
    return f"{fastest} was the fastest, with {seconds(best)} for {same}: {behind} as long."


def _list(parts: Sequence[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last
