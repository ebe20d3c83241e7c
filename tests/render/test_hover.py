from __future__ import annotations

import dataclasses

import pytest

from gilviz.render.hover import EVIDENCE_TEXTS, STATE_TEXTS, executing_hint, gil_hint, lane_hint, name_hint
from gilviz.runner.protocol import Evidence, State, WorkerKind
from gilviz.trace.evidence import evidence_of
from tests.render.hand_made import MS, ORIGIN, lane

ONE = lane(1, [(0, State.RUNNING), (10 * MS, State.GIL_WAIT), (25 * MS, State.RUNNING)], 40 * MS)
TWO = lane(2, [(0, State.GIL_WAIT), (10 * MS, State.RUNNING), (25 * MS, State.IDLE)], 40 * MS)


def test_within_a_segment_it_is_described_whole() -> None:
    hint = lane_hint(ONE, ORIGIN, 15 * MS, 16 * MS)
    assert hint is not None
    assert hint.heading == "T1 · waiting for the GIL"
    assert hint.lines == ("from 0.010 s, for 15.0 ms", "task 2", "measured")


def test_a_column_with_several_states_gives_their_shares_and_not_one_of_them() -> None:
    hint = lane_hint(ONE, ORIGIN, 0, 40 * MS)
    assert hint is not None
    assert hint.heading == "T1 · in 40.0 ms from 0.00 s"
    assert hint.lines == ("62 %  running Python code", "38 %  waiting for the GIL")


def test_a_state_that_was_there_is_never_said_to_take_none_of_it() -> None:
    hint = lane_hint(ONE, ORIGIN, 10 * MS - 10_000, 20 * MS)
    assert hint is not None
    assert hint.lines == ("under 1 %  running Python code", "100 %  waiting for the GIL")


def test_where_nothing_is_known_nothing_is_said() -> None:
    assert lane_hint(ONE, ORIGIN, 41 * MS, 42 * MS) is None
    assert lane_hint(ONE, ORIGIN, -5 * MS, -4 * MS) is None
    assert gil_hint([ONE, TWO], ORIGIN, 50 * MS, 51 * MS) is None
    assert executing_hint([ONE, TWO], ORIGIN, 50 * MS, 51 * MS) is None


@pytest.mark.parametrize(("kind", "words"), [(WorkerKind.COROUTINE, "the event loop"), (WorkerKind.THREAD, "a lock")])
def test_a_coroutine_waits_for_its_loop_and_others_for_a_lock(kind: WorkerKind, words: str) -> None:
    ready = lane(1, [(0, State.LOCK_WAIT), (10 * MS, State.RUNNING)], 20 * MS)
    ready.identity = dataclasses.replace(ready.identity, kind=kind)
    hint = lane_hint(ready, ORIGIN, 5 * MS, 6 * MS)
    assert hint is not None
    assert hint.heading.endswith(f"waiting for {words}")


def test_idle_time_names_no_task() -> None:
    hint = lane_hint(TWO, ORIGIN, 30 * MS, 31 * MS)
    assert hint is not None
    assert (hint.heading, hint.lines[1:]) == ("T2 · idle, no task", ("measured",))


def test_a_gap_whose_reason_nobody_saw_is_called_unknown() -> None:
    gap = lane(1, [(0, State.RUNNING)], 10 * MS)
    gap.append([ORIGIN + 10 * MS], [State.GIL_WAIT], [Evidence.UNKNOWN], [0])
    gap.known_until = ORIGIN + 40 * MS
    hint = lane_hint(gap, ORIGIN, 15 * MS, 16 * MS)
    assert hint is not None
    assert hint.heading == "T1 · unknown gap"
    assert hint.lines[-1] == "waiting for the GIL? nobody saw why, and this is the likeliest"


def test_a_lane_and_its_name_say_what_the_lane_rests_on() -> None:
    hint = lane_hint(ONE, ORIGIN, 15 * MS, 16 * MS, evidence_of(ONE, watched=False))
    assert hint is not None
    assert hint.notes == ("no ticks", "edges only where tasks begin and end, nothing lost", "100 % measured")
    named = name_hint(ONE, evidence_of(ONE, watched=False))
    assert (named.heading, named.lines) == ("T1 · thread 7001 of process 100", hint.notes)


def test_the_gils_holder_is_named_or_the_holders_with_their_shares() -> None:
    alone = gil_hint([ONE, TWO], ORIGIN, 15 * MS, 16 * MS)
    both = gil_hint([ONE, TWO], ORIGIN, 0, 40 * MS)
    assert alone is not None
    assert both is not None
    assert alone.heading == "GIL · held by T2"
    assert both.lines == ("62 %  T1", "38 %  T2")


def test_a_gil_without_a_running_worker_is_said_to_have_none() -> None:
    hint = gil_hint([ONE, lane(2, [(0, State.IO_WAIT)], 40 * MS)], ORIGIN, 12 * MS, 13 * MS)
    assert hint is not None
    assert hint.heading == "GIL · no worker runs Python code"


def test_only_the_most_of_many_holders_are_named() -> None:
    many = [lane(i + 1, [(i * MS, State.RUNNING), ((i + 1) * MS, State.GIL_WAIT)], 20 * MS) for i in range(10)]
    hint = gil_hint(many, ORIGIN, 0, 10 * MS)
    assert hint is not None
    assert len(hint.lines) == 7
    assert hint.lines[-1] == "and 4 others"


def test_how_many_execute_is_the_mean_over_the_column() -> None:
    hint = executing_hint([ONE, TWO], ORIGIN, 0, 40 * MS)
    assert hint is not None
    assert hint.heading == "1.00 executing at once"


def test_every_state_and_evidence_has_words() -> None:
    assert set(STATE_TEXTS) == set(State)
    assert set(EVIDENCE_TEXTS) == set(Evidence)


def test_who_waits_for_the_gil_is_told_who_had_it() -> None:
    waiting = lane(1, [(0, State.GIL_WAIT), (10 * MS, State.RUNNING)], 20 * MS)
    second = lane(2, [(0, State.RUNNING), (6 * MS, State.GIL_WAIT)], 20 * MS)
    third = lane(3, [(0, State.GIL_WAIT), (6 * MS, State.RUNNING), (9 * MS, State.GIL_WAIT)], 20 * MS)
    said = [
        lane_hint(waiting, ORIGIN, 5 * MS, 5 * MS + 10, sharers=sharers)
        for sharers in ((), (waiting, second), (waiting, second, third))
    ]
    assert [hint.lines[-2] if hint is not None else None for hint in said] == [
        "task 1",
        "T2 had it meanwhile",
        "had meanwhile by T2 60 %, T3 30 %",
    ]
