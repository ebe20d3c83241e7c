"""Lanes with a clock that is set by hand."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from gilviz.runner.protocol import (
    WorkerKind,
)
from gilviz.runner.recording import lane as lane_module
from gilviz.runner.recording import ticker as ticker_module
from gilviz.runner.recording.lane import Lane
from gilviz.runner.recording.lane_file import LaneFile, WorkerFacts
from tests.runner.lane_bench import Clock, NoNotes


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
