"""Workloads whose tasks have something in common: a counter, objects, a table, a conversation."""

from __future__ import annotations

import importlib
import shutil
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from gilviz.runner import catalog
from gilviz.runner.failure import failure
from gilviz.runner.protocol import REQUEST_RECORD, REQUESTS_FILE_NAME, REQUESTS_MAGIC, Message, State, WorkerKind
from gilviz.runner.recording.no_lane import NoLane
from gilviz.runner.recording.recording import Recording
from gilviz.runner.spec import JobSpec
from gilviz.runner.task import Task
from gilviz.runner.workloads import echo_cpu, pickled, room
from gilviz.runner.workloads.counted import Counter
from gilviz.runner.workloads.refusal import Refusal
from gilviz.trace.run_trace import RunTrace
from tests.patience import wait_until
from tests.runner.jobs import kept_waiting, play

COUNTERS = ["counter", "counter-lock"]


def workload(name: str) -> Any:
    return importlib.import_module(f"gilviz.runner.workloads.{catalog.workload(name).file}")


@pytest.mark.parametrize("name", COUNTERS)
def test_one_thread_alone_loses_no_increment(tmp_path: Path, name: str) -> None:
    played = play(tmp_path, JobSpec(name, 5000, "sequential", workers=1, tasks=3))
    finished = played.said(Message.FINISHED)
    assert finished["results"] == [5000] * 3
    assert finished["finding"] == {"increments": 15_000, "counted": 15_000}


def test_what_threads_lose_is_told_and_no_error(tmp_path: Path, job_python: str) -> None:
    """How much is up to chance, and none at all is possible; more than was done is not."""
    played = play(tmp_path, JobSpec("counter", 100_000, "threading", workers=2, tasks=4, switch_interval=0.0005), job_python)
    finished = played.said(Message.FINISHED)
    assert finished["results"] == [100_000] * 4
    assert finished["finding"]["increments"] == 400_000
    assert 0 < finished["finding"]["counted"] <= 400_000


def test_a_switch_between_reading_and_writing_wipes_out_what_others_counted() -> None:
    """The same, played by hand: the call in the middle of ``+=`` counts as another thread would."""
    counter = Counter()

    def one() -> int:
        counter.value = 1000
        return 1

    counter.value += one()
    assert counter.value == 1


def test_with_a_lock_nothing_is_lost(tmp_path: Path, job_python: str) -> None:
    job = JobSpec("counter-lock", 20_000, "threading", workers=2, tasks=4, switch_interval=0.0005)
    finished = play(tmp_path, job, job_python).said(Message.FINISHED)
    assert finished["finding"] == {"increments": 80_000, "counted": 80_000}


@pytest.mark.parametrize("name", COUNTERS)
def test_processes_count_copies_and_the_original_stays_as_it_was(tmp_path: Path, name: str) -> None:
    played = play(tmp_path, JobSpec(name, 1000, "pool", workers=2, tasks=4))
    assert played.said(Message.FINISHED)["results"] == [1000] * 4
    assert played.said(Message.FINISHED)["finding"] == {"increments": 4000, "counted": 0}


def test_a_lock_that_is_taken_is_waited_for_in_a_declared_state(tmp_path: Path) -> None:
    recording = Recording(str(tmp_path), WorkerKind.THREAD, gil=True, workers=2)
    counter = Counter()
    task = Task(workload("counter-lock").work, recording)
    thread = threading.Thread(target=task, args=((0, (counter, 7)),))
    with RunTrace(tmp_path) as trace:

        def waits_for_the_lock() -> bool:
            trace.poll(time.perf_counter_ns())
            return any(lane.last_state is State.LOCK_WAIT for lane in trace.lanes)

        with counter.lock:
            thread.start()
            wait_until(waits_for_the_lock)
            assert counter.value == 0
        thread.join()
        trace.finish(time.perf_counter_ns())
        (lane,) = trace.lanes
        assert lane.totals()[State.LOCK_WAIT] > 0
        assert (lane.tasks_done, counter.value) == (1, 7)


def test_half_of_the_tasks_share_their_objects() -> None:
    with workload("shared").prepare(10, 5) as items:
        things = [item[1] for item in items]
    assert things[:2] == [None, None]
    assert things[2] is things[3] is things[4] is not None


@pytest.mark.parametrize("executor", ["threading", "pool"])
def test_own_and_shared_objects_give_the_same_result(tmp_path: Path, executor: str, job_python: str) -> None:
    results = play(tmp_path, JobSpec("shared", 5, executor, workers=2, tasks=4), job_python).said(Message.FINISHED)["results"]
    assert results == [5] * 4, "the number is found once a round"


