"""Where one has looked before, to go back there and return.

Steps that follow each other closely are one: nobody wants to undo a wheel notch by notch, or a drag pixel by pixel.
"""

from __future__ import annotations

from typing import Final

from gilviz.render.navigation import View

TOGETHER_S: Final = 0.7
"""Seconds: moves closer to each other than this are one."""
MOST: Final = 100
"""Views that are remembered."""


class History:
    """Views that were left, and those that were left by going back."""

    def __init__(self) -> None:
        self._past: list[View] = []
        self._future: list[View] = []
        self._moved_at = float("-inf")

    @property
    def can_go_back(self) -> bool:
        """Whether a view was left."""
        return bool(self._past)

    @property
    def can_return(self) -> bool:
        """Whether one has gone back."""
        return bool(self._future)

    def leave(self, view: View, now: float) -> None:
        """Somebody moves away from a view.

        Args:
            view: What was in sight until now.
            now: The present time in seconds, by any clock.
        """
        if now - self._moved_at > TOGETHER_S and self._past[-1:] != [view]:
            self._past.append(view)
            del self._past[:-MOST]
        self._moved_at = now
        self._future.clear()

    def back(self, present: View) -> View | None:
        """The view that was left last, where ``present`` can be returned to; None without one."""
        return self._step(self._past, self._future, present)

    def forth(self, present: View) -> View | None:
        """The view that was gone back from; None without one."""
        return self._step(self._future, self._past, present)

    def clear(self) -> None:
        """Forget all of it: another experiment has other times."""
        self._past.clear()
        self._future.clear()
        self._moved_at = float("-inf")

    def _step(self, source: list[View], target: list[View], present: View) -> View | None:
        if not source:
            return None
        target.append(present)
        self._moved_at = float("-inf")
        return source.pop()
