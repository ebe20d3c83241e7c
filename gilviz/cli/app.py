"""The commands and their options, and what becomes of an argument that can't be used."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from enum import IntEnum, StrEnum
from typing import Annotated

import typer
from typer import Option

from gilviz import __version__
from gilviz.advice.question import DEFAULT_BUDGET_S
from gilviz.cli import doctor, lists, options, runtimes, window
from gilviz.cli.advise import make_advice, run_advice
from gilviz.cli.export import export
from gilviz.cli.import_ import import_
from gilviz.cli.interrupts import SIGNAL_BASE
from gilviz.cli.lecture_commands import lecture_commands
from gilviz.cli.open import change_registration, open_recordings
from gilviz.cli.output import complain, emit
from gilviz.cli.picture import File
from gilviz.cli.request import AUTOMATIC, Asked, Unusable, make_request
from gilviz.cli.session import make_page, run_request
from gilviz.cli.sweep import make_sweep, run_sweep
from gilviz.experiment.sweep import DEFAULT_REPEAT
from gilviz.experiment.workspace import Workspace, WorkspaceError
from gilviz.gui.options import WindowOptions
from gilviz.launch.runtimes import (
    AddedRuntimes,
    RuntimeDescription,
    RuntimeUnusable,
    added_path,
    cache_path,
    default_runtime,
    known_runtime,
    this_machine,
    with_plug_ins,
)


class ThemeName(StrEnum):
    """What the window can wear."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"
    HIGH_CONTRAST = "high-contrast"


_NUMBERS: Mapping[str, str] = {"int": "a whole number", "float": "a number"}
"""What an option wants, by how the kinds of mistake begin that are made with it."""


class Status(IntEnum):
    """Exit statuses; a run that was interrupted ends with 128 + the signal's number, 130 for Ctrl+C."""

    OK = 0
    """Every run finished with right results."""
    FAILED = 1
    """A run failed, or its recording could not be kept."""
    UNUSABLE = 2
    """The arguments can't be used; nothing was run."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command.

    Args:
        arguments: What follows the command's name; None takes those of the process.

    Returns:
        The exit status.
    """
    try:
        status = _build()(args=arguments, prog_name="gilviz", standalone_mode=False)
    except typer.TyperException as error:
        complain(_with_remedy(error))
        return error.exit_code
    except typer.Abort:
        return Status.FAILED
    except MemoryError:
        complain("There is not enough memory: close other programs, or raise the limit (ulimit -v).")
        return Status.FAILED
    return int(status or Status.OK)


