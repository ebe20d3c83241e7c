"""What the window says of the runs it shows: figures, panels, sentences. No widgets here."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from gilviz.gui.recordings.runs import Runs
from gilviz.gui.running import panels
from gilviz.gui.shell.verdicts import OutcomeLine
from gilviz.gui.timeline.panel import Panel
from gilviz.trace.metrics import RunMetrics, measure


class ShownRuns:
    """The runs, and what is known of them so far.

    Args:
        runs: Where they come from.
        metrics: What is known of them already, by their keys: they are not added up again.
        lines: The sentences on them that are known already.

    Attributes:
        runs: Where they come from.
        lines: The sentences on those that have ended, by their keys.
        panels: Those whose lanes are shown, from top to bottom.
        together: The sentence that compares all of them, once they have ended; none where there is nothing to compare.
    """

    def __init__(
        self, runs: Runs, metrics: Mapping[int, RunMetrics] | None = None, lines: Mapping[int, OutcomeLine] | None = None
    ) -> None:
        self.runs = runs
        self.lines = dict(lines or {})
        self.panels: tuple[Panel, ...] = ()
        self.together: tuple[OutcomeLine, ...] = ()
        self._known = frozenset(metrics or ())
        self._metrics = dict(metrics or {})

    def measure(self) -> None:
        """Add up what has been recorded since, and say what came of the runs that have ended."""
        for key, run in enumerate(self.runs.runs):
            if not run.listed or run.trace is None or key in self.lines:
                continue
            if key not in self._known:
                self._metrics[key] = measure(run.trace)
            if run.phase.ended:
                mark, badge = self.runs.mark(key), self.runs.badge(key)
                self.lines[key] = panels.outcome(key, run, self._metrics[key], mark, badge)
        listed = {key: run for key, run in enumerate(self.runs.runs) if run.listed}
        if not self.together and listed.keys() == self.lines.keys():
            self.together = panels.together([(self.lines[key].title, run) for key, run in listed.items()])

    def show(self, keys: Collection[int], *, over: bool) -> None:
        """Make the panels of these runs.

        Args:
            keys: Which, from top to bottom.
            over: Whether no run will begin any more.
        """
        runs = self.runs
        shown, costs, status = runs.runs, runs.costs, runs.status
        self.panels = tuple(
            panels.panel(
                key,
                shown,
                self._metrics.get(key),
                costs.get(key),
                status,
                fellows=runs.fellows(key),
                badge=runs.badge(key),
                captions=runs.captions,
                over=over,
            )
            for key in keys
        )
