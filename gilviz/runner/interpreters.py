"""The standard library's own module that makes interpreters, whatever this Python calls it."""

from __future__ import annotations

import importlib.util
from typing import Any

from gilviz.runner.workloads.room import check_room

NAMES = ("_interpreters", "_xxsubinterpreters")
"""What it is called from Python 3.13 on, and in 3.12."""

BYTES = 20_000_000
"""What one takes: 6 to 10 MB with what the runner imports, and its thread's stack."""


def check_interpreters(count: int) -> None:
    """Does nothing where there is room for so many. CPython does not take it well if there turns out to be none half-way.

    Raises:
        NoRoom: there is not.
    """
    check_room(count * BYTES, f"{count} interpreters", "use fewer workers")


def interpreters_module() -> Any:
    """The module: ``create``, ``run_string``, ``destroy`` and more.

    Raises:
        ImportError: there is none.
    """
    name = next((name for name in NAMES if importlib.util.find_spec(name)), None)
    if name is None:
        raise ImportError("This Python makes no interpreters")
    return importlib.import_module(name)
