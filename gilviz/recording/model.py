"""What a recording says, in memory."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from gilviz.runner.cores import usable_cores
from gilviz.trace.record import RunRecord

SUFFIX = ".gilviz"
"""What the names of recordings end with."""

Setting = str | int | float | bool | None


@dataclass(frozen=True)
class Machine:
    """Where something was recorded. It has no name: a recording is made to be given away.

    Args:
        system: Its operating system and architecture: ``Linux x86_64``.
        processor: What the processor calls itself; empty where unknown.
        cores: How many cores could be used; 0 where unknown.
        load: The mean number of programs that wanted a core in the last minute; None where nobody counts.
    """

    system: str
    processor: str = ""
    cores: int = 0
    load: float | None = None

    @property
    def text(self) -> str:
        """``Linux x86_64, 2 cores``."""
        return f"{self.system}, {self.cores} core{'s' * (self.cores != 1)}" if self.cores else self.system


@dataclass(frozen=True)
class Caption:
    """A note on a recording, or on a moment in it.

    Args:
        text: What it says.
        run: Which run it is about, from 0; None for all of them.
        worker: Which worker's lane, by its number; None for the whole run.
        t_ns: When, in ns from the run's zero; None for all of it.
    """

    text: str
    run: int | None = None
    worker: int | None = None
    t_ns: int | None = None


@dataclass(frozen=True)
class RecordedRun:
    """One run of a recording.

    Args:
        run: The run, with its lanes.
        listed: Whether somebody asked for it (else it is a baseline that others are measured against).
        repetition: Which round it belongs to, from 0.
        window_cost: What the window spent while it ran, as a share of one core; None without a window.
    """

    run: RunRecord
    listed: bool = True
    repetition: int = 0
    window_cost: float | None = None

    def record(self) -> RunRecord:
        """The run as everything that works on runs takes it; its lanes are complete and need no files."""
        return self.run


@dataclass(frozen=True)
class Recording:
    """One experiment.

    Args:
        runs: In the order of execution, unlisted baselines included.
        machine: Where it was recorded.
        made_at: When it began, with its time zone.
        title: What to call it, in a line.
        settings: What was asked for, by name: numbers, texts, nothing.
        captions: Notes on it.
        sweep: Whether it measured numbers of workers, rather than compared runs.
        made_by: By which program: ``gilviz 0.1.0``.
    """

    runs: tuple[RecordedRun, ...]
    machine: Machine
    made_at: datetime
    title: str = ""
    settings: Mapping[str, Setting] = field(default_factory=dict)
    captions: tuple[Caption, ...] = ()
    sweep: bool = False
    made_by: str = ""


def this_machine() -> Machine:
    """The machine that this runs on, now."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    return Machine(f"{platform.system()} {platform.machine()}", _processor(), usable_cores(), load)


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
