"""A lane says what happened: gaps after the fact, declared states as they are, nothing after its end."""

from __future__ import annotations

import os
import resource
import struct
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from gilviz.runner.protocol import (
    AWAITED,
    FLAGS_MASK,
    FLAGS_SHIFT,
    GAP_NS,
    HEADER_WORDS,
    WORD,
    Evidence,
    Header,
    Mark,
    State,
    WorkerKind,
    pack,
    unpack,
)
from gilviz.runner.recording import lane as lane_module
from gilviz.runner.recording import ticker as ticker_module
from gilviz.runner.recording.lane import Lane
from gilviz.runner.recording.lane_file import LaneFile, WorkerFacts
from gilviz.trace.lane import Segment
from gilviz.trace.run_trace import RunTrace

US = 1000


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 1_000_000_000

    def perf_counter_ns(self) -> int:
        return self.now

    def thread_time_ns(self) -> int:
        return self.now

    def pass_time(self, ns: int) -> None:
        self.now += ns


class NoNotes:
    """Knows nothing of silences."""

    patience = GAP_NS
    due = due_after_native = 0

    def __init__(self) -> None:
        self.copies = self.caught_up = 0
        self.closed = False

    def go_on(self, file: LaneFile) -> None:
        pass

    def copy(self, file: LaneFile) -> None:
        assert file.count >= 0
        self.copies += 1

    def catch_up(self, file: LaneFile) -> None:
        assert file.count >= 0
        self.caught_up += 1

    def disown(self) -> None:
        raise AssertionError("nobody forks here")

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    fake = Clock()
    monkeypatch.setattr(lane_module, "time", fake)
    monkeypatch.setattr(ticker_module, "time", fake)
    return fake


@pytest.fixture
def make_lane(tmp_path: Path) -> Callable[..., Lane]:
    def make(kind: WorkerKind = WorkerKind.THREAD, workers: int = 2, capacity: int = 4096, since: int | None = None) -> Lane:
        shares_gil = kind is WorkerKind.THREAD and workers > 1
        file = LaneFile(str(tmp_path), 1, first_capacity=capacity)
        file.begin(WorkerFacts(kind, threading.get_native_id(), gil=True, layers=1, shares_gil=shares_gil))
        return Lane(file, NoNotes(), since)

    return make


def test_who_begins_by_waiting_for_its_turn_is_not_taken_for_its_thread(tmp_path: Path) -> None:
    for number, (first, flags) in enumerate([(State.IDLE, 0), (State.LOCK_WAIT, AWAITED)], 1):
        file = LaneFile(str(tmp_path), number)
        file.begin(WorkerFacts(WorkerKind.COROUTINE, threading.get_native_id(), gil=True, layers=1))
        lane = Lane(file, NoNotes(), first=first)
        word = file.words[HEADER_WORDS + 1]
        assert (unpack(word)[1], word >> FLAGS_SHIFT & FLAGS_MASK) == (first, flags)
        lane.close()


