"""What a silence is called: from switches, from counters, from nothing but the kind of worker."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gilviz.runner.protocol import GAP_NS, Evidence, State
from gilviz.trace.reconcile.silence import (
    IN,
    OUT,
    PREEMPTED,
    Silence,
    Situation,
    Switch,
    Transition,
    by_counters,
    by_kind,
    by_switches,
    explain,
)
from tests.trace.lanes import steady

US = 1000
MS = 1_000_000
SHARED = Situation(shares_gil=True)
ALONE = Situation(shares_gil=False)


def silence(length_ms: float, declared: State = State.RUNNING, due_ms: float | None = None) -> Silence:
    """A silence from 0 on; its due time counts from its start."""
    return Silence(0, round(length_ms * MS), declared, None if due_ms is None else round(due_ms * MS))


def switches(*marks: tuple[float, int]) -> list[Switch]:
    return [(round(ms * MS), kind) for ms, kind in marks]


def named(found: list[Transition]) -> list[tuple[float, State]]:
    """(ms, state) of each transition."""
    return [(moment / MS, state) for moment, state, _ in found]


def test_a_thread_that_leaves_its_core_while_others_want_the_gil_waits_for_it() -> None:
    found = by_switches(silence(5.3), switches((0.1, OUT), (5.2, IN)), 0, SHARED)
    assert named(found) == [(0.1, State.GIL_WAIT), (5.2, State.RUNNING)]
    assert {evidence for _, _, evidence in found} == {Evidence.MEASURED}


def test_a_worker_with_a_gil_of_its_own_waits_for_something_else() -> None:
    found = by_switches(silence(5.3), switches((0.1, OUT), (5.2, IN)), 0, ALONE)
    assert named(found) == [(0.1, State.LOCK_WAIT), (5.2, State.RUNNING)]


@pytest.mark.parametrize("situation", [SHARED, ALONE])
def test_whoever_is_preempted_waits_for_a_core(situation: Situation) -> None:
    found = by_switches(silence(8), switches((0.1, PREEMPTED), (7.9, IN)), 7_800_000, situation)
    assert named(found) == [(0.1, State.CPU_WAIT), (7.9, State.RUNNING)]


def test_a_look_whether_the_gil_is_free_is_part_of_waiting_for_it() -> None:
    marks = switches((0.1, OUT), (5.1, IN), (5.12, OUT), (10.1, IN), (10.13, OUT), (12, IN))
    assert named(by_switches(silence(12.1), marks, 0, SHARED)) == [(0.1, State.GIL_WAIT), (12, State.RUNNING)]


def test_a_long_stay_on_the_core_without_a_tick_is_running() -> None:
    marks = switches((0.1, OUT), (5, IN), (9, OUT), (14, IN))
    expected = [(0.1, State.GIL_WAIT), (5, State.RUNNING), (9, State.GIL_WAIT), (14, State.RUNNING)]
    assert named(by_switches(silence(14.1), marks, 0, SHARED)) == expected


def test_a_silence_without_a_switch_is_running() -> None:
    assert by_switches(silence(10_000), [], 0, SHARED) == []


def test_a_woken_thread_that_has_no_core_yet_waits_for_one() -> None:
    found = by_switches(silence(9.2), switches((0.1, OUT), (9.1, IN)), 4 * MS, SHARED)
    assert found == [
        (100 * US, State.GIL_WAIT, Evidence.MEASURED),
        (5_100 * US, State.CPU_WAIT, Evidence.INFERRED),
        (9_100 * US, State.RUNNING, Evidence.MEASURED),
    ]


def test_waiting_longer_for_a_core_than_it_was_away_is_waiting_for_a_core_all_the_while() -> None:
    found = by_switches(silence(2), switches((0.1, OUT), (1.9, IN)), 50 * MS, SHARED)
    assert named(found) == [(0.1, State.CPU_WAIT), (1.9, State.RUNNING)]


def test_a_sleeper_that_finds_the_gil_taken_waits_for_it_from_then_on() -> None:
    marks = switches((0.01, OUT), (50.08, IN), (50.1, OUT), (55.3, IN))
    found = by_switches(silence(55.4, State.IO_WAIT, due_ms=50), marks, 0, SHARED)
    assert named(found) == [(50.1, State.GIL_WAIT), (55.3, State.RUNNING)]


def test_a_wait_that_ends_late_is_still_that_wait_as_long_as_nothing_else_is_known() -> None:
    marks = switches((0.01, OUT), (50.2, IN))
    assert named(by_switches(silence(50.3, State.IO_WAIT, due_ms=50), marks, 0, SHARED)) == [(50.2, State.RUNNING)]
    late = by_switches(silence(50.3, State.IO_WAIT, due_ms=50), marks, round(0.15 * MS), SHARED)
    assert late[0] == (50_050 * US, State.CPU_WAIT, Evidence.INFERRED)
    again = switches((0.01, OUT), (50.2, IN), (50.21, OUT), (52, IN))
    assert named(by_switches(silence(52, State.IO_WAIT, due_ms=50), again, 0, ALONE)) == [(52, State.RUNNING)]


def test_a_wait_whose_due_time_is_unknown_is_waited_to_its_end() -> None:
    marks = switches((0.01, OUT), (20, IN), (20.1, OUT), (55.3, IN))
    assert named(by_switches(silence(55.4, State.IO_WAIT), marks, 0, SHARED)) == [(55.3, State.RUNNING)]


def test_a_holder_that_is_preempted_by_who_asks_for_the_gil_still_runs_until_it_lets_go_of_it() -> None:
    marks = switches((0.02, PREEMPTED), (0.05, IN), (0.06, OUT), (5, IN))
    assert named(by_switches(silence(5.1), marks, 0, SHARED)) == [
        (0.02, State.CPU_WAIT),
        (0.05, State.RUNNING),
        (0.06, State.GIL_WAIT),
        (5, State.RUNNING),
    ]


def test_between_two_preemptions_a_worker_computes() -> None:
    marks = switches((0.1, PREEMPTED), (4, IN), (4.03, PREEMPTED), (8, IN))
    assert named(by_switches(silence(8.1), marks, 0, ALONE)) == [
        (0.1, State.CPU_WAIT),
        (4, State.RUNNING),
        (4.03, State.CPU_WAIT),
        (8, State.RUNNING),
    ]


def test_c_code_goes_on_after_it_lost_its_core_and_ends_with_waiting_for_the_gil() -> None:
    marks = switches((1, PREEMPTED), (4, IN), (6, OUT), (11, IN))
    found = by_switches(silence(11.1, State.NATIVE), marks, 3 * MS, SHARED)
    assert named(found) == [(1, State.CPU_WAIT), (4, State.NATIVE), (6, State.GIL_WAIT), (11, State.RUNNING)]


@pytest.mark.parametrize("waited_ms", [0, 1])
def test_c_code_was_over_before_a_wait_for_the_gil_also_where_there_was_no_core_at_its_end(waited_ms: int) -> None:
    found = by_switches(silence(20, State.NATIVE), switches((10, OUT), (19.9, IN)), waited_ms * MS, SHARED)
    assert named(found)[-1] == (19.9, State.RUNNING)


def test_an_absence_without_a_length_takes_none_of_the_waiting_for_a_core() -> None:
    assert by_switches(silence(1), switches((0, IN)), MS, SHARED)[-1][1] is not State.CPU_WAIT


def test_c_code_may_begin_with_handing_over_the_gil() -> None:
    found = by_switches(silence(3, State.NATIVE), switches((0.01, OUT), (0.15, IN)), 0, SHARED)
    assert named(found) == [(0.01, State.GIL_WAIT), (0.15, State.NATIVE)]


def test_a_switch_whose_other_half_is_missing_reaches_to_the_edge() -> None:
    assert named(by_switches(silence(5), switches((2, IN)), 0, SHARED)) == [(0, State.GIL_WAIT), (2, State.RUNNING)]
    assert named(by_switches(silence(5), switches((2, OUT)), 0, SHARED)) == [(2, State.GIL_WAIT), (5, State.RUNNING)]


def test_sums_are_put_in_the_order_ran_blocked_waited() -> None:
    found = by_counters(silence(10), 2 * MS, 3 * MS, SHARED)
    assert found == [(2 * MS, State.GIL_WAIT, Evidence.INFERRED), (7 * MS, State.CPU_WAIT, Evidence.INFERRED)]
    assert named(by_counters(silence(10), 10 * MS, 0, SHARED)) == []
    assert named(by_counters(silence(10), 0, 10 * MS, ALONE)) == [(0, State.CPU_WAIT)]
    # What a worker is blocked by that shares its GIL with nobody, nobody knows.
    assert by_counters(silence(10), 0, 0, ALONE) == [(0, State.LOCK_WAIT, Evidence.UNKNOWN)]


def test_what_was_due_before_the_wait_began_was_late_from_its_beginning_on() -> None:
    early = silence(60, State.IO_WAIT, due_ms=-5)
    assert named(by_counters(early, 0, 0, SHARED)) == [(0, State.GIL_WAIT)]
    assert named(by_counters(early, 0, 0, ALONE)) == [(0, State.CPU_WAIT)]


def test_sums_leave_a_declared_wait_until_it_was_due() -> None:
    assert named(by_counters(silence(60, State.IO_WAIT, due_ms=50), 0, 2 * MS, SHARED)) == [
        (50, State.GIL_WAIT),
        (58, State.CPU_WAIT),
    ]
    assert named(by_counters(silence(60, State.IO_WAIT), 0, 0, SHARED)) == []


@pytest.mark.parametrize(
    ("situation", "state", "evidence"),
    [(SHARED, State.GIL_WAIT, Evidence.INFERRED), (ALONE, State.CPU_WAIT, Evidence.UNKNOWN)],
)
def test_where_the_system_tells_nothing_the_whole_gap_is_what_such_a_worker_waits_for(
    situation: Situation, state: State, evidence: Evidence
) -> None:
    assert by_kind(silence(5), situation) == [(0, state, evidence)]
    assert by_kind(silence(5, State.NATIVE), situation) == []
    assert named(by_kind(silence(5, State.IO_WAIT, due_ms=3), situation)) == [(3, situation.late)]


def test_where_only_the_thread_s_own_clock_is_known_being_off_the_core_is_one_thing() -> None:
    assert named(by_counters(silence(10), 2 * MS, None, SHARED)) == [(2, State.GIL_WAIT)]
    assert named(by_counters(silence(10), 2 * MS, None, ALONE)) == [(2, State.CPU_WAIT)]
    assert named(by_counters(silence(60, State.IO_WAIT, due_ms=50), 0, None, SHARED)) == [(50, State.GIL_WAIT)]


def test_the_best_evidence_speaks() -> None:
    quiet = silence(10)
    assert explain(quiet, SHARED) == by_kind(quiet, SHARED)
    counted = quiet._replace(ran=2 * MS, waited=0)
    assert explain(counted, SHARED) == by_counters(quiet, 2 * MS, 0, SHARED)
    told = counted._replace(switches=switches((1, OUT), (9, IN)))
    assert named(explain(told, SHARED)) == [(1, State.GIL_WAIT), (9, State.RUNNING)]


def test_a_clock_that_went_on_while_the_machine_stood_still_is_no_running() -> None:
    slept = silence(3_600_000)._replace(switches=[], ran=2 * MS, waited=0)
    assert explain(slept, SHARED) == [(2 * MS, State.CPU_WAIT, Evidence.INFERRED)]
    long_call = silence(10_000)._replace(switches=[], ran=9_990 * MS, waited=0)
    assert explain(long_call, SHARED) == []


@st.composite
def stories(draw: st.DrawFn) -> tuple[Silence, list[Switch]]:
    end = draw(st.integers(GAP_NS, 50 * MS))
    times = sorted(draw(st.lists(st.integers(0, end), max_size=12)))
    kinds = draw(st.lists(st.sampled_from([IN, OUT, PREEMPTED]), min_size=len(times), max_size=len(times)))
    declared = draw(st.sampled_from([State.RUNNING, State.NATIVE, State.IO_WAIT]))
    due = draw(st.none() | st.integers(-end, 2 * end))
    return Silence(0, end, declared, due), list(zip(times, kinds, strict=True))


@steady
@given(stories(), st.integers(0, 60 * MS), st.integers(0, 50 * MS), st.sampled_from([SHARED, ALONE]))
def test_whatever_the_evidence_the_story_is_in_order_and_within_the_silence(
    story: tuple[Silence, list[Switch]], waited: int, ran: int, situation: Situation
) -> None:
    quiet, marks = story
    accounts = [
        by_switches(quiet, marks, waited, situation),
        by_counters(quiet, min(ran, quiet.end), waited, situation),
        by_kind(quiet, situation),
    ]
    for found in accounts:
        times = [moment for moment, _, _ in found]
        assert times == sorted(times)
        assert all(quiet.start <= moment <= quiet.end for moment in times)
        states = [quiet.declared, *(state for _, state, _ in found)]
        assert all(before is not after for before, after in pairwise(states))
        if situation is ALONE:
            assert State.GIL_WAIT not in states


def test_a_declared_wait_for_a_lock_is_that_and_then_one_for_the_gil() -> None:
    found = by_switches(silence(6, State.LOCK_WAIT), switches((0.1, OUT), (0.3, IN), (0.31, OUT), (5.9, IN)), 0, SHARED)
    assert named(found) == [(0.31, State.GIL_WAIT), (5.9, State.RUNNING)]
    assert found[0][2] is Evidence.INFERRED


def test_where_nobody_shares_the_gil_a_lock_is_all_that_is_waited_for() -> None:
    found = by_switches(silence(6, State.LOCK_WAIT), switches((0.1, OUT), (0.3, IN), (0.31, OUT), (5.9, IN)), 0, ALONE)
    assert named(found) == [(5.9, State.RUNNING)]


def test_without_switches_a_declared_wait_for_a_lock_stays_what_was_declared() -> None:
    assert by_counters(silence(6, State.LOCK_WAIT), MS, 0, SHARED) == []
    assert by_kind(silence(6, State.LOCK_WAIT), SHARED) == []


def test_waiting_for_a_core_that_only_sums_tell_is_shared_out_among_the_waits_it_may_have_been_in() -> None:
    marks = [(10 * MS, OUT), (20 * MS, IN), (30 * MS, OUT), (60 * MS, IN)]
    found = by_switches(silence(100), marks, 8 * MS, SHARED)
    assert [(time / MS, state) for time, state, _ in found] == [
        (10, State.GIL_WAIT), (18, State.CPU_WAIT), (20, State.RUNNING),
        (30, State.GIL_WAIT), (54, State.CPU_WAIT), (60, State.RUNNING),
    ]  # fmt: skip
