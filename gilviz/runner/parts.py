"""The parts that a job is made of, found by their names: its workload and its executor, ours, the user's or another package's."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from types import ModuleType
from typing import Any

from gilviz.runner import catalog
from gilviz.runner.recording.recording import Recording
from gilviz.runner.spec import JobSpec
from gilviz.runner.task import AwaitedTask, Blocking
from gilviz.runner.workloads.refusal import Refusal

_USER_WORKLOAD = "gilviz.runner.user.workload"
"""Imported where there is a function of the user's own."""
_PLUG_INS = "gilviz.runner.plug_ins"
"""Imported where an executor or a workload is another package's."""


def workload_of(spec: JobSpec, info: catalog.ExecutorInfo) -> Any:
    """What the tasks compute: a module below ``workloads``, or the user's own function in the place of one."""
    if spec.code is not None:
        return importlib.import_module(_USER_WORKLOAD).UserWorkload(spec.code, info)
    return module_of(spec.workload_info)


def module_of(info: catalog.WorkloadInfo) -> Any:
    """The workload of that name: a module below ``workloads``, or another package's."""
    if info.target is not None:
        return importlib.import_module(_PLUG_INS).load_for_job("workload", info.name, info.target)
    return importlib.import_module(f"gilviz.runner.workloads.{info.file}")


def executor_of(info: catalog.ExecutorInfo) -> Any:
    """What runs them: a module below ``executors``, or another package's."""
    if info.target is not None:
        return importlib.import_module(_PLUG_INS).load_for_job("executor", info.name, info.target)
    try:
        return importlib.import_module(f"gilviz.runner.executors.{info.module}")
    except ModuleNotFoundError as error:
        if info.needs_package is None:
            raise
        install = f"install it there ({sys.executable} -m pip install {info.needs_package})"
        raise Refusal(f"{sys.executable} has no {info.needs_package}: {install}, or choose another executor.") from error


def awaited(workload: Any, recording: Recording) -> AwaitedTask:
    """The task that coroutines await: the workload's own coroutine function, or one that blocks, where it has none."""
    if hasattr(workload, "awaited"):
        return AwaitedTask(workload.awaited or Blocking(workload.work), recording)
    name = f"{getattr(workload, '__name__', '')}_async"
    # Another package's may be any object: only beside a module of ours, or theirs, can there be such a one.
    if not isinstance(workload, ModuleType) or importlib.util.find_spec(name) is None:
        return AwaitedTask(Blocking(workload.work), recording)
    return AwaitedTask(importlib.import_module(name).work, recording)
