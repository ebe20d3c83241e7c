"""Where interpreters may lie on this machine: paths, found by looking into folders, without starting any.

What each tool's folders are called is its own affair, and written down here as its documents have it; a tool that moves its
folder by an environment variable is believed. pyenv's and asdf's shims are left out: they are scripts that lead to one of the
versions listed anyway, or nowhere. On Windows the registry and the launcher tell more (``windows``).
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gilviz.launch.runtimes.sight import is_folder
from gilviz.launch.runtimes.surroundings import Surroundings, below, folders, installed, marked, named_in

ENVIRONMENT = "virtual environment"
ADDED, CHOSEN, OWN = "added by you", "chosen before", "runs gilviz"
"""Sources."""
_CONDA_ROOTS = (
    "miniconda3", "anaconda3", "miniforge3", "mambaforge", "micromamba", "miniconda", "anaconda", "miniforge", "conda",
)  # fmt: skip
"""What conda's own folder is called, as its installers suggest it."""
_APPLE_STUBS = ("usr/bin/python3", "usr/bin/python")
_APPLE_TOOLS = ("Library/Developer/CommandLineTools", "Applications/Xcode.app")


@dataclass(frozen=True)
class Place:
    """A path where an interpreter may lie.

    Args:
        path: Not resolved.
        source: Who or what it was found by, for people: ``pyenv``, ``search path``.
    """

    path: str
    source: str


def find_places(machine: Surroundings) -> list[Place]:
    """Every path where an interpreter lies, those with the most telling source first; many may be the same program."""
    sources = (
        (ENVIRONMENT, _environments(machine)),
        (
            "pyenv",
            below(machine.folder("PYENV_ROOT", otherwise=".pyenv"), "versions/*", "versions/*/envs/*", "pyenv-win/versions/*"),
        ),
        ("uv", _uv(machine)),
        ("conda", _conda(machine)),
        ("asdf", below(machine.folder("ASDF_DATA_DIR", otherwise=".asdf"), "installs/python/*")),
        ("mise", below(_mise(machine), "installs/python/*")),
        ("rye", below(machine.folder("RYE_HOME", otherwise=".rye"), "py/*", "py/*/install")),
        ("gilviz", named_in(machine.folder("GILVIZ_RUNTIMES", otherwise=".cache/gilviz-runtimes") / "bin")),
        ("python.org", _frameworks(machine)),  # before Homebrew: its links lie in /usr/local/bin, too
        ("Homebrew", _homebrew(machine)),
        ("MacPorts", named_in(machine.root / "opt/local/bin")),
        ("Windows", machine.registered()),
        (".NET", _dotnet(machine)),
        ("system", _system(machine)),
        ("search path", _on_path(machine)),
    )
    stubs = _stubs(machine)
    return [Place(str(path), source) for source, paths in sources for path in paths if str(path) not in stubs]


def _on_path(machine: Surroundings) -> Iterator[Path]:
    for folder in machine.named("PATH"):
        if folder.name != "shims":
            yield from named_in(machine.directory / folder)


def _environments(machine: Surroundings) -> Iterator[Path]:
    homes = machine.named("VIRTUAL_ENV")
    homes += marked(machine.directory, "*")
    homes += marked(machine.folder("WORKON_HOME", otherwise=".virtualenvs"), "*")
    homes += marked(machine.home / ".venvs", "*")
    homes += marked(machine.home / ".local/share/virtualenvs", "*")
    homes += marked(machine.home / ".local/share/hatch/env/virtual", "*/*/*")
    for cache in (".cache", "Library/Caches", "AppData/Local"):
        homes += marked(machine.home / cache / "pypoetry", "virtualenvs/*", "Cache/virtualenvs/*")
    return (path for home in homes for path in installed(home))


def _system(machine: Surroundings) -> Iterator[Path]:
    for folder in ("usr/bin", "usr/local/bin"):
        yield from named_in(machine.root / folder)
    yield from below(machine.root / "opt", "python*", "pypy*", "graalpy*", "jython*", "ironpython*")
    yield from below(machine.home, "jython*")  # where Jython's installer puts it


