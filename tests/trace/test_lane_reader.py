"""What a worker writes into its lane's file is what is read of it, however often one looks."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gilviz.runner.protocol import (
    Evidence,
    Header,
    Layer,
    State,
    WorkerKind,
)
from gilviz.trace.run_trace import RunTrace
from tests.trace import lanes
from tests.trace.lane_files import END, LaneFileWriter, Transition, contents, read

IDLE, RUNNING, IO_WAIT = State.IDLE, State.RUNNING, State.IO_WAIT


@lanes.steady
@given(lanes.transitions(least=1), st.lists(st.integers(0, 30), max_size=4), st.integers(1, 6))
def test_whatever_is_written_is_read_however_often_one_looks(listed: list[Transition], cuts: list[int], capacity: int) -> None:
    with tempfile.TemporaryDirectory() as directory, RunTrace(Path(directory)) as trace:
        writer = LaneFileWriter(Path(directory), capacity=capacity)
        for begin, end in zip([0, *sorted(cuts)], [*sorted(cuts), len(listed)], strict=True):
            writer.records(listed[begin:end])
            settled = trace.lanes[0].settled_until if trace.lanes else 0
            trace.poll(END)
            assert contents(trace.lanes[0]) == listed[: max(end, begin)]
            assert all(time >= settled for time, _, _ in listed[begin:end])
        assert trace.lanes[0].corrected == trace.lanes[0].dropped == 0


def test_a_worker_is_who_its_file_says(tmp_path: Path) -> None:
    writer = LaneFileWriter(tmp_path, 3, 77, WorkerKind.PROCESS, native_id=78, interpreter=2, gil=True)
    writer.record(5, IDLE)
    who = read(tmp_path).lanes[0].identity
    assert (who.number, who.pid, who.native_id, who.kind, who.interpreter, who.gil) == (3, 77, 78, WorkerKind.PROCESS, 2, True)


def test_tasks_are_read(tmp_path: Path) -> None:
    writer = LaneFileWriter(tmp_path)
    writer.record(5, RUNNING, 9_999)
    segment = next(read(tmp_path).lanes[0].segments())
    assert (segment.task, segment.evidence) == (9_999, Evidence.MEASURED)


@pytest.mark.parametrize("last_word", [Header.CLOSED, Header.DROPPED])
def test_nobody_waits_for_the_evidence_of_a_worker_that_writes_no_more(tmp_path: Path, last_word: Header) -> None:
    ms = 1_000_000
    writers = [LaneFileWriter(tmp_path, number, shares_gil=True, layers=Layer.TICKS | Layer.COUNTERS) for number in (1, 2)]
    for writer in writers:
        writer.record(1 * ms, RUNNING, 0)
    writers[0].silence(2 * ms, 7 * ms)
    writers[0].tick(7 * ms)
    writers[1].record(8 * ms, IDLE)
    with RunTrace(tmp_path) as trace:
        trace.poll(20 * ms)
        assert trace.lanes[1].last_state is RUNNING
        writers[0].set(last_word, 9 * ms)
        trace.poll(21 * ms)
        assert trace.lanes[1].last_state is IDLE


@pytest.mark.parametrize("state", [RUNNING, IO_WAIT])
def test_after_a_transition_that_could_not_be_written_nothing_more_is_known(tmp_path: Path, state: State) -> None:
    writer = LaneFileWriter(tmp_path)
    writer.record(10, IDLE)
    writer.record(20, state, 0)
    writer.set(Header.LAST_TICK, 30)
    with RunTrace(tmp_path) as trace:
        trace.poll(30)
        writer.set(Header.DROPPED, 1)
        writer.set(Header.LAST_TICK, 50)
        trace.poll(60)
        assert trace.lanes[0].known_until == 30
        writer.set(Header.CLOSED, 80)
        trace.finish(90)
        assert (trace.lanes[0].known_until, trace.lanes[0].closed, trace.lanes[0].dropped) == (30, False, 1)


def test_evidence_that_a_worker_has_only_from_some_time_on_is_the_lane_s(tmp_path: Path) -> None:
    writer = LaneFileWriter(tmp_path, layers=Layer.TICKS | Layer.COUNTERS)
    writer.record(1, RUNNING, 0)
    with RunTrace(tmp_path) as trace:
        trace.poll(END)
        (lane,) = trace.lanes
        assert Layer.SWITCHES not in lane.identity.layers
        writer.set(Header.LAYERS, Layer.TICKS | Layer.COUNTERS | Layer.SWITCHES)
        trace.poll(END)
        assert Layer.SWITCHES in lane.identity.layers


def test_counters_come_from_the_newest_chunk(tmp_path: Path) -> None:
    writer = LaneFileWriter(tmp_path, capacity=2)
    for time in range(1, 8):
        writer.record(time, RUNNING, 0)
        writer.set(Header.TASKS_DONE, time)
    lane = read(tmp_path).lanes[0]
    assert (lane.tasks_done, len(lane)) == (7, 7)


def test_what_recording_took_is_what_notes_and_ticks_took(tmp_path: Path) -> None:
    writer = LaneFileWriter(tmp_path)
    for word, value in ((Header.NOTING, 5_000), (Header.TICKS, 100), (Header.TICK_PS, 90_000)):
        writer.set(word, value)
    writer.record(1, RUNNING, 0)
    assert read(tmp_path).lanes[0].recording_ns == 5_000 + 100 * 90
