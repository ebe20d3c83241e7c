"""The figures that questions, bars and claims are about, each computed from one recorded run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gilviz.runner.protocol import State
from gilviz.trace.answers import answers_of
from gilviz.trace.findings import shared_and_own_s
from gilviz.trace.gil_ledger import lanes_by_gil
from gilviz.trace.lane import Lane
from gilviz.trace.memory import MB
from gilviz.trace.metrics import NS, measure, task_span
from gilviz.trace.record import RunRecord


@dataclass(frozen=True)
class Measure:
    """One figure.

    Args:
        title: What it is, as a caption.
        unit: What stands behind the number.
        of: The figure of a run; None where that run has none.
        whole: Whether it counts something.
    """

    title: str
    unit: str
    of: Callable[[RunRecord], float | None]
    whole: bool = False

    def text(self, value: float | None) -> str:
        """The number with its unit: ``2.04 s``, ``1.9 ×``, ``12,480``; a dash where it is unknown."""
        if value is None:
            return "–"
        decimals = 0 if self.whole or abs(value) >= 99.5 else 1 if abs(value) >= 9.95 else 2
        return f"{value:,.{decimals}f} {self.unit}".strip()


def share_of(record: RunRecord, *states: State) -> float | None:
    """Which part of its workers' time with tasks was spent in some states, 0 to 1; None without a task."""
    span = task_span(record.trace.lanes)
    if span is None or span[1] <= span[0]:
        return None
    covered = sum((lane.coverage(span)[0] for lane in record.trace.lanes), np.zeros(len(State), dtype=np.int64))
    return float(covered[list(states)].sum() / covered.sum()) if covered.sum() else None


def _at_once(record: RunRecord, *states: State) -> float | None:
    """How many workers were in some states at once, on average over the time with tasks."""
    span = task_span(record.trace.lanes)
    if span is None or span[1] <= span[0]:
        return None
    inside = sum(int(lane.coverage(span)[0][list(states)].sum()) for lane in record.trace.lanes)
    return inside / (span[1] - span[0])


def _ready(record: RunRecord) -> float | None:
    return _at_once(record, State.RUNNING, State.NATIVE, State.CPU_WAIT)


def _waiting_for_gil(record: RunRecord) -> float | None:
    share = share_of(record, State.GIL_WAIT)
    return None if share is None else 100 * share


def _answer(record: RunRecord) -> float | None:
    told = answers_of(record)
    return None if told is None else told.median


def _hand_offs(record: RunRecord) -> float | None:
    return None if record.trace.hand_offs is None else float(record.trace.hand_offs.count)


def _slice(record: RunRecord) -> float | None:
    """How long a worker has the GIL before another one runs, in ms: the turn in the middle when all are laid out by length.

    A turn lasts from its first running segment to its last one: what briefly interrupts it is no hand-over.
    """
    turns = np.concatenate([np.zeros(0, dtype=np.int64), *(_turns(lanes) for lanes in lanes_by_gil(record.trace.lanes).values())])
    if not turns.sum():
        return None
    turns.sort()
    middle = int(np.searchsorted(np.cumsum(turns), turns.sum() / 2))
    return float(turns[middle] / 1e6)


def _turns(lanes: Sequence[Lane]) -> NDArray[np.int64]:
    """The lengths of the turns of workers that share a GIL, int64[n], ns."""
    found = []
    for number, lane in enumerate(lanes):
        for block in lane.blocks():
            ran = (block.states == State.RUNNING) & (block.ends > block.starts)
            found.append(np.stack([block.starts[ran], block.ends[ran], np.full(int(ran.sum()), number)]))
    if not found:
        return np.zeros(0, dtype=np.int64)
    starts, ends, whose = np.concatenate(found, axis=1)
    order = np.argsort(starts, kind="stable")
    starts, ends, whose = starts[order], ends[order], whose[order]
    if not len(starts):
        return np.zeros(0, dtype=np.int64)
    first = np.concatenate([[0], np.flatnonzero(np.diff(whose)) + 1])
    last = np.concatenate([first[1:] - 1, [len(starts) - 1]])
    turns: NDArray[np.int64] = ends[last] - starts[first]
    return turns


def _lost(record: RunRecord) -> float | None:
    found = record.finding
    if found is None or not found.get("increments"):
        return None
    return 100 * (found["increments"] - found["counted"]) / found["increments"]


def _shared(record: RunRecord) -> float | None:
    both = shared_and_own_s(record)
    return None if both is None else both[0] / both[1]


def _pickling(record: RunRecord) -> float | None:
    share = share_of(record, State.OVERHEAD)
    return None if share is None else 100 * share


def _parallelism(record: RunRecord) -> float | None:
    return measure(record.trace).parallelism


def _before_first_task(record: RunRecord) -> float | None:
    span = task_span(record.trace.lanes)
    if span is None or record.trace.origin is None:
        return None
    return (span[0] - record.trace.origin) / NS * 1000


MEASURES: Final[Mapping[str, Measure]] = {
    "wall": Measure("wall time", "s", lambda record: record.wall_s),
    "speedup": Measure("times as fast as a plain loop", "×", lambda record: record.speedup),
    "parallelism": Measure("executing at once, on average", "", _parallelism),
    "ready": Measure("executing, or waiting for nothing but a core", "", _ready),
    "waiting-together": Measure("waiting for I/O at once, on average", "", lambda record: _at_once(record, State.IO_WAIT)),
    "gil-wait": Measure("of the workers’ time spent waiting for the GIL", "%", _waiting_for_gil),
    "answer": Measure("until an answer came", "ms", _answer),
    "hand-offs": Measure("hand-offs of the GIL", "", _hand_offs, whole=True),
    "slice": Measure("a worker runs before it hands over", "ms", _slice),
    "lost": Measure("of the increments lost", "%", _lost),
    "shared": Measure("as long on shared objects as on own ones", "×", _shared),
    "overhead": Measure("of the workers’ time spent on start-up and transfer", "%", _pickling),
    "start": Measure("before the first task began", "ms", _before_first_task),
    "one-thread": Measure("as fast as the first Python with one thread", "×", lambda record: record.single_thread_vs_first),
    "memory": Measure("memory at most", "MB", lambda record: None if record.memory is None else record.memory.peak.size / MB),
}
"""By the name that lectures use."""
AGAINST_LOOPS: Final = frozenset({"speedup", "one-thread"})
"""Those that hold a run against its plain loop."""
