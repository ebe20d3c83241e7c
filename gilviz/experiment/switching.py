"""Whether the switch interval of a run can be changed while it runs, and if not, why not."""

from __future__ import annotations

from collections.abc import Mapping

from gilviz.runner.protocol import WorkerKind
from gilviz.runner.spec import JobSpec
from gilviz.trace.record import RuntimeInfo

_NOTHING = "the switch interval changes nothing."
_ALONE: Mapping[WorkerKind, str] = {
    WorkerKind.MAIN: f"One task runs after another in a single thread, with nobody to hand the GIL to: {_NOTHING}",
    WorkerKind.PROCESS: f"Each process has a GIL of its own and a single worker, with nobody to hand it to: {_NOTHING}",
    WorkerKind.INTERPRETER: f"Each interpreter has a GIL of its own and a single worker, with nobody to hand it to: {_NOTHING}",
    WorkerKind.COROUTINE: f"Coroutines share one thread and change places only where they await something: {_NOTHING}",
}


def switch_problem(spec: JobSpec, runtime: RuntimeInfo | None) -> str | None:
    """Why a job's threads would not feel another switch interval, in a sentence; None if they would, as far as is known.

    Args:
        spec: The job.
        runtime: What executes it; None while it has not said so.
    """
    info = spec.executor_info
    if info.kind in _ALONE:
        return _ALONE[info.kind]
    if spec.shared_processes >= spec.workers:
        return f"Each process has a GIL of its own and a single thread, with nobody to hand it to: {_NOTHING}"
    return None if runtime is None else _problem_of(runtime)


def _problem_of(runtime: RuntimeInfo) -> str | None:
    if not runtime.switch_interval:
        return f"{runtime.implementation} has no switch interval: its threads share no GIL."
    if not runtime.gil:
        return f"This Python runs without a GIL, so its threads hand nothing over: {_NOTHING}"
    return None
