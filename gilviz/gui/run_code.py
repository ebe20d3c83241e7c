"""The code that a run executes, for the code view."""

from __future__ import annotations

from gilviz.gui.code_view import CodeFile
from gilviz.gui.syntax import starting_line
from gilviz.launch.source import executor_source, workload_source


def code_of(executor: str, workload: str, implementation: str, worker: int | None = None) -> list[CodeFile]:
    """The executor's and the workload's source.

    Args:
        executor: Its name.
        workload: Its name.
        implementation: Whose source; what another implementation runs is known once it has run something.
        worker: The worker whose starting line is marked; None marks nothing.
    """
    path, text = executor_source(executor, implementation)
    work_path, work_text = workload_source(workload, implementation)
    marked = starting_line(executor, text) if worker is not None else None
    note = f"Line {marked} starts worker {worker}." if marked else "The code that the run executes."
    return [
        CodeFile(path.name, text, marked, note),
        CodeFile(work_path.name, work_text, note="What one task computes."),
    ]
