"""What an interpreter can't be used for, each in one sentence with its remedy."""

from __future__ import annotations

from collections.abc import Sequence

from gilviz.launch.runtimes.description import RuntimeDescription
from gilviz.launch.runtimes.plugged import PlugIns
from gilviz.launch.runtimes.question import SPAWNING_POOL
from gilviz.runner import catalog
from gilviz.runner.catalog import ExecutorInfo
from gilviz.runner27 import offer

OLDEST = (3, 9)
"""The oldest Python whose syntax the runner keeps to."""
OLDEST_WITHOUT_GIL = (2, 7)
"""Implementations that never had a GIL are worth a runner in the syntax they have got to."""
_BY_PROCESS_POOL_EXECUTOR = ("process-pool", "process-threads")
NEVER_HAD_A_GIL = offer.IMPLEMENTATIONS


def runtime_problem(runtime: RuntimeDescription) -> str | None:
    """Why no job can run on that interpreter; None when one can."""
    oldest = OLDEST_WITHOUT_GIL if runtime.implementation in NEVER_HAD_A_GIL else OLDEST
    if runtime.language >= oldest:
        return None
    return f"{runtime.path} is {runtime.name}, which is too old: gilviz needs {oldest[0]}.{oldest[1]} or newer there."


def gil_problem(python_gil: int | None, runtime: RuntimeDescription) -> str | None:
    """Why that interpreter can't be told so whether to use its GIL; None when it can.

    Args:
        python_gil: 0 or 1; None tells it nothing.
        runtime: The interpreter.
    """
    if python_gil is None or runtime.free_threaded:
        return None
    has = "always has its GIL" if runtime.gil else "has no GIL"
    remedy = "choose a free-threaded build of CPython 3.13 or newer (python3.13t), or leave the GIL to Python."
    return f"{runtime.name} {has}: {remedy}"


def executor_problem(executor: str, start_method: str | None, runtime: RuntimeDescription) -> str | None:
    """Why that executor can't run on that interpreter; None when it can.

    What is installed there is only known of interpreters that somebody has looked into (``with_plug_ins``): until then nothing
    is said against executors that are none of gilviz's own.
    """
    if executor not in (each.name for each in catalog.EXECUTORS):
        return (runtime.plug_ins and plug_in_problem(executor, runtime, is_executor=True)) or None
    info = catalog.executor(executor)
    return (
        _kind_problem(info, runtime)
        or _missing_problem(info, runtime)
        or (_start_problem(executor, start_method, runtime) if info.has_start_method else None)
    )


def _kind_problem(info: ExecutorInfo, runtime: RuntimeDescription) -> str | None:
    """Why such an interpreter can't have it."""
    if info.implementations and runtime.implementation not in info.implementations:
        return f"{runtime.name} has no {info.title}: choose {' or '.join(info.implementations)}, or another executor."
    if info.oldest is not None and runtime.language < info.oldest:
        needed = f"{info.name} needs Python {info.oldest[0]}.{info.oldest[1]} or newer"
        return f"{needed}, and this is {runtime.name}: choose another interpreter or executor."
    if runtime.implementation in NEVER_HAD_A_GIL and info.name not in offer.EXECUTORS and info.needs not in runtime.missing:
        return f"gilviz has no {info.name} for {runtime.name}: choose {_one_of(offer.EXECUTORS)}, or another interpreter."
    return None


def _missing_problem(info: ExecutorInfo, runtime: RuntimeDescription) -> str | None:
    """What it needs and this interpreter lacks."""
    if info.needs in runtime.missing:
        return f"{runtime.name} has no {info.needs}, which {info.name} needs: choose another executor or interpreter."
    if runtime.plug_ins is not None and info.needs_package in runtime.plug_ins.missing:
        install = f"install it there ({runtime.path} -m pip install {info.needs_package})"
        return f"{runtime.name} in {runtime.path} has no {info.needs_package}: {install}, or choose another executor."
    return None


def plug_in_problem(name: str, runtime: RuntimeDescription, *, is_executor: bool) -> str:
    """Why that executor or workload of another package can't be used in that interpreter; empty when it can."""
    plug_ins = runtime.plug_ins or PlugIns()
    if (plug_ins.executor(name) if is_executor else plug_ins.workload(name)) is not None:
        return ""
    kind, own = "executor" if is_executor else "workload", catalog.EXECUTORS if is_executor else catalog.WORKLOADS
    names = ", ".join(info.name for info in own)
    unknown = f"No {kind} is called {name!r}; choose one of {names}, or install a package that brings it in {runtime.path}."
    return plug_ins.reason(name, is_executor=is_executor) or plug_ins.problem or unknown


def _start_problem(executor: str, start_method: str | None, runtime: RuntimeDescription) -> str | None:
    """Why that executor can't start its processes so."""
    if start_method is not None and start_method not in runtime.start_methods:
        offered = ", ".join(runtime.start_methods) or "none"
        return f"{runtime.name} can't start processes by {start_method} on this system: choose one of {offered}."
    method = start_method or next(iter(runtime.start_methods), None)
    if executor in _BY_PROCESS_POOL_EXECUTOR and method != "fork" and SPAWNING_POOL in runtime.missing:
        fault = "a fault of its library: a method that it needs there has another name"
        return f"{runtime.name} can't start a ProcessPoolExecutor's processes by {method} ({fault}): choose fork, or pool."
    return None


def workload_problem(workload: str, runtime: RuntimeDescription) -> str | None:
    """Why that workload can't run on that interpreter; None when it can, or nobody has looked what is installed there."""
    offered = [each.name for each in offer.WORKLOADS]
    if runtime.implementation in NEVER_HAD_A_GIL and workload not in offered:
        return f"gilviz has no {workload} for {runtime.name}: choose {_one_of(offered)}, or another interpreter."
    plug_ins = runtime.plug_ins
    if workload in (each.name for each in catalog.WORKLOADS) or plug_ins is None or plug_ins.workload(workload) is not None:
        return None
    lacks = f"{runtime.name} in {runtime.path} has no workload {workload}"
    remedy = "install the package that brings it there, or choose another workload or interpreter."
    return plug_ins.reason(workload, is_executor=False) or plug_ins.problem or f"{lacks}: {remedy}"


def _one_of(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} or {names[-1]}"
