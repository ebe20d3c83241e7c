"""Lanes of the runner for Python 2.7, written by a machine that stands in for Java's."""

from __future__ import annotations

import itertools
import mmap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gilviz.runner.protocol import HEADER_WORDS, WORD, Header, WorkerKind
from gilviz.runner27 import lane_file
from gilviz.runner27.recording import Recording
from gilviz.trace.run_trace import RunTrace


class Counters:
    """Refuses to be read so many times."""

    def __init__(self, refusals: list[int]) -> None:
        self._refusals = refusals

    def read(self) -> tuple[int, int]:
        if self._refusals:
            raise OSError(self._refusals.pop(), "no more files")
        return 1, 0

    def close(self) -> None:
        pass


class Machine:
    """Its clock goes on by 1 µs whenever it is read."""

    def __init__(self, refusals: int = 0) -> None:
        numbers = itertools.count(1000, 1000)
        self.clock: Callable[[], int] = lambda: next(numbers)
        self.own_time = self.clock
        self._refusals = [24] * refusals

    def Counters(self) -> Counters:  # noqa: N802 - a class in the others
        return Counters(self._refusals)

    def native_id(self) -> int:
        return 7

    def make_fence(self) -> Callable[[], None]:
        return lambda: None

    def open_words(self, path: str, words: int) -> Callable[[int, int], None]:
        Path(path).write_bytes(bytes(words * WORD))
        with Path(path).open("r+b") as file:
            return memoryview(mmap.mmap(file.fileno(), 0)).cast("B").cast("q").__setitem__


def header(path: Path) -> list[int]:
    return memoryview(path.read_bytes()[: HEADER_WORDS * WORD]).cast("q").tolist()


def test_every_chunk_says_what_was_put_before_it_was_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lane_file, "FIRST_CAPACITY", 12)
    machine = Machine()
    recording: Any = Recording(str(tmp_path), WorkerKind.MAIN, machine, tick_ps=4321)
    recording.prepare(1)
    lane = recording.lane()
    lane.begin_task(0)
    for _ in range(300):  # long enough for a silence
        machine.clock()
    lane.end_task(Header.TASKS_DONE)
    lane.begin_task(1)
    while len(files := sorted(tmp_path.iterdir())) < 2:
        lane.enter(5)
        lane.leave(None)
    first, second = (header(file) for file in files)
    kept = (Header.TICK_PS, Header.NOTING, Header.TASKS_DONE, Header.PID, Header.NATIVE_ID, Header.LAYERS, Header.KIND)
    assert [second[word] for word in kept] == [first[word] for word in kept]
    assert second[Header.TICK_PS] == 4321
    assert second[Header.NOTING] > 0
    assert second[Header.TASKS_DONE] == 1
    assert (first[Header.CHUNK], second[Header.CHUNK]) == (0, 1)
    recording.end()
    trace = RunTrace(tmp_path)
    trace.poll(machine.clock())
    (read,) = trace.lanes
    assert read.tasks_done == 1


def test_a_worker_whose_lane_fails_at_its_beginning_opens_it_for_its_first_task(tmp_path: Path) -> None:
    recording: Any = Recording(str(tmp_path), WorkerKind.THREAD, Machine(refusals=2))
    recording.prepare(1)
    recording.begin()
    with pytest.raises(OSError, match="no more files"):
        recording.lane()
    lane = recording.lane()
    lane.begin_task(0)
    recording.end()
    assert header(next(tmp_path.iterdir()))[Header.NUMBER] == 1
