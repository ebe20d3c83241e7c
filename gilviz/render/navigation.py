"""Which stretch of time is in sight, and when it moves by itself.

Two ways to look at it:

- *automatic*: from the run's start to somewhat more than the longest run or baseline. While a run grows, the end moves in steps:
  every step re-draws everything, what lies between re-draws only the newest columns.
- *by hand*: what the user zoomed and panned to. While the view follows the live edge, it slides along so that the edge stays in
  sight; looking elsewhere ends the following.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MARGIN: Final = 1.1
"""How much longer than its content an automatic view is: room for a label beside the last moment."""
LEAD: Final = 0.008
"""What an automatic view shows before the run's start, as a share of its content."""
OUTGROWN: Final = 0.97
"""Which share of an automatic view a live run may reach before the view gets longer."""
STEP: Final = 1.4
"""How much longer than the live run the view is then."""
LIVE_EDGE: Final = 0.92
"""Where the live edge is held while the view slides, as a share of its width."""
SHORTEST_S: Final = 2e-6
LONGEST_S: Final = 1e5
FIRST_S: Final = 1.0
"""What is shown before anything is known."""


@dataclass(frozen=True)
class Stretch:
    """A stretch of time in seconds from each run's start."""

    start: float
    duration: float

    @property
    def end(self) -> float:
        """Its end."""
        return self.start + self.duration


View = Stretch | None
"""What somebody chose to look at; None: everything, whatever comes."""


class Navigation:
    """The stretch in sight, and what keeps it there.

    Attributes:
        stretch: What is in sight.
        automatic: Whether it shows everything from the start, whatever comes.
        following: Whether the live edge is kept in sight.
    """

    def __init__(self) -> None:
        self.following = True
        self.automatic = True
        self.stretch = self._chosen = _automatic(FIRST_S)
        self._extent = FIRST_S
        self._settled = 0.0
        self._live_edge: float | None = None

    @property
    def view(self) -> View:
        """What is looked at, to come back to it by ``show``."""
        return None if self.automatic else self.stretch

    def update(self, settled: float, live_edge: float | None) -> bool:
        """The runs have grown.

        Args:
            settled: Seconds of the longest baseline or ended run; 0 when there is none.
            live_edge: The newest moment of the run that goes on, in seconds from its start; None while none does.

        Returns:
            Whether another stretch is in sight now.
        """
        before = self.stretch
        self._settled, self._live_edge = settled, live_edge
        if live_edge is None:
            self._extent = settled * MARGIN or FIRST_S
        elif live_edge > OUTGROWN * max(self._extent, settled * MARGIN):
            self._extent = live_edge * STEP
        else:
            self._extent = max(self._extent, settled * MARGIN)
        if self.automatic:
            self.stretch = _automatic(self._extent)
        elif self.following and live_edge is not None and live_edge > before.start + LIVE_EDGE * before.duration:
            self.stretch = Stretch(live_edge - LIVE_EDGE * before.duration, before.duration)
        if self.stretch != before:
            self._chosen = self.stretch
        return self.stretch != before

    def zoom(self, factor: float, at: float | None = None, place: float | None = None) -> None:
        """Show ``factor`` times as much, with the time ``at`` staying where it is (default: the live edge, or the middle).

        Where it is, ``place`` says as a share of the width, if that is elsewhere than in the stretch that was chosen last.
        Zooming out shows no more of the time before the runs' start than was in sight: ``at`` gives way to that.
        """
        old = self.stretch
        if at is None:
            follows = self.following and self._live_edge is not None and old.start < self._live_edge < old.end
            at = self._live_edge if follows and self._live_edge is not None else old.start + old.duration / 2
        duration = min(max(old.duration * factor, SHORTEST_S), LONGEST_S)
        start = at - ((at - old.start) / old.duration if place is None else place) * duration
        if factor > 1:
            # out of everything there is only later to see: no run has anything before its start
            start = max(start, min(old.start, -LEAD * duration))
        self._look(Stretch(start, duration))

    def pan(self, seconds: float) -> None:
        """Look at later times, or earlier ones if negative."""
        self._look(Stretch(self.stretch.start + seconds, self.stretch.duration))

    def show(self, view: View) -> None:
        """Look at a stretch, as far as it is within reason; None shows everything."""
        if view is None:
            self.fit()
        else:
            self._look(Stretch(view.start, min(max(view.duration, SHORTEST_S), LONGEST_S)))

    def keep_in_sight(self, t: float) -> None:
        """Slide along, if need be, so that a moment (seconds) that moves is in sight, where the live edge would be.

        What is in sight follows from the moment and from what was chosen last: it is the same whichever way the moment came.
        """
        chosen = self._chosen
        if chosen.start <= t <= chosen.start + LIVE_EDGE * chosen.duration:
            self.stretch = chosen
            return
        # before the runs' start there is nothing to see
        self.stretch = Stretch(max(t - LIVE_EDGE * chosen.duration, -LEAD * chosen.duration), chosen.duration)
        self.automatic = False

    def fit(self) -> None:
        """Show everything."""
        self.automatic = True
        self._extent = max(self._settled * MARGIN, (self._live_edge or 0.0) * STEP) or FIRST_S
        self.stretch = self._chosen = _automatic(self._extent)

    def follow(self, following: bool) -> None:
        """Keep the live edge in sight from now on, or cease to."""
        self.following = following
        edge = self._live_edge
        if following and edge is not None and not self.automatic and not self.stretch.start <= edge <= self.stretch.end:
            self.stretch = self._chosen = Stretch(edge - LIVE_EDGE * self.stretch.duration, self.stretch.duration)

    def _look(self, stretch: Stretch) -> None:
        """Look there, within reason: something of the content always stays in sight."""
        room = stretch.duration * 0.9
        latest = max(self._settled, self._live_edge or 0.0) - stretch.duration * 0.1
        start = min(max(stretch.start, -room), max(latest, -room))
        self.stretch = self._chosen = Stretch(start, stretch.duration)
        self.automatic = False
        if self._live_edge is not None and not start <= self._live_edge <= start + stretch.duration:
            self.following = False


def _automatic(extent: float) -> Stretch:
    return Stretch(-LEAD * extent, (1 + LEAD) * extent)
