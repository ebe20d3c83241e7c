"""What the window asks of whoever finds out in threads which Pythons there are: ``interpreters`` answers, tests do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from gilviz.launch.runtimes import Found

LOOK_EVERY_MS = 50
"""How often whoever waits for answers looks for them."""


class Search(Protocol):
    """Who finds this machine's Pythons."""

    @property
    def found(self) -> Sequence[Found]:
        """What is known by now."""

    @property
    def searching(self) -> bool:
        """Whether more is to come."""

    def begin(self) -> None:
        """Look for interpreters, unless that was done before."""

    def poll(self) -> bool:
        """Take new answers; True if there was one."""


class Inquiry(Search, Protocol):
    """Who also looks at what it is told of, and keeps it."""

    def refresh(self) -> None:
        """Look again."""

    def look_at(self, path: str) -> None:
        """Find out what lies there, unless that is known."""

    def look_into(self, path: str) -> None:
        """Find out what packages that are installed there add, unless that is known."""

    def add(self, path: str) -> None:
        """Find out what lies there, and keep it."""

    def remove(self, path: str) -> None:
        """Keep it no longer."""
