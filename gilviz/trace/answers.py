"""How long answers took: of a worker beside others that compute, which ``echo+cpu`` is about, or of the server of ``http``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from gilviz.runner.spec import JobSpec
from gilviz.trace.requests import ANSWERED, READ, SENT
from gilviz.trace.run_trace import RunTrace

CONVERSING: Final = "echo+cpu"
"""The workload in which a task answers while others compute; in others workers ask, and nobody answers beside anything."""
CONVERSATION: Final = 0
"""The task that answers."""
FEWEST: Final = 5
"""Fewer requests that came while others computed are no base for a median: then it is that of all."""
MS: Final = 1e6
"""Nanoseconds in a millisecond."""


@dataclass(frozen=True)
class Answers:
    """How long answers took, in ms, to requests that came while others computed; to all where next to none did.

    Args:
        median: Half of them took no longer.
        p95: Of a hundred, 95 took no longer.
        longest: The longest of all.
        count: How many there were.
        until_read: How long it took at the median until the worker had read a request: the rest is the way, and answering.
        beside: How many other workers had a task meanwhile, at the median; 0 where next to none had.
    """

    median: float
    p95: float
    longest: float
    count: int
    until_read: float
    beside: int


class Recorded(Protocol):
    """A run and what was recorded of it."""

    @property
    def spec(self) -> JobSpec:
        """What was run."""

    @property
    def trace(self) -> RunTrace | None:
        """What was recorded; None while there is nothing."""


def answers_of(record: Recorded) -> Answers | None:
    """How long answers took in a run so far; None without any."""
    return None if record.trace is None else answers(record.trace, in_company=record.spec.workload == CONVERSING)


def answers(trace: RunTrace, *, in_company: bool = True) -> Answers | None:
    """How long answers took so far; None without any. They count as given beside others only where that can be."""
    requests = trace.requests
    if not len(requests):
        return None
    busy = _busy(trace, requests[:, SENT]) if in_company else np.zeros(len(requests), dtype=np.int64)
    beside = busy > 0
    others = 0
    if int(beside.sum()) >= FEWEST:
        requests, others = requests[beside], int(np.median(busy[beside]))
    took = (requests[:, ANSWERED] - requests[:, SENT]) / MS
    return Answers(
        median=float(np.median(took)),
        p95=float(np.percentile(took, 95)),
        longest=float(took.max()),
        count=len(took),
        until_read=float(np.median((requests[:, READ] - requests[:, SENT]) / MS)),
        beside=others,
    )


def _busy(trace: RunTrace, moments: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many workers had a task other than the conversation at each of some moments (ns)."""
    busy = np.zeros(len(moments), dtype=np.int64)
    for lane in trace.lanes:
        for block in lane.blocks():
            inside = np.searchsorted(block.starts, moments, side="right") - 1
            place = np.clip(inside, 0, None)
            busy += (inside >= 0) & (moments < block.ends[place]) & (block.tasks[place] > CONVERSATION)
    return busy
