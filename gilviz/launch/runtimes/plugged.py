"""What other people's packages add to an interpreter, as plain data."""

from __future__ import annotations

from dataclasses import dataclass

from gilviz.runner.catalog import ExecutorInfo, WorkloadInfo


@dataclass(frozen=True)
class Broken:
    """A plug-in that can't be used.

    Args:
        name: What it would be called.
        is_executor: Whether it would be an executor; else a workload.
        reason: Why it can't be used, in a sentence.
    """

    name: str
    is_executor: bool
    reason: str


@dataclass(frozen=True)
class PlugIns:
    """What is installed in one interpreter.

    Args:
        executors: Those that can be used.
        workloads: Those that can be used.
        broken: Those that can't.
        missing: Packages that gilviz's own executors need, and that are not installed.
        problem: Why nobody could look, in a sentence; empty where somebody did.
    """

    executors: tuple[ExecutorInfo, ...] = ()
    workloads: tuple[WorkloadInfo, ...] = ()
    broken: tuple[Broken, ...] = ()
    missing: tuple[str, ...] = ()
    problem: str = ""

    def executor(self, name: str) -> ExecutorInfo | None:
        """The executor of that name; None where there is none that can be used."""
        return next((info for info in self.executors if info.name == name), None)

    def workload(self, name: str) -> WorkloadInfo | None:
        """The workload of that name; None where there is none that can be used."""
        return next((info for info in self.workloads if info.name == name), None)

    def reason(self, name: str, *, is_executor: bool) -> str:
        """Why that plug-in can't be used, in a sentence; empty where there is none of that name that can't."""
        return next((each.reason for each in self.broken if (each.name, each.is_executor) == (name, is_executor)), "")
