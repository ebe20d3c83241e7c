"""Where interpreters may lie on this machine: paths, found by looking into folders, without starting any.

What each tool's folders are called is its own affair, and written down here as patterns; a tool that moves its folder by an
environment variable is believed. pyenv's and asdf's shims are left out: they are scripts that lead to one of the versions listed
anyway, or nowhere. On Windows the registry and the launcher tell more (``windows``).
"""

from __future__ import annotations

import contextlib
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
    r"(python(3(\.\d+)?t?|2(\.\d+)?)?|pypy(3(\.\d+)?|2(\.\d+)?)?|jython(\d[\d.]*)?|ipy(\d*)|graalpy[\d.]*)(\.exe)?$"
)
"""What interpreters are called on a search path."""
_NAMES = ("python", "python3", "pypy3", "pypy", "graalpy", "jython", "ipy")
"""What the program is called in a folder that holds one installation, the best first."""
ENVIRONMENT = "virtual environment"
ADDED, CHOSEN = "added by you", "chosen before"
"""Sources."""
_ENVIRONMENT_MARK = "pyvenv.cfg"


@dataclass(frozen=True)
class Place:
    """A path where an interpreter may lie.

    Args:
        path: Not resolved.
        source: Who or what it was found by, for people: ``pyenv``, ``search path``.
    """

    path: str
    source: str


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


def find_places(machine: Surroundings) -> list[Place]:
    """Every path where an interpreter lies, those with the most telling source first; many may be the same program."""
    sources = (
        (ENVIRONMENT, _environments(machine)),
        (
            "pyenv",
            _below(machine.folder("PYENV_ROOT", otherwise=".pyenv"), "versions/*", "versions/*/envs/*", "pyenv-win/versions/*"),
        ),
        ("uv", _below(_uv(machine), "*")),
        ("conda", _conda(machine)),
        ("asdf", _below(machine.folder("ASDF_DATA_DIR", otherwise=".asdf"), "installs/python/*")),
        ("mise", _below(machine.folder("MISE_DATA_DIR", otherwise=".local/share/mise"), "installs/python/*")),
        ("rye", _below(machine.folder("RYE_HOME", otherwise=".rye"), "py/*", "py/*/install")),
        ("gilviz", _named_in(machine.folder("GILVIZ_RUNTIMES", otherwise=".cache/gilviz-runtimes") / "bin")),
        ("Homebrew", _homebrew(machine)),
        ("python.org", _frameworks(machine)),
        ("Windows", machine.registered()),
        ("system", _system(machine)),
        ("search path", _on_path(machine)),
    )
    return [Place(str(path), source) for source, paths in sources for path in paths]


def environment_of(path: str) -> str | None:
    """The virtual environment whose python that is; None where it belongs to none."""
    folder = Path(path).parent
    return next((str(home) for home in (folder.parent, folder) if is_file(home / _ENVIRONMENT_MARK)), None)


def _on_path(machine: Surroundings) -> Iterator[Path]:
    for folder in machine.environment.get("PATH", "").split(os.pathsep):
        if folder and Path(folder).name != "shims":
            yield from _named_in(machine.directory / folder)


def _environments(machine: Surroundings) -> Iterator[Path]:
    active = machine.environment.get("VIRTUAL_ENV")
    homes = [Path(active)] if active else []
    homes += _marked(machine.directory, "*")
    homes += _marked(machine.folder("WORKON_HOME", otherwise=".virtualenvs"), "*")
    homes += _marked(machine.home / ".venvs", "*")
    homes += _marked(machine.home / ".local/share/virtualenvs", "*")
    homes += _marked(machine.home / ".local/share/hatch/env/virtual", "*/*/*")
    for cache in (".cache", "Library/Caches", "AppData/Local"):
        homes += _marked(machine.home / cache / "pypoetry", "virtualenvs/*", "Cache/virtualenvs/*")
    return (path for home in homes for path in _installed(home))


