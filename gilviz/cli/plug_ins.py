"""Executors and workloads of other people's packages on the command line: looked for only where a name asks for them."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Mapping

from gilviz.experiment.plan import ExperimentSpec, Variant
from gilviz.launch.runtimes import RuntimeDescription, default_runtime, plug_in_problem, with_plug_ins
from gilviz.runner import catalog
from gilviz.runner.catalog import ExecutorInfo

Describe = Callable[[str | None], RuntimeDescription]
_EXECUTORS: Mapping[str, ExecutorInfo] = {info.name: info for info in catalog.EXECUTORS}
_WORKLOADS = frozenset(info.name for info in catalog.WORKLOADS)


def describing(experiment: ExperimentSpec, describe: Callable[[str], RuntimeDescription]) -> Describe:
    """What tells of an interpreter (None is this one), with what is installed there if the experiment needs to know that.

    Args:
        experiment: What somebody asked for.
        describe: Asks an interpreter what it can do; raises ``RuntimeUnusable``.
    """
    names = {variant.executor for variant in experiment.variants}
    of_others = names - _EXECUTORS.keys() or experiment.workload not in _WORKLOADS
    needed = of_others or any(_EXECUTORS[name].wants_packages for name in names)

    @functools.cache
    def described(python: str | None) -> RuntimeDescription:
        runtime = default_runtime() if python is None else describe(python)
        return with_plug_ins(runtime) if needed else runtime

    return described


def with_plug_ins_of(experiment: ExperimentSpec, describe: Describe) -> tuple[ExperimentSpec, list[str]]:
    """The experiment with what its names mean in their interpreters, and why some of them mean nothing there.

    Raises:
        RuntimeUnusable: an interpreter can't be used.
    """
    problems = []
    variants = []
    for variant in experiment.variants:
        if variant.executor not in _EXECUTORS:
            variant, problem = _resolved(variant, describe(variant.python))  # noqa: PLW2901
            problems.append(problem)
        variants.append(variant)
    workload = None
    if experiment.workload not in _WORKLOADS:
        for python in dict.fromkeys(variant.python for variant in experiment.variants):
            runtime = describe(python)
            workload = workload or (runtime.plug_ins.workload(experiment.workload) if runtime.plug_ins is not None else None)
            problems.append(plug_in_problem(experiment.workload, runtime, is_executor=False))
    told = dataclasses.replace(experiment, variants=tuple(variants), plug_in=workload)
    return told, [problem for problem in problems if problem]


def _resolved(variant: Variant, runtime: RuntimeDescription) -> tuple[Variant, str]:
    info = runtime.plug_ins.executor(variant.executor) if runtime.plug_ins is not None else None
    return dataclasses.replace(variant, plug_in=info), plug_in_problem(variant.executor, runtime, is_executor=True)
