from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import pytest

from gilviz.runner.protocol import NO_TASK, Evidence, Gil, State, WorkerKind
from gilviz.trace.facts import percent, seconds, times
from gilviz.trace.lane import Lane
from gilviz.trace.metrics import measure
from gilviz.trace.record import Outcome, RunRecord
from gilviz.trace.verdict import verdict
from tests.trace import lanes
from tests.trace.runs import MS, ORIGIN, Stretch, record, runtime, worker

IDLE, RUNNING, NATIVE, GIL_WAIT = State.IDLE, State.RUNNING, State.NATIVE, State.GIL_WAIT
CPU_WAIT, IO_WAIT, LOCK_WAIT, OVERHEAD = State.CPU_WAIT, State.IO_WAIT, State.LOCK_WAIT, State.OVERHEAD
PROCESS = WorkerKind.PROCESS


def said(run: RunRecord) -> str:
    sentence = verdict(run, measure(run.trace))
    assert sentence[0].isupper()
    assert sentence.endswith(".")
    assert "\n" not in sentence
    return sentence


def turns(number: int, of: int, rounds: int) -> list[Stretch]:
    """5 ms in turn with the others."""
    lap: list[Stretch] = [(GIL_WAIT, 5 * number), (RUNNING, 5), (GIL_WAIT, 5 * (of - number - 1))]
    return [stretch for stretch in lap * rounds if stretch[1]]


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


def test_processes_with_a_core_each_ran_at_once() -> None:
    members = [worker(n, [(OVERHEAD, 60), (RUNNING, 500)], pid=n, kind=PROCESS) for n in (1, 2)]
    assert said(record("pool", members, wall_ms=570, baseline_ms=1000)) == (
        "Each of the 2 processes has a GIL of its own, so 2.0 executed at once on average, and the 8 tasks took 0.57 s "
        "instead of 1.00 s (1.75×), of which 60 ms went by before the first one began."
    )


def test_processes_that_execute_more_than_the_loop_did_say_so() -> None:
    members = [worker(n, [(RUNNING, 800)], pid=n, kind=PROCESS) for n in (1, 2)]
    assert said(record("pool", members, wall_ms=800, baseline_ms=1000)).endswith(
        "(1.25×) (together they executed for 1.60 s, the loop for 1.00 s)."
    )


def test_more_processes_than_cores_share_them() -> None:
    lap: list[Stretch] = [(RUNNING, 10), (CPU_WAIT, 10)]
    members = [worker(n, lap * 50, pid=n, kind=PROCESS, evidence=Evidence.INFERRED) for n in (1, 2, 3, 4)]
    assert said(record("process-pool", members, wall_ms=1000, baseline_ms=1900, runs_on=runtime(cores=2))) == (
        "The 4 processes had to share 2 cores: 2.0 executed at once on average, each waited for a core 50 % of the time "
        "(inferred), and the 8 tasks took 1.00 s instead of 1.90 s (1.90×)."
    )


def test_processes_with_enough_cores_that_did_not_get_them() -> None:
    lap: list[Stretch] = [(RUNNING, 10), (CPU_WAIT, 10)]
    members = [worker(n, lap * 50, pid=n, kind=PROCESS) for n in (1, 2)]
    assert "did not get 4 cores to themselves" in said(record("pool", members, wall_ms=1000, baseline_ms=1000))


def test_processes_that_cost_more_to_start_than_they_gain() -> None:
    members = [worker(n, [(OVERHEAD, 300), (RUNNING, 100)], pid=n, kind=PROCESS) for n in (1, 2)]
    assert said(record("pool", members, wall_ms=420, baseline_ms=200)) == (
        "Starting the 2 processes took 0.30 s, 71 % of the run, before the first task began; then 2.0 executed at once on "
        "average, and in all the 8 tasks took longer than a plain loop: 0.42 s instead of 0.20 s (0.48×)."
    )


def test_threads_that_wait_for_io_wait_together() -> None:
    members = [worker(n, [(IO_WAIT, 500)]) for n in range(1, 9)]
    assert said(record("thread-pool", members, wall_ms=510, baseline_ms=4000, tasks=16)) == (
        "The 8 threads waited at the same time, and waiting needs no GIL: 8.0 were waiting for I/O on average, so the 16 "
        "tasks took 0.51 s instead of 4.00 s (7.8×)."
    )


