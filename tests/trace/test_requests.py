"""What a client noted of its requests is read while it writes, and damage is left out."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from gilviz.experiment.run import Run
from gilviz.runner.protocol import REQUEST_RECORD, REQUESTS_FILE_NAME, REQUESTS_MAGIC, State
from gilviz.runner.spec import JobSpec
from gilviz.trace.answers import answers, answers_of
from gilviz.trace.requests import RequestFile
from gilviz.trace.run_trace import RunTrace
from tests.trace.runs import ORIGIN, worker

MS = 1_000_000


def note(*times_ms: int) -> bytes:
    return REQUEST_RECORD.pack(*(round(ms * MS) for ms in times_ms))


def test_requests_are_read_as_they_come(tmp_path: Path) -> None:
    trace = RunTrace(tmp_path)
    trace.begin(0)
    assert not trace.poll(1)
    path = tmp_path / REQUESTS_FILE_NAME
    path.write_bytes(REQUESTS_MAGIC + note(1, 2, 3) + note(10, 14, 15)[:-1])
    assert trace.poll(2)
    assert trace.requests.tolist() == [[1 * MS, 2 * MS, 3 * MS]]
    path.write_bytes(REQUESTS_MAGIC + note(1, 2, 3) + note(10, 14, 15))
    trace.finish(3)
    assert len(trace.requests) == 2


def test_without_a_file_there_are_no_requests() -> None:
    notes = RequestFile(Path("/nowhere"))
    assert not notes.poll()
    assert answers(RunTrace.of([], 0)) is None


def test_medians_and_extremes() -> None:
    trace = RunTrace.of([], 0)
    trace.requests = np.array([(n * MS, (n + 1) * MS, 2 * n * MS) for n in range(1, 102)])
    told = answers(trace)
    assert told is not None
    assert (told.median, told.p95, told.longest, told.count, told.until_read, told.beside) == (51, 96, 101, 101, 1, 0)


def test_only_requests_that_came_while_others_computed_count_if_there_are_some() -> None:
    """Ten while another worker computes, ten after that."""
    trace = RunTrace.of([worker(0, [(State.IO_WAIT, 1000)]), worker(1, [(State.RUNNING, 500)])], ORIGIN)
    sent = ORIGIN + np.arange(20) * 50 * MS
    took = np.repeat([5 * MS, MS // 5], 10)
    trace.requests = np.column_stack([sent, sent + took, sent + took])
    told = answers(trace)
    assert told is not None
    assert (told.median, told.count, told.beside) == (5, 10, 1)


def test_who_only_asks_is_answered_beside_nobody() -> None:
    trace = RunTrace.of([worker(1, [(State.IO_WAIT, 500)])], ORIGIN)
    sent = ORIGIN + np.arange(10) * 50 * MS
    trace.requests = np.column_stack([sent, sent + MS, sent + 2 * MS])
    for workload, beside in (("http", 0), ("echo+cpu", 1)):
        told = answers_of(Run(JobSpec(workload, 50, "threading", 2, 2), trace=trace))
        assert told is not None
        assert (told.median, told.count, told.beside) == (2, 10, beside)


def test_what_many_note_when_it_is_answered_is_put_in_the_order_in_which_it_was_asked(tmp_path: Path) -> None:
    path = tmp_path / "requests"
    path.write_bytes(REQUESTS_MAGIC + note(5, 6, 7) + note(1, 6, 8))
    notes = RequestFile(path)
    notes.poll()
    assert notes.requests[:, 0].tolist() == [1 * MS, 5 * MS]


def test_what_makes_no_sense_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "requests"
    path.write_bytes(REQUESTS_MAGIC + note(5, 4, 6) + note(0, 1, 2) + note(5, 6, 7))
    notes = RequestFile(path)
    notes.poll()
    assert notes.requests.tolist() == [[5 * MS, 6 * MS, 7 * MS]]
    path.write_bytes(b"something else" * 10)
    assert not RequestFile(path).poll()
