"""Lanes for tests, and what they must say by the slowest and plainest means."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from gilviz.runner.protocol import NO_TASK, Evidence, State, WorkerKind
from gilviz.trace.lane import Lane, LaneIdentity
from tests.trace.lane_files import Transition

steady = settings(deadline=None, derandomize=True, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
"""Property tests that try the same cases each time, and do not care how busy the machine is."""


def identity(
    number: int = 1, pid: int = 1000, kind: WorkerKind = WorkerKind.THREAD, *, gil: bool = True, interpreter: int = 0
) -> LaneIdentity:
    """A worker."""
    return LaneIdentity(number=number, pid=pid, native_id=pid + number, kind=kind, interpreter=interpreter, gil=gil)


def lane_of(
    transitions: Iterable[Transition],
    known_until: int = 0,
    who: LaneIdentity | None = None,
    *,
    evidence: Evidence = Evidence.MEASURED,
    chunk_size: int = 5,
) -> Lane:
    """A lane with these transitions."""
    lane = Lane(who or identity(), chunk_size=chunk_size)
    append(lane, transitions, evidence)
    lane.known_until = known_until
    return lane


def append(lane: Lane, transitions: Iterable[Transition], evidence: Evidence = Evidence.MEASURED) -> None:
    """Add transitions at a lane's end."""
    listed = list(transitions)
    lane.append(
        np.array([time for time, _, _ in listed], dtype=np.int64),
        np.array([state for _, state, _ in listed], dtype=np.uint8),
        np.full(len(listed), evidence, dtype=np.uint8),
        np.array([task for _, _, task in listed], dtype=np.int32),
    )


@st.composite
def transitions(draw: st.DrawFn, *, least: int = 0, most: int = 30, first: int = 1) -> list[Transition]:
    """Transitions in the order of their times, some at the same time."""
    gaps = draw(st.lists(st.integers(0, 40), min_size=least, max_size=most))
    times = (first + np.cumsum(gaps)).tolist()
    states = st.sampled_from(State)
    tasks = st.sampled_from([NO_TASK, NO_TASK, 0, 1, 7])
    return [(time, draw(states), draw(tasks)) for time in times]


def brute_segments(listed: Sequence[Transition], known_until: int) -> list[tuple[int, int, State, int]]:
    """(start, end, state, task) of each segment."""
    ends = [*[time for time, _, _ in listed[1:]], known_until][: len(listed)]
    return [(start, end, state, task) for (start, state, task), end in zip(listed, ends, strict=True)]


def brute_coverage(listed: Sequence[Transition], known_until: int, edges: Sequence[int]) -> NDArray[np.int64]:
    """The ns in each state in each column, segment by segment."""
    result = np.zeros((len(edges) - 1, len(State)), dtype=np.int64)
    for column, (left, right) in enumerate(pairwise(edges)):
        for start, end, state, _ in brute_segments(listed, known_until):
            result[column, state] += max(0, min(end, right) - max(start, left))
    return result
