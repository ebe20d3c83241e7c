"""The runs that the window shows, wherever they come from: an experiment that goes on, or recordings."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol, Self

from gilviz import __version__
from gilviz.experiment.plan import ExperimentSpec
from gilviz.experiment.recorded import experiment_title, recording_of, run_of, something_listed
from gilviz.experiment.run import Run
from gilviz.gui.recordings.versions import Version
from gilviz.gui.running import panels
from gilviz.gui.running.session import Session
from gilviz.gui.shell.verdicts import OutcomeLine
from gilviz.recording import Caption, Recording, this_machine
from gilviz.recording.joined import joined_captions, letter, origin
from gilviz.trace.metrics import RunMetrics, measure


class Runs(Protocol):
    """What panels, sentences and pictures are made of."""

    @property
    def runs(self) -> Sequence[Run]:
        """All runs, from top to bottom; a run's index is its key."""

    @property
    def costs(self) -> Mapping[int, float]:
        """What a window spent during each run that has ended, as a share of one core, by the run's index."""

    @property
    def status(self) -> str:
        """What is going on, in a few words."""

    @property
    def error(self) -> str | None:
        """Why there are no runs."""

    @property
    def title(self) -> str:
        """What they have in common, in a line."""

    @property
    def provenance(self) -> str:
        """By what, on what and when they were recorded."""

    def fellows(self, key: int, /) -> Sequence[Run]:
        """The runs of the same experiment: one of them may be what a run is measured against."""

    def badge(self, key: int, /) -> str:
        """What marks a run as recorded, and which recording it is of; empty where it is live."""

    def recording(self) -> Recording | None:
        """What can be saved of them; None where there is nothing, or it is in a file already."""

    def mark(self, key: int, /) -> str:
        """The letter of a run's recording, where several are compared; else empty."""

    captions: tuple[Caption, ...]
    """Notes, on runs by their keys."""

    @property
    def can_note(self) -> bool:
        """Whether notes can be written and saved."""

    @property
    def dear(self) -> bool:
        """Whether something would be lost with them that can't be had again by pressing Run."""

    def keep(self, captions: tuple[Caption, ...], /) -> None:
        """They are in a file of the user's now, with these notes: others may have been written meanwhile."""


class LiveRuns:
    """The runs of an experiment that a session carries out.

    Args:
        session: The session.
        spec: What was asked for; None before the first experiment.
        began_at: When it began.
        sweep: Whether it measures numbers of workers.
    """

    def __init__(self, session: Session, spec: ExperimentSpec | None, began_at: datetime, *, sweep: bool = False) -> None:
        self._session = session
        self.spec = spec
        self._began_at = began_at
        self._machine = this_machine()
        self._sweep = sweep
        self.captions: tuple[Caption, ...] = ()
        self._kept: tuple[Caption, ...] = ()

    @property
    def can_note(self) -> bool:
        """Once a run has ended: what grows is not written upon."""
        return not self._session.running and self.recording() is not None

    @property
    def dear(self) -> bool:
        """Where there are notes on them that are in no file."""
        return self.captions != self._kept

    def keep(self, captions: tuple[Caption, ...]) -> None:
        """They are in a file, with these notes."""
        self._kept = captions

    @property
    def runs(self) -> Sequence[Run]:
        """As far as they have come; none before the first experiment."""
        return self._session.runs if self.spec is not None else ()

    @property
    def costs(self) -> Mapping[int, float]:
        """As weighed so far."""
        return self._session.costs

    @property
    def status(self) -> str:
        """As the session says it."""
        return self._session.status

    @property
    def error(self) -> str | None:
        """As the session says it."""
        return self._session.error

    @property
    def title(self) -> str:
        """``primes · 133,982 numbers searched · 8 tasks``."""
        return experiment_title(self.spec, self._session.size) if self.spec is not None else ""

    @property
    def provenance(self) -> str:
        """This gilviz, this machine, and when it began."""
        return panels.provenance(self._began_at)

    def fellows(self, _key: int) -> Sequence[Run]:
        """All of them."""
        return self.runs

    def badge(self, _key: int) -> str:
        """Live runs have none."""
        return ""

    def mark(self, _key: int) -> str:
        """Nor are there several experiments."""
        return ""

    def recording(self, only: int | None = None) -> Recording | None:
        """What there is of them by now, or of that one alone; None while no run has ended."""
        runs = self.runs if only is None else self.runs[only : only + 1]
        if self.spec is None or not any(run.phase.ended and run.trace is not None for run in runs):
            return None
        made = recording_of(
            runs,
            self.spec,
            self._began_at,
            made_by=f"gilviz {__version__}",
            costs=self.costs if only is None else {},
            sweep=self._sweep,
            captions=self.captions if only is None else (),
            machine=self._machine,
        )
        return something_listed(made) if only is None else made


