"""What is measured of a function, in which order, and when enough is known."""

from __future__ import annotations

import dataclasses

import pytest

from gilviz.advice.plan import LOOP, MOST_ROUNDS, Done, Plan, Try, make_plan, next_try, patience
from gilviz.advice.snippet import snippet
from gilviz.advice.survey import Pickled
from gilviz.launch.runtimes import PlugIns
from gilviz.runner.catalog import ExecutorInfo
from gilviz.runner.protocol import WorkerKind
from tests.advice.made_up import CPYTHON, PROCESSES, THREADS, survey


def names(plan: Plan) -> set[str]:
    return {each.executor for each in plan.tries}


def test_what_computes_is_tried_with_as_many_workers_as_cores() -> None:
    plan = make_plan(survey(), CPYTHON, None, 60)
    assert plan.tries == (THREADS, PROCESSES)
    many = make_plan(survey(), dataclasses.replace(CPYTHON, cores=16), None, 60)
    assert [each.workers for each in many.tries if each.executor == "process-pool"] == [2, 4, 16]


def test_what_waits_is_tried_with_many_threads() -> None:
    plan = make_plan(survey(waiting=0.99, items=400, task_s=0.01), CPYTHON, None, 60)
    assert [each.workers for each in plan.tries if each.executor == "thread-pool"] == [4, 16, 64]


def test_what_does_both_is_tried_with_enough_workers_to_overlap() -> None:
    plan = make_plan(survey(waiting=0.7, items=100), CPYTHON, None, 60)
    assert [each.workers for each in plan.tries if each.executor == "process-pool"] == [2, 7, 14]


def test_coroutines_are_awaited_and_not_put_into_threads() -> None:
    plan = make_plan(survey(waiting=0.99, awaits=True), CPYTHON, None, 60)
    assert names(plan) == {"asyncio"}


def test_what_can_not_be_pickled_stays_in_one_process_and_the_reason_is_told() -> None:
    plan = make_plan(survey(function_why_not="PicklingError: it is a lambda"), CPYTHON, None, 60)
    assert names(plan) == {"thread-pool"}
    assert [(each.executor, "lambda" in each.reason) for each in plan.refused] == [("process-pool", True)]
    returned = make_plan(survey(returned=Pickled("TypeError: a socket", 0, 0)), CPYTHON, None, 60)
    assert "results can't be sent back" in returned.refused[0].reason


def test_interpreters_are_tried_where_python_has_a_pool_of_them() -> None:
    assert "interpreter-pool" in names(make_plan(survey(), dataclasses.replace(CPYTHON, version="3.14.0"), None, 60))
    assert "interpreter-pool" not in names(make_plan(survey(), dataclasses.replace(CPYTHON, version="3.13.0"), None, 60))


def test_joblib_and_plug_ins_are_tried_where_they_are_installed_and_suit_the_function() -> None:
    own = ExecutorInfo(
        "chunks", "chunks", "", WorkerKind.PROCESS, "", own_start=True, target="example.chunks", paste="# {function}"
    )
    loop = dataclasses.replace(own, name="own-loop", kind=WorkerKind.COROUTINE, awaits=True)
    python = dataclasses.replace(CPYTHON, plug_ins=PlugIns(executors=(own, loop)))
    assert names(make_plan(survey(), python, None, 60)) == {"thread-pool", "process-pool", "joblib", "chunks"}
    assert "own-loop" in names(make_plan(survey(awaits=True), python, None, 60))
    assert "joblib" not in names(make_plan(survey(waiting=0.99), python, None, 60)), "what waits needs no processes"
    without = dataclasses.replace(CPYTHON, plug_ins=PlugIns(missing=("joblib",)))
    assert "joblib" not in names(make_plan(survey(), without, None, 60))
    chunks = next(each for each in make_plan(survey(), python, None, 60).tries if each.executor == "chunks")
    assert chunks.info == own
    assert snippet(chunks, survey()) == "# parse"


def test_what_pickle_can_not_send_is_tried_by_what_sends_its_code() -> None:
    plan = make_plan(
        survey(function_why_not="PicklingError: it is a lambda"), dataclasses.replace(CPYTHON, plug_ins=PlugIns()), None, 60
    )
    assert names(plan) == {"thread-pool", "joblib"}
    assert [each.executor for each in plan.refused] == ["process-pool"]


