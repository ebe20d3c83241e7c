"""Other Pythons for tests that need one: where they are found, and what a test does where they are absent.

``interpreter("pypy3")`` gives a path, or skips the test with the reason ``needs an interpreter: pypy3``. Such a skip passes on a
machine that never promised to have it. Where ``GILVIZ_ALL_RUNTIMES=1`` is set (``.ci/run`` does so) it is a failure, but for
IronPython, which comes in no package that could be installed there, and for ``UNPROMISED``; see tests/skips.py.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import pytest

INSTALLED = ("jython", "pypy3", "python3.14", "python3.15", "python3.13t")
"""What ``runtimes.sh`` installs: tests may ask for these, and CI has them."""
UNPROMISED = ("python3.9", "python3.10", "python3.12", "python3.13")
"""Tests may ask for these, too, and nobody promises to have them."""
REASON = "needs an interpreter:"
REASON_UNPROMISED = "needs an interpreter that is promised nowhere:"
"""How the skip's reason begins."""
FindInterpreter: TypeAlias = Callable[[str], str]


def find_interpreter(name: str) -> str | None:
    """The path of the Python that goes by this name: ``jython``, ``python3.13t``; None where there is none.

    Looked for are ``GILVIZ_RUNTIMES`` (or ~/.cache/gilviz-runtimes), pyenv's versions, then the search path, but for pyenv's
    shims there, which are no Pythons and may lead nowhere.
    """
    own = "python{}.{}".format(*sys.version_info[:2])
    if name == own and sys.implementation.name == "cpython":
        return sys.executable
    return next((str(path) for path in _candidates(name) if os.access(path, os.X_OK) and path.is_file()), None)


def interpreter_or_skip(name: str) -> str:
    """The path of that Python; where it is absent, the test that asks is skipped."""
    path = find_interpreter(name)
    if path is None:
        pytest.skip(f"{REASON_UNPROMISED if name in UNPROMISED else REASON} {name}")
    return path


@pytest.fixture(scope="session")
def interpreter() -> FindInterpreter:
    """Gives the path of a Python by name, or skips."""
    return interpreter_or_skip


def _candidates(name: str) -> Iterator[Path]:
    yield Path(os.environ.get("GILVIZ_RUNTIMES") or Path.home() / ".cache" / "gilviz-runtimes", "bin", name)
    version = name.removeprefix("python")
    for home in sorted((Path.home() / ".pyenv" / "versions").glob(f"{version}.*"), reverse=True):
        yield home / "bin" / name
    for folder in os.get_exec_path():
        if Path(folder).name != "shims" and (found := shutil.which(name, path=folder)):
            yield Path(found)
