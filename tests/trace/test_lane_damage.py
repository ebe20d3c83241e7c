"""Whatever is wrong with a lane's file: what can be read of it is, and what can't is counted or named."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gilviz.runner.protocol import (
    HEADER_WORDS,
    MAGIC,
    NO_TASK,
    WORD,
    Header,
    Mark,
    State,
    lane_file_name,
    pack,
    pack_head,
)
from gilviz.trace.run_trace import RunTrace
from tests.trace import lanes
from tests.trace.lane_files import END, LaneFileWriter, contents, read

IDLE, RUNNING, IO_WAIT = State.IDLE, State.RUNNING, State.IO_WAIT


def overwrite(path: Path, word: int, value: int) -> None:
    with path.open("r+b") as file:
        file.seek(word * WORD)
        file.write(value.to_bytes(WORD, "little", signed=True))


@pytest.mark.parametrize("count", [1 << 62, -1, 65])
@pytest.mark.parametrize("capacity", [1 << 62, 64])
def test_a_wrong_count_reaches_no_further_than_what_was_written(tmp_path: Path, count: int, capacity: int) -> None:
    writer = LaneFileWriter(tmp_path, capacity=64)
    writer.records([(1, IDLE, NO_TASK), (2, RUNNING, 0)])
    writer.set(Header.COUNT, count)
    writer.set(Header.CAPACITY, capacity)
    assert [len(lane) for lane in read(tmp_path).lanes] == [0 if count < 0 else 2]


def test_a_record_without_a_time_ends_the_read_until_it_has_one(tmp_path: Path) -> None:
    writer = LaneFileWriter(tmp_path)
    writer.record(1, IDLE)
    writer.raw_record(0, pack(0, RUNNING, 0))
    writer.record(9, IDLE)
    with RunTrace(tmp_path) as trace:
        trace.poll(20)
        assert len(trace.lanes[0]) == 1
        overwrite(writer.path, HEADER_WORDS + 2, 5)
        trace.poll(20)
        assert contents(trace.lanes[0]) == [(1, IDLE, NO_TASK), (5, RUNNING, 0), (9, IDLE, NO_TASK)]


def test_a_time_that_goes_backwards_is_moved_and_counted(tmp_path: Path) -> None:
    writer = LaneFileWriter(tmp_path, capacity=2)
    writer.records([(10, IDLE, NO_TASK), (5, RUNNING, 0), (7, IDLE, NO_TASK), (20, RUNNING, 1)])
    trace = read(tmp_path)
    assert contents(trace.lanes[0]) == [(10, IDLE, NO_TASK), (10, RUNNING, 0), (10, IDLE, NO_TASK), (20, RUNNING, 1)]
    assert trace.lanes[0].corrected == 2
    assert "backwards at 2" in trace.problems[0]


@pytest.mark.parametrize("damaged", [(50, pack(0, 8, 0)), (50, pack(5, State.IDLE, 0)), (-50, pack(0, State.IDLE, 0)), (50, -1)])
def test_a_record_that_says_nothing_sensible_is_left_out_and_counted(tmp_path: Path, damaged: tuple[int, int]) -> None:
    writer = LaneFileWriter(tmp_path)
    writer.record(10, IDLE)
    writer.raw_record(*damaged)
    writer.record(60, RUNNING, 0)
    writer.set(Header.DROPPED, 4)
    lane = read(tmp_path).lanes[0]
    assert contents(lane) == [(10, IDLE, NO_TASK), (60, RUNNING, 0)]
    assert lane.dropped == 5


def test_a_block_that_claims_more_records_than_there_can_be_hides_nothing(tmp_path: Path) -> None:
    writer = LaneFileWriter(tmp_path)
    writer.record(10, IDLE)
    writer.raw_record(20, pack_head(Mark.SWITCHES, (1 << 31) - 1))
    writer.record(60, RUNNING, 0)
    with RunTrace(tmp_path) as trace:
        trace.poll(70)
        assert contents(trace.lanes[0]) == [(10, IDLE, NO_TASK), (60, RUNNING, 0)]
        assert trace.lanes[0].dropped == 1


def test_a_block_that_never_becomes_whole_is_counted_at_the_end(tmp_path: Path) -> None:
    writer = LaneFileWriter(tmp_path)
    writer.record(10, IDLE)
    writer.raw_record(20, pack_head(Mark.SWITCHES, 3))
    writer.record(60, RUNNING, 0)
    assert read(tmp_path).lanes[0].dropped == 2


def test_a_file_of_another_format_is_left_alone_and_named(tmp_path: Path) -> None:
    LaneFileWriter(tmp_path, 1).record(1, IDLE)
    other = LaneFileWriter(tmp_path, 2)
    other.set(Header.MAGIC, MAGIC + 1)
    trace = read(tmp_path)
    assert [lane.identity.number for lane in trace.lanes] == [1]
    assert other.path.name in trace.problems[0]


def test_a_file_that_can_t_be_read_is_named_once_however_often_one_looks(tmp_path: Path) -> None:
    writer = LaneFileWriter(tmp_path, 1, capacity=1)
    writer.records([(1, RUNNING, 0), (2, IDLE, 0), (3, RUNNING, 1)])
    overwrite(tmp_path / lane_file_name(1000, 1, 1), Header.MAGIC, 1)
    trace = RunTrace(tmp_path)
    for _ in range(3):
        trace.poll(END)
    trace.finish(END)
    assert len(trace.problems) == 1


def test_a_worker_of_unknown_kind_is_left_alone_and_named(tmp_path: Path) -> None:
    LaneFileWriter(tmp_path).set(Header.KIND, 99)
    trace = read(tmp_path)
    assert trace.lanes == ()
    assert len(trace.problems) == 1


def test_a_file_without_a_header_waits_for_one(tmp_path: Path) -> None:
    writer = LaneFileWriter(tmp_path)
    writer.record(3, IDLE)
    whole = writer.path.read_bytes()
    with RunTrace(tmp_path) as trace:
        for unready in (b"", whole[:5], bytes(len(whole))):
            writer.path.write_bytes(unready)
            assert not trace.poll(5)
            assert trace.problems == ()
        writer.path.write_bytes(whole)
        assert trace.poll(5)
        assert len(trace.lanes[0]) == 1


def test_a_file_that_never_got_a_header_is_named_at_the_end(tmp_path: Path) -> None:
    (tmp_path / lane_file_name(7, 1, 0)).write_bytes(bytes(4096))
    assert "lane-7-1.0" in read(tmp_path).problems[0]


def test_an_unusable_chunk_does_not_hide_those_after_it(tmp_path: Path) -> None:
    writer = LaneFileWriter(tmp_path, capacity=2)
    writer.records([(time, RUNNING, 0) for time in range(1, 6)])
    overwrite(tmp_path / lane_file_name(1000, 1, 1), Header.MAGIC, 1)
    trace = read(tmp_path)
    assert [time for time, _, _ in contents(trace.lanes[0])] == [1, 2, 5]
    assert len(trace.problems) == 1


def test_a_file_cut_off_while_it_is_read_keeps_what_was_read(tmp_path: Path) -> None:
    writer = LaneFileWriter(tmp_path)
    writer.records([(1, IDLE, NO_TASK), (2, RUNNING, 0)])
    with RunTrace(tmp_path) as trace:
        trace.poll(5)
        os.truncate(writer.path, 100)
        trace.poll(6)
        writer.path.unlink()
        trace.finish(7)
    assert len(trace.lanes[0]) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="there are no named pipes in directories there")
def test_a_pipe_in_place_of_a_lane_file_does_not_stop_the_reader(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / lane_file_name(1, 1, 0))
    (tmp_path / lane_file_name(1, 2, 0)).mkdir()
    LaneFileWriter(tmp_path, 3).record(1, IDLE)
    assert [lane.identity.number for lane in read(tmp_path).lanes] == [3]


@lanes.steady
@given(st.binary(max_size=1024), st.integers(0, 2**63 - 1), st.integers(0, 2**63 - 1))
def test_no_content_of_a_file_can_break_the_reader(noise: bytes, count: int, last_tick: int) -> None:
    with tempfile.TemporaryDirectory() as directory:
        writer = LaneFileWriter(Path(directory))
        writer.set(Header.COUNT, count)
        writer.set(Header.LAST_TICK, last_tick)
        with writer.path.open("r+b") as file:
            file.seek(HEADER_WORDS * WORD)
            file.write(noise)
        lane = read(Path(directory)).lanes[0]
        starts = [segment.start for segment in lane.segments()]
        assert starts == sorted(starts)
        assert all(spent >= 0 for spent in lane.totals().tolist())


@lanes.steady
@given(st.binary(max_size=2000))
def test_no_file_at_all_can_break_the_reader(noise: bytes) -> None:
    with tempfile.TemporaryDirectory() as directory:
        (Path(directory) / lane_file_name(1, 1, 0)).write_bytes(noise)
        (Path(directory) / lane_file_name(1, 2, 0)).write_bytes(MAGIC.to_bytes(8, "little") + noise)
        read(Path(directory))