def test_processes_that_wait_owe_nothing_to_the_gil() -> None:
    members = [worker(n, [(IO_WAIT, 500)], pid=n, kind=PROCESS) for n in (1, 2)]
    sentence = said(record("pool", members, wall_ms=510, baseline_ms=1000))
    assert sentence.startswith("The 2 processes waited at the same time: 2.0")
    assert "GIL" not in sentence


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


def test_threads_without_a_gil_execute_at_once() -> None:
    members = [worker(n, [(RUNNING, 500)], gil=False) for n in (1, 2)]
    assert said(record("threading", members, wall_ms=505, baseline_ms=1000, runs_on=runtime(gil=False))) == (
        "Without a GIL the 2 threads executed at once, 2.0 on average, and the 8 tasks took 0.51 s instead of 1.00 s (1.98×)."
    )


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (Gil.OPTION, "; this free-threaded build has its GIL because -X gil=1 asks for it."),
        (Gil.ENVIRONMENT, "; this free-threaded build has its GIL because PYTHON_GIL=1 asks for it."),
        (Gil.IMPORT, "; this free-threaded build has its GIL because an import re-enabled it."),
    ],
)
def test_why_a_free_threaded_build_has_a_gil_is_told(state: Gil, words: str) -> None:
    interpreter = dataclasses.replace(runtime(), gil_state=state.value)
    members = [worker(n + 1, turns(n, of=2, rounds=40)) for n in range(2)]
    sentence = said(record("threading", members, wall_ms=400, baseline_ms=400, runs_on=interpreter))
    assert sentence.startswith("The 2 threads took turns")
    assert sentence.endswith(words)


def test_a_gil_that_came_during_the_run_is_told_for_the_picture_knows_nothing_of_it() -> None:
    interpreter = dataclasses.replace(runtime(), gil_state=Gil.LATE_IMPORT.value)
    members = [worker(n, [(RUNNING, 500)], gil=False) for n in (1, 2)]
    sentence = said(record("threading", members, wall_ms=505, baseline_ms=1000, runs_on=interpreter))
    assert "an import re-enabled the GIL of this free-threaded build during the run" in sentence
    assert "can't tell waiting for it from waiting for a lock" in sentence


@pytest.mark.parametrize("state", ["", Gil.BUILT_IN.value, Gil.DISABLED.value])
def test_what_is_a_matter_of_course_is_not_explained(state: str) -> None:
    interpreter = dataclasses.replace(runtime(), gil_state=state)
    members = [worker(n, [(RUNNING, 500)], gil=False) for n in (1, 2)]
    assert "build" not in said(record("threading", members, wall_ms=505, baseline_ms=1000, runs_on=interpreter))


def test_threads_without_a_gil_that_slow_each_other_down() -> None:
    members = [worker(n, [(RUNNING, 1000)], gil=False) for n in (1, 2)]
    assert said(record("threading", members, wall_ms=1000, baseline_ms=1000, runs_on=runtime(gil=False))).endswith(
        "took as long as a plain loop (1.00 s, 1.00×) (together they executed for 2.00 s, the loop for 1.00 s)."
    )


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


def test_a_mixture_is_said_to_be_one() -> None:
    members = [worker(n, [(RUNNING, 400), (LOCK_WAIT, 300), (IO_WAIT, 300)]) for n in (1, 2)]
    assert said(record("threading", members, wall_ms=1000, baseline_ms=1500)) == (
        "The 2 threads divided their time (40 % running Python code, 30 % waiting for I/O, 30 % waiting for a lock): "
        "0.8 executed at once on average, and the 8 tasks took 1.00 s instead of 1.50 s (1.50×)."
    )


def test_workers_that_ran_out_of_tasks_are_mentioned() -> None:
    members = [worker(1, [(RUNNING, 1000)], pid=1, kind=PROCESS), worker(2, [(RUNNING, 300)], pid=2, kind=PROCESS)]
    assert said(record("pool", members, wall_ms=1000)).endswith(
        "took 1.00 s, although for 35 % of the workers' time there was no task."
    )


