"""What of an experiment is on the screen: of a comparison every run, of a sweep its chart and one run of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from gilviz.experiment.run import Run
from gilviz.gui.running import panels
from gilviz.gui.shell.verdicts import OutcomeLine
from gilviz.gui.timeline.panel import Panel


class Screen(Protocol):
    """Decides what the window shows of an experiment."""

    @property
    def fixed_interval(self) -> str | None:
        """Why the switch interval can't be changed meanwhile; None if it can."""

    @property
    def stands(self) -> bool:
        """Whether there is something to see before a run has lanes to show."""

    @property
    def watched(self) -> bool:
        """Whether every run is drawn while it goes on."""

    def begin(self) -> None:
        """The experiment begins: make room for it."""

    def leave(self) -> None:
        """Another one begins: put away what only this one has."""

    def show_runs(self, runs: Sequence[Run]) -> None:
        """The runs may have come further."""

    def keys(self, runs: Sequence[Run], /) -> Sequence[int]:
        """The indexes of the runs whose lanes are shown, from top to bottom."""

    def lines(self, outcomes: Mapping[int, OutcomeLine], together: Sequence[OutcomeLine] = (), /) -> Sequence[OutcomeLine]:
        """The sentences below the picture, once everything has ended; ``together`` are those on all runs."""

    def text(self, shown: Sequence[Panel], lines: Sequence[OutcomeLine], /) -> str:
        """All results as text, for the clipboard, with the sentences below the picture."""


class ComparisonScreen:
    """Every run that was asked for, one below the other."""

    fixed_interval: str | None = None
    stands = False
    watched = True

    def begin(self) -> None:
        """Nothing but lanes is needed."""

    def leave(self) -> None:
        """Nothing else was shown."""

    def show_runs(self, runs: Sequence[Run]) -> None:
        """Lanes draw themselves."""

    def keys(self, runs: Sequence[Run]) -> Sequence[int]:
        """All that were asked for."""
        return [key for key, run in enumerate(runs) if run.listed]

    def lines(self, outcomes: Mapping[int, OutcomeLine], together: Sequence[OutcomeLine] = (), /) -> Sequence[OutcomeLine]:
        """What comes of comparing them, and one for each run."""
        return [*together, *(outcomes[key] for key in sorted(outcomes))]

    def text(self, shown: Sequence[Panel], lines: Sequence[OutcomeLine]) -> str:
        """Every run's figures and its sentence."""
        return panels.as_text(shown, lines)
