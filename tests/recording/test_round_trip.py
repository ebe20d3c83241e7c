"""What is written is what is read, to the last number."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import msgspec
import numpy as np
import pytest

from gilviz.export.summary import run_summary
from gilviz.recording import Recording, read, write
from gilviz.recording.columns import Blocks
from gilviz.recording.format import Head
from gilviz.recording.writer import _head, encode
from gilviz.runner.protocol import NO_TASK, Evidence, State
from gilviz.trace.chunk import Segments
from gilviz.trace.lane import Lane
from gilviz.trace.metrics import measure
from gilviz.trace.record import RunRecord
from gilviz.trace.run_trace import RunTrace
from gilviz.trace.verdict import verdict
from tests.recording.recordings import recording, taking_turns
from tests.trace import lanes, runs


def again(written: Recording, folder: Path) -> Recording:
    write(folder / "a.gilviz", written)
    return read(folder / "a.gilviz")


def facts(record: RunRecord) -> dict[str, object]:
    return {field.name: getattr(record, field.name) for field in dataclasses.fields(record) if field.name != "trace"}


def lane_facts(lane: Lane) -> dict[str, object]:
    names = (
        "identity", "known_until", "settled_until", "dropped", "corrected", "tasks_done", "closed", "recording_ns",
        "lost_switches", "overruns", "ticks", "ticks_until", "task_span", "more_threads", "more_ns",
    )  # fmt: skip
    return {name: getattr(lane, name) for name in names} | {"segments": list(lane.segments())}


def test_everything_that_is_known_of_an_experiment_comes_back(tmp_path: Path) -> None:
    written = recording()
    found = again(written, tmp_path)
    assert dataclasses.replace(found, runs=()) == dataclasses.replace(written, runs=())
    for before, after in zip(written.runs, found.runs, strict=True):
        assert dataclasses.replace(after, run=before.run) == before
        assert facts(after.record()) == facts(before.record())
        assert [lane_facts(lane) for lane in after.run.trace.lanes] == [lane_facts(lane) for lane in before.run.trace.lanes]
        traces = before.run.trace, after.run.trace
        assert traces[0].origin == traces[1].origin
        assert traces[0].end == traces[1].end
        assert np.array_equal(traces[0].requests, traces[1].requests)


def test_threads_that_a_function_started_itself_come_back_with_their_names(tmp_path: Path) -> None:
    written = recording()
    trace = written.runs[0].run.trace
    who = dataclasses.replace(trace.lanes[1].identity, starter=1, thread_name='a "reader", say')
    trace.lanes[1].identity = who
    trace.lanes[0].more_threads, trace.lanes[0].more_ns = 3, 4_000
    first, second = again(written, tmp_path).runs[0].run.trace.lanes[:2]
    assert (second.identity, second.identity.name) == (who, 'a "reader", say')
    assert (first.more_threads, first.more_ns) == (3, 4_000)


def test_what_an_observer_saw_comes_back(tmp_path: Path) -> None:
    before = recording().runs[0].run.trace.probe
    after = again(recording(), tmp_path).runs[0].run.trace.probe
    assert before is not None
    assert after is not None
    for field in dataclasses.fields(before):
        assert np.array_equal(getattr(before, field.name), getattr(after, field.name)), field.name


def test_the_lines_that_workers_were_seen_in_come_back(tmp_path: Path) -> None:
    before = recording().runs[0].run.trace.stacks
    after = again(recording(), tmp_path).runs[0].run.trace.stacks
    assert before is not None
    assert after is not None
    for field in dataclasses.fields(before):
        assert np.array_equal(getattr(before, field.name), getattr(after, field.name)), field.name
    assert after.codes == before.codes


def test_a_file_of_before_there_were_looks_at_lines_opens() -> None:
    head = msgspec.json.decode(msgspec.json.encode(_head(recording(), Blocks(packing=True))))
    for run in head["runs"]:
        del run["stacks"]
    assert all(run.stacks is None for run in msgspec.convert(head, Head).runs)


def test_all_that_is_concluded_of_a_run_is_concluded_of_its_recording(tmp_path: Path) -> None:
    for before, after in zip(recording().runs, again(recording(), tmp_path).runs, strict=True):
        assert run_summary(after.record()) == run_summary(before.record())
        ours, theirs = before.record(), after.record()
        assert verdict(theirs, measure(theirs.trace)) == verdict(ours, measure(ours.trace))


def test_a_problem_of_a_trace_stays_told(tmp_path: Path) -> None:
    bent = lanes.lane_of([(5, State.RUNNING, 0)], 9)
    bent.corrected = 2
    told = RunTrace.of([bent], 5, 9)
    found = again(recording(dataclasses.replace(taking_turns(), trace=told)), tmp_path)
    assert found.runs[0].run.trace.problems == told.problems != ()


def test_a_run_that_never_began_can_be_kept(tmp_path: Path) -> None:
    nothing = dataclasses.replace(taking_turns(), trace=RunTrace.of([], None, 7), runtime=None, wall_s=None)
    trace = again(recording(nothing), tmp_path).runs[0].run.trace
    assert (trace.origin, trace.end, tuple(trace.lanes)) == (None, 7, ())


@pytest.mark.parametrize(
    "times",
    [[1], [0, 0, 0], [5, 2**52], list(range(10**15, 10**15 + 70_000, 7)), [2**59, 2**59 + 255, 2**59 + 511, 2**59 + 2**33]],
    ids=["one", "zero", "far", "regular", "late"],
)
def test_columns_of_any_width_are_exact(times: list[int], tmp_path: Path) -> None:
    n = len(times)
    lane = Lane(lanes.identity())
    lane.append(times, np.arange(n) % 8, np.arange(n) % len(Evidence), np.arange(n) % 300 * 3400 + NO_TASK)
    found = again(recording(runs.record("threading", [lane], wall_ms=1)), tmp_path).runs[0].run.trace.lanes[0]
    ours, theirs = (Segments.join(list(each.blocks())) for each in (lane, found))
    for column in ("starts", "ends", "states", "evidence", "tasks"):
        assert np.array_equal(getattr(ours, column), getattr(theirs, column)), column


def test_what_could_be_compressed_too_well_is_stored_so_that_a_reader_believes_it(tmp_path: Path) -> None:
    lane = Lane(lanes.identity())
    n = 2_000_000
    lane.append(np.arange(1, n + 1), np.tile([1, 3], n // 2), np.zeros(n), np.zeros(n))
    regular = recording(runs.record("threading", [lane], wall_ms=1))
    assert len(again(regular, tmp_path).runs[0].run.trace.lanes[0]) == n
    assert sum(map(len, encode(regular))) > n


def test_a_path_or_a_name_that_is_no_utf_8_is_written_with_question_marks(tmp_path: Path) -> None:
    run = taking_turns()
    odd = dataclasses.replace(run, spec=dataclasses.replace(run.spec, python="/opt/\udce9t\xe9/python3"))
    found = again(dataclasses.replace(recording(odd), title="\ud800"), tmp_path)
    assert found.title == "?"
    assert found.runs[0].run.spec.python == "/opt/?té/python3"