def test_missing_transitions_are_confessed() -> None:
    members = [worker(n, [(IO_WAIT, 500)]) for n in (1, 2)]
    members[0].dropped = 1234
    assert said(record("threading", members, wall_ms=510)).endswith("took 0.51 s (1,234 transitions could not be recorded).")


def test_a_failed_run_says_how_far_it_came_and_why() -> None:
    members = [worker(n, [(RUNNING, 100)]) for n in (1, 2)]
    failed = record("threading", members, wall_ms=None, outcome=Outcome.FAILED, error="A task raised ValueError: no.\nmore")
    assert said(failed) == "The run failed with 4 of 8 tasks done: A task raised ValueError: no."


@pytest.mark.parametrize("error", [None, "", " \n"])
def test_a_run_that_failed_without_a_word_says_that(error: str | None) -> None:
    failed = record("threading", [], wall_ms=None, outcome=Outcome.FAILED, error=error)
    assert said(failed) == "The run failed before a task had begun: it did not say why."


def test_a_stopped_run_says_what_happened_until_then() -> None:
    members = [worker(n + 1, turns(n, 2, 120)) for n in range(2)]
    assert said(record("threading", members, wall_ms=None, outcome=Outcome.PARTIAL)) == (
        "The run was stopped after 1.20 s with 4 of 8 tasks done; until then 1.0 of 2 threads executed at once on average."
    )
    assert said(record("threading", [], wall_ms=None, outcome=Outcome.PARTIAL)) == (
        "The run was stopped after 1.20 s, before a task had begun."
    )


def test_a_stopped_loop_says_how_much_it_executed() -> None:
    loop = worker(1, [(RUNNING, 900), (CPU_WAIT, 300)], kind=WorkerKind.MAIN)
    assert said(record("sequential", [loop], wall_ms=None, outcome=Outcome.PARTIAL)) == (
        "The run was stopped after 1.20 s with 2 of 8 tasks done; until then its thread executed 75 % of the time."
    )


def test_a_run_without_a_recording_claims_nothing() -> None:
    assert said(record("threading", [], wall_ms=500, baseline_ms=500)) == (
        "The run finished in 0.50 s, but no task was recorded, so nothing can be said on how its workers spent the time."
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0004, "0.4 ms"),
        (0.038, "38 ms"),
        (0.0996, "0.10 s"),
        (2.036, "2.04 s"),
        (9.999, "10.0 s"),
        (61.23, "61.2 s"),
        (100.2, "100 s"),
    ],
)
def test_seconds_are_said_with_three_digits(value: float, text: str) -> None:
    assert seconds(value) == text


@pytest.mark.parametrize(("value", "text"), [(0.854, "0.85×"), (1.9951, "2.0×"), (3.34, "3.3×"), (12.3, "12×")])
def test_ratios_are_said_as_they_are_remembered(value: float, text: str) -> None:
    assert times(value) == text


@pytest.mark.parametrize(
    ("share", "text"), [(0.0, "0 %"), (0.001, "under 1 %"), (0.744, "74 %"), (0.9987, "over 99 %"), (1.0, "100 %")]
)
def test_shares_are_never_rounded_to_none_or_all(share: float, text: str) -> None:
    assert percent(share) == text


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


def test_threads_of_several_processes_take_turns_within_each() -> None:
    members = [worker(2 * p + t, turns(t - 1, 2, 50), pid=p) for p in (1, 2) for t in (1, 2)]
    assert said(record("process-threads", members, wall_ms=520, baseline_ms=1000)) == (
        "The 4 threads of 2 processes took turns within each process, for each process has one GIL: on average 2.0 executed at "
        "once, each thread waited for its GIL 50 % of the time, so the 8 tasks took 0.52 s instead of 1.00 s (1.92×)."
    )


def test_a_thread_in_each_process_has_a_gil_to_itself() -> None:
    members = [worker(p, [(OVERHEAD, 30), (RUNNING, 500)], pid=p) for p in (1, 2)]
    assert said(record("process-threads", members, wall_ms=540, baseline_ms=1000)) == (
        "Each of the 2 processes has a GIL of its own, so 2.0 executed at once on average, and the 8 tasks took 0.54 s "
        "instead of 1.00 s (1.85×), of which 30 ms went by before the first one began."
    )


