"""What a worker notes: switches and counters as the kernel tells them, copied when it is time."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from gilviz.runner.protocol import BEGUN, GAP_NS, Header, KernelRecord, Layer, Mark, WorkerKind
from gilviz.runner.recording import notes as notes_module
from gilviz.runner.recording.counters import Counters
from gilviz.runner.recording.lane_file import LaneFile
from gilviz.runner.recording.notes import PERIOD_NS, SHORT_PERIOD_NS, SUSPICIOUS_NS, Notes, affordable
from gilviz.runner.recording.switches import Switches
from tests.patience import AGES_S
from tests.runner.kernel import switches_or_skip

MS = 1_000_000


def test_a_system_that_does_not_tell_what_a_thread_computed_is_no_obstacle(tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-c", NO_THREAD_TIME, str(tmp_path)], check=True, capture_output=True, text=True, timeout=AGES_S
    )
    assert told.stdout == f"{int(Layer.TICKS)}\n", told.stderr


NO_THREAD_TIME = """
import sys, time
del time.thread_time_ns
from gilviz.runner.protocol import BEGUN, GAP_NS, Header, WorkerKind
from gilviz.runner.recording.recording import Recording
lane = Recording(sys.argv[1], WorkerKind.MAIN, gil=True, workers=1).lane()
lane.begin_task(0)
time.sleep(0.001)
lane.tick()
lane.end_task(Header.TASKS_DONE)
print(lane._file.words[Header.LAYERS])
lane.close()
"""


def test_an_interpreter_without_ctypes_has_notes_of_ticks_alone() -> None:
    code = """
import sys
sys.modules["_ctypes"] = None
from gilviz.runner.protocol import WorkerKind
from gilviz.runner.recording.notes import Notes
print(int(Notes(WorkerKind.THREAD, gil=True, workers=2).layers))
"""
    told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=AGES_S)
    assert told.stdout == f"{int(Layer.TICKS)}\n"


@pytest.mark.parametrize(
    ("workers", "interval", "affords"),
    [(2, 0.005, True), (8, 0.005, True), (64, 0.005, False), (2, 0.0005, True), (4, 0.0005, True), (16, 0.0001, False)],
)
def test_switches_are_left_out_where_recording_them_would_falsify_the_run(workers: int, interval: float, affords: bool) -> None:
    assert affordable(workers, interval) is affords


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")
def test_notes_go_on_with_what_the_system_admits(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(1, "not here")

    monkeypatch.setattr(Switches, "__init__", refuse)
    notes = Notes(WorkerKind.THREAD, gil=True, workers=2)
    assert notes.layers == Layer.TICKS | Layer.COUNTERS
    notes.close()
    monkeypatch.setattr(Counters, "__init__", refuse)
    notes = Notes(WorkerKind.THREAD, gil=True, workers=2)
    assert notes.layers == Layer.TICKS
    notes.close()


@pytest.mark.parametrize(
    ("kind", "gil", "workers", "shares"),
    [
        (WorkerKind.THREAD, True, 2, True),
        (WorkerKind.THREAD, True, 1, False),
        (WorkerKind.THREAD, False, 2, False),
        (WorkerKind.PROCESS, True, 2, False),
    ],
)
def test_only_threads_of_one_interpreter_share_a_gil(kind: WorkerKind, gil: bool, workers: int, shares: bool) -> None:
    notes = Notes(kind, gil, workers)
    notes.close()
    assert notes.shares_gil is shares


class Told:
    """Counters that say what they are told to."""

    def __init__(self, *readings: tuple[int, int]) -> None:
        self._readings = list(readings)

    def read(self) -> tuple[int, int]:
        return self._readings.pop(0)

    def close(self) -> None:
        """There is nothing to let go of."""


def lane_file(directory: Path, capacity: int = 64) -> LaneFile:
    return LaneFile(str(directory), 1, first_capacity=capacity)


def test_gaps_are_copied_at_once_where_cores_are_scarce_and_now_and_then_where_they_are_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    switches_or_skip().close()
    readings = Told((1, 0), (2, 5 * MS), *[(3, 5 * MS)] * 20)
    monkeypatch.setattr(notes_module, "Counters", lambda **_: readings)
    notes, file = Notes(WorkerKind.PROCESS, gil=True, workers=2), lane_file(tmp_path, 4096)
    try:
        assert notes.due == 0
        before = time.perf_counter_ns()
        notes.copy(file)
        assert before + PERIOD_NS <= notes.due <= time.perf_counter_ns() + PERIOD_NS
        notes.copy(file)
        assert notes.due == 0
        assert notes.due_after_native > 0, "C code waits for its core alone, and that the switches tell"
        for _ in range(20):
            assert notes.due == 0
            notes.copy(file)
        assert notes.due > 0
    finally:
        notes.close()
        file.close()


@pytest.mark.parametrize(("interval", "period"), [(0.005, PERIOD_NS), (0.0005, SHORT_PERIOD_NS)])
def test_the_ring_is_copied_more_often_where_threads_switch_often(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, interval: float, period: int
) -> None:
    switches_or_skip().close()
    monkeypatch.setattr(sys, "getswitchinterval", lambda: interval)
    monkeypatch.setattr(notes_module, "Counters", lambda **_: Told((1, 0)))
    notes, file = Notes(WorkerKind.THREAD, gil=True, workers=2), lane_file(tmp_path)
    try:
        before = time.perf_counter_ns()
        notes.copy(file)
        assert period <= notes.due - before
        assert notes.due <= time.perf_counter_ns() + period
    finally:
        notes.close()
        file.close()


def test_what_finds_no_room_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    switches_or_skip().close()
    notes, file = Notes(WorkerKind.PROCESS, gil=True, workers=2), lane_file(tmp_path, 3)
    monkeypatch.setattr(LaneFile, "_extend", lambda _: False)
    try:
        for _ in range(5):
            time.sleep(0.001)
        notes.copy(file)
        assert file.count == 2  # The counters, but not the switches.
        copies = 0
        while file.count == 2:  # Whoever is interrupted in between has two more switches, for which there is no room.
            notes.copy(file)
            copies += 1
        assert file.words[Header.COUNT] == file.count == 3
        assert file.words[Header.DROPPED] == copies  # The last to arrive is missed by whoever waits for it.
    finally:
        notes.close()
        file.close()


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")
def test_each_thread_s_own_switches_are_copied(tmp_path: Path) -> None:
    switches_or_skip().close()
    slept: list[int] = []

    def sleep_and_copy(number: int) -> None:
        notes = Notes(WorkerKind.THREAD, gil=True, workers=2)
        file = LaneFile(str(tmp_path), number)
        notes.copy(file)
        begun, head = time.perf_counter_ns(), file.count
        time.sleep(0.02)
        notes.copy(file)
        words = file.words[32 + 2 * head : 32 + 2 * file.count].tolist()
        assert words[1] >> 8 & 0xFF == Mark.SWITCHES
        copied = [words[place : place + 2] for place in range(2, 2 + 2 * (words[1] >> 32), 2)]
        slept.append(sum(left - begun < 20 * MS for word, left in copied if word & KernelRecord.LEFT))
        notes.close()
        file.close()

    threads = [threading.Thread(target=sleep_and_copy, args=(number,)) for number in (1, 2, 3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(slept) == 3
    assert all(slept)


@pytest.mark.parametrize(("interval", "at_each_gap"), [(0.005, True), (0.0005, False)])
def test_counters_alone_are_read_at_each_gap_where_there_are_few(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, interval: float, at_each_gap: bool
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(1, "not here")

    monkeypatch.setattr(Switches, "__init__", refuse)
    monkeypatch.setattr(sys, "getswitchinterval", lambda: interval)
    notes, file = Notes(WorkerKind.THREAD, gil=True, workers=2), lane_file(tmp_path)
    try:
        notes.copy(file)
        assert (notes.due == 0) is at_each_gap
    finally:
        notes.close()
        file.close()


@pytest.fixture
def interval(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The switch interval in seconds, to be changed."""
    holds = [0.005]
    monkeypatch.setattr(sys, "getswitchinterval", lambda: holds[0])
    return holds


