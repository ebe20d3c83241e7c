from __future__ import annotations

import struct
from pathlib import Path

import psutil
import pytest

from gilviz.runner.protocol import NO_TASK, WAITS_HEADER_WORDS, WAITS_MAGIC, Header, State, WaitsHeader, WorkerKind
from gilviz.runner.recording.lane_file import LaneFile, WorkerFacts
from gilviz.trace.run_trace import RunTrace
from tests.trace import lanes
from tests.trace.lane_files import LaneFileWriter

IDLE, RUNNING, IO_WAIT, NATIVE = State.IDLE, State.RUNNING, State.IO_WAIT, State.NATIVE


def open_lane_files() -> list[str]:
    return [file.path for file in psutil.Process().open_files() if "lane-" in file.path]


def test_a_directory_that_is_missing_or_empty_has_no_lanes(tmp_path: Path) -> None:
    for directory in (tmp_path, tmp_path / "nowhere"):
        trace = RunTrace(directory)
        assert not trace.poll(1)
        trace.finish(2)
        assert (trace.lanes, trace.problems, trace.gil_switches) == ((), (), None)


def test_lanes_join_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    with RunTrace(tmp_path) as trace:
        for number, pid in ((2, 50), (1, 60), (2, 40), (10, 1)):
            LaneFileWriter(tmp_path, number, pid).record(1, IDLE)
            assert trace.poll(5)
        assert [(lane.identity.number, lane.identity.pid) for lane in trace.lanes] == [(1, 60), (2, 40), (2, 50), (10, 1)]


def test_other_files_of_the_run_are_no_lanes(tmp_path: Path) -> None:
    for name in ("log", "lane-1.0", "lane-1-2.0.part", "lane-x-1.0"):
        (tmp_path / name).write_bytes(b"gilvizL1")
    trace = RunTrace(tmp_path)
    trace.finish(1)
    assert (trace.lanes, trace.problems) == ((), ())


def test_polling_tells_whether_a_picture_would_change(tmp_path: Path) -> None:
    with RunTrace(tmp_path) as trace:
        writer = LaneFileWriter(tmp_path)
        assert trace.poll(5), "a new lane"
        assert not trace.poll(6)
        writer.record(7, RUNNING, 0)
        assert trace.poll(8), "a new transition"
        assert not trace.poll(9), "running, and nobody knows until when"
        writer.tick(9)
        assert trace.poll(10), "running until the tick"
        writer.record(10, IO_WAIT, 0)
        assert trace.poll(11)
        assert trace.poll(12), "waiting, as declared, until now"
        writer.close(13)
        assert trace.poll(14)
        assert not trace.poll(15), "it has ended"


def test_running_is_known_until_the_last_tick_and_no_further(tmp_path: Path) -> None:
    with RunTrace(tmp_path) as trace:
        writer = LaneFileWriter(tmp_path)
        writer.record(10, RUNNING, 0)
        trace.poll(100)
        assert trace.lanes[0].known_until == 10
        writer.tick(40)
        trace.poll(100)
        assert (trace.lanes[0].known_until, trace.lanes[0].settled_until) == (40, 40)
        trace.finish(100)
        assert trace.lanes[0].known_until == 40


@pytest.mark.parametrize("state", [state for state in State if state is not RUNNING])
def test_a_declared_state_lasts_until_now_and_then_until_the_end(tmp_path: Path, state: State) -> None:
    with RunTrace(tmp_path) as trace:
        writer = LaneFileWriter(tmp_path)
        writer.record(10, state)
        writer.tick(12)
        trace.poll(30)
        assert (trace.lanes[0].known_until, trace.lanes[0].settled_until) == (30, 10)
        trace.finish(25)
        assert trace.lanes[0].known_until == 25


def test_a_lost_worker_is_known_until_its_last_sign_of_life(tmp_path: Path) -> None:
    with RunTrace(tmp_path) as trace:
        for number, pid, tick in ((1, 70, 15), (2, 70, 5), (3, 71, 15)):
            writer = LaneFileWriter(tmp_path, number, pid)
            writer.record(10, IO_WAIT, 0)
            writer.tick(tick)
        trace.poll(50)
        trace.finish(100, lost=[70])
        assert [lane.known_until for lane in trace.lanes] == [15, 10, 100]


