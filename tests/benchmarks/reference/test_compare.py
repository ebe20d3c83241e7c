from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gilviz.runner.protocol import NO_TASK, Evidence, State, WorkerKind
from gilviz.trace.lane import Lane, LaneIdentity
from tests.benchmarks.reference.compare import Moments, Pair, edge_errors, slices
from tests.benchmarks.reference.timeline import OF_STATE, Doing, Timeline

END = 40
SPAN = (0, END)
MS = 1_000_000


def line(*changes: tuple[int, Doing]) -> Timeline:
    return Timeline.of(changes)


timelines = st.lists(st.tuples(st.integers(0, END), st.sampled_from(Doing)), max_size=8).map(
    lambda changes: Timeline.of(sorted(changes, key=lambda change: change[0]))
)
spans = st.tuples(st.integers(0, END), st.integers(0, END)).map(lambda edges: (min(edges), max(edges)))
pairs = st.builds(Pair, timelines, timelines, timelines, spans)


def test_every_state_of_a_lane_has_a_meaning() -> None:
    assert OF_STATE.keys() == set(State)


def test_a_lane_is_read_until_where_it_is_known() -> None:
    lane = Lane(LaneIdentity(1, 10, 11, WorkerKind.THREAD, 0, gil=True))
    states = [State.RUNNING, State.GIL_WAIT, State.RUNNING, State.IDLE, State.RUNNING]
    lane.append([10, 20, 30, 30, 40], states, [Evidence.MEASURED] * 5, [0, 0, 0, NO_TASK, 1])
    lane.known_until = 50
    read = Timeline.of_lane(lane)
    assert read.times.tolist() == [10, 20, 30, 40, 50]
    assert read.doings.tolist() == [Doing.RUNNING, Doing.GIL_WAIT, Doing.ABSENT, Doing.RUNNING, Doing.ABSENT]


@given(st.lists(pairs, min_size=1, max_size=3))
def test_moments_agree_with_looking_at_every_nanosecond(pairs: list[Pair]) -> None:
    moments = Moments.of(pairs, SPAN)
    truth = np.array([pair.truth.at(np.arange(END)) for pair in pairs])
    lanes = np.array([pair.lane.at(np.arange(END)) for pair in pairs])
    runs = (Doing.RUNNING, Doing.NATIVE)
    right = sum(
        all(
            truth[each, now] == lanes[each, now]
            for each, pair in enumerate(pairs)
            if pair.span[0] <= now < pair.span[1] and (truth[each, now] in runs or lanes[each, now] in runs)
        )
        for now in range(END)
    )
    assert moments.who_runs() == pytest.approx(100 * right / END)
    waited = told = 0
    for number, pair in enumerate(pairs):
        for now in range(*pair.span):
            waits = truth[number, now] in (Doing.GIL_WAIT, Doing.CPU_WAIT)
            waited += waits
            told += waits and bool(truth[number, now] == lanes[number, now])
    with_task = said = 0
    for number, pair in enumerate(pairs):
        for now in range(*pair.span):
            with_task += lanes[number, now] != Doing.ABSENT
            said += lanes[number, now] != Doing.ABSENT and bool(truth[number, now] == lanes[number, now])
    assert moments.thread_time() == pytest.approx(100 * said / with_task if with_task else 100)
    assert moments.waits() == pytest.approx(100 * told / waited if waited else 100)
    assert moments.table().sum() == sum(pair.span[1] - pair.span[0] for pair in pairs)


@given(timelines, spans)
def test_a_lane_that_says_the_truth_agrees_altogether(truth: Timeline, span: tuple[int, int]) -> None:
    pair = Pair(truth, truth, truth, span)
    moments = Moments.of([pair], SPAN)
    assert moments.who_runs() == moments.waits() == moments.named_runners() == 100
    starts, ends = edge_errors(pair, SPAN)
    assert not starts.any()
    assert not ends.any()


def test_time_that_a_lane_calls_running_is_right_where_it_ran() -> None:
    truth = line((0, Doing.RUNNING), (10, Doing.GIL_WAIT))
    lane = line((0, Doing.RUNNING), (20, Doing.GIL_WAIT))
    moments = Moments.of([Pair(truth, truth, lane, SPAN)], SPAN)
    assert moments.named_runners() == 50
    assert moments.who_runs() == 75
    assert moments.waits() == pytest.approx(100 * 20 / 30)


def test_a_short_interruption_ends_no_slice() -> None:
    truth = line(
        (0, Doing.RUNNING),
        (10, Doing.CPU_WAIT),
        (14, Doing.RUNNING),
        (20, Doing.GIL_WAIT),
        (30, Doing.RUNNING),
        (35, Doing.ABSENT),
    )
    assert slices(truth, interruption=5).tolist() == [[0, 20], [30, 35]]
    assert slices(truth, interruption=0).tolist() == [[0, 10], [14, 20], [30, 35]]


def test_edges_are_late_or_early_by_their_distance_from_the_truth() -> None:
    truth = line((1 * MS, Doing.RUNNING), (5 * MS, Doing.GIL_WAIT), (9 * MS, Doing.RUNNING), (14 * MS, Doing.GIL_WAIT))
    lane = line(
        (1 * MS - 3, Doing.RUNNING), (5 * MS + 4, Doing.GIL_WAIT), (9 * MS - 5, Doing.RUNNING), (14 * MS + 6, Doing.GIL_WAIT)
    )
    starts, ends = edge_errors(Pair(truth, truth, lane, SPAN), (0, 20 * MS))
    assert starts.tolist() == [-3, -5]
    assert ends.tolist() == [4, 6]


def test_an_edge_that_only_one_side_has_is_no_error_of_another_edge() -> None:
    truth = line((1 * MS, Doing.RUNNING), (5 * MS, Doing.GIL_WAIT))
    lane = line((1 * MS, Doing.RUNNING), (2 * MS, Doing.GIL_WAIT), (3 * MS, Doing.RUNNING), (5 * MS + 7, Doing.GIL_WAIT))
    starts, ends = edge_errors(Pair(truth, truth, lane, SPAN), (0, 20 * MS))
    assert starts.tolist() == [0]
    assert ends.tolist() == [7]


def test_edges_outside_of_the_span_are_not_looked_at() -> None:
    truth = line((1 * MS, Doing.RUNNING), (5 * MS, Doing.GIL_WAIT))
    starts, ends = edge_errors(Pair(truth, truth, truth, SPAN), (2 * MS, 4 * MS))
    assert len(starts) == len(ends) == 0
