"""Surveys, runs and facts that never happened, for what is concluded from them."""

from __future__ import annotations

from gilviz.advice.measured import Sample
from gilviz.advice.plan import LOOP, Plan, Try
from gilviz.advice.survey import Pickled, Survey
from gilviz.advice.verdict import Facts
from gilviz.launch.runtimes import RuntimeDescription
from gilviz.runner.protocol import State

CPYTHON = RuntimeDescription("python3.11", "CPython", "3.11.7", True, 2, ("fork", "spawn"))
THREADS, PROCESSES = Try("thread-pool", 2), Try("process-pool", 2)


def survey(task_s: float = 0.05, waiting: float = 0.0, **changes: object) -> Survey:
    """A function that was called ten times."""
    facts: dict[str, object] = {
        "name": "parse",
        "module": "work",
        "signature": "(path)",
        "doc": "",
        "awaits": False,
        "items": 40,
        "more": False,
        "import_s": 0.1,
        "done": 10,
        "first_s": task_s,
        "wall_s": 10 * task_s,
        "longest_s": task_s,
        "thread_cpu_s": 10 * task_s * (1 - waiting),
        "process_cpu_s": 10 * task_s * (1 - waiting),
        "delayed_s": 0.0,
        "raised": 0,
        "raised_first": (),
        "function_why_not": None,
        "sent": Pickled(None, 100.0, 1e-5),
        "returned": Pickled(None, 100.0, 1e-5),
    }
    return Survey(**(facts | changes))  # type: ignore[arg-type]


def run(what: Try, number: int, wall_s: float, aside_s: float = 0.0, native: float = 0.0, memory: int = 20) -> Sample:
    """A run of that round, whose time was computing, of which that share was C code without the GIL."""
    work = wall_s - aside_s
    spent = {state.label: 0.0 for state in State} | {"running": work * (1 - native), "native": work * native}
    return Sample(what, number, 40, wall_s, work, spent, True, memory * 1_000_000)


def facts(
    walls: dict[Try, list[float]], told: Survey | None = None, *, native: float = 0.0, aside_s: float = 0.0, **changes: object
) -> Facts:
    """Rounds of runs with those walls, in seconds; the plain loop's among them."""
    samples = tuple(
        run(what, number, wall, 0.0 if what == LOOP else aside_s, native)
        for what, own in walls.items()
        for number, wall in enumerate(own)
    )
    tries = tuple(what for what in walls if what != LOOP)
    known: dict[str, object] = {"gil": True, "cores": 2}
    return Facts(told or survey(), Plan(40, tries), samples=samples, **(known | changes))  # type: ignore[arg-type]
