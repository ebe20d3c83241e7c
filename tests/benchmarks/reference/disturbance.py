"""What being watched costs whoever lets go of the GIL: the truth must not be another one because somebody looks."""

from __future__ import annotations

import time

from tests.benchmarks.figures import Figure, in_turns
from tests.benchmarks.reference.perf_tool import Watcher

PAIRS = 9
TURNS = 5000


def disturbance(watching: Watcher) -> Figure:
    """How much longer that and taking it again takes: whoever uses this interpreter is watched, and so are we."""

    def watched() -> float:
        with watching.watching():
            return _turn_us()

    added = tuple(after - before for before, after in in_turns(PAIRS, _turn_us, watched))
    return Figure("being watched adds to letting go of the GIL and taking it", added, "µs")


def _turn_us() -> float:
    began = time.perf_counter_ns()
    for _ in range(TURNS):
        time.sleep(0)
    return (time.perf_counter_ns() - began) / TURNS / 1000
