"""``gilviz sweep``: what was typed becomes a sweep, the sweep is run, and what came of it is handed over."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from gilviz.cli.interrupts import Interrupts
from gilviz.cli.output import complain, hand_out, is_standard_output, note, write_file
from gilviz.cli.progress import make_display
from gilviz.cli.request import Asked, Unusable, make_request
from gilviz.cli.session import Result, conduct, make_page, record, save_recording
from gilviz.cli.sweep_report import Page, sweep_report
from gilviz.experiment import sweep
from gilviz.experiment.conductor import Conductor
from gilviz.experiment.plan import ExperimentSpec
from gilviz.experiment.sweep import Measurement, measurement, series_of
from gilviz.experiment.sweep_export import sweep_csv, sweep_summary
from gilviz.experiment.workspace import Workspace, WorkspaceError
from gilviz.launch.runtimes import RuntimeDescription, default_runtime


@dataclass(frozen=True)
class SweepRequest:
    """What is to be done.

    Args:
        experiment: Every executor at every count; it has no problems.
        csv: The file for a line on each run; it can be written. None where nobody asked for it.
        save: The file for the recording; likewise.
    """

    experiment: ExperimentSpec
    csv: Path | None = None
    save: Path | None = None


def make_sweep(asked: Asked, counts: str | None, describe: Callable[[str], RuntimeDescription]) -> SweepRequest:
    """Fills in the defaults and checks everything that can be checked without running the workload.

    Args:
        asked: The options that a sweep shares with a run; ``workers`` is not used.
        counts: The numbers of workers as typed; None for the default ones.
        describe: Asks an interpreter what it can do; raises ``RuntimeUnusable``.

    Raises:
        Unusable: it can't be run.
    """
    try:
        numbers = sweep.default_counts(asked.workload, default_runtime().cores) if counts is None else sweep.parse_counts(counts)
    except ValueError as error:
        raise Unusable(str(error)) from None
    tasks = sweep.default_tasks(numbers) if asked.tasks is None else asked.tasks
    # With the largest count first: what is said of a count that can't be used is said of each.
    shared = make_request(dataclasses.replace(asked, workers=max(numbers, default=1), tasks=tasks), describe)
    experiment = dataclasses.replace(shared.experiment, task_seconds=sweep.TASK_SECONDS)
    problems = sweep.problems(numbers, experiment.variants, experiment.repeat)
    experiment = sweep.sweep_of(experiment, numbers)
    problems = problems or experiment.problems()
    if problems:
        raise Unusable(" ".join(problems))
    return SweepRequest(experiment, shared.csv, shared.save)


def run_sweep(request: SweepRequest, *, as_json: bool, make_workspace: Callable[[], Workspace] = Workspace) -> int:
    """Runs the sweep, prints and writes what came of it.

    Returns:
        The exit status.
    """
    with Interrupts() as interrupts:
        try:
            with make_workspace() as workspace:
                conductor = Conductor(request.experiment, workspace, live=False)
                result = conduct(conductor, make_display(), interrupts)
        except WorkspaceError as error:
            complain(str(error))
            return 1
        interrupts.end_at_once()
        measured = [measurement(key, run) for key, run in enumerate(conductor.runs) if run.listed and run.phase.ended]
        return hand_over(request, result, measured, conductor.size, as_json=as_json)


def hand_over(request: SweepRequest, result: Result, measured: list[Measurement], size: int | None, *, as_json: bool) -> int:
    """Prints the figures to standard output and what went wrong to standard error, and writes the file.

    Returns:
        The exit status.
    """
    for failure in dict.fromkeys(result.failures):
        complain(failure)
    asked = len(request.experiment.variants) * request.experiment.repeat
    if len(measured) < asked:
        was = "interrupted" if result.signal is not None else "not finished"
        complain(f"The sweep was {was}: {len(measured)} of its {asked} runs ended, and what they measured follows.")
    complete = sum(run.wall_s is not None for run in measured) == asked
    series = series_of(measured)
    if as_json:
        summary = sweep_summary(request.experiment, size, series, complete=complete)
        text = json.dumps(summary, indent=2, allow_nan=False) + "\n"
    else:
        text = sweep_report(request.experiment, size, series, make_page())
    if request.csv is not None and is_standard_output(request.csv):
        note(sweep_report(request.experiment, size, series, Page(colour=False, width=None)).rstrip())
        kept = hand_out(sweep_csv(measured))
    else:
        kept = hand_out(text, styled=not as_json)
        kept &= request.csv is None or _write(request.csv, sweep_csv(measured))
    kept &= request.save is None or save_recording(request.save, record(request.experiment, result, sweep=True))
    return result.status if kept else result.status or 1


def _write(path: Path, text: str) -> bool:
    try:
        write_file(path, text)
    except OSError as error:
        complain(f"{path} could not be written ({error.strerror}): choose a place with room.")
        return False
    note(f"A line on every run is in {path}.")
    return True
