"""The hall's legend: each name can stand alone, and where there is no room for that, the waits still say what they are."""

from __future__ import annotations

from gilviz.gui.lecture.legend import NAMES_OF_STATES, InSight, legend_entries, shortened
from gilviz.runner.protocol import State, WorkerKind
from gilviz.trace.lane import Lane
from tests.render.hand_made import MS, ORIGIN, lane

WAITS = [(0, State.RUNNING), (10 * MS, State.CPU_WAIT), (20 * MS, State.LOCK_WAIT), (30 * MS, State.IO_WAIT)]


def names(*workers: Lane, start: int = 0, end: int = 2000 * MS, only: State | None = None) -> list[str]:
    return [name for _, name in legend_entries([InSight(workers, ORIGIN + start, ORIGIN + end)], only)]


def test_every_wait_is_called_one() -> None:
    assert names(lane(1, WAITS, 40 * MS)) == ["running", "waiting for a core", "waiting for a lock", "waiting for I/O"]
    assert not [name for name in NAMES_OF_STATES.values() if name.startswith("for ")]


def test_what_hardly_occurs_is_left_out_and_coroutines_wait_for_their_loop() -> None:
    worker = lane(1, [(0, State.RUNNING), (99 * MS, State.LOCK_WAIT)], 100 * MS, kind=WorkerKind.COROUTINE)
    assert names(worker) == ["running", "waiting for the event loop"]
    thread = lane(2, [(0, State.LOCK_WAIT)], 100 * MS)
    assert names(worker, thread)[-1] == "waiting for a lock or the event loop"
    busy = lane(3, [(0, State.RUNNING)], 10 * MS)
    assert names(worker, busy)[-1] == "waiting for the event loop", "only they wait so"
    assert names(lane(1, [(0, State.RUNNING), (1000 * MS, State.IO_WAIT)], 1001 * MS)) == ["running"]


def test_only_what_is_in_sight_is_named() -> None:
    worker = lane(1, WAITS, 40 * MS)
    assert names(worker, start=5 * MS, end=15 * MS) == ["running", "waiting for a core"]
    assert names(worker, start=50 * MS, end=60 * MS) == []
    assert names(worker, only=State.LOCK_WAIT) == ["waiting for a lock"]


def test_with_little_room_the_first_of_the_waits_says_what_they_are() -> None:
    entries = [(state, NAMES_OF_STATES[state]) for state in (State.NATIVE, State.CPU_WAIT, State.LOCK_WAIT, State.IO_WAIT)]
    assert [name for _, name in shortened(entries)] == ["C code", "waiting for a core", "for a lock", "for I/O"]
