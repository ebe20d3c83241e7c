"""The command: what belongs to it, what opens the window, and what becomes of an argument that can't be used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Annotated, Any, TypeAlias

import typer
from typer import Option

from gilviz import __version__
from gilviz.cli import options, window
from gilviz.cli.export import export
from gilviz.cli.help_text import HELP_OPTIONS, add_command, finished
from gilviz.cli.import_ import import_
from gilviz.cli.lecture_commands import lecture_commands
from gilviz.cli.listing import examine, list_executors, list_runtimes, list_workloads
from gilviz.cli.measuring import advise, run, sweep
from gilviz.cli.open import change_registration, open_recordings
from gilviz.cli.output import complain, emit
from gilviz.cli.status import Status
from gilviz.gui.start.options import WindowOptions


class ThemeName(StrEnum):
    """What the window can wear."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"
    HIGH_CONTRAST = "high-contrast"


Theme: TypeAlias = Annotated[
    ThemeName | None,
    Option("--theme", metavar="|".join(ThemeName), help="What the window looks like; kept until another is chosen."),
]
_NUMBERS: Mapping[str, str] = {"int": "a whole number", "float": "a number"}
"""What an option wants, by how the kinds of mistake begin that are made with it."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command.

    Args:
        arguments: What follows the command's name; None takes those of the process.

    Returns:
        The exit status.
    """
    try:
        status = build()(args=arguments, prog_name="gilviz", standalone_mode=False)
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
    said = (
        _no_number(error)
        or error.format_message().replace("Value error, ", "").rstrip(".")
        or "Say which of these commands is meant"
    )
    return f"{said}: see `{command} --help`."


def _no_number(error: typer.TyperException) -> str:
    """What was given for a number, which typer keeps to itself; whom it asks (pydantic) tells. Empty for all other mistakes."""
    errors = getattr(error.__context__, "errors", None)
    found = errors()[0] if errors is not None else {}
    wanted = _NUMBERS.get(str(found.get("type", "")).partition("_")[0])
    option = error.format_message().partition(":")[0]
    return f"{option}: {found['input']!r} is not {wanted}" if wanted else ""


def build() -> Any:
    """The whole command, as ``click`` has it: called with arguments, it carries them out."""
    help_options = {"help_option_names": list(HELP_OPTIONS)}
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, context_settings=help_options)
    app.callback(invoke_without_command=True)(_open)
    add_command(app, "run", run)
    add_command(app, "sweep", sweep)
    add_command(app, "advise", advise)
    add_command(app, "open", _open_files)
    add_command(app, "export", export)
    add_command(app, "import", import_)
    add_command(app, "runtimes", list_runtimes)
    add_command(app, "doctor", examine)
    add_command(app, "workloads", list_workloads)
    add_command(app, "executors", list_executors)
    app.add_typer(lecture_commands(), name="lecture")
    return finished(app)


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
    theme: Theme = None,
    version: Annotated[
        bool, Option("--version", help="Print the version and exit.", callback=_print_version, is_eager=True)
    ] = False,
) -> int:
    """See what threads and processes truly do: without a command, the window opens."""
    del version
    if context.invoked_subcommand is not None:
        return Status.OK
    return window.open_window(WindowOptions(debug=debug, temp_settings=temp_settings, theme=theme and theme.value))


def _open_files(
    context: typer.Context,
    files: options.Files = None,
    *,
    register: options.Register = False,
    unregister: options.Unregister = False,
    temp_settings: Annotated[bool, Option("--temp-settings", help="Remember nothing.")] = False,
    theme: Theme = None,
) -> int:
    """Open recordings in the window; several are compared on one axis, with what differs in their settings.

    Exit status: 0; 1 where no window can be opened; 2 for a file that can't be.
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