def test_the_workers_that_were_asked_for_are_the_only_ones() -> None:
    assert {each.workers for each in make_plan(survey(), CPYTHON, 3, 60).tries} == {3}


def test_as_many_items_are_measured_as_fit_into_the_budget_and_enough_for_the_workers() -> None:
    assert make_plan(survey(task_s=0.001, items=10_000), CPYTHON, None, 60).tasks == 3000
    assert make_plan(survey(task_s=0.5, items=10_000), CPYTHON, None, 20).tasks == 4
    assert make_plan(survey(items=3), CPYTHON, None, 60).tasks == 3


def test_no_more_workers_are_tried_than_there_are_tasks() -> None:
    assert all(each.workers <= 5 for each in make_plan(survey(waiting=0.99, items=5), CPYTHON, None, 60).tries)


def conducted(plan: Plan, seconds: dict[Try, float | None], budget: float) -> list[tuple[int, Try]]:
    """Every run that follows where runs take so long; None fails after a second."""
    done: list[Done] = []
    left = budget
    while (following := next_try(plan, done, left)) is not None:
        what, number = following
        took = seconds[what]
        done.append(Done(what, number, took or 1.0, took))
        left -= took or 1.0
    return [(each.round, each.what) for each in done]


PLAN = Plan(40, (THREADS, PROCESSES))


def test_each_round_begins_with_the_plain_loop_and_goes_on_with_another_executor() -> None:
    order = conducted(PLAN, {LOOP: 2.0, THREADS: 2.0, PROCESSES: 1.0}, 60)
    assert order[:6] == [(0, LOOP), (0, THREADS), (0, PROCESSES), (1, LOOP), (1, PROCESSES), (1, THREADS)]


def test_three_rounds_are_enough_where_they_agree() -> None:
    assert max(number for number, _ in conducted(PLAN, {LOOP: 2.0, THREADS: 2.0, PROCESSES: 1.0}, 600)) == 2


def test_rounds_that_do_not_agree_are_followed_by_more() -> None:
    done = [Done(what, number, 1.0, 1.0 + 0.5 * (number % 2)) for number in range(3) for what in (LOOP, THREADS, PROCESSES)]
    assert next_try(PLAN, done, 100) == (LOOP, 3)
    last = [Done(each.what, MOST_ROUNDS - 1, 1.0, each.wall_s) for each in done[-3:]]
    assert next_try(PLAN, [*done, *last], 100) is None


def test_no_round_is_begun_that_would_not_fit_into_the_budget() -> None:
    assert max(number for number, _ in conducted(PLAN, {LOOP: 2.0, THREADS: 2.0, PROCESSES: 1.0}, 11)) == 1


@pytest.mark.parametrize("slow_round", [0, 1, 2])
def test_nothing_is_begun_when_the_budget_has_ended_inside_a_round(slow_round: int) -> None:
    done: list[Done] = []
    left = 20.0
    while (following := next_try(PLAN, done, left)) is not None:
        assert left > 0
        what, number = following
        took = 21.0 if number == slow_round and what == LOOP else 1.0 + number / 4
        done.append(Done(what, number, took, took))
        left -= took
    assert (done[-1].round, len(done)) == {0: (0, 1), 1: (1, 4), 2: (2, 7)}[slow_round]


def test_what_failed_or_is_far_behind_another_count_is_not_run_again() -> None:
    few, many = Try("thread-pool", 4), Try("thread-pool", 16)
    order = conducted(Plan(40, (few, many, PROCESSES)), {LOOP: 8.0, few: 2.0, many: 0.5, PROCESSES: None}, 600)
    assert {what for number, what in order if number == 1} == {LOOP, many}


def test_without_a_plain_loop_nothing_more_is_run() -> None:
    assert conducted(PLAN, {LOOP: None, THREADS: 1.0, PROCESSES: 1.0}, 600)[3:] == []


def test_an_executor_that_hangs_does_not_get_the_whole_budget() -> None:
    assert patience([Done(LOOP, 0, 1.0, 0.5)], 1000) == 14
    assert patience([], 1000) == 1000