@dataclass(frozen=True)
class OpenedFile:
    """A recording and where it is.

    Args:
        path: Its file.
        recording: What it says.
        version: What the file was when it was read; None where nobody looked.
    """

    path: Path
    recording: Recording
    version: Version | None = None

    @property
    def name(self) -> str:
        """The file's, as it can be shown: what is no letter, or turns the text around it, is a question mark."""
        return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in self.path.name)


class OpenedRuns:
    """The runs of one recording, or of several to be compared.

    Args:
        files: The recordings, from top to bottom.
        saved: Whether they are in files of the user's.
        again: Whether they can be shown again as long as the window is there.

    Attributes:
        metrics: What runs add up to, by their keys, as far as somebody has asked.
        lines: And the sentences on them.
    """

    def __init__(self, files: Sequence[OpenedFile], *, saved: bool = True, again: bool = False) -> None:
        self.files = tuple(files)
        self.saved, self.again = saved, again
        self._experiments = [[run_of(run) for run in file.recording.runs] for file in files]
        self.runs: Sequence[Run] = [run for experiment in self._experiments for run in experiment]
        self._origins = [number for number, experiment in enumerate(self._experiments) for _ in experiment]
        recorded = [run for file in files for run in file.recording.runs]
        self.costs: Mapping[int, float] = {
            key: run.window_cost for key, run in enumerate(recorded) if run.window_cost is not None
        }
        self.status = "Recorded"
        self.error: str | None = None
        self.captions = joined_captions([file.recording for file in files])
        self._kept = self.captions
        self.metrics: dict[int, RunMetrics] = {}
        self.lines: dict[int, OutcomeLine] = {}

    def measure(self) -> None:
        """Add up what takes long, and say what follows, wherever this is called."""
        for key, run in enumerate(self.runs):
            if run.listed and run.trace is not None:
                self.metrics[key] = measure(run.trace)
                self.lines[key] = panels.outcome(key, run, self.metrics[key], self.mark(key), self.badge(key))

    @classmethod
    def unsaved(cls, recording: Recording) -> Self:
        """What a killed window left."""
        return cls([OpenedFile(Path("unsaved"), recording)], saved=False)

    @property
    def can_note(self) -> bool:
        """On one recording: notes on several would have to go into several files."""
        return len(self.files) == 1

    @property
    def dear(self) -> bool:
        """Whatever is in no file, and can't be shown again."""
        return self.captions != self._kept or not (self.saved or self.again)

    def recording(self) -> Recording | None:
        """What was never saved, or has other notes now; None of what is in a file of the user's already."""
        if self.saved and self.captions == self._kept:
            return None
        return dataclasses.replace(self.files[0].recording, captions=self.captions)

    def keep(self, captions: tuple[Caption, ...]) -> None:
        """They are in a file of the user's now, with these notes: others may have been written meanwhile."""
        self.saved, self._kept = True, captions

    @property
    def sweep(self) -> bool:
        """Whether it is one sweep, which has a chart."""
        return len(self.files) == 1 and self.files[0].recording.sweep

    @property
    def title(self) -> str:
        """What they are of, each once."""
        titles = dict.fromkeys(file.recording.title for file in self.files if file.recording.title)
        return "  |  ".join(titles) or ", ".join(file.name for file in self.files)

    @property
    def provenance(self) -> str:
        """Of each: by what, on what and when."""
        if len(self.files) == 1:
            return f"recorded: {origin(self.files[0].recording)}"
        return "  |  ".join(f"{letter(number)}: {origin(file.recording)}" for number, file in enumerate(self.files))

    def fellows(self, key: int) -> Sequence[Run]:
        """The runs of the same recording."""
        return self._experiments[self._origins[key]]

    def badge(self, key: int) -> str:
        """``recorded 2026-11-22``, ``recorded A``."""
        if len(self.files) > 1:
            return f"recorded {self.mark(key)}"
        return f"recorded {self.files[0].recording.made_at:%Y-%m-%d}"

    def mark(self, key: int) -> str:
        """``A`` for the runs of the first recording, where there are several."""
        return letter(self._origins[key]) if len(self.files) > 1 else ""
