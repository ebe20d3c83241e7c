"""What is said of any run: one that failed, was stopped, was imported, had threads of its own."""

from __future__ import annotations

import dataclasses

import pytest

from gilviz.runner.protocol import NO_TASK, Gil, State, WorkerKind
from gilviz.trace.lane import Lane
from gilviz.trace.record import Outcome
from tests.trace import lanes
from tests.trace.runs import MS, ORIGIN, record, runtime, worker
from tests.trace.verdict.sentences import said, turns

IDLE, RUNNING, CPU_WAIT, IO_WAIT = State.IDLE, State.RUNNING, State.CPU_WAIT, State.IO_WAIT


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


def test_a_stop_long_after_the_last_task_counts_who_executed_while_there_were_tasks() -> None:
    members = [worker(n + 1, [(RUNNING, 100), (State.IDLE, 1100)]) for n in range(2)]
    assert said(record("threading", members, wall_ms=None, outcome=Outcome.PARTIAL)).endswith(
        "until then 2.0 of 2 threads executed at once on average while there were tasks."
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
