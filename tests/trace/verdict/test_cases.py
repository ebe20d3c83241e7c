"""What is said of workers that share a GIL, or have it to themselves."""

from __future__ import annotations

import pytest

from gilviz.runner.protocol import Evidence, State, WorkerKind
from tests.trace.runs import Stretch, record, runtime, worker
from tests.trace.verdict.sentences import said, turns

IDLE, RUNNING, NATIVE, GIL_WAIT = State.IDLE, State.RUNNING, State.NATIVE, State.GIL_WAIT
CPU_WAIT, IO_WAIT, LOCK_WAIT = State.CPU_WAIT, State.IO_WAIT, State.LOCK_WAIT


def test_threads_under_a_gil_took_turns() -> None:
    members = [worker(n + 1, turns(n, 4, 50), evidence=Evidence.INFERRED) for n in range(4)]
    assert said(record("threading", members, wall_ms=1000, baseline_ms=1020)) == (
        "The 4 threads took turns, for only one can hold the GIL: on average each executed 25 % of the time and waited for the "
        "GIL 75 % of it (inferred), so the 8 tasks took as long as a plain loop (1.00 s, 1.02×)."
    )


@pytest.mark.parametrize(("guessed", "hedge"), [(1, ""), (2, " (inferred)")])
def test_a_sentence_is_qualified_if_much_of_what_it_says_was_not_seen(guessed: int, hedge: str) -> None:
    """One thread of twelve, or two, whose waits were concluded: 8 % of all waits, or 17 %."""
    evidence = [Evidence.INFERRED] * guessed + [Evidence.MEASURED] * (12 - guessed)
    members = [worker(n + 1, turns(n, 12, 10), evidence=evidence[n]) for n in range(12)]
    assert f"waited for the GIL 92 % of it{hedge}, so" in said(record("threading", members, wall_ms=600, baseline_ms=600))


def test_threads_that_took_longer_than_a_loop_are_not_explained_by_their_turns() -> None:
    members = [worker(n + 1, turns(n, 2, 100)) for n in range(2)]
    assert said(record("thread", members, wall_ms=1000, baseline_ms=700)).endswith(
        "waited for the GIL 50 % of it, and the 8 tasks took longer than a plain loop: 1.00 s instead of 0.70 s (0.70×)."
    )


def test_threads_that_wait_for_io_wait_together() -> None:
    members = [worker(n, [(IO_WAIT, 500)]) for n in range(1, 9)]
    assert said(record("thread-pool", members, wall_ms=510, baseline_ms=4000, tasks=16)) == (
        "The 8 threads waited at the same time, and waiting needs no GIL: 8.0 were waiting for I/O on average, so the 16 "
        "tasks took 0.51 s instead of 4.00 s (7.8×)."
    )


def test_c_code_that_lets_go_of_the_gil_executes_at_once() -> None:
    members = [worker(n, [(NATIVE, 480), (RUNNING, 10)]) for n in (1, 2)]
    assert said(record("threading", members, wall_ms=500, baseline_ms=960)) == (
        "The 2 threads spent 98 % of their time in C code that lets go of the GIL, so 2.0 executed at once on average, "
        "and the 8 tasks took 0.50 s instead of 0.96 s (1.92×)."
    )


def test_more_threads_in_c_code_than_cores_are_not_said_to_execute() -> None:
    members = [worker(n, [(NATIVE, 490)]) for n in range(1, 5)]
    sentence = said(record("threading", members, wall_ms=500, baseline_ms=960, runs_on=runtime(cores=2)))
    assert "4.0 were in it at once on average, more than the 2 cores can execute" in sentence


def test_more_threads_in_c_code_than_cores_had_to_share_the_cores() -> None:
    members = [worker(n, [(CPU_WAIT, 360), (NATIVE, 120), (RUNNING, 5)]) for n in range(1, 9)]
    sentence = said(record("threading", members, wall_ms=490, baseline_ms=960, runs_on=runtime(cores=2)))
    assert sentence.startswith(
        "The 8 threads let go of the GIL in C code and had to share 2 cores: 2.1 executed at once on average"
    )
    assert "each waited for a core 74 % of the time" in sentence


def test_c_code_one_thread_after_another_is_not_said_to_be_parallel() -> None:
    members = [worker(n + 1, [(LOCK_WAIT, 250 * n), (NATIVE, 250), (RUNNING, 10)]) for n in range(2)]
    assert "yet only 1.0 executed at once" in said(record("threading", members, wall_ms=510, baseline_ms=500))


def test_a_loop_is_what_it_is() -> None:
    loop = worker(1, [(RUNNING, 990), (IO_WAIT, 10)], kind=WorkerKind.MAIN)
    assert said(record("sequential", [loop], wall_ms=1000, baseline_ms=1000)) == (
        "One task after another, the 8 tasks took 1.00 s, 99 % of it running Python code."
    )
    assert said(record("sequential", [loop], wall_ms=1000, tasks=1)).startswith("The one task took 1.00 s,")


def test_a_loop_that_was_kept_from_its_core_says_so() -> None:
    loop = worker(1, [(RUNNING, 800), (CPU_WAIT, 200)], kind=WorkerKind.MAIN, evidence=Evidence.INFERRED)
    assert said(record("sequential", [loop], wall_ms=1000)).endswith(
        "80 % of it running Python code and 20 % waiting for a core (inferred)."
    )


def test_a_loop_that_waits_says_so() -> None:
    loop = worker(1, [(IO_WAIT, 960), (RUNNING, 40)], kind=WorkerKind.MAIN)
    assert said(record("sequential", [loop], wall_ms=1000)).endswith("took 1.00 s, 96 % of it waiting for I/O.")


