"""Shares of tasks against a slow, obvious computation, segment by segment."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from gilviz.runner.protocol import NO_TASK, Evidence, State, WorkerKind
from gilviz.trace.lane import Lane, LaneIdentity
from gilviz.trace.task_shares import KINDS, TaskShares

CLASSES = 3
STEPS = st.lists(
    st.tuples(st.integers(0, 40), st.sampled_from(list(State)), st.sampled_from([NO_TASK, 0, 1, 2, 3, 7])),
    min_size=1,
    max_size=30,
)


def a_lane(chunk_size: int = 4) -> Lane:
    return Lane(LaneIdentity(1, 100, 7000, WorkerKind.THREAD, 0, gil=True), chunk_size)


def extend(lane: Lane, steps: list[tuple[int, State, int]], more: int) -> None:
    times = max(lane.last_time, 1000) + np.cumsum([step for step, _, _ in steps])
    lane.append(times, [state for _, state, _ in steps], [Evidence.MEASURED] * len(steps), [task for _, _, task in steps])
    lane.known_until = int(times[-1]) + more


def by_hand(lane: Lane, start: int, end: int) -> list[list[int]]:
    """The ns in running and native for each class of tasks within [start, end)."""
    found = [[0] * CLASSES for _ in KINDS]
    for segment in lane.segments():
        if segment.state in KINDS and segment.task != NO_TASK:
            ns = max(0, min(segment.end, end) - max(segment.start, start))
            found[KINDS.index(segment.state)][segment.task % CLASSES] += ns
    return found


@given(st.lists(STEPS, min_size=1, max_size=4), st.integers(0, 50), st.lists(st.integers(900, 3000), min_size=2, max_size=12))
@settings(max_examples=150)
def test_shares_are_exact_while_the_lane_grows(parts: list[list[tuple[int, State, int]]], more: int, times: list[int]) -> None:
    lane = a_lane()
    shares = TaskShares(lane, CLASSES)
    edges = np.array(sorted(times), dtype=np.int64)
    for part in parts:
        extend(lane, part, more)
        expected = [by_hand(lane, int(start), int(end)) for start, end in pairwise(edges)]
        assert shares.coverage(edges).tolist() == expected


def test_more_changes_than_there_was_room_for_are_kept_too() -> None:
    lane = a_lane(chunk_size=64)
    shares = TaskShares(lane, CLASSES)
    for first in range(0, 900, 90):
        extend(lane, [(10, State.RUNNING, task) for task in range(first, first + 90)], 0)
        shares.coverage(np.array([0, 1], dtype=np.int64))
    edges = np.array([0, lane.known_until], dtype=np.int64)
    assert shares.coverage(edges)[0].tolist() == by_hand(lane, 0, lane.known_until)


def test_a_lane_without_transitions_has_none() -> None:
    assert TaskShares(a_lane(), CLASSES).coverage(np.array([0, 5, 9], dtype=np.int64)).tolist() == [[[0] * 3] * 2] * 2
