"""The interpreters that the user has added by hand: a list of paths in a file of the user's settings."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import platformdirs

from gilviz.launch.runtimes.cache import replace_file
from gilviz.launch.runtimes.places import ADDED, Place


def added_path() -> Path:
    """Where this user's list lies."""
    return Path(platformdirs.user_config_dir("gilviz", appauthor=False)) / "runtimes.json"


class AddedRuntimes:
    """The list, newest first.

    Args:
        path: The file; it and its folder are made when something is added.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def paths(self) -> tuple[str, ...]:
        """What was added; nothing where the file can't be read."""
        try:
            stored = json.loads(self._path.read_text(encoding="utf-8"))
            return tuple(path for path in stored["added"] if isinstance(path, str))
        except (OSError, ValueError, TypeError, KeyError):
            return ()

    def places(self) -> list[Place]:
        """The same, for ``finder``."""
        return [Place(path, ADDED) for path in self.paths()]

    def add(self, path: str) -> None:
        """Put a path first.

        Raises:
            OSError: the list can't be written.
        """
        self._write([path, *(other for other in self.paths() if other != path)])

    def remove(self, path: str) -> bool:
        """Take a path off; False where it was not there.

        Raises:
            OSError: the list can't be written.
        """
        paths = self.paths()
        if path not in paths:
            return False
        self._write([other for other in paths if other != path])
        return True

    def _write(self, paths: Sequence[str]) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(self._path, json.dumps({"added": list(paths)}, indent=1))
