"""What ``--help`` says of a command: its docstring, whose lines the terminal breaks anew where it is narrower than the source."""

from __future__ import annotations

import inspect
from collections.abc import Callable

import typer


def add_command(app: typer.Typer, name: str, command: Callable[..., int]) -> None:
    """Let the application have a command of this name."""
    app.command(name, help=help_of(command))(command)


def help_of(command: Callable[..., int]) -> str:
    """The paragraphs of its docstring, each as one line."""
    paragraphs = (inspect.getdoc(command) or "").split("\n\n")
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)