def test_a_lane_that_was_closed_ends_there_even_if_its_process_is_lost_later(tmp_path: Path) -> None:
    writer = LaneFileWriter(tmp_path, pid=70)
    writer.record(10, IDLE)
    writer.close(20)
    trace = RunTrace(tmp_path)
    trace.finish(100, lost=[70])
    assert (trace.lanes[0].known_until, trace.lanes[0].closed) == (20, True)


def test_no_lane_is_known_beyond_the_end_unless_it_recorded_there(tmp_path: Path) -> None:
    for number, last in ((1, 90), (2, 110)):
        writer = LaneFileWriter(tmp_path, number)
        writer.record(last, IDLE)
        writer.close(10**18)
    trace = RunTrace(tmp_path)
    trace.finish(100)
    assert [lane.known_until for lane in trace.lanes] == [100, 110]


def test_what_was_settled_stays_when_the_run_turns_out_to_have_ended_before(tmp_path: Path) -> None:
    writer = LaneFileWriter(tmp_path)
    writer.record(10, RUNNING, 0)
    writer.tick(40)
    trace = RunTrace(tmp_path)
    trace.poll(50)
    trace.finish(30)
    assert (trace.lanes[0].known_until, trace.lanes[0].settled_until) == (40, 40)


def test_what_is_written_after_the_end_is_not_read(tmp_path: Path) -> None:
    writer = LaneFileWriter(tmp_path)
    writer.record(10, IDLE)
    trace = RunTrace(tmp_path)
    trace.begin(5)
    trace.finish(20)
    writer.record(15, RUNNING, 0)
    assert not trace.poll(30)
    trace.finish(40)
    assert (trace.origin, trace.end, len(trace.lanes[0])) == (5, 20, 1)


def test_data_stay_when_the_files_are_closed_and_gone(tmp_path: Path) -> None:
    writer = LaneFileWriter(tmp_path)
    writer.record(10, IDLE)
    trace = RunTrace(tmp_path)
    trace.poll(20)
    trace.close()
    writer.path.unlink()
    trace.finish(30)
    assert trace.lanes[0].known_until == 30


def test_files_that_somebody_removed_meanwhile_are_read_on(tmp_path: Path) -> None:
    (tmp_path / "worker").mkdir()
    (tmp_path / "run").mkdir()
    writer = LaneFileWriter(tmp_path / "worker")
    writer.record(100, State.RUNNING, 0)
    in_run = tmp_path / "run" / writer.path.name
    in_run.hardlink_to(writer.path)
    with RunTrace(tmp_path / "run") as trace:
        trace.poll(150)
        in_run.unlink()
        in_run.parent.rmdir()
        writer.record(200, State.IDLE)
        trace.poll(250)
        assert len(trace.lanes[0]) == 2
        writer.record(300, State.RUNNING, 1)
        trace.finish(350)
        assert len(trace.lanes[0]) == 3


def test_no_file_stays_open_longer_than_it_is_read(tmp_path: Path) -> None:
    writers = [LaneFileWriter(tmp_path, number, capacity=2) for number in (1, 2)]
    for writer in writers:
        writer.records([(time, RUNNING, 0) for time in range(1, 8)])
    trace = RunTrace(tmp_path)
    trace.poll(10)
    assert sorted(open_lane_files()) == sorted(str(writer.path) for writer in writers)
    writers[0].close(9)
    trace.poll(10)
    assert open_lane_files() == [str(writers[1].path)]
    trace.finish(20)
    assert open_lane_files() == []


def test_a_worker_that_records_after_it_was_closed_is_left_at_its_end(tmp_path: Path) -> None:
    writer = LaneFileWriter(tmp_path)
    writer.record(10, IDLE)
    writer.close(12)
    with RunTrace(tmp_path) as trace:
        trace.poll(20)
        writer.record(15, RUNNING, 0)
        trace.poll(30)
        assert (len(trace.lanes[0]), trace.lanes[0].known_until) == (1, 12)


