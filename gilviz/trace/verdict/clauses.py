"""The parts that verdicts on finished runs have in common."""

from __future__ import annotations

from collections.abc import Mapping

from gilviz.runner.protocol import State, WorkerKind
from gilviz.trace.facts import A_LOOP, Facts, percent, seconds, times, workers_in_words

SAME = 0.1
"""Wall times that differ by less than this part are said to be the same: repeated runs differ as much."""
DOING: Mapping[State, str] = {
    State.RUNNING: "running Python code",
    State.NATIVE: "in C code that lets go of the GIL",
    State.GIL_WAIT: "waiting for the GIL",
    State.CPU_WAIT: "waiting for a core",
    State.IO_WAIT: "waiting for I/O",
    State.LOCK_WAIT: "waiting for a lock",
    State.OVERHEAD: "on start-up and transfer",
}


def doing(facts: Facts, state: State) -> str:
    """What the workers did in a state: coroutines that were ready waited for their event loop."""
    if state is State.LOCK_WAIT and facts.kind is WorkerKind.COROUTINE:
        return "waiting for the event loop"
    return DOING[state]


def took(facts: Facts) -> str:
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


def so(facts: Facts, *, same: bool = False) -> str:
    """The word "so" where the result follows from what was said before, else "and"."""
    speedup = facts.speedup
    if speedup is None:
        return "and"
    return "so" if (abs(speedup - 1) <= SAME if same else speedup > 1 + SAME) else "and"


def mostly(facts: Facts, of: str) -> str:
    """What the workers mainly did, and what else kept them for a tenth of the time or more."""
    first, second = sorted(DOING, key=lambda each: -facts.shares[each])[:2]
    also = ""
    if facts.shares[second] >= 0.1:
        also = f" and {percent(facts.shares[second])} {doing(facts, second)}{facts.hedge(second)}"
    return f"{percent(facts.shares[first])} {of} {doing(facts, first)}{facts.hedge(first)}{also}"


def started(facts: Facts) -> str:
    """What of the run went by before any task began, where the workers are dear to start."""
    if not facts.costly or facts.before_s < facts.wall_s / 50:
        return ""
    return f", of which {seconds(facts.before_s)} went by before the first one began"


def unoccupied(facts: Facts) -> str:
    """That there were not tasks for all the workers all the time, where it was for a fifth of it or more."""
    idle = facts.shares[State.IDLE]
    return f", although for {percent(idle)} of the workers' time there was no task" if idle >= 0.2 else ""


def without_a_task(facts: Facts) -> str:
    """How many workers never had a task, where several others had: what else is said counts only these."""
    spare = facts.hired - facts.workers
    if facts.workers < 2 or spare < 1:
        return ""
    return f"; of {workers_in_words(facts.kind, facts.hired)} {spare} never had a task"


def slowed(facts: Facts) -> str:
    """Where the work as a whole took more execution than in the sequential run."""
    if facts.baseline_s is None or facts.busy_s < facts.baseline_s * 1.25:
        return ""
    return f" (together they executed for {seconds(facts.busy_s)}, the loop for {seconds(facts.baseline_s)})"
