"""A lane tells silences after the fact, goes on in another file when one is full, and says what it could not write."""

from __future__ import annotations

import os
import resource
from collections.abc import Callable
from pathlib import Path

import pytest

from gilviz.runner.protocol import (
    GAP_NS,
    Evidence,
    Header,
    Mark,
    State,
    pack,
    unpack,
)
from gilviz.runner.recording.lane import Lane
from gilviz.trace.run_trace import RunTrace
from tests.runner.lane_bench import US, Clock, recorded, states


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


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("task", [-1, 0, 9_999])
def test_a_record_can_be_unpacked_as_it_was_packed(state: State, task: int) -> None:
    assert unpack(pack(Mark.SILENT, state, task)) == (Mark.SILENT, state, task)
