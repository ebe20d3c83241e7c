"""Other projects' tools, each in a virtual environment of its own in the user's cache: made when it is missing."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import platformdirs


class Missing(Exception):
    """A tool that can't be measured here; the text says why."""


def environments() -> Path:
    """Where they are. It may be deleted at any time."""
    return platformdirs.user_cache_path("gilviz") / "comparison"


def environment_with(package: str) -> Path:
    """An environment that has this package from the registry, of the Python that runs this.

    Raises:
        Missing: it can't be made or the package can't be installed; the text ends with what was said about it.
    """
    place = environments() / f"{package}-{sys.version_info[0]}.{sys.version_info[1]}"
    complete = place / "complete"
    if not complete.exists():
        shutil.rmtree(place, ignore_errors=True)
        make = [sys.executable, "-m", "venv", str(place)]
        fill = [str(python_of(place)), "-m", "pip", "install", "--quiet", package]
        for step in (make, fill):
            done = subprocess.run(step, capture_output=True, text=True, check=False)
            if done.returncode:
                raise Missing(f"{package} can't be installed: {last_line(done.stderr or done.stdout)}")
        complete.touch()
    return place


def python_of(place: Path) -> Path:
    """Its interpreter."""
    return place / "bin" / "python"


def version_of(place: Path, package: str) -> str:
    """Which version of a package an environment has."""
    ask = f"from importlib.metadata import version; print(version({package!r}))"
    return subprocess.run([python_of(place), "-c", ask], capture_output=True, text=True, check=True).stdout.strip()


def last_line(text: str) -> str:
    """The last line that says something."""
    return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "it said nothing")
