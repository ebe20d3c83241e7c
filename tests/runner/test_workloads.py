"""Every workload does what it says, ticks as it goes, and declares its waits."""

from __future__ import annotations

import hashlib
import importlib
import time
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from gilviz.runner import catalog
from gilviz.runner.calibrate import calibrate
from gilviz.runner.protocol import Message, State
from gilviz.runner.recording.no_lane import NoLane
from gilviz.runner.spec import JobSpec
from gilviz.runner.workloads import http
from tests.runner.jobs import kept_waiting, play, play_order


class CountingLane:
    """Counts what a workload says of itself."""

    def __init__(self) -> None:
        self.ticks = 0
        self.waits = 0
        self.natives = 0
        self.locks = 0

    def tick(self) -> None:
        self.ticks += 1

    def waiting(self) -> nullcontext[SimpleNamespace]:
        self.waits += 1
        return nullcontext(SimpleNamespace(due=None))

    def native(self) -> nullcontext[None]:
        self.natives += 1
        return nullcontext()

    def blocked(self) -> nullcontext[None]:
        self.locks += 1
        return nullcontext()


def workload(name: str) -> Any:
    return importlib.import_module(f"gilviz.runner.workloads.{catalog.workload(name).file}")


@pytest.mark.parametrize(
    ("name", "size", "result"),
    [
        ("primes", 100, 25),
        ("primes", 2, 0),
        ("countdown", 1001, 1001),
        ("fib", 20, 6765),
        ("fib", 1, 1),
        ("sleep", 1, 1),
        ("sha256", 2, hashlib.sha256(bytes(range(256)) * 16384 * 2).hexdigest()),
    ],
)
def test_a_task_returns_the_right_result(name: str, size: int, result: object) -> None:
    assert workload(name).work(size, NoLane()) == result


@pytest.mark.parametrize(("name", "size", "ticks"), [("primes", 10_000, 100), ("countdown", 80_000, 100), ("fib", 22, 55)])
def test_pure_python_ticks_again_and_again(name: str, size: int, ticks: int) -> None:
    lane = CountingLane()
    workload(name).work(size, lane)
    assert lane.ticks >= ticks
    assert (lane.waits, lane.natives) == (0, 0)


def test_blocking_calls_and_c_code_are_declared() -> None:
    lane = CountingLane()
    workload("sleep").work(1, lane)
    workload("sha256").work(3, lane)
    assert (lane.waits, lane.natives) == (1, 3)


def test_http_asks_a_real_server_for_a_page_of_each_task(tmp_path: Path, job_python: str) -> None:
    played = play(tmp_path, JobSpec("http", 30, "thread-pool", workers=4, tasks=8), job_python)
    results = played.said(Message.FINISHED)["results"]
    assert [result.split()[:2] for result in results] == [[f"/page/{number}", "200"] for number in range(8)]
    # Every request waited at least as long as the server takes, and the server is no lane.
    assert sum(kept_waiting(lane) for lane in played.trace.lanes) >= 8 * 30_000_000
    assert len(played.trace.lanes) <= 4


@pytest.mark.parametrize("executor", ["thread-pool", "pool", "asyncio"])
def test_every_request_is_noted_by_who_made_it(tmp_path: Path, executor: str) -> None:
    requests = play(tmp_path, JobSpec("http", 20, executor, workers=2, tasks=6)).trace.requests
    assert len(requests) == 6
    sent, read, answered = requests.T
    assert (sent[1:] >= sent[:-1]).all()
    assert (read >= sent).all()
    assert (answered - read >= 20_000_000).all()


def test_a_request_that_cannot_be_noted_fails_no_task(tmp_path: Path) -> None:
    http.note(str(tmp_path), 1, 2, 3)
    http.note(None, 1, 2, 3)
    assert list(tmp_path.iterdir()) == []


def test_hashing_is_native_and_sleeping_is_waiting(tmp_path: Path) -> None:
    hashed = play(tmp_path / "sha", JobSpec("sha256", 10, "threading", workers=2, tasks=2)).trace
    slept = play(tmp_path / "sleep", JobSpec("sleep", 50, "threading", workers=2, tasks=2)).trace
    for lane in hashed.lanes:
        assert lane.totals()[State.NATIVE] > 0
        assert lane.totals()[State.IO_WAIT] == 0
    for lane in slept.lanes:
        assert kept_waiting(lane) >= 49_000_000, "but for what it took to come to sleep"


@pytest.mark.parametrize("info", catalog.WORKLOADS, ids=lambda info: str(info.name))
def test_the_automatic_size_is_within_the_limits_and_scales_with_the_time(
    info: catalog.WorkloadInfo, monkeypatch: pytest.MonkeyPatch
) -> None:
    # By the clock of this thread: by that of everybody a trial takes as long as others have the cores.
    monkeypatch.setattr("gilviz.runner.calibrate.time", SimpleNamespace(perf_counter_ns=time.thread_time_ns))
    short, took = calibrate(workload(info.name), info, 0.004)
    longer, _ = calibrate(workload(info.name), info, 0.1)
    assert info.smallest <= short < longer <= info.largest
    assert took > 0


def test_calibration_is_a_job_of_its_own(tmp_path: Path, job_python: str) -> None:
    played = play_order(tmp_path, {"calibrate": {"workload": "countdown", "seconds": 0.02}}, job_python)
    answer = played.said(Message.CALIBRATED)
    assert answer["size"] > 1000
    assert answer["seconds"] > 0