def _uv(machine: Surroundings) -> Iterator[Path]:
    """Where uv puts Pythons; its older versions had another folder on macOS and Windows, and go on using that where it is."""
    named = machine.named("UV_PYTHON_INSTALL_DIR")
    if machine.system == "win32":
        roaming = machine.folder("APPDATA", otherwise="AppData/Roaming")
        homes = [roaming / "uv/python", roaming / "uv/data/python"]
    else:
        homes = [machine.folder("XDG_DATA_HOME", otherwise=".local/share") / "uv/python"]
    if machine.system == "darwin":
        homes.append(machine.home / "Library/Application Support/uv/python")
    for home in named or homes:
        yield from below(home, "*")


def _mise(machine: Surroundings) -> Path:
    if machine.system == "win32":
        data = machine.folder("LOCALAPPDATA", otherwise="AppData/Local")
    else:
        data = machine.folder("XDG_DATA_HOME", otherwise=".local/share")
    return next(iter(machine.named("MISE_DATA_DIR")), data / "mise")


def _conda(machine: Surroundings) -> Iterator[Path]:
    roots = machine.named("CONDA_PREFIX", "MAMBA_ROOT_PREFIX")
    roots += (program.parent.parent for program in machine.named("CONDA_EXE"))
    for folder in (machine.home, machine.root / "opt", *machine.named("PROGRAMDATA", "LOCALAPPDATA")):
        roots += (folder / name for name in _CONDA_ROOTS)
    roots += folders(machine.root, "opt/homebrew/Caskroom/mini*/base", "usr/local/Caskroom/mini*/base")
    roots.append(machine.folder("XDG_DATA_HOME", otherwise=".local/share") / "mamba")
    listed = machine.home / ".conda" / "environments.txt"
    with contextlib.suppress(OSError):
        roots += (Path(line) for line in listed.read_text(encoding="utf-8", errors="replace").split("\n") if line.strip())
    for root in roots:
        yield from installed(root)
        yield from below(root, "envs/*")
    for home in (*machine.named("CONDA_ENVS_PATH", "CONDA_ENVS_DIRS"), machine.home / ".conda/envs"):
        yield from below(home, "*")


def _homebrew(machine: Surroundings) -> Iterator[Path]:
    """What its links lead into its cellar; ``/usr/local/bin`` has others' programs, too."""
    usual = {"darwin": ("opt/homebrew", "usr/local"), "linux": ("home/linuxbrew/.linuxbrew",)}.get(machine.system, ())
    for home in dict.fromkeys((*machine.named("HOMEBREW_PREFIX"), *(machine.root / name for name in usual))):
        for folder in (home / "bin", *folders(home, "opt/python*/bin", "opt/pypy*/bin")):
            yield from (path for path in named_in(folder) if "Cellar" in Path(os.path.realpath(path)).parts)


def _frameworks(machine: Surroundings) -> Iterator[Path]:
    for folder in folders(machine.root, "Library/Frameworks/Python*.framework/Versions/*/bin"):
        if folder.parent.name != "Current":
            yield from named_in(folder)


def _dotnet(machine: Surroundings) -> Iterator[Path]:
    """IronPython: as a tool of .NET, or where its installer puts it."""
    yield from named_in(machine.home / ".dotnet/tools")
    for programs in machine.named("PROGRAMFILES", "PROGRAMFILES(X86)"):
        yield from below(programs, "IronPython*")


def _stubs(machine: Surroundings) -> frozenset[str]:
    """What is called Python on a Mac that has none: started, it opens a dialog that asks whether to install Apple's tools."""
    if machine.system != "darwin" or any(is_folder(machine.root / tools) for tools in _APPLE_TOOLS):
        return frozenset()
    return frozenset(str(machine.root / name) for name in _APPLE_STUBS)
