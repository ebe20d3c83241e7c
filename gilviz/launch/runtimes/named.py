"""The interpreters that the user named: those added by hand, and those that a run was given before."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from gilviz.launch.runtimes.added import AddedRuntimes
from gilviz.launch.runtimes.places import CHOSEN, Place
from gilviz.launch.runtimes.sight import is_there


class NamedRuntimes:
    """Both of them, as one list that can be lengthened and shortened; may be used by several threads.

    Args:
        added: What was added by hand.
        chosen: What was chosen before, newest first; of these what is gone is not listed.
    """

    def __init__(self, added: AddedRuntimes, chosen: Sequence[str] = ()) -> None:
        self._added = added
        self._chosen = tuple(chosen)

    def places(self) -> list[Place]:
        """The same, for ``finder``."""
        return [*self._added.places(), *(Place(path, CHOSEN) for path in self._chosen if is_there(path))]

    def add(self, path: str) -> None:
        """Put a path first among those that were added.

        Raises:
            OSError: the list can't be written.
        """
        self._added.add(path)

    def remove(self, paths: Collection[str]) -> None:
        """Take these off, as far as they are there.

        Raises:
            OSError: the list can't be written.
        """
        self._chosen = tuple(path for path in self._chosen if path not in paths)
        for path in paths:
            self._added.remove(path)
