from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gilviz.runner.protocol import NO_TASK, Evidence, State, WorkerKind
from gilviz.trace.lane import Lane, Segments
from tests.trace import lanes
from tests.trace.lane_files import Transition

IDLE, RUNNING, GIL_WAIT = State.IDLE, State.RUNNING, State.GIL_WAIT
SOME: list[Transition] = [(10, IDLE, NO_TASK), (20, RUNNING, 0), (35, GIL_WAIT, 0), (50, RUNNING, 0), (60, IDLE, NO_TASK)]

edges = st.lists(st.integers(-10, 1300), min_size=1, max_size=12).map(sorted)
beyond = st.integers(0, 60)
sizes = st.integers(1, 7)


@lanes.steady
@given(lanes.transitions(), beyond, edges, sizes)
def test_coverage_is_exact_in_every_column(listed: list[Transition], more: int, borders: list[int], size: int) -> None:
    known_until = (listed[-1][0] if listed else 0) + more
    lane = lanes.lane_of(listed, known_until, chunk_size=size)
    assert np.array_equal(lane.coverage(borders), lanes.brute_coverage(listed, known_until, borders))


@lanes.steady
@given(lanes.transitions(), st.lists(st.integers(0, 30)), beyond, edges)
def test_a_lane_filled_bit_by_bit_is_the_same_as_one_filled_at_once(
    listed: list[Transition], cuts: list[int], more: int, borders: list[int]
) -> None:
    whole = lanes.lane_of(listed, more)
    pieces = lanes.lane_of([], chunk_size=3)
    for begin, end in zip([0, *sorted(cuts)], [*sorted(cuts), len(listed)], strict=True):
        lanes.append(pieces, listed[begin:end])
    pieces.known_until = more
    assert list(pieces.segments()) == list(whole.segments())
    assert np.array_equal(pieces.coverage(borders), whole.coverage(borders))
    assert pieces.task_span == whole.task_span
    assert pieces.totals().tolist() == whole.totals().tolist()


@lanes.steady
@given(lanes.transitions(), beyond, sizes, st.integers(0, 35))
def test_segments_lie_between_the_transitions(listed: list[Transition], more: int, size: int, first: int) -> None:
    known_until = (listed[-1][0] if listed else 0) + more
    lane = lanes.lane_of(listed, known_until, chunk_size=size)
    expected = lanes.brute_segments(listed, known_until)
    assert [(s.start, s.end, s.state, s.task) for s in lane.segments()] == expected
    assert [(s.start, s.end, s.state, s.task) for block in lane.blocks(first) for s in block] == expected[first:]


@lanes.steady
@given(lanes.transitions(least=1), beyond, sizes, st.integers(-5, 1300), st.integers(1, 200))
def test_between_finds_every_segment_with_a_part_in_the_interval(
    listed: list[Transition], more: int, size: int, start: int, length: int
) -> None:
    known_until = listed[-1][0] + more
    lane = lanes.lane_of(listed, known_until, chunk_size=size)
    found = [(s.start, s.end, s.state, s.task) for s in lane.between(start, start + length) if s.end > s.start]
    expected = lanes.brute_segments(listed, known_until)
    assert found == [each for each in expected if each[1] > each[0] and each[0] < start + length and each[1] > start]


@lanes.steady
@given(lanes.transitions(), beyond, sizes, st.integers(-5, 1300))
def test_at_names_the_one_segment_that_contains_the_time(listed: list[Transition], more: int, size: int, t: int) -> None:
    known_until = (listed[-1][0] if listed else 0) + more
    lane = lanes.lane_of(listed, known_until, chunk_size=size)
    expected = [each for each in lanes.brute_segments(listed, known_until) if each[0] <= t < each[1]]
    found = lane.at(t)
    assert ([] if found is None else [(found.start, found.end, found.state, found.task)]) == expected


