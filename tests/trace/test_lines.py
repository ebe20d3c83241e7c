"""What hinders threads: sums over looks at lines, with what is sure of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from gilviz.runner.protocol import State
from gilviz.trace.lines import Doing, Line, Share, lines_of, seen
from gilviz.trace.run_trace import RunTrace
from gilviz.trace.stacks import refused_stacks
from tests.trace import runs
from tests.trace.stacks import Look, stacks

HELD, WAITED, NATIVE, IDLE = State.RUNNING, State.GIL_WAIT, State.NATIVE, State.IDLE


def trace(looks: list[Look], *, torn: int = 0) -> RunTrace:
    """Two threads that take turns every 10 ms, and what was seen of their lines."""
    members = [
        runs.worker(1, [(HELD, 10), (WAITED, 10)] * 5),
        runs.worker(2, [(WAITED, 10), (HELD, 10)] * 5),
    ]
    made = runs.record("thread-pool", members, wall_ms=100).trace
    made.stacks = stacks(looks, torn=torn)
    return made


def by_line(found: tuple[Line, ...]) -> dict[int, Line]:
    return {line.place.line: line for line in found}


def test_a_lines_share_of_the_time_and_of_the_workers_time_is_told() -> None:
    found = lines_of([trace([(5, 1, HELD, 12, 0), (5, 2, WAITED, 11, 0), (15, 1, WAITED, 11, 0), (15, 2, HELD, 12, 0)])])
    slow, other = by_line(found.lines)[12], by_line(found.lines)[11]
    assert (slow.held.percent, slow.waited.percent, slow.samples) == (100, 0, 2)
    assert (other.held.percent, other.waited.percent, other.samples) == (0, 50, 2)
    assert (found.rounds, found.samples) == (2, 4)
    assert (slow.place.function, slow.place.text) == ("parse", "total += slow(item)")
    assert found.lines[0] is slow


def test_a_gil_that_is_handed_on_within_a_round_is_held_in_it_once() -> None:
    found = lines_of([trace([(5, 1, HELD, 12, 0), (5, 2, HELD, 12, 0)])])
    assert (found.lines[0].held.count, found.lines[0].samples) == (1, 2)
    assert found.lines[0].held.surely[1] == 100


def test_who_is_on_a_core_without_the_gil_is_what_its_lane_says() -> None:
    looks: list[Look] = [(5, 2, NATIVE, 11, 0), (15, 2, NATIVE, 11, 0), (16, 1, IDLE, 11, 0)]
    looked = seen(trace(looks))
    assert looked is not None
    # the second worker waits until 10 ms, then runs; the first waits from 10 ms on
    assert looked.doing.tolist() == [Doing.WAITED, Doing.ELSE, Doing.WAITED]


def test_what_a_line_had_called_is_named() -> None:
    found = lines_of([trace([(5, 1, HELD, 12, 353), (15, 2, HELD, 12, 353), (25, 1, HELD, 12, 0)])])
    assert found.lines[0].inside == ("raw_decode (decoder.py:353)",)


def test_looks_outside_the_run_of_other_threads_and_of_other_code_do_not_count() -> None:
    found = lines_of(
        [trace([(-5, 1, HELD, 12, 0), (5, 7, HELD, 12, 0), (5, 1, HELD, 0, 353), (6, 1, HELD, 11, 0), (999, 1, HELD, 12, 0)])]
    )
    assert [(line.place.line, line.samples) for line in found.lines] == [(11, 1)]
    assert found.rounds == 1


def test_a_look_at_the_thread_of_coroutines_was_at_the_one_that_executed() -> None:
    made = trace([(5, 1, HELD, 12, 0), (15, 1, HELD, 12, 0), (105, 1, HELD, 12, 0)])
    first, second = made.lanes
    second.identity = replace(second.identity, native_id=first.identity.native_id)
    looked = seen(made)
    assert looked is not None
    assert looked.lanes.tolist() == [0, 1]


def test_a_coroutine_that_lost_its_core_to_whoever_looks_is_the_one_that_was_looked_at() -> None:
    made = trace([(5, 1, HELD, 12, 0), (15, 1, HELD, 12, 0), (25, 1, HELD, 12, 0)])
    turns = [[(HELD, 10), (State.CPU_WAIT, 10), (State.LOCK_WAIT, 10)], [(State.LOCK_WAIT, 20), (HELD, 10)]]
    members = [runs.worker(number, states) for number, states in enumerate(turns, start=1)]
    one_core = runs.record("asyncio", members, wall_ms=30).trace
    one_core.stacks = made.stacks
    first, second = one_core.lanes
    second.identity = replace(second.identity, native_id=first.identity.native_id)
    looked = seen(one_core)
    assert looked is not None
    assert looked.lanes.tolist() == [0, 0, 1]


def test_functions_that_begin_in_the_same_line_are_one_line_of_the_outermost() -> None:
    made = trace([(5, 1, HELD, 12, 0), (15, 2, HELD, 12, 353)])
    assert made.stacks is not None
    inner = replace(made.stacks.codes[0], function="parse.<locals>.<genexpr>", first=12, source=())
    made.stacks = replace(made.stacks, codes=(made.stacks.codes[0], inner), own=np.array([1 << 32 | 12, 2 << 32 | 12]))
    made.stacks = replace(made.stacks, inner=made.stacks.own)
    found = lines_of([made])
    assert [(line.place.function, line.samples, line.inside) for line in found.lines] == [("parse", 2, ())]


def test_runs_of_the_same_kind_add_up() -> None:
    once: list[Look] = [(5, 1, HELD, 12, 0), (5, 2, WAITED, 11, 0)]
    found = lines_of([trace(once, torn=2), trace(once, torn=1)])
    assert (found.rounds, found.samples, found.torn) == (2, 4, 3)
    assert by_line(found.lines)[12].held == Share(2, 2, 2, found.blind)


def test_where_nobody_could_look_it_says_why() -> None:
    made = trace([])
    made.stacks = refused_stacks("This interpreter runs without a GIL")
    found = lines_of([made])
    assert (found.lines, found.refused) == ((), "This interpreter runs without a GIL")
    assert seen(made) is None


@pytest.mark.parametrize(
    ("count", "of", "rounds", "low", "high"), [(0, 0, 0, 0, 100), (0, 10, 10, 0, 28), (50, 100, 100, 40, 60)]
)
def test_a_share_says_how_sure_it_is(count: int, of: int, rounds: int, low: int, high: int) -> None:
    share = Share(count, of, rounds)
    assert [round(edge) for edge in share.surely] == [low, high]
    assert share.surely[0] <= share.percent <= share.surely[1]


def test_more_rounds_are_surer_and_more_workers_are_not() -> None:
    few, many, crowd = Share(5, 10, 10), Share(50, 100, 100), Share(50, 100, 10)
    assert few.surely == crowd.surely
    assert many.surely[0] > few.surely[0]


def test_what_nobody_could_look_at_may_have_been_anything() -> None:
    seen_all, half_blind = Share(50, 100, 100), Share(50, 100, 100, blind=0.5)
    assert half_blind.surely[0] == pytest.approx(seen_all.surely[0] / 2)
    assert half_blind.surely[1] == pytest.approx(50 + seen_all.surely[1] / 2)


def test_the_look_nearest_to_a_moment_in_a_lane_is_found_and_the_looks_at_a_line() -> None:
    looked = seen(trace([(5, 1, HELD, 12, 0), (5, 2, WAITED, 11, 0), (25, 1, HELD, 11, 0), (35, 1, WAITED, 12, 0)]))
    assert looked is not None
    assert looked.nearest(0, runs.ORIGIN + 14 * runs.MS) == 0
    assert looked.nearest(0, runs.ORIGIN + 16 * runs.MS) == 2
    assert looked.nearest(1, runs.ORIGIN + 90 * runs.MS) == 1
    assert looked.nearest(2, runs.ORIGIN) is None
    assert looked.at(looked.known[int(looked.places[0])]).tolist() == [0, 3]


def test_a_look_without_an_innermost_line_calls_nothing() -> None:
    made = trace([(5, 1, HELD, 12, 0)])
    assert made.stacks is not None
    made.stacks = replace(made.stacks, inner=made.stacks.inner * 0)
    assert made.stacks.sound
    assert lines_of([made]).lines[0].inside == ()
