"""The source text of what runs, for people to read: the very files that a job executes."""

from __future__ import annotations

from pathlib import Path

from gilviz.runner import catalog

_RUNNER = Path(__file__).parent.parent / "runner"


def executor_source(name: str) -> tuple[Path, str]:
    """The file of that executor and its text.

    Raises:
        KeyError: there is no such executor.
    """
    return _read(_RUNNER / "executors" / f"{catalog.executor(name).module}.py")


def workload_source(name: str) -> tuple[Path, str]:
    """The file of that workload and its text.

    Raises:
        KeyError: there is no such workload.
    """
    return _read(_RUNNER / "workloads" / f"{catalog.workload(name).name}.py")


def _read(path: Path) -> tuple[Path, str]:
    return path, path.read_text(encoding="utf-8")
