"""The Pythons that Windows knows of: those in the registry, as PEP 514 has it, and what its launcher lists."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from typing import Protocol

if sys.platform == "win32":
    import winreg

_LAUNCHER_TIMEOUT = 5.0
_NOT_PYTHON = "PyLauncher"
"""The launcher keeps its own settings among the companies."""


class Registry(Protocol):
    """As much of the Windows registry as PEP 514 needs; a key is the names on its way."""

    def keys(self, key: Sequence[str]) -> list[str]:
        """The names below a key; none where it does not exist."""

    def value(self, key: Sequence[str], name: str) -> str | None:
        """A text; the one without a name is the key's own."""


def registered_pythons() -> list[str]:
    """What this system's registry and launcher list; nothing where it is not Windows."""
    if sys.platform == "win32":
        return [*read_registry(WindowsRegistry()), *launcher_pythons()]
    return []


def read_registry(registry: Registry) -> Iterator[str]:
    r"""The paths below ``Software\Python\COMPANY\TAG\InstallPath`` (PEP 514)."""
    for company in registry.keys(()):
        for tag in registry.keys((company,)) if company != _NOT_PYTHON else ():
            key = (company, tag, "InstallPath")
            folder = registry.value(key, "")
            path = registry.value(key, "ExecutablePath") or (f"{folder.rstrip(chr(92))}\\python.exe" if folder else None)
            if path:
                yield path


def launcher_pythons() -> list[str]:
    """What ``py -0p`` lists."""
    launcher = shutil.which("py")
    if launcher is None:
        return []
    try:
        told = subprocess.run(
            [launcher, "-0p"], capture_output=True, stdin=subprocess.DEVNULL, timeout=_LAUNCHER_TIMEOUT, check=False, text=True,
            errors="replace",
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return []
    return read_launcher(told.stdout)


def read_launcher(told: str) -> list[str]:
    r"""The paths in lines like `` -V:3.12 *        C:\Users\me\…\python.exe``."""
    return [found.group().strip() for found in re.finditer(r"[A-Za-z]:\\[^\r\n]*\.exe", told)]


if sys.platform == "win32":

    class WindowsRegistry:
        """The registry itself: the user's own Pythons, then everybody's, 64-bit and 32-bit ones."""

        _ROOTS = (
            (winreg.HKEY_CURRENT_USER, 0),
            (winreg.HKEY_LOCAL_MACHINE, winreg.KEY_WOW64_64KEY),
            (winreg.HKEY_LOCAL_MACHINE, winreg.KEY_WOW64_32KEY),
        )

        def keys(self, key: Sequence[str]) -> list[str]:
            """The names below a key."""
            found: dict[str, None] = {}
            for root, view in self._ROOTS:
                try:
                    with self._open(root, view, key) as opened:
                        found |= dict.fromkeys(winreg.EnumKey(opened, index) for index in range(winreg.QueryInfoKey(opened)[0]))
                except OSError:
                    continue
            return list(found)

        def value(self, key: Sequence[str], name: str) -> str | None:
            """A text, from wherever it is found first."""
            for root, view in self._ROOTS:
                try:
                    with self._open(root, view, key) as opened:
                        return str(winreg.QueryValueEx(opened, name)[0])
                except OSError:
                    continue
            return None

        @staticmethod
        def _open(root: int, view: int, key: Sequence[str]) -> winreg.HKEYType:
            return winreg.OpenKey(root, "\\".join((r"Software\Python", *key)), 0, winreg.KEY_READ | view)
