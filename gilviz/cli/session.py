"""Carries out a request: runs the experiment to its end or until it is interrupted, and hands over what was recorded."""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gilviz.cli.interrupts import Interrupts
from gilviz.cli.output import complain, emit, note
from gilviz.cli.progress import Display, Experiment, make_display
from gilviz.cli.report import Page, report
from gilviz.cli.request import Request
from gilviz.experiment.conductor import Conductor
from gilviz.experiment.run import Run
from gilviz.experiment.workspace import Workspace, WorkspaceError
from gilviz.export.segments_csv import write_csv
from gilviz.export.summary import experiment_summary
from gilviz.trace.record import Outcome, RunRecord

POLL_S = 0.1
"""Seconds between two looks: often enough for a bar, seldom enough that the job does not notice."""
LAST_WORD_S = 5.0
"""Seconds after which an experiment that was asked to stop is no longer waited for: it has promised to need two."""
SIGNAL_BASE = 128
"""Shells add this to the number of the signal that ended a program."""


@dataclass(frozen=True)
class Result:
    """How an experiment ended.

    Args:
        records: The runs that were asked for and began, in their order.
        failures: What went wrong, a message each.
        skipped: How many runs were asked for and never began.
        signal: The number of the signal that interrupted it; None where none did.
    """

    records: tuple[RunRecord, ...]
    failures: tuple[str, ...]
    skipped: int
    signal: int | None

    @property
    def status(self) -> int:
        """The exit status."""
        if self.signal is not None:
            return SIGNAL_BASE + self.signal
        right = not self.failures and not self.skipped and all(r.outcome is Outcome.FINISHED for r in self.records)
        return 0 if right else 1


def run_request(request: Request, *, as_json: bool, make_workspace: Callable[[], Workspace] = Workspace) -> int:
    """Runs the experiment, prints and writes what came of it.

    Args:
        request: What to do.
        as_json: Whether to print one JSON object instead of the table.
        make_workspace: Makes the place to record in; raises ``WorkspaceError``.

    Returns:
        The exit status.
    """
    try:
        with make_workspace() as workspace, Interrupts() as interrupts:
            result = conduct(Conductor(request.experiment, workspace), make_display(), interrupts)
    except WorkspaceError as error:
        complain(str(error))
        return 1
    return hand_over(request, result, as_json=as_json)


def conduct(
    experiment: Experiment,
    display: Display,
    interrupts: Interrupts,
    pause: Callable[[float], None] = time.sleep,
) -> Result:
    """Runs an experiment to its end, or until it is interrupted; leaves nothing running, whatever happens.

    Args:
        experiment: The experiment, not started yet.
        display: Shows how far it has come.
        interrupts: Say when to stop.
        pause: Waits for some seconds.
    """
    try:
        experiment.start()
        while not experiment.finished and interrupts.received is None:
            experiment.poll()
            display.show(experiment)
            if not experiment.finished:
                pause(POLL_S)
    finally:
        _stop(experiment, pause)
        display.close()
    return _result(experiment, interrupts)


def _stop(experiment: Experiment, pause: Callable[[float], None]) -> None:
    if not experiment.finished:
        experiment.stop()
    deadline = time.monotonic() + LAST_WORD_S
    while not experiment.finished and time.monotonic() < deadline:
        experiment.poll()
        pause(POLL_S / 4)


def _result(experiment: Experiment, interrupts: Interrupts) -> Result:
    asked_for = [run for run in experiment.runs if run.listed]
    began = [run for run in asked_for if run.phase.ended and run.trace is not None]
    failures = [experiment.error] if experiment.error else []
    failures += [message for run in began if (message := _failure(run))]
    return Result(
        records=tuple(run.record() for run in began),
        failures=tuple(failures),
        skipped=len(asked_for) - len(began),
        signal=interrupts.received,
    )


def _failure(run: Run) -> str | None:
    if run.phase.value != Outcome.FAILED.value:
        return None
    trouble = f"{run.spec.executor}: {run.error}"
    return "\n".join(filter(None, (trouble, run.traceback.rstrip(), run.log.rstrip() if not run.traceback else "")))


def hand_over(request: Request, result: Result, *, as_json: bool) -> int:
    """Prints the results to standard output, what went wrong to standard error, and writes the segments.

    Returns:
        The exit status.
    """
    for failure in result.failures:
        complain(failure)
    if result.signal is not None:
        complain(f"interrupted: {result.skipped} of the runs did not begin; what was recorded until now follows.")
    elif result.skipped:
        complain(f"{result.skipped} of the runs did not begin.")
    if as_json:
        emit(_json(request, result.records))
    else:
        emit(report(result.records, _page()))
    return _write_segments(request, result)


def _json(request: Request, records: Sequence[RunRecord]) -> str:
    summary = experiment_summary(request.experiment.workload, records)
    return json.dumps(summary, indent=2, allow_nan=False) + "\n"


def _write_segments(request: Request, result: Result) -> int:
    if request.csv is None:
        return result.status
    try:
        write_csv(request.csv, result.records)
    except OSError as error:
        complain(f"{request.csv} could not be written ({error.strerror}): the segments are lost; choose a place with room.")
        return result.status or 1
    note(f"Every segment is in {request.csv}.")
    return result.status


def _page() -> Page:
    terminal = sys.stdout.isatty()
    return Page(colour=terminal and "NO_COLOR" not in os.environ, width=shutil.get_terminal_size().columns if terminal else None)
