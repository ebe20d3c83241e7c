"""Interpreters of one process: each has a GIL of its own, and they run at once."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

import gilviz
from gilviz.launch.runtimes import describe_runtime, executor_problem
from gilviz.runner.protocol import Message, State, WorkerKind
from gilviz.runner.spec import JobSpec
from gilviz.trace.gil_ledger import lanes_by_gil
from tests.interpreters import FindInterpreter
from tests.patience import AGES_S
from tests.runner.jobs import play
from tests.runner.test_executors import PRIMES_BELOW_20000, overlap

OURS = ["python3.12", "python3.13", "python3.13t"]
"""Those for which we make the pool."""
PYTHONS = [*OURS, "python3.14", "python3.15"]
KINDS = {"fib": 20, "sleep": 50, "http": 50, "sha256": 5}
"""Work that is in Python, waits, waits for another process, is in C; and how large."""
CALLS = """
import copy
from gilviz.runner.executors.own_interpreter_pool import Interpreter
there = Interpreter()
for result in {results}:
    assert there.call(copy.copy, result) == result
del there
"""


@pytest.fixture(params=PYTHONS)
def python(request: pytest.FixtureRequest, interpreter: FindInterpreter) -> str:
    return interpreter(request.param)


def test_a_pool_of_interpreters_returns_what_a_loop_returns(tmp_path: Path, python: str) -> None:
    played = play(tmp_path, JobSpec("primes", 20_000, "interpreter-pool", workers=2, tasks=5), python)
    assert played.said(Message.FINISHED)["results"] == [PRIMES_BELOW_20000] * 5
    assert (played.status, played.log) == (0, "")
    assert sum(lane.tasks_done for lane in played.trace.lanes) == 5
    assert played.trace.problems == ()


def test_interpreters_are_there_where_they_are_said_to_be(tmp_path: Path, job_python: str) -> None:
    if executor_problem("interpreter-pool", None, describe_runtime(job_python)) is None:
        played = play(tmp_path, JobSpec("sleep", 5, "interpreter-pool", workers=2, tasks=3), job_python)
        assert played.said(Message.FINISHED)["results"] == [5] * 3


@pytest.fixture(scope="session")
def by_a_loop(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[object]]:
    """What each kind of work returns here, one task after another."""
    loops = {name: JobSpec(name, size, "sequential", workers=1, tasks=6) for name, size in KINDS.items()}
    return {name: play(tmp_path_factory.mktemp(name), loop).said(Message.FINISHED)["results"] for name, loop in loops.items()}


@pytest.mark.parametrize("workload", KINDS)
def test_interpreters_can_do_every_kind_of_work(
    tmp_path: Path, python: str, workload: str, by_a_loop: dict[str, list[object]]
) -> None:
    played = play(tmp_path, JobSpec(workload, KINDS[workload], "interpreter-pool", workers=3, tasks=6), python)
    assert played.said(Message.FINISHED)["results"] == by_a_loop[workload]
    assert (played.status, played.log) == (0, "")


def test_each_interpreter_has_a_gil_of_its_own_and_shows_what_it_cost(tmp_path: Path, python: str) -> None:
    played = play(tmp_path, JobSpec("sleep", 200, "interpreter-pool", workers=4, tasks=4), python)
    lanes = played.trace.lanes
    assert [lane.identity.name for lane in lanes] == ["I1", "I2", "I3", "I4"]
    assert {lane.identity.kind for lane in lanes} == {WorkerKind.INTERPRETER}
    assert len({lane.identity.pid for lane in lanes}) == 1
    assert len({lane.identity.native_id for lane in lanes}) == 4
    assert sorted(lane.identity.interpreter for lane in lanes) == [1, 2, 3, 4]
    has_gil = played.said(Message.METADATA)["runtime"]["gil"]
    assert len(lanes_by_gil(lanes)) == (4 if has_gil else 0)
    assert all(lane.closed for lane in lanes)
    for lane in lanes:
        first = next(lane.segments())
        assert first.state is State.OVERHEAD
        assert played.said(Message.STARTED)["t"] <= first.start < first.end


def test_an_interpreter_has_all_the_evidence_that_a_loop_has(tmp_path: Path, python: str) -> None:
    """Even where ``ctypes`` refuses to be imported by any but the main one: in Python 3.12."""
    played = play(tmp_path, JobSpec("sleep", 5, "interpreter-pool", workers=2, tasks=2), python)
    loop = play(tmp_path / "loop", JobSpec("sleep", 5, "sequential", workers=1, tasks=2), python)
    assert {lane.identity.layers for lane in played.trace.lanes} == {lane.identity.layers for lane in loop.trace.lanes}


@pytest.mark.alone
@pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="needs two cores")
def test_interpreters_run_at_once(tmp_path: Path, python: str) -> None:
    played = play(tmp_path, JobSpec("primes", 100_000, "interpreter-pool", workers=2, tasks=6), python)
    one, other = played.trace.lanes
    assert (one.totals() + other.totals())[State.GIL_WAIT] == 0
    # Where another program has a core, the system may leave both on the other one: then they wait for it, and for no GIL.
    (began, ended), (other_began, other_ended) = one.task_span or (0, 0), other.task_span or (0, 0)
    since, until = max(began, other_began), max(min(ended, other_ended), began, other_began)
    spent = (one.coverage((since, until)) + other.coverage((since, until)))[0]
    between_tasks = spent[State.OVERHEAD] + spent[State.IDLE]
    assert overlap(one, other) >= 0.9 * (until - since - spent[State.CPU_WAIT] - between_tasks)


def test_without_recording_interpreters_work_just_the_same(tmp_path: Path, python: str) -> None:
    played = play(tmp_path, JobSpec("sleep", 5, "interpreter-pool", workers=2, tasks=3, record=False), python)
    assert played.said(Message.FINISHED)["results"] == [5] * 3
    assert played.trace.lanes == ()


@pytest.mark.parametrize("name", OURS)
@pytest.mark.parametrize("results", [
    ["x" * 20_000, "short", "short", "short"],
    [None, "40 answers, checksum 0123abcd", 2262, 2262],
])  # fmt: skip
def test_a_short_result_after_a_long_one_is_read_alone(name: str, results: list[object], interpreter: FindInterpreter) -> None:
    subprocess.run(
        [interpreter(name), "-c", CALLS.format(results=results)],
        env={**os.environ, "PYTHONPATH": str(Path(gilviz.__file__).parents[1])},
        check=True,
        timeout=AGES_S,
    )
