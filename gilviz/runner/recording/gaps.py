"""Why a worker did not run: asked only when there was a gap, so the asking may cost microseconds.

This is the whole classifier, made to be replaced by one that has proof. Today it reasons from the kind of worker alone, and
says so: everything it names is *inferred*. Where other threads share the worker's GIL, a thread that ticks every 20 µs and
then is silent has most likely waited for that GIL; where none do, only the scheduler can have taken it off its core.
"""

from __future__ import annotations

from typing import Callable, List, Tuple

from gilviz.runner.protocol import Evidence, State, WorkerKind

Explanation = List[Tuple[int, State, Evidence]]
"""Transitions inside a gap, in time order, the first at its start: (time in ns, state entered, how it is known)."""

Explain = Callable[[int, int], Explanation]
"""(start, end) of a gap, in ns → what the worker did meanwhile."""


def explainer(kind: WorkerKind, gil: bool, workers: int) -> Explain:
    """The classifier for one worker.

    Args:
        kind: What the worker is.
        gil: Whether its interpreter has a GIL.
        workers: How many workers the run has.
    """
    shares_a_gil = gil and kind is WorkerKind.THREAD and workers > 1
    state = State.GIL_WAIT if shares_a_gil else State.CPU_WAIT

    def explain(start: int, end: int) -> Explanation:  # noqa: ARG001 - proof will need it
        return [(start, state, Evidence.INFERRED)]

    return explain