def test_one_worker_shares_with_nobody() -> None:
    assert said(record("thread-pool", [worker(1, [(RUNNING, 100)])], wall_ms=101, baseline_ms=100, workers=1)) == (
        "A single thread did all the work, 100 % of the time running Python code, and the 8 tasks took as long as a plain loop "
        "(0.10 s, 0.99×)."
    )


def test_workers_without_a_task_are_not_counted_as_workers() -> None:
    members = [worker(1, [(RUNNING, 100)]), worker(2, [(IDLE, 100)]), worker(3, [(IDLE, 100)])]
    assert said(record("thread-pool", members, wall_ms=101, tasks=1)).startswith(
        "Only one of 3 threads had a task, so it did all the work, 100 % of the time running Python code, and the one task took"
    )


def test_a_run_of_a_few_milliseconds_shows_nothing() -> None:
    members = [worker(n, [(RUNNING, 3)]) for n in (1, 2)]
    assert said(record("threading", members, wall_ms=6, baseline_ms=6)) == (
        "All tasks were over in 3.0 ms, too short to tell how 2 threads share the time, so choose a larger size."
    )


def test_threads_that_never_met_show_nothing() -> None:
    members = [worker(n, [(RUNNING, 30)], start_ms=30 * (n - 1)) for n in (1, 2)]
    assert "each thread had almost finished when the next began" in said(record("threading", members, wall_ms=60)).lower()


@pytest.mark.parametrize(
    ("kind", "executor", "crew", "what"),
    [
        (WorkerKind.THREAD, "threading", "threads", "a lock"),
        (WorkerKind.COROUTINE, "asyncio", "coroutines", "the event loop"),
    ],
)
def test_a_mixture_is_said_to_be_one(kind: WorkerKind, executor: str, crew: str, what: str) -> None:
    members = [worker(n, [(RUNNING, 400), (LOCK_WAIT, 300), (IO_WAIT, 300)], kind=kind) for n in (1, 2)]
    assert said(record(executor, members, wall_ms=1000, baseline_ms=1500)) == (
        f"The 2 {crew} divided their time (40 % running Python code, 30 % waiting for I/O, 30 % waiting for {what}): "
        "0.8 executed at once on average, and the 8 tasks took 1.00 s instead of 1.50 s (1.50×)."
    )


def test_coroutines_that_await_wait_together_in_one_thread() -> None:
    members = [worker(n, [(IO_WAIT, 500), (LOCK_WAIT, 2)], kind=WorkerKind.COROUTINE) for n in range(1, 11)]
    assert said(record("asyncio", members, wall_ms=510, baseline_ms=5000, tasks=10)) == (
        "The 10 coroutines waited at the same time in one thread, for each let the others go on: 10.0 were waiting for I/O on "
        "average, so the 10 tasks took 0.51 s instead of 5.00 s (9.8×)."
    )


@pytest.mark.parametrize(("state", "doing"), [(IO_WAIT, "waited for I/O in a blocking call"), (RUNNING, "computed")])
def test_coroutines_that_keep_the_event_loop_go_one_after_another(state: State, doing: str) -> None:
    stretches: list[list[Stretch]] = [[(LOCK_WAIT, 100 * n), (state, 100), (IDLE, 300 - 100 * n)] for n in range(4)]
    members = [
        worker(n + 1, [stretch for stretch in each if stretch[1]], kind=WorkerKind.COROUTINE) for n, each in enumerate(stretches)
    ]
    assert said(record("asyncio-blocking", members, wall_ms=400, baseline_ms=400)) == (
        f"The 4 coroutines went one after another, for each kept the event loop to itself while it {doing}: on average each "
        "waited for the loop 38 % of the time, so the 8 tasks took as long as a plain loop (0.40 s, 1.00×)."
    )


def test_threads_that_took_turns_on_a_machine_that_others_use_say_that_they_waited_for_cores_too() -> None:
    laps: list[list[Stretch]] = [
        [(RUNNING, 5), (CPU_WAIT, 2), (GIL_WAIT, 5)] * 50,
        [(GIL_WAIT, 5), (CPU_WAIT, 2), (RUNNING, 5)] * 50,
    ]
    members = [worker(n + 1, lap) for n, lap in enumerate(laps)]
    told = said(record("threading", members, wall_ms=600, baseline_ms=600))
    assert "waited for the GIL 42 % of it and for a core 17 %, and the 8 tasks took as long as a plain loop" in told


def test_c_code_between_turns_counts_as_executing() -> None:
    laps: list[list[Stretch]] = [[(RUNNING, 4), (NATIVE, 1), (GIL_WAIT, 5)] * 50, [(GIL_WAIT, 5), (RUNNING, 4), (NATIVE, 1)] * 50]
    members = [worker(n + 1, lap) for n, lap in enumerate(laps)]
    assert "took turns, for only one can hold the GIL: on average each executed 50 % of the time" in said(
        record("threading", members, wall_ms=500, baseline_ms=500)
    )


def test_c_code_that_keeps_the_event_loop_is_computing_however_much_they_wait_beside_it() -> None:
    stretches: list[list[Stretch]] = [
        [(LOCK_WAIT, 100 * n), (RUNNING, 30), (NATIVE, 30), (IO_WAIT, 40), (IDLE, 300 - 100 * n)] for n in range(4)
    ]
    members = [
        worker(n + 1, [stretch for stretch in each if stretch[1]], kind=WorkerKind.COROUTINE) for n, each in enumerate(stretches)
    ]
    assert "kept the event loop to itself while it computed" in said(record("asyncio-blocking", members, wall_ms=400))