def _with_remedy(error: typer.TyperException) -> str:
    """What typer says, and where the right words stand."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "gilviz"
    said = _no_number(error) or error.format_message().rstrip(".")
    return f"{said}: see `{command} --help`."


def _no_number(error: typer.TyperException) -> str:
    """What was given for a number, which typer keeps to itself; whom it asks (pydantic) tells. Empty for all other mistakes."""
    errors = getattr(error.__context__, "errors", None)
    found = errors()[0] if errors is not None else {}
    wanted = _NUMBERS.get(str(found.get("type", "")).partition("_")[0])
    option = error.format_message().partition(":")[0]
    return f"{option}: {found['input']!r} is not {wanted}" if wanted else ""


def _build() -> typer.Typer:
    help_options = {"help_option_names": ["-h", "--help"]}
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, context_settings=help_options)
    app.callback(invoke_without_command=True)(_open)
    app.command("run")(_run)
    app.command("sweep")(_sweep)
    app.command("advise")(_advise)
    app.command("open")(_open_files)
    app.command("export")(export)
    app.command("import")(import_)
    app.command("runtimes")(_runtimes)
    app.command("doctor")(_doctor)
    app.command("workloads")(_workloads)
    app.command("executors")(_executors)
    app.add_typer(lecture_commands(), name="lecture")
    return app


def _print_version(wanted: bool) -> None:
    if wanted:
        emit(f"gilviz {__version__}\n")
        raise typer.Exit


def _open(
    context: typer.Context,
    debug: Annotated[bool, Option("--debug", help="Log every step, and say where the window blocked.")] = False,
    temp_settings: Annotated[
        bool, Option("--temp-settings", help="Start as if for the first time, and remember nothing.")
    ] = False,
    theme: Annotated[ThemeName | None, Option(help="What the window looks like; kept until another is chosen.")] = None,
    version: Annotated[
        bool, Option("--version", help="Print the version and exit.", callback=_print_version, is_eager=True)
    ] = False,
) -> int:
    """See what threads and processes truly do: without a command, the window opens."""
    del version
    if context.invoked_subcommand is not None:
        return Status.OK
    return window.open_window(WindowOptions(debug=debug, temp_settings=temp_settings, theme=theme and theme.value))


def _run(
    workload: options.Workload,
    *,
    executors: options.Executors = None,
    workers: options.Workers = None,
    tasks: options.Tasks = None,
    size: options.Size = AUTOMATIC,
    start_method: options.StartMethod = None,
    processes: options.Processes = None,
    pythons: options.Pythons = None,
    gil: options.Gil = None,
    switch_interval: options.SwitchInterval = None,
    repeat: options.Repeat = 1,
    as_json: options.AsJson = False,
    csv: options.Csv = None,
    save: options.Save = None,
    picture: File = None,
) -> int:
    """Run a workload by several executors, and say what every worker did.

    Exit status: 0 when every run finished with right results, 1 when one failed, 2 for arguments that can't be used. Ctrl+C stops
    within 2 seconds, prints what was recorded until then, and exits with 130.
    """
    asked = Asked(
        workload=workload,
        executors=tuple(executors or ()),
        workers=workers,
        tasks=tasks,
        size=size,
        start_method=start_method,
        processes=processes,
        pythons=tuple(pythons or ()),
        gil=tuple(int(switch is options.Switch.ON) for switch in gil or ()),
        switch_interval=switch_interval,
        repeat=repeat,
        csv=csv,
        save=save,
        picture=picture,
        as_json=as_json,
    )
    try:
        request = make_request(asked, known_runtime)
    except Unusable as error:
        complain(str(error))
        return Status.UNUSABLE
    return run_request(request, as_json=as_json)


def _sweep(
    workload: options.Workload,
    *,
    executors: options.Executors = None,
    counts: options.Counts = None,
    tasks: options.SweepTasks = None,
    size: options.SweepSize = AUTOMATIC,
    start_method: options.StartMethod = None,
    processes: options.Processes = None,
    pythons: options.Pythons = None,
    gil: options.Gil = None,
    switch_interval: options.SwitchInterval = None,
    repeat: options.SweepRepeat = DEFAULT_REPEAT,
    as_json: options.AsJson = False,
    csv: options.SweepCsv = None,
    save: options.Save = None,
) -> int:
    """Run the same tasks by 1, 2, 4, … workers, and say what more workers bring.

    Each round begins with the sequential run that it is measured against. Amdahl's law is fitted where it applies. Exit status:
    as of run; Ctrl+C keeps what was measured until then.
    """
    asked = Asked(
        workload=workload,
        executors=tuple(executors or ()),
        tasks=tasks,
        size=size,
        start_method=start_method,
        processes=processes,
        pythons=tuple(pythons or ()),
        gil=tuple(int(switch is options.Switch.ON) for switch in gil or ()),
        switch_interval=switch_interval,
        repeat=repeat,
        csv=csv,
        save=save,
        as_json=as_json,
    )
    try:
        request = make_sweep(asked, counts, known_runtime)
    except Unusable as error:
        complain(str(error))
        return Status.UNUSABLE
    return run_sweep(request, as_json=as_json)


def _advise(
    function: options.Function,
    *,
    items: options.Items,
    python: options.Python = None,
    workers: options.AdviceWorkers = None,
    budget: options.Budget = DEFAULT_BUDGET_S,
    save: options.Save = None,
    as_json: options.AsJson = False,
) -> int:
    """Measure a function of your own, and say whether the GIL hinders it and which executor suits it.

    It runs as it is, in its own interpreter and folder. Exit status: 0 with a verdict; 1 without one, though it was called; 2
    where it was never called, for there is no such function, module or item, or another argument can't be used. Ctrl+C keeps
    what was measured until then.
    """
    try:
        request = make_advice(function, items, python, workers, budget, save, known_runtime)
    except Unusable as error:
        complain(str(error))
        return Status.UNUSABLE
    return run_advice(request, as_json=as_json)


def _open_files(
    context: typer.Context,
    files: options.Files = None,
    *,
    register: options.Register = False,
    unregister: options.Unregister = False,
    temp_settings: Annotated[bool, Option("--temp-settings", help="Remember nothing.")] = False,
    theme: Annotated[ThemeName | None, Option(help="What the window looks like; kept until another is chosen.")] = None,
) -> int:
    """Open recordings in the window; several are compared on one axis, with what differs in their settings.

    Exit status: 0, or 2 for a file that can't be opened.
    """
    if register or unregister:
        return change_registration(wanted=register)
    if not files:
        complain("Which recording? Give one file or more: see `gilviz open --help`.")
        return Status.UNUSABLE
    # `gilviz --theme dark open FILE` means what `gilviz open --theme dark FILE` does
    before = context.parent.params if context.parent is not None else {}
    theme = theme or before.get("theme")
    temp_settings = temp_settings or bool(before.get("temp_settings"))
    return open_recordings(files, temp_settings=temp_settings, theme=theme and theme.value)


def _doctor(*, pythons: options.Pythons = None, as_json: options.AsJson = False) -> int:
    """Say what this machine and its interpreters admit, and test for 2 seconds how true the pictures are here."""
    try:
        with Workspace() as workspace:
            found = doctor.examine(pythons or (), workspace)
    except WorkspaceError as error:
        complain(str(error))
        return Status.FAILED
    emit(json.dumps(found, indent=2, allow_nan=False) + "\n" if as_json else doctor.as_text(found))
    return Status.FAILED if any(interpreter["error"] for interpreter in found["interpreters"]) else Status.OK


def _runtimes(
    *, as_json: options.AsJson = False, refresh: options.Refresh = False, add: options.Add = None, remove: options.Remove = None
) -> int:
    """List the Pythons of this machine, and what each can do. They are asked once, and again when they have changed.

    Exit status: 0, or 2 for what can't be added or removed.
    """
    added = AddedRuntimes(added_path())
    try:
        found = runtimes.carry_out(this_machine(cache_path(), added.places), added, add or (), remove or (), refresh=refresh)
    except RuntimeUnusable as error:
        complain(str(error))
        return Status.UNUSABLE
    except runtimes.Interrupted as error:
        return SIGNAL_BASE + error.number
    shown = (
        json.dumps(runtimes.as_json(found), indent=2, allow_nan=False) + "\n" if as_json else runtimes.as_text(found, make_page())
    )
    emit(shown)
    return Status.OK


def _workloads(*, python: options.Python = None) -> int:
    """List what a task can be, and what running it teaches; packages that are installed in an interpreter may add some."""
    return _list(lists.workloads, python)


def _executors(*, python: options.Python = None) -> int:
    """List how tasks can be spread over workers, and which of them an interpreter can't offer; packages may add some."""
    return _list(lists.executors, python)


def _list(told: Callable[[RuntimeDescription], str], python: str | None) -> int:
    try:
        runtime = default_runtime() if python is None else known_runtime(python)
    except RuntimeUnusable as error:
        complain(str(error))
        return Status.UNUSABLE
    emit(told(with_plug_ins(runtime)))
    return Status.OK
