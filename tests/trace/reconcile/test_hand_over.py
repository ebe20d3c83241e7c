"""At a hand-over of the GIL: when who had it let go of it, and when who waited for it took it."""

from __future__ import annotations

import pytest

from gilviz.runner.protocol import Evidence, State
from gilviz.trace.reconcile.hand_over import (
    ASKED_NS,
    ASKING_NS,
    LETTING_GO_NS,
    LONGEST_NS,
    NEVER,
    PASSING_NS,
    TAKING_NS,
    Cut,
    asked,
    let_go,
    looks,
    ran_until,
    share,
    took,
)
from gilviz.trace.reconcile.silence import IN, OUT, PREEMPTED, Silence, Transition
from tests.trace.reconcile.histories import (
    US,
)


def test_who_asks_for_the_gil_has_done_so_a_little_before_it_is_asleep_again() -> None:
    switches = [(100 * US, OUT), (5100 * US, IN), (5116 * US, OUT), (9000 * US, IN), (9100 * US, OUT), (9500 * US, IN)]
    assert looks(Silence(0, 9600 * US, State.RUNNING, switches=switches)) == [5112 * US, 9095 * US]


def test_who_slept_for_long_had_to_ask_for_the_gil_and_who_was_woken_had_not() -> None:
    slept = Silence(0, 700 * US, State.RUNNING, switches=[(10 * US, OUT), (600 * US, IN)])
    woken = Silence(0, 700 * US, State.RUNNING, switches=[(10 * US, OUT), (570 * US, IN), (575 * US, OUT), (600 * US, IN)])
    at_once = 600 * US + TAKING_NS
    assert took(woken, 600 * US, 590 * US, rivals=False) == at_once + (700 * US - at_once) // 4
    asked_first = at_once + ASKED_NS
    assert took(slept, 600 * US, 590 * US, rivals=False) == asked_first + (700 * US - asked_first) // 4
    # Of several whoever asked goes to the end of the queue.
    assert took(slept, 600 * US, 590 * US, rivals=True) == at_once + (700 * US - at_once) // 4


def test_nobody_has_the_gil_before_the_last_claim_of_the_one_before_and_who_then_is_silent_has_it_at_once() -> None:
    woken = Silence(0, 9000 * US, State.RUNNING, switches=[(590 * US, OUT), (600 * US, IN)])
    assert took(woken, 600 * US, 690 * US, rivals=False) == 690 * US
    assert took(woken._replace(end=730 * US), 600 * US, 690 * US, rivals=False) == 700 * US


M = Evidence.MEASURED


PREEMPTED_ONCE: list[Transition] = [
    (0, State.RUNNING, M), (100 * US, State.CPU_WAIT, M), (130 * US, State.RUNNING, M), (150 * US, State.GIL_WAIT, M),
]  # fmt: skip


@pytest.mark.parametrize(
    ("looked", "let_go"),
    [
        ([], None),
        ([-5 * US], None),  # before the silence
        ([20 * US, 60 * US], 60 * US),
        ([60 * US, 110 * US], 130 * US + ASKING_NS),  # it had no core to let go on
        ([60 * US, 140 * US], 140 * US),
        ([60 * US, 160 * US], 60 * US),  # the GIL was gone by then
    ],
)
def test_who_was_asked_for_the_gil_let_go_of_it_as_soon_as_it_had_a_core(looked: list[int], let_go: int | None) -> None:
    assert asked(PREEMPTED_ONCE, 150 * US, 0, looked) == let_go


def test_who_had_the_gil_back_meanwhile_let_go_of_it_when_it_was_asked_after_that() -> None:
    again: list[Transition] = [
        (0, State.RUNNING, M), (10 * US, State.GIL_WAIT, M), (500 * US, State.RUNNING, M), (900 * US, State.GIL_WAIT, M),
    ]  # fmt: skip
    assert asked(again, 900 * US, 0, [8 * US]) is None
    assert asked(again, 900 * US, 0, [8 * US, 890 * US]) == 890 * US