@lanes.steady
@given(lanes.transitions(), beyond)
def test_the_task_span_reaches_from_the_first_task_to_the_end_of_the_last(listed: list[Transition], more: int) -> None:
    known_until = (listed[-1][0] if listed else 0) + more
    working = [each for each in lanes.brute_segments(listed, known_until) if each[3] != NO_TASK]
    assert lanes.lane_of(listed, known_until).task_span == ((working[0][0], working[-1][1]) if working else None)


def test_spans_of_years_in_nanoseconds_stay_exact() -> None:
    year = 365 * 24 * 3600 * 10**9
    lane = lanes.lane_of([(1, IDLE, NO_TASK), (1 + 50 * year, RUNNING, 0)], 100 * year)
    assert lane.totals()[[IDLE, RUNNING]].tolist() == [50 * year, 50 * year - 1]


def test_nothing_is_known_before_the_first_transition_and_after_known_until() -> None:
    lane = lanes.lane_of(SOME, known_until=70)
    assert lane.coverage([0, 10, 70, 100]).sum(axis=1).tolist() == [0, 60, 0]
    assert lane.at(9) is None
    assert lane.at(70) is None


def test_known_until_is_never_before_the_last_transition() -> None:
    lane = lanes.lane_of(SOME, known_until=5)
    assert lane.known_until == 60
    lanes.append(lane, [(80, RUNNING, 1)])
    assert lane.known_until == 80


def test_growing_moves_no_transition_that_was_there_before() -> None:
    lane = lanes.lane_of(SOME, chunk_size=4)
    before = next(lane.blocks()).starts
    for time in range(100, 200):
        lanes.append(lane, [(time, RUNNING, 0)])
    assert np.shares_memory(before, next(lane.blocks()).starts)


def test_a_new_lane_is_empty_in_every_respect() -> None:
    lane = lanes.lane_of([])
    assert (len(lane), lane.start, lane.last_state, lane.task_span, lane.at(0)) == (0, None, None, None, None)
    assert lane.totals().tolist() == [0] * 8
    assert lane.coverage([0, 5]).tolist() == [[0] * 8]
    assert len(lane.between(0, 10)) == 0
    assert list(lane.segments()) == []


@pytest.mark.parametrize(
    ("times", "states", "evidence", "tasks"),
    [
        ([3, 2], [0, 0], [0, 0], [0, 0]),
        ([1], [8], [0], [0]),
        ([1], [0], [4], [0]),
        ([1, 2], [0], [0], [0]),
    ],
)
def test_unsound_transitions_are_refused_whole(
    times: list[int], states: list[int], evidence: list[int], tasks: list[int]
) -> None:
    lane = lanes.lane_of([])
    with pytest.raises(ValueError, match=r"."):
        lane.append(times, states, evidence, tasks)
    assert len(lane) == 0


def test_a_transition_before_the_last_one_is_refused() -> None:
    lane = lanes.lane_of(SOME)
    with pytest.raises(ValueError, match="order"):
        lanes.append(lane, [(59, RUNNING, 0)])


@pytest.mark.parametrize(
    ("kind", "number", "name"), [(WorkerKind.THREAD, 1, "T1"), (WorkerKind.PROCESS, 12, "P12"), (WorkerKind.MAIN, 1, "M")]
)
def test_lanes_are_named_after_their_worker(kind: WorkerKind, number: int, name: str) -> None:
    assert lanes.identity(number, kind=kind).name == name


def test_segments_say_how_they_are_known() -> None:
    lane = lanes.lane_of(SOME, evidence=Evidence.INFERRED)
    assert {segment.evidence for segment in lane.segments()} == {Evidence.INFERRED}


def test_joining_no_segments_gives_none() -> None:
    assert len(Segments.join([])) == 0


def test_a_lane_without_chunk_size_holds_many_transitions() -> None:
    lane = Lane(lanes.identity())
    count = 100_000
    lane.append(np.arange(1, count + 1), np.ones(count), np.zeros(count), np.zeros(count))
    lane.known_until = count + 1
    assert len(lane) == count
    assert lane.totals()[RUNNING] == count