@pytest.mark.parametrize("executor", ["sequential", "thread-pool", "pool", "process-pool"])
def test_a_table_goes_there_and_back_and_is_told_in_few_words(tmp_path: Path, executor: str, job_python: str) -> None:
    results = play(tmp_path, JobSpec("pickle", 500, executor, workers=2, tasks=3), job_python).said(Message.FINISHED)["results"]
    with pickled.prepare(500, 1) as tables:
        assert results == [pickled.digest(pickled.work(tables[0], NoLane()))] * 3
    assert results[0].startswith("500 rows, sum ")


def test_a_row_takes_no_more_memory_than_is_said() -> None:
    """Else a job that was let through would not fit."""
    rows = [(f"row {number}", number) for number in range(1000, 2000)]
    name, number = rows[0]
    assert rows[0].__sizeof__() + 16 + name.__sizeof__() + number.__sizeof__() + 16 <= pickled.ROW_BYTES


def test_what_can_not_fit_into_memory_is_refused_in_a_sentence(tmp_path: Path) -> None:
    if room.free_bytes() is None:
        with pickled.prepare(1, 1) as tables:  # Nobody knows: then it is tried.
            assert tables
        return
    largest = catalog.workload("pickle").largest
    failed = play(tmp_path, JobSpec("pickle", largest, "threading", workers=2, tasks=10_000)).said(Message.FAILED)
    assert failed["error"].startswith("50,000,000 rows there and back for 10,000 tasks need about 88")
    assert failed["error"].endswith("GB are free: choose a smaller size or fewer tasks.")
    assert failed["traceback"] == ""


def test_cached_files_are_no_reason_to_refuse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "_GROUP", str(tmp_path))
    monkeypatch.setattr(room, "_available", lambda: None)
    monkeypatch.setattr(room, "_left_to_process", lambda: None)
    (tmp_path / "memory.max").write_text("1000\n")
    assert room.free_bytes() is None
    (tmp_path / "memory.current").write_text("950\n")
    assert room.free_bytes() == 50
    (tmp_path / "memory.stat").write_text("anon 200\nfile 750\ninactive_file 400\nactive_file 300\n")
    assert room.free_bytes() == 750
    (tmp_path / "memory.max").write_text("max\n")
    assert room.free_bytes() is None


@pytest.mark.parametrize("name", ["echo+cpu", "http"])
def test_no_task_is_blamed_where_a_helper_does_not_start(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", shutil.which("false"))
    with pytest.raises(Refusal) as refused, workload(name).prepare(1, 2):
        pass
    told = failure(refused.value)
    assert told["error"].endswith("did not start; the log says why.")
    assert told["error"].startswith("The local ")


@pytest.mark.parametrize("executor", ["sequential", "threading", "dummy-pool", "pool", "process-pool"])
def test_one_task_answers_a_client_and_the_others_compute(tmp_path: Path, executor: str, job_python: str) -> None:
    played = play(tmp_path, JobSpec("echo+cpu", 20_000, executor, workers=2, tasks=3), job_python)
    answers, *primes = played.said(Message.FINISHED)["results"]
    assert answers.startswith("15 answers, checksum ")
    assert primes == [2262, 2262]
    (talker,) = [lane for lane in played.trace.lanes if lane.totals()[State.IO_WAIT]]
    assert kept_waiting(talker) >= 15 * 5_000_000
    assert sum(lane.tasks_done for lane in played.trace.lanes) == 3


def test_the_client_notes_of_each_request_when_it_was_sent_read_and_answered(tmp_path: Path) -> None:
    play(tmp_path, JobSpec("echo+cpu", 1000, "threading", workers=2, tasks=2))
    notes = (tmp_path / "run" / REQUESTS_FILE_NAME).read_bytes()
    assert notes[: len(REQUESTS_MAGIC)] == REQUESTS_MAGIC
    requests = list(REQUEST_RECORD.iter_unpack(notes[len(REQUESTS_MAGIC) :]))
    assert len(requests) == 10
    assert all(sent < read < answered for sent, read, answered in requests)
    assert requests == sorted(requests)


def test_a_client_that_goes_away_is_an_error_that_says_so() -> None:
    with echo_cpu.prepare(10, 1) as items:
        item = items[0]
        assert isinstance(item, echo_cpu.Conversation)
        with pytest.raises(ConnectionError, match="The client made 5 of 6 requests, and went away"):
            echo_cpu.work(item._replace(requests=6), NoLane())
