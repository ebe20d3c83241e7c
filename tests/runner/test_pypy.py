"""PyPy's threads take turns under a GIL of its own, which nobody can look at; the kernel tells who waited for what."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from gilviz.runner.protocol import Layer, Message, State
from gilviz.runner.spec import JobSpec
from tests.interpreters import FindInterpreter
from tests.runner.jobs import play
from tests.runner.test_executors import overlap


@pytest.mark.alone
@pytest.mark.parametrize("executor", ["thread", "threading", "dummy-pool", "thread-pool"])
def test_no_two_threads_run_at_once(tmp_path: Path, executor: str, interpreter: FindInterpreter) -> None:
    played = play(tmp_path, JobSpec("countdown", 60_000_000, executor, workers=2, tasks=4), interpreter("pypy3"))
    one, other = played.trace.lanes
    assert overlap(one, other) == 0
    assert one.totals()[State.GIL_WAIT] > 0
    assert other.totals()[State.GIL_WAIT] > 0
    assert all(lane.closed for lane in played.trace.lanes)


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")
def test_the_kernel_tells_of_its_threads_and_the_probe_is_refused(tmp_path: Path, interpreter: FindInterpreter) -> None:
    played = play(tmp_path, JobSpec("primes", 20_000, "threading", workers=2, tasks=2), interpreter("pypy3"))
    assert all(Layer.COUNTERS in lane.identity.layers for lane in played.trace.lanes)
    assert played.said(Message.REFUSED)["why"] == "The GIL's words are known for CPython on Linux only"
