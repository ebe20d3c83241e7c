"""A private copy of the runners, and the environment they run in.

A foreign interpreter must find ``gilviz.runner`` (and its brother for Python 2.7) and nothing else of ours: a copy on its path
does that for the job, for its spawned workers and for sub-interpreters alike, whatever is installed there.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

_PACKAGE = Path(__file__).parent.parent

_KEPT = (
    "PATH",
    "HOME",
    "USER",
    "LANG",
    "LANGUAGE",
    "TZ",
    "LD_LIBRARY_PATH",
    "DYLD_LIBRARY_PATH",
    "JAVA_HOME",  # Jython is started by a script that looks for it
    "PYTHON_GIL",  # who starts gilviz with it wants to see what it does
    "JYTHON_HOME",
    "JAVA_TOOL_OPTIONS",  # how much memory it may use, and the like
    "DOTNET_ROOT",
    "SYSTEMROOT",
    "COMSPEC",
    "PATHEXT",
)
_KEPT_PREFIXES = ("LC_", "PYENV_")
_PATHS = ("PYTHONPATH", "JYTHONPATH", "IRONPYTHONPATH")
"""What the implementations call the list of folders to import from: each reads its own only."""


def stage_runner(directory: Path) -> Path:
    """Copies the runner below ``directory``; what to put on ``PYTHONPATH``.

    Raises:
        OSError: it can't be copied.
    """
    # Not by copytree: what it raises where the disk is full does not say so.
    for source in (_PACKAGE / "__init__.py", *(_PACKAGE / "runner").rglob("*.py"), *(_PACKAGE / "runner27").rglob("*.py")):
        copy = directory / "gilviz" / source.relative_to(_PACKAGE)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, copy)
    return directory


def inherited_environment() -> dict[str, str]:
    """What a foreign interpreter gets of our own environment: what every program needs."""
    return {name: value for name, value in os.environ.items() if name in _KEPT or name.startswith(_KEPT_PREFIXES)}


def environment(
    stage: Path, temporary: Path, python_gil: int | None = None, users: Mapping[str, str] | None = None
) -> dict[str, str]:
    """A job's whole environment: what every program needs, where the runner is, and a temporary directory of its own.

    Args:
        stage: What ``stage_runner`` gave.
        temporary: Where the job's own temporary files go, so that they can be removed with it even if it is killed.
        python_gil: Whether a free-threaded interpreter shall use its GIL, 0 or 1; None leaves it to whoever started gilviz.
        users: The user's whole environment, for a job that runs their own code; None where nothing of it matters.
    """
    kept = inherited_environment() if users is None else dict(users)
    if python_gil is not None:
        kept["PYTHON_GIL"] = str(python_gil)
    return kept | {
        **{name: os.pathsep.join(filter(None, (str(stage), (users or {}).get(name)))) for name in _PATHS},
        "PYTHONIOENCODING": "utf-8:backslashreplace",
        "TMPDIR": str(temporary),
        "TEMP": str(temporary),
        "TMP": str(temporary),
    }
