from __future__ import annotations

import csv
import io
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gilviz.render.range_text import MeasuredRun, as_csv, as_text
from gilviz.runner.protocol import State, WorkerKind
from gilviz.trace.range_metrics import RangeMetrics, measure_range
from tests.render.hand_made import MS, ORIGIN, lane, processes, threads, turns

RUN = threads(3, 400 * MS)


def of_threads(start: int, end: int) -> RangeMetrics:
    return measure_range(RUN.lanes, ORIGIN, start, end)


@given(st.integers(-10 * MS, 420 * MS), st.integers(1, 300 * MS), st.integers(1, 300 * MS))
def test_two_ranges_side_by_side_add_up_to_one(start: int, first: int, second: int) -> None:
    middle, end = start + first, start + first + second
    left, right, whole = of_threads(start, middle), of_threads(middle, end), of_threads(start, end)
    assert [a + b for a, b in zip(left.states_ns, right.states_ns, strict=True)] == list(whole.states_ns)


def test_no_lane_has_more_time_than_the_range() -> None:
    metrics = of_threads(50 * MS, 150 * MS)
    assert [sum(lane.states_ns) for lane in metrics.lanes] == [metrics.duration] * 3


def test_threads_take_turns_and_every_turn_is_a_hand_off() -> None:
    metrics = of_threads(0, 401 * MS)
    starts = sorted((t, i) for i, row in enumerate(turns(3, 400 * MS)) for t, state in row if state is State.RUNNING)
    assert metrics.hand_offs == sum(a[1] != b[1] for a, b in pairwise(starts))
    assert 0.9 < metrics.parallelism <= 1.0


def test_within_one_slice_nothing_is_handed_over() -> None:
    made = [
        lane(1, [(0, State.RUNNING), (10 * MS, State.GIL_WAIT)], 20 * MS),
        lane(2, [(0, State.GIL_WAIT), (10 * MS, State.RUNNING)], 20 * MS),
    ]
    assert measure_range(made, ORIGIN, 2 * MS, 9 * MS).hand_offs == 0
    assert measure_range(made, ORIGIN, 9 * MS, 11 * MS).hand_offs == 1


def test_processes_have_gils_of_their_own_and_hand_nothing_over() -> None:
    run = processes(2, 20 * MS, 300 * MS)
    metrics = measure_range(run.lanes, ORIGIN, 100 * MS, 200 * MS)
    assert metrics.hand_offs == 0
    assert metrics.parallelism == 2


def test_without_a_gil_there_is_nothing_to_count() -> None:
    free = lane(1, [(0, State.RUNNING)], 10 * MS, WorkerKind.THREAD, gil=False)
    assert measure_range([free], ORIGIN, 0, MS).hand_offs is None


def test_a_range_without_length_is_refused() -> None:
    with pytest.raises(ValueError, match="end after it starts"):
        of_threads(MS, MS)


def test_the_text_names_run_lanes_and_sums() -> None:
    text = as_text(0, 100 * MS, [MeasuredRun("threading · 3 workers", of_threads(0, 100 * MS))])
    assert text.startswith("100 ms, from 0")
    for part in ("threading · 3 workers", "executing at once", "hand-offs of the GIL", "T1", "T3", "all", "gil-wait"):
        assert part in text


def test_the_table_is_read_back_as_it_was() -> None:
    metrics = of_threads(10 * MS, 60 * MS)
    rows = list(csv.DictReader(io.StringIO(as_csv([MeasuredRun('a "title", with signs', metrics)]))))
    assert len(rows) == 3 * len(State)
    assert {row["run"] for row in rows} == {'a "title", with signs'}
    assert [int(row["ns"]) for row in rows] == [ns for each in metrics.lanes for ns in each.states_ns]
    assert sum(float(row["share"]) for row in rows) == pytest.approx(3)
