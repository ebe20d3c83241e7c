"""Recordings to be opened."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from gilviz.recording import write
from tests.recording.recordings import processes, recording
from tests.trace import runs


@pytest.fixture
def file(tmp_path: Path) -> Path:
    write(tmp_path / "a.gilviz", recording())
    return tmp_path / "a.gilviz"


@pytest.fixture
def other(tmp_path: Path) -> Path:
    moved = dataclasses.replace(processes(), runtime=dataclasses.replace(runs.runtime(cores=8), version="3.14.0"))
    write(tmp_path / "b.gilviz", recording(moved))
    return tmp_path / "b.gilviz"
