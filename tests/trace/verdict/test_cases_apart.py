"""What is said of workers that share no GIL: processes, interpreters, threads where there is none."""

from __future__ import annotations

from collections.abc import Sequence

from gilviz.runner.protocol import Evidence, State, WorkerKind
from gilviz.trace.lane import Lane
from tests.trace.runs import Stretch, record, runtime, worker
from tests.trace.verdict.sentences import said, turns

RUNNING, CPU_WAIT, IO_WAIT, OVERHEAD = State.RUNNING, State.CPU_WAIT, State.IO_WAIT, State.OVERHEAD
PROCESS = WorkerKind.PROCESS


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


def test_starting_counts_no_processes_where_some_never_had_a_task() -> None:
    members = [worker(n, [(OVERHEAD, 300), (RUNNING, 100)], pid=n, kind=PROCESS) for n in (1, 2)]
    told = said(record("pool", members, wall_ms=420, baseline_ms=200, workers=64))
    assert told.startswith("Starting processes took 0.30 s, 71 % of the run, before the first task began; then 2.0 executed")
    assert told.endswith("(0.48×); of 64 processes 62 never had a task.")


def test_processes_that_cost_more_to_start_than_they_gain() -> None:
    members = [worker(n, [(OVERHEAD, 300), (RUNNING, 100)], pid=n, kind=PROCESS) for n in (1, 2)]
    assert said(record("pool", members, wall_ms=420, baseline_ms=200)) == (
        "Starting the 2 processes took 0.30 s, 71 % of the run, before the first task began; then 2.0 executed at once on "
        "average, and in all the 8 tasks took longer than a plain loop: 0.42 s instead of 0.20 s (0.48×)."
    )


def test_processes_that_wait_owe_nothing_to_the_gil() -> None:
    members = [worker(n, [(IO_WAIT, 500)], pid=n, kind=PROCESS) for n in (1, 2)]
    sentence = said(record("pool", members, wall_ms=510, baseline_ms=1000))
    assert sentence.startswith("The 2 processes waited at the same time: 2.0")
    assert "GIL" not in sentence


def test_threads_without_a_gil_execute_at_once() -> None:
    members = [worker(n, [(RUNNING, 500)], gil=False) for n in (1, 2)]
    assert said(record("threading", members, wall_ms=505, baseline_ms=1000, runs_on=runtime(gil=False))) == (
        "Without a GIL the 2 threads executed at once, 2.0 on average, and the 8 tasks took 0.51 s instead of 1.00 s (1.98×)."
    )


def test_threads_without_a_gil_that_slow_each_other_down() -> None:
    members = [worker(n, [(RUNNING, 1000)], gil=False) for n in (1, 2)]
    assert said(record("threading", members, wall_ms=1000, baseline_ms=1000, runs_on=runtime(gil=False))).endswith(
        "took as long as a plain loop (1.00 s, 1.00×) (together they executed for 2.00 s, the loop for 1.00 s)."
    )


def test_workers_that_ran_out_of_tasks_are_mentioned() -> None:
    members = [worker(1, [(RUNNING, 1000)], pid=1, kind=PROCESS), worker(2, [(RUNNING, 300)], pid=2, kind=PROCESS)]
    assert said(record("pool", members, wall_ms=1000)).endswith(
        "took 1.00 s, although for 35 % of the workers' time there was no task."
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


def test_c_code_where_there_is_no_gil_is_not_said_to_let_go_of_one() -> None:
    members = [worker(n, [(State.NATIVE, 240), (CPU_WAIT, 240)], gil=False) for n in range(1, 5)]
    sentence = said(record("threading", members, wall_ms=490, baseline_ms=960, runs_on=runtime(gil=False, cores=2)))
    assert sentence.startswith("The 4 threads had to share 2 cores: 2.0 executed at once on average")
