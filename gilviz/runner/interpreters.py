"""The standard library's own module that makes interpreters, whatever this Python calls it."""

from __future__ import annotations

import importlib.util
from typing import Any

NAMES = ("_interpreters", "_xxsubinterpreters")
"""What it is called from Python 3.13 on, and in 3.12."""


def interpreters_module() -> Any:
    """The module: ``create``, ``run_string``, ``destroy`` and more.

    Raises:
        ImportError: there is none.
    """
    name = next((name for name in NAMES if importlib.util.find_spec(name)), None)
    if name is None:
        raise ImportError("This Python makes no interpreters")
    return importlib.import_module(name)
