"""What the list of Pythons says of each, as plain text. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from gilviz.launch.runtimes import Found, RuntimeDescription, workload_problem
from gilviz.runner import catalog

ExecutorProblem = Callable[[str, str | None, RuntimeDescription], str | None]
"""Why an executor with a start method can't run there; ``launch.runtimes.executor_problem``."""


@dataclass(frozen=True)
class RuntimeRow:
    """One line of the list.

    Args:
        path: What is chosen by it; None is the Python that runs gilviz.
        name: ``CPython 3.13.0``.
        gil: Whether it has a GIL, in words; empty where nobody knows.
        source: Who or what it was found by.
        where: Its path, the user's folder shortened.
        remark: What it can't do, in a line; empty where it can do everything.
        tip: All of that, with every reason.
        usable: Whether jobs can run on it.
        also: Every path of the same program.
        removable: What to take off the list; empty where gilviz found it by itself.
    """

    path: str | None
    name: str
    gil: str
    source: str
    where: str
    remark: str
    tip: str
    usable: bool
    also: tuple[str, ...] = ()
    removable: str = ""

    @property
    def spoken(self) -> str:
        """The line as one sentence: for screen readers, and for the search."""
        return ", ".join(part for part in (self.name, self.gil, self.source, self.where, self.remark) if part)

    def leads_to(self, path: str | None) -> bool:
        """Whether that path, or None for the Python that runs gilviz, is this one."""
        return path == self.path or path in self.also

    def matches(self, words: str) -> bool:
        """Whether every one of these words occurs in it."""
        return all(word in self.spoken.lower() for word in words.lower().split())


def runtime_row(found: Found, executor_problem: ExecutorProblem, workload: str) -> RuntimeRow:
    """The line on one interpreter.

    Args:
        found: What is known of it.
        executor_problem: Says why an executor can't run in it.
        workload: What it is to compute: where it can't, no job of that experiment can run on it.
    """
    runtime = found.runtime
    where = shortened(found.path)
    if runtime is None or found.problem:
        return RuntimeRow(
            path=None if found.own else found.path,
            name=runtime.name if runtime else Path(found.path).name,
            gil=runtime.gil_text if runtime else "",
            source=found.source,
            where=where,
            remark=found.problem.removeprefix(f"{found.path} ").replace(f" {found.path} ", " "),
            tip=found.problem,
            usable=False,
            also=(found.path, *found.also),
            removable=found.path if found.named else "",
        )
    reasons = {info.name: executor_problem(info.name, None, runtime) for info in catalog.EXECUTORS}
    unfit = workload_problem(workload, runtime)
    lacks = [workload] if unfit else [name for name, reason in reasons.items() if reason]
    return RuntimeRow(
        path=None if found.own else found.path,
        name=runtime.name,
        gil=gil_words(runtime),
        source=found.source,
        where=where,
        remark=f"can't run {', '.join(lacks)}" if lacks else "",
        tip="\n".join([*_facts(found, runtime), *([unfit] if unfit else filter(None, reasons.values()))]),
        usable=not unfit,
        also=(found.path, *found.also),
        removable=found.path if found.named else "",
    )


def gil_words(runtime: RuntimeDescription) -> str:
    """Whether it has a GIL, and whether that can be chosen."""
    if not runtime.free_threaded:
        return runtime.gil_text
    return f"free-threaded, GIL {'enabled' if runtime.gil else 'disabled'}"


def _facts(found: Found, runtime: RuntimeDescription) -> Sequence[str]:
    cores = f"{runtime.cores} core{'s' * (runtime.cores != 1)}"
    processes = f", processes by {', '.join(runtime.start_methods)}" if runtime.start_methods else ""
    also = [f"also {shortened(path)}" for path in found.also]
    return [found.path, *also, f"{runtime.name} {runtime.build}".strip(), f"{gil_words(runtime)}, {cores}{processes}"]


def shortened(path: str) -> str:
    """A path as people write it: the user's own folder is ``~``."""
    home = str(Path.home())
    return f"~{path[len(home) :]}" if path.startswith(home + "/") else path
