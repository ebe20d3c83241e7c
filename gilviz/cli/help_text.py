"""What ``--help`` says of a command.

Its docstring, whose lines the terminal breaks anew where it is narrower than the source; and beside each option what is typed
after it, where typer would name Python's type: ``--json <bool>`` takes no word.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, Final

import typer
import typer.main

HELP_OPTIONS: Final = ("-h", "--help")
"""Of every command."""


def add_command(app: typer.Typer, name: str, command: Callable[..., int]) -> None:
    """Let the application have a command of this name."""
    app.command(name, help=help_of(command))(command)


def help_of(command: Callable[..., int]) -> str:
    """The paragraphs of its docstring, each as one line."""
    paragraphs = (inspect.getdoc(command) or "").split("\n\n")
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)


def finished(app: typer.Typer) -> Any:
    """The application's command, called as ``click`` has it; its help names what is typed."""
    command = typer.main.get_command(app)
    _name_what_is_typed(command)
    return command


def _name_what_is_typed(command: Any) -> None:
    for parameter in command.get_params(command.context_class(command, help_option_names=list(HELP_OPTIONS))):
        said = "" if parameter.param_type_name == "argument" else parameter.metavar or ""
        parameter.display_type_rich = _says(said)
    for inner in getattr(command, "commands", {}).values():
        _name_what_is_typed(inner)


def _says(words: str) -> Callable[[object], str]:
    """What typer asks a parameter for, to fill its column of types."""

    def display_type_rich(ctx: object) -> str:
        del ctx
        return words

    return display_type_rich
