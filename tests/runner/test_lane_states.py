"""A lane tells the states that a worker declares as they are, and when it began and ended."""

from __future__ import annotations

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
    Header,
    State,
    WorkerKind,
    unpack,
)
from gilviz.runner.recording import ticker as ticker_module
from gilviz.runner.recording.lane import Lane
from gilviz.runner.recording.lane_file import LaneFile, WorkerFacts
from tests.runner.lane_bench import US, Clock, NoNotes, recorded, states


def test_who_begins_by_waiting_for_its_turn_is_not_taken_for_its_thread(tmp_path: Path) -> None:
    for number, (first, flags) in enumerate([(State.IDLE, 0), (State.LOCK_WAIT, AWAITED)], 1):
        file = LaneFile(str(tmp_path), number)
        file.begin(WorkerFacts(WorkerKind.COROUTINE, threading.get_native_id(), gil=True, layers=1))
        lane = Lane(file, NoNotes(), first=first)
        word = file.words[HEADER_WORDS + 1]
        assert (unpack(word)[1], word >> FLAGS_SHIFT & FLAGS_MASK) == (first, flags)
        lane.close()


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


def test_who_is_woken_late_says_when_the_wait_was_over(tmp_path: Path, clock: Clock, make_lane: Callable[..., Lane]) -> None:
    """What a sleep was due at can't be told from its end: the reader has to know it."""
    lane = make_lane()
    lane.begin_task(0)
    with lane.waiting() as wait:
        wait.due = clock.now + 600 * US
        clock.pass_time(900 * US)
    lane.end_task(Header.TASKS_DONE)
    lane.close()
    told = [(state, length) for state, length, task in states(recorded(tmp_path, clock.now)) if task == 0]
    assert (told[0], sum(length for _, length in told)) == ((State.IO_WAIT, 600), 900)


def test_receiving_an_item_is_overhead_from_when_it_was_sent_or_the_worker_was_free(
    tmp_path: Path, clock: Clock, make_lane: Callable[..., Lane]
) -> None:
    lane = make_lane(WorkerKind.PROCESS)
    clock.pass_time(100 * US)
    sent = clock.now
    clock.pass_time(40 * US)
    lane.begin_task(0, sent)
    clock.pass_time(500 * US)
    lane.tick()
    lane.end_task(Header.TASKS_DONE)
    clock.pass_time(30 * US)
    lane.begin_task(1, sent)  # it lay there while the first was under way
    lane.end_task(Header.TASKS_DONE)
    lane.close()
    told = [(state, length) for state, length, _ in states(recorded(tmp_path, clock.now)) if state is State.OVERHEAD]
    assert told == [(State.OVERHEAD, 40), (State.OVERHEAD, 30)]
