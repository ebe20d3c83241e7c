"""As many workers as there may be, on however few cores: the command ends, and what it says of its recording is sane."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from gilviz.runner.spec import MAX_WORKERS
from tests.patience import AGES_S

GRADES = ("good", "doubtful", "not to be trusted")


@pytest.mark.parametrize(("workload", "size"), [("sleep", 20), ("primes", 20_000)])
@pytest.mark.parametrize("executor", ["threading", "pool"])
def test_64_workers_are_recorded_to_the_end(workload: str, size: int, executor: str) -> None:
    options = ["-x", executor, "-w", str(MAX_WORKERS), "--tasks", str(MAX_WORKERS), "--size", str(size), "--json"]
    command = [sys.executable, "-m", "gilviz", "run", workload, *options]
    done = subprocess.run(command, capture_output=True, text=True, timeout=AGES_S, check=False)
    assert done.returncode == 0, done.stderr
    run = next(run for run in json.loads(done.stdout)["runs"] if run["executor"] == executor)
    assert run["outcome"] == "finished"
    assert run["workers"] == MAX_WORKERS
    # Where processes are started one after the other, as from 3.14 on, the last may find nothing left to do.
    assert len(run["lanes"]) == MAX_WORKERS or (executor == "pool" and 0 < len(run["lanes"]) < MAX_WORKERS)
    assert all(seconds >= 0 for lane in run["lanes"] for seconds in lane["states_s"].values())
    recording = run["recording"]
    check(recording)
    assert recording["evidence"]["ticks"]
    assert recording["dropped"] == 0
    if executor == "pool":
        assert recording["probe"] is None


def check(recording: dict[str, Any]) -> None:
    """Every number is one, and within its bounds."""
    assert recording["grade"] in GRADES
    assert (recording["reason"] is None) == (recording["grade"] == "good")
    assert set(map(type, recording["evidence"].values())) == {bool}
    assert recording["overhead_pct"] >= 0
    for share in ("agreement_pct", "unexplained_pct"):
        assert recording[share] is None or 0 <= recording[share] <= 100
    probe = recording["probe"]
    assert recording["evidence"]["probe"] == (probe is not None)
    if probe is not None:
        assert probe["samples"] > 0
        assert probe["hand_offs"] > 0
        assert probe["interval_us"] > 0
        assert probe["blind_pct"] is None or 0 <= probe["blind_pct"] <= 100
