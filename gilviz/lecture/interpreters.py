"""Which of this machine's Pythons carry out a scene: found by what they are, and where there is none, what to install."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from gilviz.experiment.plan import ExperimentSpec, Variant
from gilviz.launch.runtimes import RuntimeDescription, executor_problem, runtime_problem, workload_problem
from gilviz.lecture.model import Experiment, Python, Way
from gilviz.runner import catalog

ISOLATED_FROM: Final = (3, 12)
"""The first CPython whose sub-interpreters have a GIL each."""
REMEDIES: Final[Mapping[Python, str]] = {
    Python.OWN: "",
    Python.ISOLATED: "install CPython 3.12 or newer",
    Python.FREE_THREADED: "install a free-threaded CPython (python3.13t or newer; `uv python install 3.14t`)",
    Python.PYPY: "install PyPy 3.9 or newer (`uv python install pypy`)",
    Python.JYTHON: "install Jython 2.7",
    Python.IRONPYTHON: "install IronPython 3.4",
}
NAMES: Final[Mapping[Python, str]] = {
    Python.OWN: "the Python that runs gilviz",
    Python.ISOLATED: "CPython from 3.12 on",
    Python.FREE_THREADED: "free-threaded CPython",
    Python.PYPY: "PyPy",
    Python.JYTHON: "Jython",
    Python.IRONPYTHON: "IronPython",
}


class NotHere(Exception):
    """A scene can't run on this machine; the text says why, and what to do."""


def fits(python: Python, runtime: RuntimeDescription) -> bool:
    """Whether an interpreter is what a run asks for."""
    if python is Python.ISOLATED:
        return runtime.implementation == "CPython" and runtime.language >= ISOLATED_FROM and not runtime.free_threaded
    if python is Python.FREE_THREADED:
        return runtime.implementation == "CPython" and runtime.free_threaded
    return runtime.implementation.lower() == python.value


def asks_others(experiment: Experiment) -> bool:
    """Whether it needs an interpreter beside the one that runs gilviz."""
    return any(way.python is not Python.OWN for way in experiment.ways)


def resolve(experiment: Experiment, own: RuntimeDescription, found: Sequence[RuntimeDescription]) -> ExperimentSpec:
    """The experiment as this machine can run it.

    Args:
        experiment: What the scene asks for.
        own: The interpreter that runs gilviz.
        found: All that are known on this machine, in order.

    Raises:
        NotHere: one of its interpreters is missing, or can't do it.
    """
    spec = ExperimentSpec(
        workload=experiment.workload,
        size=experiment.size,
        tasks=experiment.tasks,
        workers=experiment.workers,
        variants=tuple(_variant(way, experiment.workload, own, found) for way in experiment.ways),
        switch_interval=experiment.switch_interval,
        task_seconds=experiment.task_seconds,
    )
    problems = spec.problems()
    if problems:
        raise NotHere(" ".join(problems))
    return spec


def _variant(way: Way, workload: str, own: RuntimeDescription, found: Sequence[RuntimeDescription]) -> Variant:
    runtime = own if way.python is Python.OWN else _choose(way.python, own, found)
    problem = (
        runtime_problem(runtime)
        or workload_problem(workload, runtime)
        or executor_problem(way.executor, way.start_method, runtime)
    )
    if problem:
        raise NotHere(problem)
    gil = way.gil
    if gil is None and way.python is Python.OWN and runtime.free_threaded:
        gil = True  # a scene that names no Python is about the one with a GIL, whatever runs gilviz
    return Variant(
        executor=way.executor,
        start_method=way.start_method,
        python=None if runtime is own else runtime.path,
        python_gil=int(gil) if gil is not None and runtime.free_threaded else None,
        workers=way.workers,
        processes=way.processes if catalog.executor(way.executor).shared_processes else None,
    )


def _choose(python: Python, own: RuntimeDescription, found: Sequence[RuntimeDescription]) -> RuntimeDescription:
    """The newest that fits, the one that runs gilviz before all others."""
    fitting = [runtime for runtime in found if fits(python, runtime) and not runtime_problem(runtime)]
    if fits(python, own):
        return own
    if not fitting:
        raise NotHere(
            f"There is no {NAMES[python].removeprefix('the ')} here: {REMEDIES[python]}, "
            "or tell gilviz where it is (gilviz runtimes --add PATH)."
        )
    return max(fitting, key=lambda runtime: runtime.language)
