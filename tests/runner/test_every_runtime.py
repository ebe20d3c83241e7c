"""Executors with workloads, on every Python there is: the results are those of a plain loop in this one.

All pairs on one Python take half a minute. So each of those that CI has gets a third of them, another third than its neighbours;
``-m job_python --job-python PATH`` tries all of them on that Python.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

from gilviz.launch.runtimes import RuntimeDescription, describe_runtime, executor_problem, workload_problem
from gilviz.launch.stage import environment, stage_runner
from gilviz.runner import catalog
from tests.interpreters import INSTALLED, interpreter_or_skip
from tests.patience import AGES_S

SIZES = {
    "primes": 3_000,
    "countdown": 30_000,
    "fib": 14,
    "sleep": 3,
    "http": 3,
    "sha256": 1,
    "echo+cpu": 2_000,
    "counter": 2_000,
    "counter-lock": 2_000,
    "shared": 5,
    "pickle": 500,
}
"""A few ms each: what is tried is whether they run at all."""


@pytest.fixture(scope="session")
def by_a_loop(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What each workload returns here, one task after another."""
    pairs = [("sequential", info.name) for info in catalog.WORKLOADS]
    done = run_all(tmp_path_factory.mktemp("loop"), sys.executable, pairs)
    return {workload: results for (_, workload), (results, _) in done.items()}


@pytest.mark.parametrize("name", INSTALLED)
def test_executors_run_workloads_on_every_python(name: str, tmp_path: Path, by_a_loop: dict[str, Any]) -> None:
    python = interpreter_or_skip(name)
    pairs = pairs_for(describe_runtime(python))
    check(tmp_path, python, pairs if name == "jython" else pairs[INSTALLED.index(name) % 3 :: 3], by_a_loop)


def test_every_executor_runs_every_workload(
    job_python: str, tmp_path: Path, by_a_loop: dict[str, Any], request: pytest.FixtureRequest
) -> None:
    asked = bool(request.config.getoption("--job-python"))
    check(tmp_path, job_python, pairs_for(describe_runtime(job_python))[:: 1 if asked else 3], by_a_loop)


def check(directory: Path, python: str, pairs: list[tuple[str, str]], by_a_loop: dict[str, Any]) -> None:
    done = run_all(directory, python, pairs)
    wrong = {pair: results for pair, (results, _) in done.items() if results != by_a_loop[pair[1]]}
    assert wrong == {}
    assert {pair for pair, (_, lanes) in done.items() if not lanes} == set(), "nothing was recorded"


def pairs_for(runtime: RuntimeDescription) -> list[tuple[str, str]]:
    """What that interpreter can run."""
    return [
        (executor.name, workload.name)
        for executor in catalog.EXECUTORS
        for workload in catalog.WORKLOADS
        if not executor.wants_packages
        and executor_problem(executor.name, None, runtime) is None
        and workload_problem(workload.name, runtime) is None
    ]


def run_all(directory: Path, python: str, pairs: list[tuple[str, str]]) -> dict[tuple[str, str], tuple[Any, int]]:
    """Runs them in one interpreter: results and number of lanes of each."""
    stage = stage_runner(directory / "stage")
    (directory / "tmp").mkdir()
    (directory / "runs").mkdir()
    orders = json.dumps([(*pair, SIZES[pair[1]], 2, 4) for pair in pairs])
    driver = Path(__file__).with_name("every_job.py")
    # The temporary directory's path must be short: a fork server's socket lies below it.
    answer = subprocess.run(
        [python, "-S", "-s", str(driver), str(directory / "runs"), orders],
        env={**environment(stage, directory / "tmp"), "TMPDIR": tempfile.gettempdir()},
        cwd=directory,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=AGES_S,
    )
    said = [json.loads(line.removeprefix("result:")) for line in answer.stdout.splitlines() if line.startswith("result:")]
    assert len(said) == len(pairs), (pairs[len(said)], answer.stderr[-3000:])
    assert {kind for kind, _, _ in said} == {"finished"}
    return {pair: (results, lanes) for pair, (_, results, lanes) in zip(pairs, said, strict=True)}