def test_the_gil_takes_some_time_to_pass_to_the_next_one() -> None:
    # It left its core by itself long after the other one ran: nobody knows what it did until then.
    left = Silence(100 * US, 9000 * US, State.RUNNING, switches=[(5000 * US, OUT), (8990 * US, IN)])
    pieces: list[Transition] = [(100 * US, State.RUNNING, M), (5000 * US, State.GIL_WAIT, M), (8990 * US, State.RUNNING, M)]
    assert let_go(left, pieces, Cut(150 * US, 170 * US, NEVER), []) == 150 * US - PASSING_NS
    assert let_go(left, pieces, Cut(105 * US, 170 * US, NEVER), []) == 100 * US, "it claimed to have it until then"


def test_who_has_no_core_while_another_one_takes_the_gil_let_go_of_it_before() -> None:
    switches = [(200 * US, PREEMPTED), (260 * US, IN), (900 * US, OUT), (8990 * US, IN)]
    silence = Silence(100 * US, 9000 * US, State.RUNNING, switches=switches)
    pieces: list[Transition] = [(100 * US, State.RUNNING, M), (900 * US, State.GIL_WAIT, M), (8990 * US, State.RUNNING, M)]
    assert let_go(silence, pieces, Cut(240 * US, 280 * US, NEVER), []) == 200 * US - LETTING_GO_NS
    assert let_go(silence, pieces, Cut(270 * US, 280 * US, NEVER), []) == 270 * US - PASSING_NS, "it had a core again"


@pytest.mark.parametrize(
    ("claimed", "waited", "end"),
    [
        (180 * US, None, 120 * US),
        (180 * US, 100 * US, 120 * US),
        (180 * US, 1000 * US, 140 * US),  # both on one core
        (100 * US + LONGEST_NS, None, 200 * US),
        (101 * US + LONGEST_NS, None, 101 * US + LONGEST_NS),
    ],
)
def test_by_ticks_alone_a_worker_runs_on_for_a_quarter_or_half_of_the_time_until_the_next_one_claims_to(
    claimed: int, waited: int | None, end: int
) -> None:
    silence = Silence(100 * US, 5100 * US, State.RUNNING, ran=0, waited=waited)
    assert let_go(silence, [(100 * US, State.RUNNING, M)], Cut(claimed, claimed, NEVER), []) == end


def test_by_sums_a_worker_has_lost_the_gil_when_another_one_took_it_and_not_when_it_had_computed_for_so_long() -> None:
    inferred = Evidence.INFERRED
    story: list[Transition] = [(0, State.RUNNING, M), (0, State.GIL_WAIT, inferred), (90 * US, State.CPU_WAIT, inferred)]
    assert [time for time, *_ in ran_until(20 * US, story)] == [0, 20 * US, 90 * US]
    assert [time for time, *_ in ran_until(95 * US, story)] == [0, 90 * US, 90 * US]
    assert ran_until(20 * US, story[:1]) == story[:1]
    assert ran_until(LONGEST_NS + 1, story[:2]) == story[:2], "nobody knows how long it ran on"
    later = [story[0], (50 * US, State.GIL_WAIT, inferred)]
    assert ran_until(20 * US, later) == later, "others that run meanwhile are cut out of it anyway"


def test_what_is_left_between_two_turns_of_others_is_their_hand_over() -> None:
    turns = [(100 * US, 500 * US), (540 * US, 900 * US), (1100 * US, 1500 * US)]
    shared = share([(0, State.RUNNING, Evidence.MEASURED)], 1500 * US, lambda *_: turns, None, None)
    assert [(time, state) for time, state, _ in shared] == [
        (0, State.RUNNING),
        (100 * US, State.GIL_WAIT),
        (900 * US, State.RUNNING),
        (1100 * US, State.GIL_WAIT),
    ]
