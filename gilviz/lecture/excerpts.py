"""Cuts an excerpt out of the source that runs: by pieces of its lines, for numbers of lines change with every edit."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

from gilviz.launch.source import executor_source, workload_source
from gilviz.lecture.model import Excerpt, Experiment


@dataclass(frozen=True)
class ShownCode:
    """Lines to show.

    Args:
        file: The name of the file they are from.
        first_line: The number of the first of them there, from 1.
        text: The lines, without the indentation that they have in common.
        marked: Which of them are pointed at, from 0.
    """

    file: str
    first_line: int
    text: str
    marked: frozenset[int]


def find_line(text: str, piece: str, begin: int) -> int | None:
    """The first line, counted from 0 and not before ``begin``, that has a piece in it; None without one."""
    return next((n for n, line in enumerate(text.split("\n")) if n >= begin and piece in line), None) if piece else None


def cut(excerpt: Excerpt, experiment: Experiment, implementation: str = "") -> ShownCode:
    """The lines of an excerpt.

    Args:
        excerpt: Which.
        experiment: The scene's.
        implementation: What runs it, once known: some have a source of their own. Where the excerpt is not in that, it is cut
            from the common one.
    """
    way = experiment.ways[excerpt.run]
    name = ""
    for known in dict.fromkeys((implementation, "")):
        path, text = workload_source(experiment.workload, known) if excerpt.workload else executor_source(way.executor, known)
        name = path.name
        begin = find_line(text, excerpt.first, 0)
        end = None if begin is None else find_line(text, excerpt.last, begin)
        if begin is not None and end is not None:
            lines = text.split("\n")[begin : end + 1]
            marked = frozenset(n for n, line in enumerate(lines) if any(piece in line for piece in excerpt.points_at))
            return ShownCode(name, begin + 1, textwrap.dedent("\n".join(lines)), marked)
    return ShownCode(name, 1, "", frozenset())
