"""The code that a run executes, for the code view."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from gilviz.gui.code.code_view import CodeFile
from gilviz.gui.code.syntax import starting_line
from gilviz.launch.source import executor_source, workload_source

_ELSEWHERE: Final = "This is none of gilviz's own: its code is where you have it."


def code_of(executor: str, workload: str, implementation: str, worker: int | None = None) -> list[CodeFile]:
    """The executor's and the workload's source.

    Args:
        executor: Its name.
        workload: Its name.
        implementation: Whose source; what another implementation runs is known once it has run something.
        worker: The worker whose starting line is marked; None marks nothing.
    """
    name, text = _source(executor_source, executor, implementation)
    work_name, work_text = _source(workload_source, workload, implementation)
    marked = starting_line(executor, text) if worker is not None else None
    note = f"Line {marked} starts worker {worker}." if marked else "The code that the run executes."
    return [
        CodeFile(name, text, marked, note) if text else CodeFile(name, "", note=_ELSEWHERE),
        CodeFile(work_name, work_text, note="What one task computes." if work_text else _ELSEWHERE),
    ]


def _source(read: Callable[[str, str], tuple[Path, str]], name: str, implementation: str) -> tuple[str, str]:
    """A file's name and text; of what is not gilviz's own, its name alone."""
    try:
        path, text = read(name, implementation)
    except (KeyError, OSError):
        return name, ""
    return path.name, text
