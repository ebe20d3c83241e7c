"""The GIL's words are found, proved, and read from outside while threads compute."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from gilviz.launch.runtimes import describe_runtime
from gilviz.launch.stage import environment, stage_runner
from gilviz.runner.probe.pace import LONGEST_SPAN, SHORT_PAUSE, SHORTEST_SPAN, Pace, pace_of
from gilviz.runner.protocol import Message
from gilviz.runner.spec import JobSpec
from gilviz.trace.metrics import measure
from gilviz.trace.truth import judge
from tests.patience import AGES_S
from tests.runner.jobs import play

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")

LOCATE = """
import os, struct, sys
from gilviz.runner.probe.locate import LOCKED, gil_address
memory = os.open("/proc/self/mem", os.O_RDONLY)
before = sys.getswitchinterval()
try:
    address = gil_address(memory)
except OSError as error:
    print("refused:", error.strerror)
else:
    assert sys.getswitchinterval() == before
    assert gil_address(memory) == address
    print("found", struct.unpack("<Q", os.pread(memory, 8, address))[0])
"""


def run_staged(directory: Path, python: str, code: str) -> str:
    stage = stage_runner(directory / "stage")
    command = [python, "-S", "-s", "-c", code]
    answer = subprocess.run(
        command, env=environment(stage, directory), capture_output=True, text=True, check=True, timeout=AGES_S
    )
    return answer.stdout.strip()


def has_no_gil(python: str) -> bool:
    code = "import sys; print(getattr(sys, '_is_gil_enabled', lambda: True)())"
    return (
        subprocess.run([python, "-c", code], capture_output=True, text=True, check=True, timeout=AGES_S).stdout.strip() == "False"
    )


@pytest.mark.job_python
def test_the_gil_is_found_where_there_is_one(tmp_path: Path, job_python: str) -> None:
    expected = "refused: This interpreter runs without a GIL" if has_no_gil(job_python) else "found 5000"
    if describe_runtime(job_python).implementation != "CPython":
        expected = "refused: The GIL's words are known for CPython on Linux only"
    assert run_staged(tmp_path, job_python, LOCATE) == expected


@pytest.mark.alone
def test_workers_and_probe_agree_on_who_runs(tmp_path: Path) -> None:
    played = play(tmp_path, JobSpec("countdown", 2_000_000, "threading", workers=2, tasks=4))
    probe = played.trace.probe
    assert probe
    assert probe.samples > 30
    truth = judge(played.trace)
    assert truth.layers["probe"] == 2
    assert truth.agreement_pct is not None
    assert truth.agreement_pct >= 95
    # The main thread takes the GIL now and then, too: the probe sees a little more than the lanes do.
    switches = measure(played.trace).gil_switches
    assert switches
    assert switches * 0.8 <= probe.hand_offs


@pytest.mark.parametrize("executor", ["sequential", "pool"])
def test_workers_that_share_no_gil_are_not_observed(tmp_path: Path, executor: str) -> None:
    assert play(tmp_path, JobSpec("countdown", 1000, executor)).trace.probe is None


def test_an_observer_that_can_not_begin_is_told_and_the_run_goes_on(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "probe").mkdir()
    played = play(tmp_path, JobSpec("countdown", 1000, "threading"))
    assert played.said(Message.REFUSED)["layer"] == "probe"
    assert played.said(Message.FINISHED)
    assert played.trace.probe is None


def test_nobody_looks_more_often_than_it_is_worth() -> None:
    assert pace_of(0.0001) == (SHORTEST_SPAN, SHORT_PAUSE)
    assert pace_of(0.005) == (2_000_000, 2_000_000)
    assert pace_of(1.0) == (LONGEST_SPAN, LONGEST_SPAN)
    assert Pace(2_000_000, 20_000_000).mean == 11_000_000
