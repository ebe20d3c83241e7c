"""Programs that are, or pretend to be, interpreters."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from gilviz.launch.runtimes import RuntimeDescription

ANSWER = (
    '{"implementation": "CPython", "version": [2, 7, 18], "build": "", "gil": True, "free_threaded": False, "cores": 2, '
    '"start_methods": [], "missing": [], "prefix": "", "executable": ""}'
)
"""What a Python 2.7 says of itself."""


def program(directory: Path, text: str, name: str = "program") -> str:
    """The path of a script that may be started."""
    directory.mkdir(parents=True, exist_ok=True)
    path = directory / name
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)
    return str(path)


def saying(answer: str = ANSWER, before: str = "") -> str:
    """A script that answers so; its fifth argument is the mark."""
    return f"#!/bin/sh\nprintf '%s' '{before}'\nprintf '%s%s\\n' \"$5\" '{answer}'\n"


def described(path: str = "/p", **facts: object) -> RuntimeDescription:
    """An interpreter as it may describe itself."""
    usual = {"implementation": "CPython", "version": "3.13.0", "gil": True, "cores": 2, "start_methods": ("fork", "spawn")}
    return RuntimeDescription(path, **{**usual, **facts})  # type: ignore[arg-type]


def refuse_below(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody may look into that folder from now on, the superuser included."""
    stat = os.stat

    def refusing(path: Any, *arguments: Any, **named: Any) -> os.stat_result:
        if isinstance(path, (str, Path)) and folder in Path(path).parents:
            raise PermissionError(13, "Permission denied", str(path))
        return stat(path, *arguments, **named)

    monkeypatch.setattr(os, "stat", refusing)