def heads(file: LaneFile) -> list[tuple[int, int]]:
    """Mark and flags of every block so far."""
    found, place = [], 0
    while place < file.count:
        word = file.words[32 + 2 * place + 1]
        found.append((word >> 8 & 0xFF, word >> 16 & 0xFFFF))
        place += 1 + (word >> 32)
    return found


def test_after_a_change_of_the_switch_interval_what_has_become_too_dear_is_left_out_and_comes_back(
    tmp_path: Path, interval: list[float]
) -> None:
    switches_or_skip().close()
    notes, file = Notes(WorkerKind.THREAD, gil=True, workers=8), lane_file(tmp_path, 4096)
    try:
        notes.copy(file)
        assert (notes.patience, [mark for mark, _ in heads(file)]) == (GAP_NS, [Mark.SWITCHES, Mark.COUNTERS])
        interval[0] = 0.0001
        notes.copy(file)
        assert notes.patience == SUSPICIOUS_NS
        assert notes.due == 0
        told = len(heads(file))
        notes.copy(file)
        assert [mark for mark, _ in heads(file)[told:]] == [Mark.COUNTERS], "the kernel tells nothing any more"
        assert notes.due > 0, "and sums are asked now and then, not at every gap"
        interval[0] = 0.005
        notes.copy(file)
        assert heads(file)[-1] == (Mark.SWITCHES, BEGUN)
        told = len(heads(file))
        notes.copy(file)
        assert heads(file)[told:] == [(Mark.SWITCHES, 0), (Mark.COUNTERS, 0)]
        assert notes.patience == GAP_NS
    finally:
        notes.close()
        file.close()


def test_what_becomes_affordable_after_a_change_is_asked_and_the_lane_says_so(tmp_path: Path, interval: list[float]) -> None:
    switches_or_skip().close()
    interval[0] = 0.0001
    notes, file = Notes(WorkerKind.THREAD, gil=True, workers=8), lane_file(tmp_path)
    try:
        assert not notes.layers & Layer.SWITCHES
        notes.copy(file)
        interval[0] = 0.005
        notes.copy(file)
        assert file.words[Header.LAYERS] == notes.layers
        assert notes.layers & Layer.SWITCHES
        assert (notes.due, notes.patience) == (0, GAP_NS)
    finally:
        notes.close()
        file.close()
