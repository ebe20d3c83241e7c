from __future__ import annotations

import dataclasses

from gilviz.render.order import LaneView, SortBy
from gilviz.runner.protocol import Layer, State, WorkerKind
from gilviz.trace.lane import Lane, LaneIdentity
from tests.render.hand_made import MS, lane


def lanes() -> list[Lane]:
    """The second starts first, the third executes most, the first waits most, the second ends last."""
    return [
        lane(1, [(5 * MS, State.GIL_WAIT), (60 * MS, State.RUNNING), (70 * MS, State.IDLE)], 100 * MS),
        lane(2, [(1 * MS, State.RUNNING), (30 * MS, State.GIL_WAIT), (80 * MS, State.RUNNING), (90 * MS, State.IDLE)], 100 * MS),
        lane(3, [(9 * MS, State.RUNNING), (59 * MS, State.NATIVE), (65 * MS, State.IDLE)], 100 * MS),
    ]


def numbers(view: LaneView, of: list[Lane]) -> list[int]:
    return [of[place].identity.number for place in view.places(of)]


def test_a_worker_of_whom_more_becomes_known_is_the_same_worker() -> None:
    before = LaneIdentity(3, 7, 8, WorkerKind.THREAD, 0, gil=True)
    assert dataclasses.replace(before, layers=Layer.TICKS | Layer.SWITCHES) == before


def test_lanes_come_in_the_order_that_was_asked_for() -> None:
    some = lanes()
    orders = {sort: numbers(LaneView(sort), some) for sort in SortBy}
    assert orders == {
        SortBy.NUMBER: [1, 2, 3],
        SortBy.START: [2, 1, 3],
        SortBy.EXECUTING: [3, 2, 1],
        SortBy.WAITING: [1, 2, 3],
        SortBy.FINISH: [3, 1, 2],
    }


def test_pinned_lanes_stay_on_top_and_go_back_to_their_place() -> None:
    some = lanes()
    pinned = LaneView().pin(some[2].identity)
    assert numbers(pinned, some) == [3, 1, 2]
    assert numbers(pinned.sorted_by(SortBy.START).pin(some[0].identity), some) == [1, 3, 2]
    assert pinned.pin(some[2].identity) == LaneView()


def test_hidden_lanes_are_not_shown_and_not_pinned_any_more() -> None:
    some = lanes()
    view = LaneView().pin(some[0].identity).hide([some[0].identity, some[1].identity])
    assert numbers(view, some) == [3]
    assert numbers(view.show_all(), some) == [1, 2, 3]


def test_workers_that_join_are_shown_and_those_that_do_not_exist_hurt_nobody() -> None:
    some = lanes()
    assert LaneView().places([]) == ()
    assert numbers(LaneView().pin(some[1].identity).hide([some[2].identity]), some[:1]) == [1]


def test_a_worker_that_has_done_nothing_yet_comes_last_by_its_start() -> None:
    some = [lane(1, [], 0), *lanes()[1:]]
    assert numbers(LaneView(SortBy.START), some) == [2, 3, 1]


def test_one_order_leads_to_the_next_all_round() -> None:
    seen = [SortBy.NUMBER]
    while (following := seen[-1].following) not in seen:
        seen.append(following)
    assert seen == list(SortBy)
    assert following is SortBy.NUMBER
    assert all(sort.words for sort in SortBy)


def test_threads_that_a_worker_s_tasks_started_stand_below_it() -> None:
    first, own, second = lanes()
    own.identity = dataclasses.replace(own.identity, number=1001, starter=1)
    assert numbers(LaneView(), [first, own, second]) == [1, 1001, 3]
    assert numbers(LaneView().hide([first.identity]), [first, own, second]) == [1001, 3]
