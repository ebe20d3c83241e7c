"""``gilviz runtimes``: the Pythons of this machine, and what each can do."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from gilviz.cli.interrupts import Interrupts
from gilviz.cli.report import NO_WRAPPING, Page
from gilviz.launch.runtimes import (
    AddedRuntimes,
    Finder,
    Found,
    RuntimeDescription,
    RuntimeUnusable,
    executor_problem,
    find_python,
    in_order,
    unique,
)
from gilviz.runner import catalog
from gilviz.trace.visible import visible

LISTEN_S = 0.05
"""Seconds between looks whether a signal has come."""
_KNOWN = (
    "implementation",
    "version",
    "build",
    "gil",
    "gil_text",
    "free_threaded",
    "cores",
    "start_methods",
    "missing_modules",
    "executors",
)
"""What is null of an interpreter that did not say what it is."""


class Interrupted(Exception):
    """A signal asked the command to end.

    Args:
        number: Which one.
    """

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def carry_out(finder: Finder, added: AddedRuntimes, add: Sequence[str], remove: Sequence[str], *, refresh: bool) -> list[Found]:
    """Adds and removes what the user named, then finds every interpreter; may take as long as the slowest of those it must ask.

    Args:
        finder: Finds them; it is closed.
        added: What was added until now.
        add: Interpreters to list from now on.
        remove: Interpreters to list no more.
        refresh: Whether to ask all of them again.

    Raises:
        RuntimeUnusable: one can't be added or removed.
        Interrupted: a signal came; nobody is being asked any more.
    """
    # In a thread, so that a signal is heard while an interpreter hangs.
    with Interrupts() as interrupts, contextlib.closing(finder), ThreadPoolExecutor(1) as pool:
        work = pool.submit(_carry_out, finder, added, add, remove, refresh=refresh)
        while not work.done():
            wait([work], LISTEN_S)
            if interrupts.received is not None:
                finder.close()
        if interrupts.received is not None:
            raise Interrupted(interrupts.received)
        return work.result()


def _carry_out(finder: Finder, added: AddedRuntimes, add: Sequence[str], remove: Sequence[str], *, refresh: bool) -> list[Found]:
    for python in add:
        path = find_python(python)
        finder.describe(path)
        with _told_of_the_list():
            added.add(path)
    for python in remove:
        spellings = _spellings(python)
        with _told_of_the_list():
            removed = any(added.remove(path) for path in spellings)
        if not removed:
            raise RuntimeUnusable(f"{python} was not added by hand: only what --add has put there can be removed.")
    return in_order(unique(finder.find(refresh=refresh)))


@contextlib.contextmanager
def _told_of_the_list() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        sentence = f"The list of added interpreters can't be written ({error.strerror}): see to the folder of your settings."
        raise RuntimeUnusable(sentence) from error


def as_json(found: Sequence[Found]) -> dict[str, Any]:
    """What ``gilviz runtimes --json`` prints."""
    return {"runtimes": [_facts(one) for one in found]}


def as_text(found: Sequence[Found], page: Page) -> str:
    """A table of those that jobs can run on, and a sentence on each of the others."""
    stream = io.StringIO()
    console = Console(
        file=stream, force_terminal=page.colour, width=page.width or NO_WRAPPING, highlight=False, markup=False, emoji=False
    )
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for heading in ("python", "GIL", "found by", "path", "can't run"):
        table.add_column(heading, overflow="fold")
    for one in found:
        if one.runtime is not None and not one.problem:
            lacks = ", ".join(name for name, why in executor_problems(one.runtime).items() if why)
            table.add_row(
                Text(visible(one.runtime.name), style="bold" if one.own else ""),
                *(visible(text) for text in (one.runtime.gil_text, one.source, one.path, lacks)),
            )
    console.print(table)
    unusable = [one for one in found if one.problem]
    if unusable:
        console.print(Text("\nJobs can't run on these:", style="bold"))
    for one in unusable:
        console.print(visible(one.problem))
    return "".join(f"{line.rstrip()}\n" for line in stream.getvalue().splitlines())


def executor_problems(runtime: RuntimeDescription) -> dict[str, str | None]:
    """Of every executor that needs nothing but Python, why it can't run there; None where it can."""
    return {info.name: executor_problem(info.name, None, runtime) for info in catalog.EXECUTORS if not info.wants_packages}


def _facts(one: Found) -> dict[str, Any]:
    known = one.runtime
    facts: dict[str, Any] = {
        "path": one.path,
        "also": list(one.also),
        "source": one.source,
        "own": one.own,
        "problem": one.problem or None,
    }
    if known is None:
        return facts | dict.fromkeys(_KNOWN)
    return facts | {
        "implementation": known.implementation,
        "version": known.version,
        "build": known.build,
        "gil": known.gil,
        "gil_text": known.gil_text,
        "free_threaded": known.free_threaded,
        "cores": known.cores,
        "start_methods": list(known.start_methods),
        "missing_modules": list(known.missing),
        "executors": {name: one.problem or why for name, why in executor_problems(known).items()},
    }


def _spellings(python: str) -> list[str]:
    """How a path may stand in the list: as typed, or as it was found; what is gone can't be found any more."""
    try:
        return [python, find_python(python)]
    except RuntimeUnusable:
        return [python]
