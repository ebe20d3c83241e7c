"""Shows on standard error how far an experiment has come."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Sequence
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from gilviz.cli.output import note
from gilviz.experiment.run import Run
from gilviz.trace.visible import visible


class Experiment(Protocol):
    """What the command line needs of a ``Conductor``."""

    @property
    def runs(self) -> Sequence[Run]:
        """In order of execution; empty until the size is known."""

    @property
    def status(self) -> str:
        """What is going on."""

    @property
    def finished(self) -> bool:
        """Whether nothing more will happen."""

    @property
    def error(self) -> str | None:
        """Why there are no runs."""

    def start(self) -> None:
        """Begins."""

    def poll(self) -> None:
        """Takes in what has happened."""

    def stop(self) -> None:
        """Ends what is running; returns at once."""


class Display(Protocol):
    """Shows progress."""

    def show(self, experiment: Experiment) -> None:
        """Brings the display up to date."""

    def close(self) -> None:
        """Leaves the stream ready for other text."""


class Bar:
    """A bar that moves, for terminals. One that was closed meanwhile is told nothing more, and keeps nobody from handing over.

    Args:
        console: Writes to the terminal.
    """

    def __init__(self, console: Console) -> None:
        self._progress = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TextColumn("{task.fields[tasks]}", markup=False),
            TimeElapsedColumn(),
            console=console,
            auto_refresh=False,  # by a thread of its own, which would wake a core more often than we do
            transient=True,
        )
        self._task = self._progress.add_task("", total=None, tasks="")
        with contextlib.suppress(OSError):
            self._progress.start()

    def show(self, experiment: Experiment) -> None:
        """Brings the bar up to date."""
        done, total = tasks_done(experiment.runs)
        with contextlib.suppress(OSError):
            self._progress.update(
                self._task,
                description=visible(experiment.status),
                completed=done,
                total=total or None,
                tasks=f"{done}/{total} tasks" if total else "",
                refresh=True,
            )

    def close(self) -> None:
        """Removes the bar."""
        with contextlib.suppress(OSError):
            self._progress.stop()


class Lines:
    """A line whenever something else is going on, for files and pipes."""

    def __init__(self) -> None:
        self._last = ""

    def show(self, experiment: Experiment) -> None:
        """Writes the status if it is a new one."""
        if experiment.status != self._last and not experiment.finished:
            self._last = experiment.status
            note(self._last)

    def close(self) -> None:
        """Nothing is left to do."""


def make_display() -> Display:
    """A bar where standard error is a terminal, else lines."""
    return Bar(Console(stderr=True)) if sys.stderr is not None and sys.stderr.isatty() else Lines()


def tasks_done(runs: Sequence[Run]) -> tuple[int, int]:
    """How many tasks are done, and how many there are, over all runs."""
    return sum(map(_done, runs)), sum(run.spec.tasks for run in runs)


def _done(run: Run) -> int:
    if run.phase.ended:
        return run.spec.tasks  # or there will be no more
    return run.tasks_done
