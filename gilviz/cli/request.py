"""From the options as typed to an experiment that can be run; what can't be run is refused here, before anything starts."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from gilviz.cli.outputs import QUOTED, outputs_problem
from gilviz.cli.plug_ins import Describe, describing, with_plug_ins_of
from gilviz.experiment.plan import ExperimentSpec, Variant
from gilviz.launch.runtimes import (
    RuntimeDescription,
    RuntimeUnusable,
    default_runtime,
    executor_problem,
    gil_problem,
    workload_problem,
)
from gilviz.runner import catalog
from gilviz.runner.spec import MAX_COROUTINES, MAX_WORKERS

DEFAULT_EXECUTORS = ("threading", "pool")
"""The comparison that the program exists for."""
DEFAULT_TASKS = 8
AUTOMATIC = "auto"
"""The size that is calibrated."""


class Unusable(Exception):
    """Arguments that nothing can be done with; the text is a sentence that says why, and what to do."""


@dataclass(frozen=True)
class Asked:
    """The options of ``gilviz run`` as typed; None or empty where the default is wanted."""

    workload: str
    executors: tuple[str, ...] = ()
    workers: int | None = None
    tasks: int | None = None
    size: str = AUTOMATIC
    start_method: str | None = None
    processes: int | None = None
    pythons: tuple[str, ...] = ()
    gil: tuple[int, ...] = ()
    switch_interval: float | None = None
    repeat: int = 1
    csv: Path | None = None
    save: Path | None = None
    picture: Path | None = None
    as_json: bool = False


@dataclass(frozen=True)
class Request:
    """What is to be done.

    Args:
        experiment: What to run; it has no problems.
        csv: The file for the segments; it can be written. None where nobody asked for it.
        save: The file for the recording; likewise.
        picture: The file for a picture or a film of it; likewise.
    """

    experiment: ExperimentSpec
    csv: Path | None = None
    save: Path | None = None
    picture: Path | None = None


def make_request(asked: Asked, describe: Callable[[str], RuntimeDescription]) -> Request:
    """Fills in the defaults and checks everything that can be checked without running the workload.

    Args:
        asked: The options.
        describe: Asks an interpreter what it can do; raises ``RuntimeUnusable``.

    Raises:
        Unusable: it can't be run.
    """
    workers = default_workers() if asked.workers is None else asked.workers
    experiment = ExperimentSpec(
        workload=asked.workload,
        size=parse_size(asked.size),
        tasks=default_tasks(workers) if asked.tasks is None else asked.tasks,
        workers=workers,
        variants=_variants(asked),
        switch_interval=asked.switch_interval,
        repeat=asked.repeat,
    )
    described = describing(experiment, describe)
    try:
        experiment, unknown = with_plug_ins_of(experiment, described)
    except RuntimeUnusable as error:
        raise Unusable(str(error)) from None
    _refuse(unknown or experiment.problems() or _unused_problems(asked, experiment))
    experiment = dataclasses.replace(experiment, variants=_checked(experiment, asked.gil, described))
    _refuse([problem] if (problem := outputs_problem(asked.csv, asked.save, asked.picture, as_json=asked.as_json)) else [])
    return Request(experiment, asked.csv, asked.save, asked.picture)


def default_workers() -> int:
    """One worker per core that we may use, and two at least: one alone can't take turns."""
    return min(MAX_WORKERS, max(2, default_runtime().cores))


def default_tasks(workers: int) -> int:
    """About eight, and as many for each worker: else the last round leaves some without work, and hides what the others gain."""
    workers = max(1, min(MAX_COROUTINES, workers))  # who asks for more is told so, and not of tasks that nobody asked for
    return workers * math.ceil(DEFAULT_TASKS / workers)


def parse_size(text: str) -> int | None:
    """The size as a number; None for the automatic one.

    Raises:
        Unusable: it is neither.
    """
    if text == AUTOMATIC:
        return None
    try:
        return int(text)
    except ValueError:
        typed = text if len(text) <= QUOTED else f"{text[:QUOTED]}…"
        raise Unusable(f"The size must be a whole number or {AUTOMATIC}, not {typed!r}.") from None


def _variants(asked: Asked) -> tuple[Variant, ...]:
    pools = {info.name for info in catalog.EXECUTORS if info.has_start_method}
    mixed = {info.name for info in catalog.EXECUTORS if info.shared_processes}
    return tuple(
        Variant(
            executor,
            asked.start_method if executor in pools else None,
            python,
            processes=asked.processes if executor in mixed else None,
        )
        for python in asked.pythons or (None,)
        for executor in asked.executors or DEFAULT_EXECUTORS
    )


def _unused_problems(asked: Asked, experiment: ExperimentSpec) -> list[str]:
    if asked.processes is not None and not any(variant.processes is not None for variant in experiment.variants):
        return ["Only process-threads is told how many processes to start: add it, or leave --processes out."]
    if asked.start_method is None or any(variant.start_method for variant in experiment.variants):
        return []
    *others, last = (info.name for info in catalog.EXECUTORS if info.has_start_method)
    pools = f"{', '.join(others)} or {last}"
    return [f"A start method is for processes, and none of these executors starts any: add {pools}, or leave --start-method out."]


def _checked(experiment: ExperimentSpec, gil: tuple[int, ...], describe: Describe) -> tuple[Variant, ...]:
    """The runs as their interpreters can carry them out, free-threaded ones once for each wish about the GIL.

    Raises:
        Unusable: an interpreter can't be used, or not so.
    """
    variants = experiment.variants
    runtimes, problems = _describe_all(variants, describe)
    _refuse(problems)
    told = tuple(
        dataclasses.replace(variant, python_gil=wish)
        for variant in variants
        for wish in ((gil or (None,)) if runtimes[variant.python].free_threaded else (None,))
    )
    if gil and not any(runtime.free_threaded for runtime in runtimes.values()):
        problems += [gil_problem(gil[0], runtime) or "" for runtime in runtimes.values()]
    if experiment.plug_in is None:
        problems += [workload_problem(experiment.workload, runtime) or "" for runtime in runtimes.values()]
    problems += [executor_problem(v.executor, v.start_method, runtimes[v.python]) or "" for v in told]
    _refuse(problems)
    return told


def _describe_all(variants: tuple[Variant, ...], describe: Describe) -> tuple[Mapping[str | None, RuntimeDescription], list[str]]:
    runtimes: dict[str | None, RuntimeDescription] = {}
    problems = []
    for python in dict.fromkeys(variant.python for variant in variants):
        try:
            runtimes[python] = describe(python)
        except RuntimeUnusable as error:
            problems.append(str(error))
    return runtimes, problems


def _refuse(problems: list[str]) -> None:
    """Each sentence once, if there is any.

    Raises:
        Unusable: there is.
    """
    told = [sentence for sentence in dict.fromkeys(problems) if sentence]
    if told:
        raise Unusable(" ".join(told))