def test_the_runner_s_own_files_are_understood(tmp_path: Path) -> None:
    file = LaneFile(str(tmp_path), 4, first_capacity=2)
    with RunTrace(tmp_path) as trace:
        assert not trace.poll(1)
        file.begin(WorkerFacts(WorkerKind.PROCESS, 99, gil=True, layers=1))
        assert trace.poll(1)
        file.words[32:34] = memoryview(bytes(16)).cast("q")
        file.words[33], file.words[32] = 1 | 6 << 32, 1000
        file.words[Header.COUNT] = 1
        file.words[Header.LAST_TICK] = 1500
        assert trace.poll(2000)
        lane = trace.lanes[0]
        assert [(s.start, s.end, s.state, s.task) for s in lane.segments()] == [(1000, 1500, RUNNING, 5)]
        file.count = 2
        assert file.has_room(1)
        file.words[33], file.words[32] = 2, 1600
        file.words[Header.COUNT] = 1
        file.words[Header.CLOSED] = 1700
        file.close()
        trace.finish(2000)
    assert [(s.start, s.end, s.state, s.task) for s in lane.segments()] == [
        (1000, 1600, RUNNING, 5),
        (1600, 1700, NATIVE, NO_TASK),
    ]


def test_a_file_that_was_made_for_a_worker_that_never_came_is_no_problem(tmp_path: Path) -> None:
    file = LaneFile(str(tmp_path), 4)
    trace = RunTrace(tmp_path)
    trace.poll(1)
    trace.finish(2)
    file.close()
    assert (trace.lanes, trace.problems) == ((), ())


def test_a_trace_can_be_made_of_lanes_in_memory() -> None:
    trace = RunTrace.of([lanes.lane_of([(5, IDLE, NO_TASK)], 9, lanes.identity(n)) for n in (2, 1)], origin=5, end=9)
    assert [lane.identity.number for lane in trace.lanes] == [1, 2]
    assert not trace.poll(100)


def test_nothing_is_settled_before_others_of_the_same_gil_can_have_spoken(tmp_path: Path) -> None:
    us = 1000
    one, other = (LaneFileWriter(tmp_path, number, shares_gil=True) for number in (1, 2))
    one.record(1000 * us, RUNNING, 0)
    one.tick(2000 * us)
    with RunTrace(tmp_path) as trace:
        trace.poll(2010 * us)
        known, settled = trace.lanes[0].known_until, trace.lanes[0].settled_until
        # Between two ticks of the one, too close for a gap, the other had a short turn; its notes are read only now.
        other.record(1900 * us, RUNNING, 1)
        other.record(1950 * us, IDLE)
        one.record(2500 * us, IDLE)
        trace.finish(3000 * us)
        starts = [part.start for part in trace.lanes[0].segments()]
    assert known == 2000 * us
    assert (starts[0], starts[-1]) == (1000 * us, 2500 * us)
    assert settled <= starts[1] == 1900 * us


@pytest.mark.parametrize("capacity", [1, 2])
def test_a_file_of_waits_that_has_no_room_is_told(tmp_path: Path, capacity: int) -> None:
    words = [0] * WAITS_HEADER_WORDS
    words[WaitsHeader.MAGIC], words[WaitsHeader.INTERVAL] = WAITS_MAGIC, 8_000_000
    words[WaitsHeader.CAPACITY], words[WaitsHeader.COUNT] = capacity, 1
    (tmp_path / "waits").write_bytes(struct.pack(f"<{len(words) + 4}q", *words, 7, State.IO_WAIT, 1, 2))
    with RunTrace(tmp_path) as trace:
        trace.finish(10)
        assert [problem.split(":")[0] for problem in trace.problems] == [
            "The file of what workers were seen to wait for was full before the run ended"
        ] * (capacity == 1)
