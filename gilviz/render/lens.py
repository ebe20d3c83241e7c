"""What a microscope over the picture magnifies: a few milliseconds, and when it moves on by itself. No Qt in here.

Slices of 5 ms can't be seen while seconds are in sight, and what passes in the 50 ms below a lens at its own speed is a blur. So
where the moment that is followed moves faster than the eye, the lens shows stills, as an oscilloscope does: each stands for
``HOLD_S``, then the next one shows what is newest by then. A slow replay moves it evenly.
"""

from __future__ import annotations

from typing import Final

from gilviz.render.navigation import Stretch

MS: Final = 1_000_000
SPANS: Final = tuple(ms * MS for ms in (10, 20, 50, 100, 200, 500))
"""ns: what can be seen at once."""
FIRST_SPAN: Final = 50 * MS
HOLD_S: Final = 0.5
"""Seconds for which a still stands: long enough to see who took turns with whom."""
BLURS: Final = 0.5
"""Which share of the lens may pass within ``HOLD_S``; what is faster is shown as stills."""
ROOM: Final = 0.06
"""What is left free behind a replay's moment, as a share of the lens."""


class Lens:
    """A stretch of time that follows a moment, or stays where it was put.

    Attributes:
        span: How much it shows, in ns.
        start: From when on, in ns from the runs' zero.
        pinned: Whether it stays, whatever goes on.
    """

    def __init__(self) -> None:
        self.span = FIRST_SPAN
        self.start = 0
        self.pinned = False
        self._moved_at = float("-inf")

    @property
    def end(self) -> int:
        """Until when, in ns from the runs' zero."""
        return self.start + self.span

    @property
    def stretch(self) -> Stretch:
        """The same in seconds."""
        return Stretch(self.start / 1e9, self.span / 1e9)

    def follow(self, newest: int, now: float, speed: float = 1.0, room: float = 0.0) -> None:
        """Show what lies right before a moment that moves on by itself; nothing where it is pinned.

        Args:
            newest: The moment, in ns from the runs' zero.
            now: The present time in seconds, by any clock.
            speed: How many seconds of the run pass in one.
            room: What is to be left free behind the moment, as a share of the lens.
        """
        held = speed * HOLD_S * 1e9 > BLURS * self.span and now - self._moved_at < HOLD_S
        # What lies in the future of the moment, for it was sought elsewhere, is left at once.
        if not self.pinned and (not held or self.start > newest):
            self._moved_at = now
            self.start = max(newest - round((1 - room) * self.span), 0)

    def look_at(self, moment: int, length: int) -> None:
        """Show what lies around a moment of runs of that length (both ns from their zero); nothing where it is pinned."""
        if not self.pinned:
            self.start = _within(moment - self.span // 2, self.span, length)

    def pin(self, moment: int, length: int) -> None:
        """Stay around a moment, whatever goes on."""
        self.release()
        self.look_at(moment, length)
        self.pinned = True

    def hold(self) -> None:
        """Stay here, whatever goes on."""
        self.pinned = True

    def release(self) -> None:
        """Follow again, at once."""
        self.pinned = False
        self._moved_at = float("-inf")

    def pan(self, ns: int, length: int) -> None:
        """Look at what comes later, or earlier, and stay there."""
        self.start = _within(self.start + ns, self.span, length)
        self.pinned = True

    def zoom(self, steps: int, at: int | None = None) -> None:
        """Show less (or more, if negative).

        Args:
            steps: To which of ``SPANS``, from the present one.
            at: The moment that stays where it is, in ns from the runs' zero; the middle without one.
        """
        before, place = self.span, SPANS.index(self.span) - steps
        self.span = SPANS[min(max(place, 0), len(SPANS) - 1)]
        fixed = self.start + before // 2 if at is None else at
        self.start = max(round(fixed - (fixed - self.start) * self.span / before), 0)
        self._moved_at = float("-inf")


def _within(start: int, span: int, length: int) -> int:
    """The start, moved so that nothing lies before the runs' zero or, if it can be helped, behind their end."""
    return max(min(start, length - span), 0)
