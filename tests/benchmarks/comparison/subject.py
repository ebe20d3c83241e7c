"""One tool that is compared: how to look at a run with it, and how to make the same run alone."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks.comparison.installed import last_line
from tests.benchmarks.comparison.picture import Picture


@dataclass(frozen=True)
class Look:
    """One run, and what was seen of it.

    Args:
        wall_s: From before the first thread starts until the last has ended, by the job's own clock.
        true: How often the GIL changed hands meanwhile, by its own count; the main thread and a tool's own threads included.
            None where nobody counted.
        picture: What the tool shows; None where nobody looked.
    """

    wall_s: float
    true: int | None
    picture: Picture | None = None


@dataclass(frozen=True)
class Subject:
    """A tool, ready to be used.

    Args:
        name: What it is called in the figures.
        note: Its version and command.
        look: Makes the run with the tool.
        plain: Makes the same run without it.
        alone: Ways to use it, each with an attempt as an ordinary user: empty where it worked, else what happened. An attempt
            raises ``Missing`` where it can't be made.
    """

    name: str
    note: str
    look: Callable[[], Look]
    plain: Callable[[], Look]
    alone: Mapping[str, Callable[[], str]]


@dataclass(frozen=True)
class Script:
    """A job that is a module of the benchmark's own, perhaps under a tool.

    Args:
        command: The command before the module: an interpreter, or a tool and an interpreter.
        module: The module.
        limit: Up to where it counts primes.
        options: More arguments for the module.
        output: The file that the tool writes, in the folder in which it works; empty without a tool.
        read: What the output shows, from its text and the job's own report.
    """

    command: Sequence[str | Path]
    module: str
    limit: int
    options: Sequence[str] = ()
    output: str = ""
    read: Callable[[str, Mapping[str, Any]], Picture] | None = None

    def arguments(self) -> list[str | Path]:
        """The whole command, to be called in the folder in which it works."""
        return [*self.command, "-m", self.module, str(self.limit), "report.json", *self.options]

    def run(self, work: Path, environment: Mapping[str, str]) -> Look:
        """Runs it in a folder.

        Raises:
            RuntimeError: it failed; the text ends with its last words.
        """
        command = self.arguments()
        done = subprocess.run(command, cwd=work, env=environment, capture_output=True, text=True, errors="replace", check=False)
        if done.returncode:
            raise RuntimeError(f"{self.command} ended with {done.returncode}: {last_line(done.stderr or done.stdout)}")
        return self.result(work)

    def result(self, work: Path) -> Look:
        """What it left behind in its folder."""
        report = json.loads((work / "report.json").read_text(encoding="ascii"))
        picture = self.read((work / self.output).read_text(encoding="utf-8"), report) if self.read else None
        return Look(report["wall_s"], report["hand_offs"], picture)