def _system(machine: Surroundings) -> Iterator[Path]:
    for folder in ("usr/bin", "usr/local/bin"):
        yield from _named_in(machine.root / folder)
    for home in _folders(machine.root, "opt/python*", "opt/pypy*", "opt/graalpy*", "opt/jython*", "opt/ironpython*"):
        yield from _installed(home)


def _uv(machine: Surroundings) -> Path:
    if "UV_PYTHON_INSTALL_DIR" in machine.environment:
        return Path(machine.environment["UV_PYTHON_INSTALL_DIR"])
    if machine.system == "win32":
        return machine.folder("APPDATA", "uv", "python", otherwise="AppData/Roaming/uv/python")
    return machine.folder("XDG_DATA_HOME", "uv", "python", otherwise=".local/share/uv/python")


def _conda(machine: Surroundings) -> Iterator[Path]:
    roots = [Path(machine.environment[name]) for name in ("CONDA_PREFIX", "MAMBA_ROOT_PREFIX") if machine.environment.get(name)]
    if machine.environment.get("CONDA_EXE"):
        roots.append(Path(machine.environment["CONDA_EXE"]).parent.parent)
    for folder in (machine.home, machine.root / "opt", machine.root / "ProgramData"):
        roots += (folder / name for name in ("miniconda3", "anaconda3", "miniforge3", "mambaforge", "micromamba", "conda"))
    listed = machine.home / ".conda" / "environments.txt"
    with contextlib.suppress(OSError):
        roots += (Path(line) for line in listed.read_text(encoding="utf-8", errors="replace").split("\n") if line.strip())
    for root in roots:
        yield from _installed(root)
        yield from _below(root, "envs/*")


def _homebrew(machine: Surroundings) -> Iterator[Path]:
    usual = {"darwin": ("opt/homebrew", "usr/local"), "linux": ("home/linuxbrew/.linuxbrew",)}.get(machine.system, ())
    prefix = machine.environment.get("HOMEBREW_PREFIX")
    prefixes = [Path(prefix)] if prefix else [machine.root / name for name in usual]
    for home in prefixes:
        yield from _named_in(home / "bin")
        for folder in _folders(home, "opt/python@*/bin", "opt/pypy*/bin"):
            yield from _named_in(folder)


def _frameworks(machine: Surroundings) -> Iterator[Path]:
    for folder in _folders(machine.root, "Library/Frameworks/Python*.framework/Versions/*/bin"):
        if folder.parent.name != "Current":
            yield from _named_in(folder)


def _below(folder: Path, *patterns: str) -> Iterator[Path]:
    """The interpreter of each installation among these folders."""
    return itertools.chain.from_iterable(_installed(home) for home in _folders(folder, *patterns))


def _marked(folder: Path, *patterns: str) -> list[Path]:
    """Those of these folders that are virtual environments."""
    return [home for home in _folders(folder, *patterns) if is_file(home / _ENVIRONMENT_MARK)]


def _installed(home: Path) -> Iterator[Path]:
    """The interpreter of one installation, wherever its system puts it."""
    if not is_folder(home):  # most of them are not there, and a look for each name takes long
        return
    for folder, name in itertools.product(("bin", "Scripts", "."), _NAMES):
        for path in (home / folder / name, home / folder / f"{name}.exe"):
            if _may_start(path):
                yield path
                return


def _named_in(folder: Path) -> list[Path]:
    """What is called like an interpreter there, and may be started."""
    try:
        with os.scandir(folder) as entries:
            names = sorted(entry.name for entry in entries if INTERPRETER.match(entry.name))
    except OSError:
        return []
    return [folder / name for name in names if _may_start(folder / name)]


def _folders(folder: Path, *patterns: str) -> list[Path]:
    try:
        return sorted(itertools.chain.from_iterable(folder.glob(pattern) for pattern in patterns), reverse=True)
    except OSError:
        return []


def _may_start(path: Path) -> bool:
    return is_file(path) and os.access(path, os.X_OK)


def _working_directory() -> Path:
    try:
        return Path.cwd()
    except OSError:  # it was removed
        return Path.home()
