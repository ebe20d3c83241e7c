"""One machine as interpreters are looked for on it: its folders and variables, and how folders of installations are read."""

from __future__ import annotations

import itertools
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from gilviz.launch.runtimes.sight import is_file, is_folder
from gilviz.launch.runtimes.windows import registered_pythons

INTERPRETER = re.compile(
    r"(python(3(\.\d+)?(t|-nogil)?|2(\.\d+)?)?|pypy(3(\.\d+)?|2(\.\d+)?)?|jython(\d[\d.]*)?|ipy(\d*)|graalpy[\d.]*)(\.exe)?$"
)
"""What interpreters are called on a search path."""
_NAMES = ("python", "python3", "pypy3", "pypy", "graalpy", "jython", "ipy")
"""What the program is called in a folder that holds one installation, the best first."""
_ENVIRONMENT_MARK = "pyvenv.cfg"


@dataclass(frozen=True)
class Surroundings:
    """What is asked where things are.

    Args:
        home: The user's folder.
        environment: Variables.
        directory: The working directory.
        system: ``sys.platform``.
        root: Where the system's own folders begin.
        registered: Asks the Windows registry and launcher.
    """

    home: Path
    environment: Mapping[str, str]
    directory: Path
    system: str = sys.platform
    root: Path = Path("/")
    registered: Callable[[], Iterable[str]] = tuple

    @classmethod
    def this(cls) -> Surroundings:
        """The one that gilviz runs on."""
        return cls(Path.home(), os.environ, _working_directory(), registered=registered_pythons)

    def folder(self, variable: str, *below: str, otherwise: str) -> Path:
        """The folder that a variable names, or that lies below the user's."""
        named = self.environment.get(variable)
        return Path(named, *below) if named else self.home / otherwise

    def named(self, *variables: str) -> list[Path]:
        """The folders that these variables name, as far as they are set; each may name several, as ``PATH`` does."""
        values = (self.environment.get(variable, "") for variable in variables)
        return [Path(folder) for value in values for folder in value.split(os.pathsep) if folder]


def environment_of(path: str) -> str | None:
    """The virtual environment whose python that is; None where it belongs to none."""
    folder = Path(path).parent
    return next((str(home) for home in (folder.parent, folder) if is_file(home / _ENVIRONMENT_MARK)), None)


def below(folder: Path, *patterns: str) -> Iterator[Path]:
    """The interpreter of each installation among these folders."""
    return itertools.chain.from_iterable(installed(home) for home in folders(folder, *patterns))


def marked(folder: Path, *patterns: str) -> list[Path]:
    """Those of these folders that are virtual environments."""
    return [home for home in folders(folder, *patterns) if is_file(home / _ENVIRONMENT_MARK)]


def installed(home: Path) -> Iterator[Path]:
    """The interpreter of one installation, wherever its system puts it, and though it has but its full name: ``python3.13t``."""
    if not is_folder(home):  # most of them are not there, and a look for each name takes long
        return
    places = [home / folder for folder in ("bin", "Scripts", ".")]
    for folder, name in itertools.product(places, _NAMES):
        for path in (folder / name, folder / f"{name}.exe"):
            if may_start(path):
                yield path
                return
    yield from next(filter(None, map(named_in, places)), [])[:1]


def named_in(folder: Path) -> list[Path]:
    """What is called like an interpreter there, and may be started."""
    try:
        with os.scandir(folder) as entries:
            names = sorted(entry.name for entry in entries if INTERPRETER.match(entry.name))
    except OSError:
        return []
    return [folder / name for name in names if may_start(folder / name)]


def folders(folder: Path, *patterns: str) -> list[Path]:
    """What these patterns match below a folder; nothing where it can't be read."""
    try:
        return sorted(itertools.chain.from_iterable(folder.glob(pattern) for pattern in patterns), reverse=True)
    except OSError:
        return []


def may_start(path: Path) -> bool:
    """Whether that is a program, and this user's to start."""
    return is_file(path) and os.access(path, os.X_OK)


def _working_directory() -> Path:
    try:
        return Path.cwd()
    except OSError:  # it was removed
        return Path.home()
