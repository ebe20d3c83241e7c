"""What the charts beside the lanes show of one run, added up once it has ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from gilviz.render.distribution import Distribution, distribution
from gilviz.render.state_text import kinds_of
from gilviz.runner.protocol import State, WorkerKind
from gilviz.trace.executing import Floats, executing
from gilviz.trace.gil_ledger import changes_hands, lanes_by_gil
from gilviz.trace.metrics import measure
from gilviz.trace.requests import ANSWERED, SENT
from gilviz.trace.run_trace import RunTrace
from gilviz.trace.stretches import gil_waits, slices

COLUMNS: Final = 80
"""Of the curve over time: so few that in most runs each is some slices long, or their ends would be all that is seen."""


@dataclass(frozen=True, eq=False)
class RunChart:
    """A run as charts show it.

    Args:
        key: Says which run it is.
        title: What was run: ``threading · 2 workers · CPython 3.13 · GIL``.
        length_ns: From its zero to the last that is known of it.
        workers: How many there were.
        one_gil: Whether all of them share one GIL.
        parallelism: How many executed at once on average, while there were tasks; None without any.
        curve: float64[COLUMNS]: how many executed at once, over ``length_ns``.
        states_ns: The time of all workers in each state, by ``State``.
        kinds: What the workers are.
        slices: How long they executed Python code at a stretch; None where none did.
        waits: How long they waited for a GIL; None where none did.
        answers: How long a client waited for its answers; None without one.
        intervals: Every switch interval that held while it ran, in seconds.
    """

    key: int
    title: str
    length_ns: int
    workers: int
    one_gil: bool
    parallelism: float | None
    curve: Floats
    states_ns: tuple[int, ...]
    kinds: frozenset[WorkerKind]
    slices: Distribution | None
    waits: Distribution | None
    answers: Distribution | None
    intervals: tuple[float, ...]

    @property
    def name(self) -> str:
        """The most telling part of its title."""
        return self.title.partition(" · ")[0]

    @property
    def total_ns(self) -> int:
        """The time of all workers."""
        return sum(self.states_ns)


def run_chart(key: int, title: str, trace: RunTrace, intervals: tuple[float, ...]) -> RunChart | None:
    """Add a run up that has ended; None where nothing was recorded of it."""
    lanes = [lane for lane in trace.lanes if len(lane)]
    if not lanes or trace.origin is None:
        return None
    length = max(lane.known_until for lane in lanes) - trace.origin
    gils = list(lanes_by_gil(lanes).values())
    totals = [lane.totals() for lane in lanes]
    requests = trace.requests
    return RunChart(
        key=key,
        title=title,
        length_ns=max(length, 1),
        workers=len(lanes),
        one_gil=len(gils) == 1 and 1 < len(gils[0]) == len(lanes) and changes_hands(lanes),
        parallelism=measure(trace).parallelism,
        curve=executing(lanes, trace.origin, length, COLUMNS),
        states_ns=tuple(int(sum(total[state] for total in totals)) for state in State),
        kinds=kinds_of(lanes),
        slices=distribution(slices(lanes)),
        waits=distribution(gil_waits(lanes)),
        answers=distribution(requests[:, ANSWERED] - requests[:, SENT]),
        intervals=intervals,
    )
