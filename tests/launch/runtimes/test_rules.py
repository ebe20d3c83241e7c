from __future__ import annotations

import dataclasses

import pytest

from gilviz.launch.runtimes import (
    Broken,
    PlugIns,
    RuntimeDescription,
    executor_problem,
    gil_problem,
    runtime_problem,
    workload_problem,
)
from gilviz.launch.runtimes.question import SPAWNING_POOL
from gilviz.runner.catalog import WorkloadInfo
from tests.launch.runtimes.programs import described

THING = described(implementation="PyThing", start_methods=("spawn",), missing=("multiprocessing.dummy",))


@pytest.mark.parametrize(
    ("executor", "start_method", "words"),
    [
        ("pool", "fork", "can't start processes by fork on this system: choose one of spawn."),
        ("pool", None, None),
        ("threading", "fork", None),
        ("dummy-pool", None, "has no multiprocessing.dummy, which dummy-pool needs"),
    ],
)
def test_what_an_interpreter_lacks_is_told(executor: str, start_method: str | None, words: str | None) -> None:
    problem = executor_problem(executor, start_method, THING)
    assert (problem is None) if words is None else (problem is not None and words in problem)


@pytest.mark.parametrize(
    ("implementation", "version", "words"),
    [
        ("CPython", "3.11.7", "interpreter-pool needs Python 3.12 or newer, and this is CPython 3.11.7: choose"),
        ("PyPy", "3.9.16", "PyPy 3.9.16 has no concurrent.futures.InterpreterPoolExecutor: choose CPython"),
        ("PyPy", "3.13.1", "PyPy 3.13.1 has no concurrent.futures.InterpreterPoolExecutor: choose CPython"),
        ("CPython", "3.12.0", None),
    ],
)
def test_interpreters_are_for_the_pythons_that_have_them(implementation: str, version: str, words: str | None) -> None:
    problem = executor_problem("interpreter-pool", None, described(implementation=implementation, version=version))
    assert (problem is None) if words is None else (problem is not None and problem.startswith(words))


@pytest.mark.parametrize(
    ("implementation", "version", "problem"),
    [
        ("CPython", "3.9.0", None),
        ("CPython", "3.8.18", "/p is CPython 3.8.18, which is too old: gilviz needs 3.9 or newer there."),
        ("PyPy", "2.7.18", "/p is PyPy 2.7.18, which is too old: gilviz needs 3.9 or newer there."),
        ("Jython", "2.7.3", None),
        ("IronPython", "3.4.1", None),
        ("Jython", "2.5.4", "/p is Jython 2.5.4, which is too old: gilviz needs 2.7 or newer there."),
    ],
)
def test_an_interpreter_may_be_too_old(implementation: str, version: str, problem: str | None) -> None:
    assert runtime_problem(described(implementation=implementation, version=version)) == problem


@pytest.mark.parametrize(
    ("runtime", "has"),
    [
        (described(), "CPython 3.13.0 always has its GIL"),
        (described(implementation="Jython", version="2.7.3", gil=False), "Jython 2.7.3 has no GIL"),
        (described(gil=False, free_threaded=True), None),
        (described(gil=True, free_threaded=True), None),
    ],
)
def test_only_a_free_threaded_build_can_be_told_whether_to_use_its_gil(runtime: RuntimeDescription, has: str | None) -> None:
    assert gil_problem(None, runtime) is None
    for wish in (0, 1):
        problem = gil_problem(wish, runtime)
        assert (problem is None) if has is None else (problem is not None and problem.startswith(has))


@pytest.mark.parametrize(
    ("gil", "free_threaded", "words"),
    [
        (True, False, "GIL"),
        (False, True, "GIL disabled"),
        (True, True, "GIL enabled in a free-threaded build"),
        (False, False, "no GIL"),
    ],
)
def test_whether_there_is_a_gil_is_told_in_words(gil: bool, free_threaded: bool, words: str) -> None:
    assert described(gil=gil, free_threaded=free_threaded).gil_text == words


@pytest.mark.parametrize(
    ("executor", "start_method", "told"),
    [("process-pool", "spawn", True), ("process-threads", None, True), ("process-pool", "fork", False), ("pool", "spawn", False)],
)
def test_a_fault_in_an_interpreter_s_own_library_is_told(executor: str, start_method: str | None, told: bool) -> None:
    runtime = described(implementation="PyPy", version="3.9.16", start_methods=("spawn", "fork"), missing=(SPAWNING_POOL,))
    problem = executor_problem(executor, start_method, runtime)
    assert (problem is not None) is told
    assert problem is None or problem.startswith("PyPy 3.9.16 can't start a ProcessPoolExecutor's processes by spawn (a fault of")


@pytest.mark.parametrize("implementation", ["Jython", "IronPython"])
def test_what_has_no_gil_runs_what_its_runner_offers(implementation: str) -> None:
    runtime = described(implementation=implementation, version="3.4.1", gil=False, start_methods=())
    assert executor_problem("threading", None, runtime) is None
    assert "choose sequential, thread, threading or dummy-pool" in str(executor_problem("thread-pool", None, runtime))
    assert workload_problem("primes", runtime) is None
    problem = str(workload_problem("pickle", runtime))
    assert problem.startswith(f"gilviz has no pickle for {implementation} 3.4.1: choose primes, ")
    assert problem.endswith(", or another interpreter.")
    assert workload_problem("pickle", described()) is None


def test_a_plug_in_s_workload_runs_where_it_is_installed_and_nobody_says_no_before_they_looked() -> None:
    there = WorkloadInfo("there", "", "", "pages", 1, 1, 1, target="example")
    plug_ins = PlugIns(workloads=(there,), broken=(Broken("odd", is_executor=False, reason="It is odd."),))
    runtime = dataclasses.replace(described(), plug_ins=plug_ins)
    assert workload_problem("gone", described()) is None
    assert workload_problem("there", runtime) is None
    assert workload_problem("odd", runtime) == "It is odd."
    assert f"in {runtime.path} has no workload gone: install the package" in str(workload_problem("gone", runtime))
    unseen = dataclasses.replace(runtime, plug_ins=PlugIns(problem="Nobody could look."))
    assert workload_problem("there", unseen) == "Nobody could look."
    assert workload_problem("primes", unseen) is None
