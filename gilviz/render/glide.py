"""From one stretch of time to another in a few frames, so that the eye can follow.

Between two stretches of different length one place stays where it is on the screen: where the pointer is, when it zooms. It
stays there in every frame. A new wish is followed from wherever the picture is, and done ``SECONDS`` after it: nothing lags.
"""

from __future__ import annotations

from typing import Final

from gilviz.render.navigation import Stretch

SECONDS: Final = 0.12


class Glide:
    """Where the picture is on its way.

    Attributes:
        shown: What is in sight.
        target: What will be.
    """

    def __init__(self) -> None:
        self.shown = self.target = Stretch(0.0, 1.0)
        self._from = self.shown
        self._began = 0.0

    @property
    def under_way(self) -> bool:
        """Whether it has not arrived."""
        return self.shown != self.target

    def jump(self, stretch: Stretch) -> None:
        """Be there."""
        self.shown = self.target = stretch

    def go(self, stretch: Stretch, now: float) -> None:
        """Go there from what is in sight; ``now`` in seconds, by any clock."""
        if stretch != self.target:
            self._from, self.target, self._began = self.shown, stretch, now

    def advance(self, now: float) -> Stretch:
        """What is in sight now."""
        share = (now - self._began) / SECONDS
        self.shown = self.target if share >= 1 else between(self._from, self.target, 1 - (1 - max(share, 0.0)) ** 3)
        return self.shown


def between(first: Stretch, last: Stretch, share: float) -> Stretch:
    """A stretch on the way, after a share of it: lengths change by equal factors, and one place stays where it is."""
    duration = first.duration * (last.duration / first.duration) ** share
    gained = last.duration - first.duration
    # of two that are as good as equally long, no place stays: the picture moves sideways
    moved = (duration - first.duration) / gained if abs(gained) > 1e-9 * first.duration else share
    return Stretch(first.start + (last.start - first.start) * moved, duration)