def test_interpreters_have_a_gil_each_and_a_price() -> None:
    members = [interpreter(n, [(OVERHEAD, 60), (RUNNING, 500)]) for n in (1, 2)]
    assert said(record("interpreter-pool", members, wall_ms=570, baseline_ms=1000)) == (
        "Each of the 2 interpreters has a GIL of its own, so 2.0 executed at once on average, and the 8 tasks took 0.57 s "
        "instead of 1.00 s (1.75×), of which 60 ms went by before the first one began."
    )
    members = [interpreter(n, [(OVERHEAD, 300), (RUNNING, 100)]) for n in (1, 2)]
    assert said(record("interpreter-pool", members, wall_ms=420, baseline_ms=200)).startswith(
        "Starting the 2 interpreters took 0.30 s, 71 % of the run, before the first task began"
    )


def interpreter(number: int, stretches: Sequence[Stretch]) -> Lane:
    """A worker that is an interpreter of the one process."""
    return worker(number, stretches, kind=WorkerKind.INTERPRETER, interpreter=number)


def test_what_another_tool_recorded_is_said_to_be_its_word() -> None:
    members = [worker(n + 1, turns(n, 2, 10)) for n in range(2)]
    imported = dataclasses.replace(record("imported", members, wall_ms=100), source="profiling.sampling")
    assert said(imported) == (
        "As profiling.sampling tells it, 1.0 of 2 threads executed at once on average, and the GIL changed hands 19 times; "
        "gilviz did not record this run itself."
    )


def test_a_file_of_another_tool_without_a_task_claims_nothing() -> None:
    imported = dataclasses.replace(record("imported", [worker(1, [(IDLE, 5)])], wall_ms=5), source="VizTracer")
    assert said(imported) == "Of 1 thread VizTracer tells nothing but that there were any."


def own_thread(number: int, stretches: list[tuple[State, int]]) -> Lane:
    """A thread that the first worker's tasks started."""
    lane = worker(number, [])
    who = dataclasses.replace(lane.identity, starter=1, thread_name=f"own {number}")
    told = []
    time = ORIGIN
    for state, length in [*stretches, (State.IDLE, 0)]:
        told.append((time, state, NO_TASK))
        time += length * MS
    return lanes.lane_of(told, time, who)


def test_a_loop_that_waits_for_threads_of_its_own_is_told_what_they_did() -> None:
    loop = worker(1, [(State.LOCK_WAIT, 1000)], kind=WorkerKind.MAIN)
    own = [own_thread(1001, [(State.RUNNING, 400)]), own_thread(1002, [(State.GIL_WAIT, 400), (State.RUNNING, 400)])]
    assert said(record("sequential", [loop, *own], wall_ms=1000)).endswith(
        "100 % of it waiting for a lock; 2 threads that the function started itself executed meanwhile, 0.80 at once on average."
    )
    loop.more_threads, loop.more_ns = 3, 100 * MS
    assert (
        "5 threads that the function started itself (3 of them have no lane, but are counted) executed meanwhile, 0.90"
        in said(record("sequential", [loop, *own], wall_ms=1000))
    )


def test_of_who_was_stopped_it_is_said_that_threads_of_its_own_are_counted() -> None:
    loop = worker(1, [(State.RUNNING, 1000)], kind=WorkerKind.MAIN)
    stopped = record("sequential", [loop, own_thread(1001, [(State.RUNNING, 10)])], wall_ms=None, outcome=Outcome.PARTIAL)
    assert said(stopped).endswith(
        "until then 1.0 executed at once on average, threads that the function started itself among them."
    )


def test_threads_that_took_turns_on_a_machine_that_others_use_say_that_they_waited_for_cores_too() -> None:
    laps: list[list[Stretch]] = [
        [(RUNNING, 5), (CPU_WAIT, 2), (GIL_WAIT, 5)] * 50,
        [(GIL_WAIT, 5), (CPU_WAIT, 2), (RUNNING, 5)] * 50,
    ]
    members = [worker(n + 1, lap) for n, lap in enumerate(laps)]
    told = said(record("threading", members, wall_ms=600, baseline_ms=600))
    assert "waited for the GIL 42 % of it and for a core 17 %, and the 8 tasks took as long as a plain loop" in told
