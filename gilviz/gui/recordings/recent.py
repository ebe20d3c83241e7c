"""The recordings that were opened or saved last."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

MOST: Final = 9
"""How many are remembered: each has a digit as its key in the menu."""


class RecentFiles:
    """Their paths, the last one first.

    Args:
        paths: What was remembered.
    """

    def __init__(self, paths: Iterable[str] = ()) -> None:
        self._paths = list(dict.fromkeys(paths))[:MOST]

    @property
    def paths(self) -> tuple[str, ...]:
        """What to remember."""
        return tuple(self._paths)

    def add(self, path: Path) -> None:
        """It was opened or saved just now."""
        text = str(path.absolute())
        self._paths = [text, *(other for other in self._paths if other != text)][:MOST]

    def forget(self, path: Path) -> None:
        """It is not there any more, or is no recording."""
        self._paths = [other for other in self._paths if other != str(path.absolute())]