def test_from_a_gap_on_a_lane_is_as_patient_as_its_notes_say_then(clock: Clock, make_lane: Callable[..., Lane]) -> None:
    lane = make_lane()
    lane.begin_task(0)
    for patience, silence, noted in (
        (GAP_NS // 2, GAP_NS - 1, 0), (GAP_NS // 2, GAP_NS + 1, 1), (GAP_NS, GAP_NS - 1, 1), (GAP_NS, GAP_NS - 1, 0),
    ):  # fmt: skip
        lane._notes.patience = patience  # type: ignore[misc]
        count = lane._file.count
        clock.pass_time(silence)
        lane.tick()
        assert lane._file.count == count + 2 * noted
    lane.close()


def recorded(directory: Path, end: int) -> list[Segment]:
    with RunTrace(directory) as trace:
        trace.finish(end)
        (lane,) = trace.lanes
        return list(lane.segments())


def states(segments: list[Segment]) -> list[tuple[State, int, int]]:
    """State, duration in µs and task of every segment that lasted."""
    return [(part.state, (part.end - part.start) // US, part.task) for part in segments if part.end > part.start]


def test_ticks_that_follow_each_other_are_one_segment(tmp_path: Path, clock: Clock, make_lane: Callable[..., Lane]) -> None:
    lane = make_lane()
    clock.pass_time(50 * US)
    lane.begin_task(7)
    for _ in range(100):
        clock.pass_time(20 * US)
        lane.tick()
    lane.end_task(Header.TASKS_DONE)
    lane.close()
    assert states(recorded(tmp_path, clock.now)) == [(State.IDLE, 50, -1), (State.RUNNING, 2000, 7)]


def test_a_silence_is_a_gap_from_the_last_tick_to_the_next(tmp_path: Path, clock: Clock, make_lane: Callable[..., Lane]) -> None:
    lane = make_lane()
    lane.begin_task(0)
    clock.pass_time(20 * US)
    lane.tick()
    clock.pass_time(5000 * US)
    lane.tick()
    clock.pass_time(20 * US)
    lane.end_task(Header.TASKS_DONE)
    lane.close()
    segments = recorded(tmp_path, clock.now)
    assert states(segments) == [(State.RUNNING, 20, 0), (State.GIL_WAIT, 5000, 0), (State.RUNNING, 20, 0)]
    assert [part.evidence for part in segments if part.state is State.GIL_WAIT] == [Evidence.UNKNOWN]


def test_a_silence_at_the_threshold_is_no_gap(tmp_path: Path, clock: Clock, make_lane: Callable[..., Lane]) -> None:
    lane = make_lane()
    lane.begin_task(0)
    clock.pass_time(GAP_NS)
    lane.tick()
    lane.end_task(Header.TASKS_DONE)
    lane.close()
    assert states(recorded(tmp_path, clock.now)) == [(State.RUNNING, GAP_NS // US, 0)]


@pytest.mark.parametrize("silent", [GAP_NS // US, GAP_NS // US + 1])
@pytest.mark.parametrize("ticks", range(9))
def test_a_silence_is_as_long_as_it_is_however_many_ticks_came_before_it(
    tmp_path: Path, clock: Clock, make_lane: Callable[..., Lane], ticks: int, silent: int
) -> None:
    lane = make_lane()
    lane.begin_task(0)
    for _ in range(ticks):
        clock.pass_time(30 * US)
        lane.tick()
    for _ in range(2):
        clock.pass_time(silent * US)
        lane.tick()
    lane.end_task(Header.TASKS_DONE)
    lane.close()
    waited = [lasted for state, lasted, _ in states(recorded(tmp_path, clock.now)) if state is State.GIL_WAIT]
    assert sum(waited) == (2 * silent if silent * US > GAP_NS else 0)


def test_a_declared_state_is_no_gap_however_long(tmp_path: Path, clock: Clock, make_lane: Callable[..., Lane]) -> None:
    lane = make_lane()
    lane.begin_task(3)
    clock.pass_time(10 * US)
    with lane.waiting():
        clock.pass_time(9000 * US)
    clock.pass_time(10 * US)
    with lane.native():
        clock.pass_time(800 * US)
    lane.end_task(Header.TASKS_DONE)
    lane.close()
    expected = [(State.RUNNING, 10, 3), (State.IO_WAIT, 9000, 3), (State.RUNNING, 10, 3), (State.NATIVE, 800, 3)]
    assert states(recorded(tmp_path, clock.now)) == expected


def test_who_enters_c_code_reads_the_clock_last_and_who_leaves_it_reads_the_clock_first(
    tmp_path: Path, clock: Clock, make_lane: Callable[..., Lane], monkeypatch: pytest.MonkeyPatch
) -> None:
    lane = make_lane()
    lane.begin_task(0)

    def look() -> int:
        clock.pass_time(1 * US)  # each look at the clock takes that long: how often it is looked at can be told
        return clock.now

    with monkeypatch.context() as patched:
        patched.setattr(clock, "perf_counter_ns", look)
        lane.tick, lane._settle, lane._mark = ticker_module.ticker(lane._file, lane._note_gap, GAP_NS)
        with lane.native():
            entered = clock.now
            clock.pass_time(100 * US)
            left = clock.now
    lane.close()
    (native,) = [part for part in recorded(tmp_path, clock.now) if part.state is State.NATIVE]
    assert (native.start, native.end) == (entered, left + 1 * US)


def test_a_silence_between_the_last_tick_and_entering_c_code_is_a_gap_wherever_it_falls(
    tmp_path: Path, clock: Clock, make_lane: Callable[..., Lane], monkeypatch: pytest.MonkeyPatch
) -> None:
    lane = make_lane()
    lane.begin_task(0)
    clock.pass_time(10 * US)
    mark = lane._mark

    def interrupted(now: int) -> None:
        mark(now)
        clock.pass_time(700 * US)

    entering = lane.native()
    with monkeypatch.context() as patched:
        patched.setattr(lane, "_mark", interrupted)
        entering.__enter__()
    clock.pass_time(300 * US)
    entering.__exit__(None, None, None)
    lane.close()
    expected = [(State.RUNNING, 10, 0), (State.GIL_WAIT, 700, 0), (State.NATIVE, 300, 0)]
    assert states(recorded(tmp_path, clock.now)) == expected


def test_who_has_just_copied_catches_up_before_it_enters_c_code(clock: Clock, make_lane: Callable[..., Lane]) -> None:
    lane = make_lane()
    notes = lane._notes
    assert isinstance(notes, NoNotes)
    lane.begin_task(0)
    with lane.native():
        assert (notes.copies, notes.caught_up) == (1, 1)
        clock.pass_time(300 * US)
    assert (notes.copies, notes.caught_up) == (2, 1)
    with lane.native():
        assert (notes.copies, notes.caught_up) == (2, 2)
    notes.due_after_native = clock.now + US
    with lane.native():
        assert (notes.copies, notes.caught_up) == (2, 2), "what was told since is copied after that time"
    lane.close()


@pytest.mark.parametrize("ending", ["tick", "wait", "end"])
def test_a_gap_is_found_by_whatever_comes_after_it(
    tmp_path: Path, clock: Clock, make_lane: Callable[..., Lane], ending: str
) -> None:
    lane = make_lane()
    lane.begin_task(0)
    clock.pass_time(3000 * US)
    if ending == "tick":
        lane.tick()
    elif ending == "wait":
        with lane.waiting():
            pass
    lane.end_task(Header.TASKS_DONE)
    lane.close()
    assert states(recorded(tmp_path, clock.now)) == [(State.GIL_WAIT, 3000, 0)]


def test_starting_is_overhead_from_the_moment_it_was_asked_for(
    tmp_path: Path, clock: Clock, make_lane: Callable[..., Lane]
) -> None:
    lane = make_lane(kind=WorkerKind.PROCESS, since=clock.now - 30_000 * US)
    clock.pass_time(10 * US)
    lane.close()
    assert states(recorded(tmp_path, clock.now)) == [(State.OVERHEAD, 30_000, -1), (State.IDLE, 10, -1)]


def test_a_lane_goes_on_in_another_file_when_one_is_full(tmp_path: Path, clock: Clock, make_lane: Callable[..., Lane]) -> None:
    lane = make_lane(capacity=8)
    for number in range(10):
        lane.begin_task(number)
        clock.pass_time(100 * US)
        lane.end_task(Header.TASKS_DONE)
        clock.pass_time(1 * US)
    lane.close()
    assert len(list(tmp_path.iterdir())) == 2
    with RunTrace(tmp_path) as trace:
        trace.finish(clock.now)
        (read,) = trace.lanes
        assert (len(read), read.tasks_done, read.dropped, read.closed) == (21, 10, 0, True)
        assert read.totals()[State.RUNNING] == 10 * 100 * US


def test_when_the_disk_is_full_a_lane_counts_what_it_could_not_write(
    tmp_path: Path, clock: Clock, make_lane: Callable[..., Lane]
) -> None:
    lane = make_lane(capacity=4)
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    lowest_free = os.dup(0)
    os.close(lowest_free)
    resource.setrlimit(resource.RLIMIT_NOFILE, (lowest_free, limits[1]))
    try:
        for number in range(5):
            lane.begin_task(number)
            clock.pass_time(100 * US)
            lane.end_task(Header.TASKS_DONE)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)
    lane.begin_task(5)  # There is room again, but what lies between is not known.
    lane.close()
    with RunTrace(tmp_path) as trace:
        trace.finish(clock.now)
        (read,) = trace.lanes
        assert (len(read), read.dropped, read.tasks_done, read.closed) == (4, 8, 5, False)


def test_what_is_published_while_the_worker_runs_is_never_more_than_a_gap_behind_its_last_tick(
    tmp_path: Path, clock: Clock, make_lane: Callable[..., Lane]
) -> None:
    lane = make_lane()
    lane.begin_task(0)
    (path,) = tmp_path.iterdir()
    published = []
    for _ in range(20):
        clock.pass_time(60 * US)
        lane.tick()
        header = struct.unpack(f"<{HEADER_WORDS}q", path.read_bytes()[: HEADER_WORDS * WORD])
        published.append(header[Header.LAST_TICK])
        assert clock.now - GAP_NS <= published[-1] <= clock.now
        assert header[Header.CLOSED] == 0
    assert len(set(published)) > 3
    lane.close()


def test_closing_twice_keeps_the_first_end(tmp_path: Path, clock: Clock, make_lane: Callable[..., Lane]) -> None:
    lane = make_lane()
    clock.pass_time(10 * US)
    lane.close()
    clock.pass_time(10 * US)
    lane.close()
    assert states(recorded(tmp_path, clock.now)) == [(State.IDLE, 10, -1)]


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("task", [-1, 0, 9_999])
def test_a_record_can_be_unpacked_as_it_was_packed(state: State, task: int) -> None:
    assert unpack(pack(Mark.SILENT, state, task)) == (Mark.SILENT, state, task)


@pytest.mark.parametrize(
    ("due_us", "waits"),
    [
        (None, [(State.IO_WAIT, 900)]),
        (700, [(State.IO_WAIT, 700), (State.LOCK_WAIT, 200)]),
        (-50, [(State.LOCK_WAIT, 900)]),
        (2000, [(State.IO_WAIT, 900)]),
    ],
)
def test_an_awaited_wait_ends_when_it_is_due_and_the_loop_is_waited_for_from_then_on(
    tmp_path: Path, clock: Clock, make_lane: Callable[..., Lane], due_us: int | None, waits: list[tuple[State, int]]
) -> None:
    lane = make_lane(WorkerKind.COROUTINE)
    clock.pass_time(100 * US)
    lane.begin_task(0)
    clock.pass_time(30 * US)
    with lane.awaiting() as wait:
        wait.due = None if due_us is None else clock.now + due_us * US
        clock.pass_time(900 * US)
    clock.pass_time(40 * US)
    lane.end_task(Header.TASKS_DONE)
    lane.close()
    told = [(state, length) for state, length, task in states(recorded(tmp_path, clock.now)) if task == 0]
    assert told == [(State.RUNNING, 30), *waits, (State.RUNNING, 40)]
