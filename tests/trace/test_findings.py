"""What workloads were made to show is said before all else, and only what was recorded."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from gilviz.runner.protocol import NO_TASK, Evidence, State, WorkerKind
from gilviz.runner.spec import JobSpec
from gilviz.trace.answers import answers
from gilviz.trace.metrics import measure
from gilviz.trace.record import RunRecord
from gilviz.trace.requests import NO_REQUESTS
from gilviz.trace.verdict import verdict
from tests.trace import lanes
from tests.trace.runs import MS, ORIGIN, record, runtime, worker

RUNNING, GIL_WAIT, IO_WAIT, OVERHEAD = State.RUNNING, State.GIL_WAIT, State.IO_WAIT, State.OVERHEAD
TURNS = [(RUNNING, 10), (GIL_WAIT, 10)] * 25
PROCESS = WorkerKind.PROCESS


def of(workload: str, run: RunRecord, **changes: object) -> RunRecord:
    """The same run, of another workload."""
    spec = dataclasses.replace(run.spec, workload=workload)
    return dataclasses.replace(run, spec=spec, **changes)  # type: ignore[arg-type]


def two_threads() -> RunRecord:
    return record("threading", [worker(1, TURNS), worker(2, TURNS, start_ms=10)], wall_ms=520, baseline_ms=500)


def two_processes() -> RunRecord:
    members = [worker(n, [(RUNNING, 300), (OVERHEAD, 100), (RUNNING, 100)], pid=n, kind=PROCESS) for n in (1, 2)]
    return record("pool", members, wall_ms=520, baseline_ms=900)


def said(run: RunRecord) -> str:
    return verdict(run, measure(run.trace))


def counted(run: RunRecord, increments: int, seen: int, workload: str = "counter") -> str:
    return said(of(workload, run, finding={"increments": increments, "counted": seen})).partition(";")[0]


def test_updates_that_threads_lost_are_counted() -> None:
    assert counted(two_threads(), 16_000_000, 4_000_000) == (
        "Of 16,000,000 increments 12,000,000 were lost (75 %), for threads were switched between reading and writing"
    )


def test_without_a_gil_there_is_another_reason() -> None:
    free = record("threading", [worker(n, [(RUNNING, 500)], gil=False) for n in (1, 2)], wall_ms=520, runs_on=runtime(gil=False))
    assert counted(free, 1000, 600).endswith("400 were lost (40 %), for threads read and wrote at the same time")


def test_where_nothing_was_lost_it_is_said_why() -> None:
    alone = record("sequential", [worker(1, [(RUNNING, 500)], kind=WorkerKind.MAIN)], wall_ms=500)
    none = "None of the 1,000 increments was lost"
    assert counted(two_threads(), 1000, 1000) == f"{none}, which was luck"
    assert counted(alone, 1000, 1000) == f"{none}, for nobody else counted meanwhile"
    assert counted(two_threads(), 1000, 1000, "counter-lock") == f"{none}, for each was made under the lock"


def test_tasks_in_processes_count_copies() -> None:
    """Each item is pickled on its own, but for the shares of processes that have threads."""
    assert counted(two_processes(), 1000, 0) == "Each task counted a copy of its own: the job’s counter says 0"
    shared = record("process-threads", [worker(n, [(RUNNING, 300)], pid=n) for n in (1, 2)], wall_ms=320)
    assert counted(shared, 1000, 0) == "Each process counted a copy of its own: the job’s counter says 0"


def conversation(took_ms: float, alone_ms: float | None, requests: int = 10) -> RunRecord:
    """The first of two threads answers while the second computes."""
    first = worker(0, [(IO_WAIT, 500)])
    run = of("echo+cpu", record("threading", [first, worker(1, [(RUNNING, 500)])], wall_ms=520), alone_ms=alone_ms)
    sent = ORIGIN + np.arange(1, requests + 1) * 20 * MS
    run.trace.requests = np.column_stack([sent, sent + round(took_ms * MS) - 1, sent + round(took_ms * MS)])
    return run


def test_how_long_an_answer_took_is_told_beside_what_it_takes_alone() -> None:
    assert said(conversation(5.12, 0.18)).startswith(
        "An answer took 5.1 ms at the median beside 1 computing thread, 0.18 ms alone; the 2 threads divided"
    )


def test_without_a_baseline_nothing_is_said_of_it() -> None:
    assert said(conversation(120.4, None)).startswith("An answer took 120 ms at the median beside 1 computing thread; ")


def test_a_conversation_with_nothing_beside_it_says_so() -> None:
    alone = record("sequential", [worker(0, [(IO_WAIT, 500)], kind=WorkerKind.MAIN)], wall_ms=500)
    alone = of("echo+cpu", alone)
    alone.trace.requests = conversation(0.2, None).trace.requests
    told = answers(alone.trace)
    assert told is not None
    assert told.beside == 0
    assert said(alone).startswith("An answer took 0.20 ms at the median with nothing beside it; ")


def test_a_run_that_answered_nothing_says_so() -> None:
    run = conversation(1, 0.2)
    run.trace.requests = NO_REQUESTS
    assert answers(run.trace) is None
    assert said(run).startswith("No request was answered; ")


@pytest.mark.parametrize(
    ("later_ms", "words"),
    [
        (100, "Tasks executed as long on shared objects as on their own (0.10 s, 0.10 s); "),
        (250, "A task executed 2.5× as long on shared objects as on their own (0.25 s, 0.10 s); "),
    ],
)
def test_what_sharing_objects_cost_is_told_by_the_tasks_own_time(later_ms: int, words: str) -> None:
    assert said(sharing("threading", later_ms)).startswith(words)


def sharing(executor: str, later_ms: int) -> RunRecord:
    """Four tasks after another: two of 100 ms on objects of their own, two on shared ones."""
    lane = lanes.lane_of([], who=lanes.identity(1, 1000, WorkerKind.THREAD, gil=False))
    time = ORIGIN
    for task, duration in ((0, 100), (1, 100), (2, later_ms), (3, later_ms)):
        lanes.append(lane, [(time, RUNNING, task)], Evidence.MEASURED)
        time += duration * MS
    lanes.append(lane, [(time, State.IDLE, NO_TASK)], Evidence.MEASURED)
    lane.known_until = time
    return of("shared", record(executor, [lane], wall_ms=1000, workers=2, tasks=4, runs_on=runtime(gil=False)))


@pytest.mark.parametrize(
    ("executor", "words"),
    [
        ("pool", "Tasks executed as long on copies of the shared objects, one for each task, as on their own ("),
        ("process-threads", "Tasks executed as long on shared objects, one copy in each process, as on their own ("),
    ],
)
def test_what_was_pickled_is_not_called_shared(executor: str, words: str) -> None:
    assert said(sharing(executor, 100)).startswith(words)


def test_what_sending_tables_cost_processes_is_told_and_nothing_of_threads() -> None:
    assert said(of("pickle", two_processes())).startswith(
        "Receiving and returning tables took the 2 processes 20 % of their time; "
    )
    assert said(of("pickle", two_threads())).startswith("The 2 threads took turns")


def test_a_workload_that_shows_nothing_of_its_own_has_no_such_phrase() -> None:
    assert said(two_threads()).startswith("The 2 threads took turns")
    assert JobSpec("primes", 1, "threading").workload == "primes"
