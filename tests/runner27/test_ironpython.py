"""IronPython: its jobs where it is installed, and everywhere what is said to .NET, with a .NET that only remembers.

It comes in no package that could be installed, so the second half is all that most machines can try.
"""

from __future__ import annotations

import importlib
import struct
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from gilviz.launch.runtimes import describe_runtime, executor_problem
from gilviz.runner.protocol import MAGIC, Layer, Message, State, WorkerKind
from gilviz.runner.spec import JobSpec
from gilviz.runner27.recording import Recording, Task
from gilviz.runner27.workloads import counter_lock, primes
from gilviz.trace.run_trace import RunTrace
from tests.interpreters import interpreter_or_skip
from tests.runner.jobs import play


@pytest.mark.parametrize("executor", ["sequential", "thread", "threading", "dummy-pool"])
def test_ironpython_runs_what_a_loop_runs(executor: str, tmp_path: Path) -> None:
    ipy = interpreter_or_skip("ipy")
    runtime = describe_runtime(ipy)
    assert (runtime.implementation, runtime.gil_text) == ("IronPython", "no GIL")
    if (problem := executor_problem(executor, None, runtime)) is not None:
        assert executor == "dummy-pool"  # 2.7 has no _multiprocessing, without which its package can't be imported
        assert "multiprocessing" in problem
        return
    played = play(tmp_path, JobSpec("primes", 20_000, executor, workers=2, tasks=4), ipy)
    assert played.said(Message.FINISHED)["results"] == [2_262] * 4
    assert sum(lane.tasks_done for lane in played.trace.lanes) == 4


class View:
    """A memory-mapped file, as .NET shows it."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.Write = SimpleNamespace(Overloads={(int, int): self._write})

    def _write(self, position: int, value: int) -> None:
        with Path(self.path).open("r+b") as file:
            file.seek(position)
            file.write(struct.pack("<q", value))


class Stream:
    """A file, as .NET opens it."""

    def __init__(self, path: str, *_: object) -> None:
        self.path = path

    def Write(self, data: bytearray, start: int, length: int) -> None:  # noqa: N802 - .NET's name
        Path(self.path).write_bytes(data[start : start + length])

    def Close(self) -> None:  # noqa: N802
        """Nothing is open."""


def create(_kind: object, length: int) -> Any:
    return bytearray(length) if _kind is bytes else [0] * length


FAKES: dict[str, dict[str, Any]] = {
    "clr": {"AddReference": lambda _: None},
    "System": {
        "Array": SimpleNamespace(CreateInstance=create),
        "Byte": bytes,
        "Console": SimpleNamespace(),
        "Environment": SimpleNamespace(ProcessorCount=2, Version="8.0"),
        "Int64": int,
    },
    "System.Diagnostics": {
        "Stopwatch": SimpleNamespace(GetTimestamp=lambda: time.perf_counter_ns() // 100, Frequency=10_000_000)
    },
    "System.IO": {
        "FileAccess": SimpleNamespace(ReadWrite=3),
        "FileMode": SimpleNamespace(CreateNew=1, Open=3),
        "FileStream": Stream,
    },
    "System.IO.MemoryMappedFiles": {
        "MemoryMappedFile": SimpleNamespace(
            CreateFromFile=lambda path, _: SimpleNamespace(CreateViewAccessor=lambda: View(path)),
        )
    },
    "System.Threading": {
        "Interlocked": SimpleNamespace(MemoryBarrier=lambda: None),
        "Thread": SimpleNamespace(MemoryBarrier=None),
    },
}


@pytest.fixture
def dotnet(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """``gilviz.runner27.dotnet`` above a .NET that keeps its files as Python does."""
    for name, content in FAKES.items():
        module = ModuleType(name)
        vars(module).update(content)
        monkeypatch.setitem(sys.modules, name, module)
    yield importlib.import_module("gilviz.runner27.dotnet")
    sys.modules.pop("gilviz.runner27.dotnet", None)


def test_lanes_are_written_through_dotnet_and_read_like_all_others(dotnet: Any, tmp_path: Path) -> None:
    recording = Recording(str(tmp_path), WorkerKind.THREAD, dotnet)
    recording.prepare(2)
    before = time.perf_counter_ns()
    assert Task(primes.work, recording)((0, 3_000)) == 430
    with counter_lock.prepare(5, 1, dotnet.clock) as items:
        assert Task(counter_lock.work, recording)((1, items[0])) == 5
    recording.end()
    first = next(tmp_path.glob("lane-*-1.0")).read_bytes()
    assert struct.unpack_from("<q", first)[0] == MAGIC
    trace = RunTrace(tmp_path)
    trace.begin(before)
    trace.finish(time.perf_counter_ns())
    (lane,) = trace.lanes
    assert (lane.tasks_done, lane.closed, lane.identity.layers) == (2, True, Layer.TICKS)
    assert {part.task for part in lane.segments() if part.state is State.RUNNING} == {0, 1}
    assert trace.problems == ()


def test_a_task_that_raises_is_counted_and_its_error_handed_on(dotnet: Any, tmp_path: Path) -> None:
    def work(_item: object, _lane: object) -> None:
        raise ZeroDivisionError

    recording = Recording(str(tmp_path), WorkerKind.THREAD, dotnet)
    recording.prepare(1)
    with pytest.raises(ZeroDivisionError):
        Task(work, recording)((0, None))
    recording.end()
    trace = RunTrace(tmp_path)
    trace.begin(1)
    trace.finish(time.perf_counter_ns())
    assert trace.lanes[0].tasks_done == 0


def test_a_lane_that_is_full_goes_on_in_another_file(dotnet: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gilviz.runner27.lane_file.FIRST_CAPACITY", 8)
    recording = Recording(str(tmp_path), WorkerKind.THREAD, dotnet)
    recording.prepare(1)
    task = Task(lambda item, _lane: item, recording)
    assert [task((number, number)) for number in range(9)] == list(range(9))
    recording.end()
    assert len(list(tmp_path.glob("lane-*"))) == 2
    trace = RunTrace(tmp_path)
    trace.begin(1)
    trace.finish(time.perf_counter_ns())
    (lane,) = trace.lanes
    assert (lane.tasks_done, lane.closed, lane.dropped) == (9, True, 0)
    assert trace.problems == ()
