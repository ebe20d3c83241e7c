"""Which runs count, and which are told as failures."""

from __future__ import annotations

from gilviz.advice.counted import Ended, counted
from gilviz.advice.plan import LOOP, Refused, Try
from tests.advice.made_up import PROCESSES, THREADS, run

MANY = Try("thread-pool", 64)


def finished(what: Try, number: int = 0) -> Ended:
    return Ended(what, run(what, number, 1.0))


def test_a_run_that_the_budget_ended_says_nothing_of_what_had_finished_before() -> None:
    samples, failures = counted([finished(LOOP), finished(THREADS), Ended(THREADS, failure="It had not", late=True)], ())
    assert [each.what for each in samples] == [LOOP, THREADS]
    assert failures == ()


def test_what_the_budget_ended_in_its_only_run_is_told() -> None:
    samples, failures = counted([finished(LOOP), Ended(THREADS, failure="It had not", late=True)], ())
    assert [each.what for each in samples] == [LOOP]
    assert failures == (Refused("thread-pool", "It had not"),)


def test_a_failure_with_many_workers_leaves_the_runs_with_few() -> None:
    runs = [finished(LOOP), finished(THREADS), finished(MANY), Ended(MANY, failure="It hangs")]
    samples, failures = counted(runs, ())
    assert [each.what for each in samples] == [LOOP, THREADS]
    assert failures == (Refused("thread-pool", "It hangs"),)


def test_wrong_results_with_some_workers_take_the_executor_out() -> None:
    runs = [finished(LOOP), finished(THREADS), finished(PROCESSES), Ended(MANY, failure="others", wrong=True)]
    samples, _ = counted(runs, ())
    assert [each.what for each in samples] == [LOOP, PROCESSES]


def test_a_plain_loop_that_fails_later_leaves_those_before() -> None:
    samples, failures = counted([finished(LOOP), Ended(LOOP, failure="crashed")], ())
    assert [each.what for each in samples] == [LOOP]
    assert [each.executor for each in failures] == ["sequential"]
