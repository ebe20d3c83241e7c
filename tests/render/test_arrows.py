"""Hand-offs to be drawn, against a slow, obvious search through the segments."""

from __future__ import annotations

from itertools import pairwise, takewhile

from hypothesis import given, settings
from hypothesis import strategies as st

from gilviz.render.arrows import APART, hand_offs_in_sight
from gilviz.runner.protocol import State
from gilviz.trace.lane import Lane
from tests.render.hand_made import MS, ORIGIN, lane, threads

Told = list[tuple[str, int, str, int]]
STATES = st.sampled_from([State.RUNNING, State.GIL_WAIT, State.CPU_WAIT, State.IO_WAIT])
STEPS = st.lists(st.tuples(st.integers(0, 30), STATES), min_size=1, max_size=12)


def told(gil: list[Lane] | tuple[Lane, ...], start: int, end: int, width: float = 1e6) -> Told:
    found = hand_offs_in_sight(gil, ORIGIN + start, ORIGIN + end, width)
    return [(each.giver.identity.name, each.released - ORIGIN, each.taker.identity.name, each.taken - ORIGIN) for each in found]


def by_hand(gil: list[Lane], start: int, end: int) -> Told:
    runs = []
    for number, each in enumerate(gil):
        lasting = [segment for segment in each.segments() if segment.end > segment.start]
        for place, segment in enumerate(lasting):
            waits = list(takewhile(lambda other: other.state in (State.GIL_WAIT, State.CPU_WAIT), reversed(lasting[:place])))
            if segment.state is State.RUNNING:
                waited = any(wait.state is State.GIL_WAIT for wait in waits)
                runs.append((segment.start, number, segment.end, waits[-1].start if waited else None, each))
    found = []
    runs.sort(key=lambda run: run[:2])
    for (_, giver, left, _, one), (taken, taker, _, waiting, other) in pairwise(runs):
        released = min(left, taken)
        if giver != taker and waiting is not None and waiting <= released and start <= taken - ORIGIN < end:
            found.append((one.identity.name, released - ORIGIN, other.identity.name, taken - ORIGIN))
    return found


@given(st.lists(STEPS, min_size=2, max_size=4))
@settings(max_examples=150)
def test_every_hand_off_that_was_recorded_is_found_and_no_other(steps: list[list[tuple[int, State]]]) -> None:
    gil = []
    for number, each in enumerate(steps, start=1):
        t, rows = 0, []
        for step, state in each:
            t += step
            rows.append((t, state))
        gil.append(lane(number, rows, t + 10))
    assert told(gil, -1, 1000) == by_hand(gil, -1, 1000)


def test_a_worker_that_comes_back_to_a_free_gil_was_woken_by_nobody() -> None:
    one = lane(1, [(0, State.RUNNING), (5 * MS, State.IO_WAIT)], 20 * MS)
    two = lane(2, [(0, State.IO_WAIT), (10 * MS, State.GIL_WAIT), (10 * MS + 50, State.RUNNING)], 20 * MS)
    assert told([one, two], 0, 20 * MS) == []


def test_hand_offs_that_are_too_close_to_be_told_apart_are_not_drawn() -> None:
    lanes = threads(4, 500 * MS).lanes
    every = told(tuple(lanes), 100 * MS, 200 * MS)
    assert len(every) > 10
    assert told(tuple(lanes), 100 * MS, 200 * MS, len(every) * APART) == every
    assert told(tuple(lanes), 100 * MS, 200 * MS, len(every) * APART - 1) == []


def test_who_handed_over_just_before_what_is_in_sight_is_known() -> None:
    one = lane(1, [(0, State.RUNNING), (10 * MS, State.GIL_WAIT)], 40 * MS)
    two = lane(2, [(0, State.GIL_WAIT), (11 * MS, State.RUNNING)], 40 * MS)
    assert told([one, two], 10 * MS + MS // 2, 30 * MS) == [("T1", 10 * MS, "T2", 11 * MS)]


def test_a_worker_alone_hands_nothing_over() -> None:
    assert told([lane(1, [(0, State.GIL_WAIT), (5, State.RUNNING)], 50)], 0, 50) == []
    assert told([], 0, 50) == []


def test_millions_of_transitions_in_sight_are_not_searched() -> None:
    rows = [(2 * number, State.RUNNING if number % 2 else State.IO_WAIT) for number in range(21_000)]
    busy, other = lane(1, rows, 50_000), lane(2, [(0, State.GIL_WAIT), (42_500, State.RUNNING)], 50_000)
    assert told([busy, other], 0, 50_000) == []
    assert len(told([busy, other], 41_000, 43_000)) == 1


def test_transitions_between_two_times_are_counted() -> None:
    some = lane(1, [(0, State.RUNNING), (5, State.IO_WAIT), (5, State.RUNNING), (9, State.IDLE)], 20)
    counted = [
        some.count_between(ORIGIN + start, ORIGIN + end) for start, end in ((0, 20), (1, 9), (5, 6), (9, 9), (-5, 0), (6, 5))
    ]
    assert counted == [4, 2, 2, 0, 0, 0]
