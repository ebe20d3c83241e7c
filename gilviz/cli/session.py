"""Carries out a request: runs the experiment to its end or until it is interrupted, and hands over what was recorded."""

from __future__ import annotations

import io
import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from gilviz import __version__
from gilviz.cli.interrupts import SIGNAL_BASE, Interrupts
from gilviz.cli.output import complain, hand_out, is_standard_output, note
from gilviz.cli.picture import PICTURES, picture_kind, write_picture
from gilviz.cli.progress import Display, Experiment, make_display
from gilviz.cli.report import Page, report
from gilviz.cli.request import Request
from gilviz.experiment.conductor import Conductor
from gilviz.experiment.plan import ExperimentSpec
from gilviz.experiment.recorded import recording_of, something_listed
from gilviz.experiment.run import Run
from gilviz.experiment.workspace import Workspace, WorkspaceError
from gilviz.export.segments_csv import write_csv
from gilviz.export.summary import experiment_summary
from gilviz.recording import Machine, Recording, RecordingError, this_machine, write
from gilviz.trace.record import Outcome, RunRecord

POLL_S = 0.1
"""Seconds between two looks: often enough for a bar, seldom enough that the job does not notice."""
LAST_WORD_S = 5.0
"""Seconds after which an experiment that was asked to stop is no longer waited for: it has promised to need two."""


@dataclass(frozen=True)
class Result:
    """How an experiment ended.

    Args:
        records: The runs that were asked for and began, in their order.
        failures: What went wrong, a message each.
        skipped: How many runs were asked for and never began.
        signal: The number of the signal that interrupted it; None where none did.
        runs: Every run of the experiment, those included that nobody asked for.
        began_at: When it began.
        machine: This machine, as it was then.
    """

    records: tuple[RunRecord, ...]
    failures: tuple[str, ...]
    skipped: int
    signal: int | None
    runs: tuple[Run, ...] = ()
    began_at: datetime = field(default_factory=lambda: datetime.now().astimezone())
    machine: Machine | None = None

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
    # Entered first and left last: a signal that came while the workspace is made or removed would leave parts of it behind.
    with Interrupts() as interrupts:
        try:
            with make_workspace() as workspace:
                result = conduct(Conductor(request.experiment, workspace, live=False), make_display(), interrupts)
        except WorkspaceError as error:
            complain(str(error))
            return 1
        interrupts.end_at_once()
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
    began_at, machine = datetime.now().astimezone(), this_machine()
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
    return _result(experiment, interrupts, began_at, machine)


def _stop(experiment: Experiment, pause: Callable[[float], None]) -> None:
    if not experiment.finished:
        experiment.stop()
    deadline = time.monotonic() + LAST_WORD_S
    while not experiment.finished and time.monotonic() < deadline:
        experiment.poll()
        pause(POLL_S / 4)


def _result(experiment: Experiment, interrupts: Interrupts, began_at: datetime, machine: Machine) -> Result:
    asked_for = [run for run in experiment.runs if run.listed]
    began = [run for run in asked_for if run.phase.ended and run.trace is not None]
    failures = [experiment.error] if experiment.error else []
    failures += [message for run in began if (message := _failure(run))]
    return Result(
        records=tuple(run.record() for run in began),
        failures=tuple(failures),
        skipped=len(asked_for) - len(began),
        signal=interrupts.received,
        runs=tuple(experiment.runs),
        began_at=began_at,
        machine=machine,
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
        complain(_interruption(result))
    elif result.skipped:
        complain(f"{result.skipped} of the runs did not begin.")
    if request.csv is not None and is_standard_output(request.csv):
        # A table among the segments would make both unreadable.
        note(report(result.records, Page(colour=False, width=None)).rstrip())
        kept = hand_out(_segments(result.records))
    else:
        kept = hand_out(_json(request, result.records) if as_json else report(result.records, make_page()), styled=not as_json)
        kept &= request.csv is None or _write_segments(request.csv, result.records)
    kept &= request.save is None or save_recording(request.save, record(request.experiment, result))
    kept &= request.picture is None or _draw(request, request.picture, result)
    return result.status if kept else result.status or 1


def _interruption(result: Result) -> str:
    """What is left of an experiment that a signal ended."""
    if not result.records:
        return "interrupted before the first of the runs began: there is nothing to compare."
    missing = f"{result.skipped} of the runs did not begin; " if result.skipped else ""
    return f"interrupted: {missing}what was recorded until then follows."


def _json(request: Request, records: Sequence[RunRecord]) -> str:
    summary = experiment_summary(request.experiment.workload, records)
    return json.dumps(summary, indent=2, allow_nan=False) + "\n"


def _segments(records: Sequence[RunRecord]) -> str:
    stream = io.StringIO()
    write_csv(stream, records)
    return stream.getvalue()


def _write_segments(path: Path, records: Sequence[RunRecord]) -> bool:
    try:
        write_csv(path, records)
    except OSError as error:
        complain(f"{path} could not be written ({error.strerror}): the segments are lost; choose a place with room.")
        return False
    note(f"Every segment is in {path}.")
    return True


def record(experiment: ExperimentSpec, result: Result, *, sweep: bool = False) -> Recording:
    """What there is of an experiment, or of a sweep, as a recording."""
    made_by = f"gilviz {__version__}"
    made = recording_of(result.runs, experiment, result.began_at, made_by=made_by, sweep=sweep, machine=result.machine)
    return something_listed(made)


def _draw(request: Request, path: Path, result: Result) -> bool:
    recording = record(request.experiment, result)
    return write_picture([(path, recording)], path, picture_kind(None, path) or PICTURES[0]) == 0


def save_recording(path: Path, recording: Recording) -> bool:
    """Writes the recording; whether that went well: either way people are told."""
    if not recording.runs:
        complain(f"Nothing was recorded, so {path} was not written.")
        return False
    try:
        write(path, recording)
    except RecordingError as error:
        complain(str(error))
        return False
    note(f"The recording is in {path}: `gilviz open` shows it.")
    return True


def make_page() -> Page:
    """Standard output as a page: coloured and as wide as the terminal, if it is one."""
    terminal = sys.stdout is not None and sys.stdout.isatty()
    return Page(colour=terminal and "NO_COLOR" not in os.environ, width=shutil.get_terminal_size().columns if terminal else None)
