"""The source text of what runs, for people to read: the very files that a job executes."""

from __future__ import annotations

from pathlib import Path

from gilviz.runner import catalog
from gilviz.runner27 import offer

_PACKAGE = Path(__file__).parent.parent


def executor_source(name: str, implementation: str = "") -> tuple[Path, str]:
    """The file of that executor and its text, as that implementation of Python runs it.

    Raises:
        KeyError: there is no such executor.
    """
    return _read(_runner_of(implementation, name in offer.EXECUTORS) / "executors" / f"{catalog.executor(name).module}.py")


def workload_source(name: str, implementation: str = "") -> tuple[Path, str]:
    """The file of that workload and its text, as that implementation of Python runs it.

    Raises:
        KeyError: there is no such workload.
    """
    offered = any(each.name == name for each in offer.WORKLOADS)
    return _read(_runner_of(implementation, offered) / "workloads" / f"{catalog.workload(name).file}.py")


def _runner_of(implementation: str, offered: bool) -> Path:
    return _PACKAGE / ("runner27" if implementation in offer.IMPLEMENTATIONS and offered else "runner")


def _read(path: Path) -> tuple[Path, str]:
    return path, path.read_text(encoding="utf-8")
