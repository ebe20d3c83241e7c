"""Coroutines, interpreters and threads of several processes end well when something goes wrong in them."""

from __future__ import annotations

import os
import signal

import pytest

from gilviz.experiment.conductor import Conductor
from gilviz.experiment.plan import Variant
from gilviz.experiment.run import Phase, Run
from gilviz.experiment.workspace import Workspace
from gilviz.runner.protocol import State
from tests.experiment.bench import conduct, conduct_until, experiment, replace_workload
from tests.interpreters import FindInterpreter
from tests.patience import within

STOP_WITHIN_S = 2.0
FOREVER_IN_WORKERS = """
    import asyncio, multiprocessing

    def work(item, lane):
        while is_worker():
            lane.tick()
        return item

    def is_worker():
        try:
            asyncio.get_running_loop()
            return True
        except RuntimeError:
            return "gilviz_number" in vars(sys.modules["__main__"]) or multiprocessing.parent_process() is not None
"""
"""Ends at once in the sequential run, and never in a worker."""
WHERE = [
    "process-threads",
    "asyncio",
    "asyncio-blocking",
    "interpreter-pool@python3.12",
    "interpreter-pool@python3.13",
    "interpreter-pool@python3.14",
    "interpreter-pool@python3.15",
    "interpreter-pool@python3.13t",
]


@pytest.fixture(params=WHERE)
def variant(request: pytest.FixtureRequest, interpreter: FindInterpreter) -> Variant:
    executor, _, python = request.param.partition("@")
    return Variant(executor, python=interpreter(python) if python else None)


@pytest.fixture(params=[where.partition("@")[2] for where in WHERE if "@" in where])
def python(request: pytest.FixtureRequest, interpreter: FindInterpreter) -> str:
    return interpreter(request.param)


def last_run(conductor: Conductor) -> Run:
    return conductor.runs[-1]


def test_a_task_that_raises_ends_its_run_with_a_sentence_and_a_traceback(workspace: Workspace, variant: Variant) -> None:
    replace_workload(workspace, 'def work(item, lane): raise LookupError("no such prime")')
    run = last_run(conduct(experiment(variant), workspace))
    assert (run.phase, run.error) == (Phase.FAILED, "A task raised LookupError: no such prime")
    assert "in work" in run.traceback
    assert run.trace
    assert run.trace.lanes


def test_an_exception_that_can_not_travel_is_told_all_the_same(workspace: Workspace, python: str) -> None:
    replace_workload(
        workspace,
        """
        class Odd(Exception):
            def __init__(self, one, two):
                super().__init__("odd indeed")
                self.lock = threading.Lock()

        def work(item, lane):
            raise Odd(1, 2)
        """,
    )
    run = last_run(conduct(experiment(Variant("interpreter-pool", python=python)), workspace))
    assert run.phase is Phase.FAILED
    assert "odd indeed" in (run.error or "") + run.traceback


def test_a_wrong_result_is_an_error_of_the_run(workspace: Workspace, variant: Variant) -> None:
    code = FOREVER_IN_WORKERS.replace("while is_worker():\n            lane.tick()\n        return item", "return is_worker()")
    replace_workload(workspace, code)
    run = last_run(conduct(experiment(variant), workspace))
    assert run.phase is Phase.FAILED
    assert (run.error or "").startswith("4 of 4 results are wrong: task 0 returned True, the sequential run False.")


@pytest.mark.alone
def test_a_stop_ends_every_worker_in_time_and_keeps_what_was_recorded(workspace: Workspace, variant: Variant) -> None:
    replace_workload(workspace, FOREVER_IN_WORKERS)
    conductor = Conductor(experiment(variant), workspace)
    conductor.start()

    def is_at_work() -> bool:
        trace = last_run(conductor).trace if len(conductor.runs) > 1 else None
        at_work = sum(bool(lane.totals()[State.RUNNING]) for lane in trace.lanes) if trace else 0
        return at_work >= (1 if variant.executor.startswith("asyncio") else 2)

    conduct_until(conductor, is_at_work)
    with within(STOP_WITHIN_S):
        conductor.stop()
        conduct_until(conductor, lambda: conductor.finished)
    assert last_run(conductor).phase is Phase.PARTIAL


def test_a_process_that_is_killed_takes_its_threads_with_it_and_is_named(workspace: Workspace) -> None:
    replace_workload(workspace, FOREVER_IN_WORKERS)
    conductor = Conductor(experiment("process-threads", workers=4, tasks=8), workspace)
    conductor.start()
    conduct_until(conductor, lambda: len(conductor.runs) > 1 and len(getattr(last_run(conductor).trace, "lanes", ())) == 4)
    run = last_run(conductor)
    assert run.trace
    victim = run.trace.lanes[0].identity
    os.kill(victim.pid, signal.SIGKILL)
    conduct_until(conductor, lambda: conductor.finished)
    assert run.phase is Phase.FAILED
    assert f"Worker P{victim.process} (process {victim.pid}) was killed by SIGKILL" in (run.error or "")


def test_an_interpreter_that_ends_the_process_ends_the_run(workspace: Workspace, python: str) -> None:
    replace_workload(workspace, FOREVER_IN_WORKERS.replace("lane.tick()", "os._exit(7)"))
    run = last_run(conduct(experiment(Variant("interpreter-pool", python=python)), workspace))
    assert run.phase is Phase.FAILED
    assert "ended by itself with exit status 7" in (run.error or "")


def test_more_interpreters_than_memory_allows_are_told_with_a_remedy(workspace: Workspace, python: str) -> None:
    replace_workload(
        workspace,
        """
        import resource

        def work(item, lane):
            return item

        if "gilviz_number" not in vars(sys.modules["__main__"]):
            with open("/proc/self/statm") as told:
                now = int(told.read().split()[0]) * resource.getpagesize()
            resource.setrlimit(resource.RLIMIT_AS, (now + 2**27, now + 2**27))
        """,
    )
    run = last_run(conduct(experiment(Variant("interpreter-pool", python=python), workers=64, tasks=64), workspace))
    assert run.phase is Phase.FAILED
    assert (run.error or "").startswith("64 interpreters need about 1.3 GB of memory, and 0.1 GB are free: use fewer workers.")
