from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gilviz.runner.protocol import NO_TASK, State
from gilviz.trace.metrics import measure, task_span
from gilviz.trace.run_trace import RunTrace
from tests.trace import lanes
from tests.trace.lane_files import Transition

RUNNING, NATIVE, GIL_WAIT = State.RUNNING, State.NATIVE, State.GIL_WAIT

contents = st.lists(lanes.transitions(least=1), min_size=1, max_size=4)


def trace_of(all_contents: list[list[Transition]], known_until: int = 0) -> RunTrace:
    members = [lanes.lane_of(listed, known_until, lanes.identity(number)) for number, listed in enumerate(all_contents, start=1)]
    return RunTrace.of(members, origin=0)


def brute_executing(all_contents: list[list[Transition]], known_until: int, left: int, right: int) -> int:
    """Worker-nanoseconds of execution, counted second by second of a very small clock."""
    return sum(
        sum(start <= t < end for t in range(left, right))
        for listed in all_contents
        for start, end, state, _ in lanes.brute_segments(listed, max(known_until, listed[-1][0]))
        if state in (RUNNING, NATIVE)
    )


@lanes.steady
@given(contents, st.integers(0, 1300))
def test_parallelism_is_the_mean_number_of_executing_workers_while_there_are_tasks(
    all_contents: list[list[Transition]], known_until: int
) -> None:
    trace = trace_of(all_contents, known_until)
    working = [
        (start, end)
        for listed in all_contents
        for start, end, _, task in lanes.brute_segments(listed, max(known_until, listed[-1][0]))
        if task != NO_TASK
    ]
    begin, finish = min((start for start, _ in working), default=0), max((end for _, end in working), default=0)
    assert task_span(trace.lanes) == ((begin, finish) if working else None)
    expected = brute_executing(all_contents, known_until, begin, finish) / (finish - begin) if finish > begin else None
    assert measure(trace).parallelism == (None if expected is None else pytest.approx(expected))


@lanes.steady
@given(contents)
def test_states_add_up_over_all_lanes(all_contents: list[list[Transition]]) -> None:
    metrics = measure(trace_of(all_contents))
    assert list(metrics.states_s) == [state.label for state in State]
    for label, total in metrics.states_s.items():
        assert sum(lane.states_s[label] for lane in metrics.lanes) == pytest.approx(total)
    assert sum(metrics.states_s.values()) == pytest.approx(sum(listed[-1][0] - listed[0][0] for listed in all_contents) / 1e9)


def test_a_run_without_lanes_has_no_figures() -> None:
    metrics = measure(trace_of([]))
    assert (metrics.parallelism, metrics.gil_switches, metrics.lanes, metrics.tasks_done) == (None, None, (), 0)
    assert set(metrics.states_s.values()) == {0.0}


def test_lanes_are_measured_by_name() -> None:
    lane = lanes.lane_of([(0, RUNNING, 0), (2_000_000_000, GIL_WAIT, 0)], 3_000_000_000)
    lane.dropped = 3
    lane.tasks_done = 2
    metrics = measure(RunTrace.of([lane], origin=0))
    each = metrics.lanes[0]
    assert (each.name, each.pid, each.native_id, each.transitions, each.dropped) == ("T1", 1000, 1001, 2, 3)
    assert (each.states_s["running"], each.states_s["gil-wait"]) == (2.0, 1.0)
    assert metrics.tasks_done == 2


def test_threads_of_the_function_s_own_are_added_up_with_those_that_have_no_lane() -> None:
    """One computes for half of the task; three more that have no lane do, all in all, for as long."""
    begin, second = 5_000_000_000, 1_000_000_000
    loop = lanes.lane_of([(begin, RUNNING, 0)], begin + 2 * second)
    loop.more_threads, loop.more_ns = 3, second
    who = dataclasses.replace(lanes.identity(1001), starter=1)
    own = lanes.lane_of([(begin, RUNNING, NO_TASK), (begin + second, State.IDLE, NO_TASK)], begin + 2 * second, who)
    metrics = measure(RunTrace.of([loop, own], origin=begin))
    assert metrics.parallelism == pytest.approx(2.0)
    assert metrics.own is not None
    assert (metrics.own.threads, metrics.own.unlaned, metrics.own.executed_s) == (4, 3, 2.0)
    assert metrics.own.at_once == pytest.approx(1.0)


def test_of_threads_of_the_function_s_own_nothing_is_said_at_once_where_no_task_began() -> None:
    who = dataclasses.replace(lanes.identity(1001), starter=1)
    metrics = measure(RunTrace.of([lanes.lane_of([(5, RUNNING, NO_TASK)], 10, who)], origin=0))
    assert metrics.own is not None
    assert (metrics.own.threads, metrics.own.at_once) == (1, None)
