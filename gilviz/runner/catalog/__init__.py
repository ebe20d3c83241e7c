"""The words people choose from: every workload and executor by name, with what it teaches and what it may be given.

Pure data, so that the window and the command line can offer, explain and check a choice without importing the code that runs.
"""

from __future__ import annotations

from typing import NoReturn

from gilviz.runner.catalog.executors import EXECUTORS, IMPORTED_EXECUTOR, START_METHODS, ExecutorInfo
from gilviz.runner.catalog.workloads import IMPORTED_WORKLOAD, OWN_FUNCTION, WORKLOADS, WorkloadInfo

__all__ = [
    "EXECUTORS",
    "EXECUTOR_GROUP",
    "IMPORTED_EXECUTOR",
    "IMPORTED_WORKLOAD",
    "OWN_FUNCTION",
    "START_METHODS",
    "WORKLOADS",
    "WORKLOAD_GROUP",
    "ExecutorInfo",
    "WorkloadInfo",
    "executor",
    "workload",
]

EXECUTOR_GROUP, WORKLOAD_GROUP = "gilviz.executors", "gilviz.workloads"
"""The groups of entry points by which other people's packages add to these (``runner.plug_ins``)."""


def workload(name: str) -> WorkloadInfo:
    """The workload of that name.

    Raises:
        KeyError: there is none.
    """
    return next((w for w in (*WORKLOADS, IMPORTED_WORKLOAD, OWN_FUNCTION) if w.name == name), None) or _unknown("workload", name)


def executor(name: str) -> ExecutorInfo:
    """The executor of that name.

    Raises:
        KeyError: there is none.
    """
    return next((e for e in (*EXECUTORS, IMPORTED_EXECUTOR) if e.name == name), None) or _unknown("executor", name)


def _unknown(what: str, name: str) -> NoReturn:
    raise KeyError(f"no {what} is called {name!r}")
