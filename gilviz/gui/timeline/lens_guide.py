"""Where the microscope looks, and why: at what moves by itself, at what is pointed at or read, or at where it was pinned.

While a run goes on it is the newest moment in which every worker's state is known; in a replay, what lies before the replay's
moment; else what lies around the pointer, or around the cursor of who reads by keyboard. ``render.lens`` says when it moves.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gilviz.gui.timeline.picture import PanelPicture
from gilviz.gui.timeline.replaying import Replaying
from gilviz.gui.timeline.stage import Stage
from gilviz.render import lens_layout
from gilviz.render.lens import ROOM, Lens


class LensGuide:
    """Leads a lens.

    Args:
        stage: The picture above it.
        replaying: Plays that again.
        clock: Seconds.

    Attributes:
        lens: Where it looks.
    """

    def __init__(self, stage: Stage, replaying: Replaying, clock: Callable[[], float]) -> None:
        self.lens = Lens()
        self._stage, self._replaying, self._clock = stage, replaying, clock
        self._over = False
        self._pointed: int | None = None
        self._read = False
        self._notches = 0.0

    @property
    def begun(self) -> Sequence[PanelPicture]:
        """The runs that have something to magnify."""
        return [picture for picture in self._stage.pictures if picture.lanes]

    @property
    def going_on(self) -> bool:
        """Whether any run has not ended: the lens follows that, and not the pointer."""
        return any(not picture.panel.phase.ended for picture in self._stage.pictures)

    @property
    def stays(self) -> bool:
        """Whether it does not mind what is pointed at or read: it is pinned, or follows a run."""
        return self.lens.pinned or self.going_on

    @property
    def over(self) -> bool:
        """Whether there were runs, and all have ended."""
        return bool(self.begun) and not self.going_on

    @property
    def length(self) -> int:
        """When the newest known moment of all runs is, in ns from their zero."""
        return round(max((picture.known_until or 0.0 for picture in self._stage.pictures), default=0.0) * 1e9)

    def start_anew(self) -> None:
        """It is taken out, or put away: what has ended meanwhile is looked at like what has just ended."""
        self._over = False

    def set_runs(self) -> None:
        """The picture shows other runs, or they have grown or ended."""
        over = self.over
        if over and not self._over:
            # everything has ended: until somebody points at something, see the middle of what all runs share
            self.lens.look_at(round(min(picture.known_until or 0.0 for picture in self.begun) * 1e9) // 2, self.length)
        self._over = over

    def chosen(self, room: int) -> Sequence[PanelPicture]:
        """Which runs are magnified: the one that goes on, else all of them, else the one that was pointed at last.

        Args:
            room: What there is for the picture and the lanes below the lens together, in logical pixels.
        """
        begun = self.begun
        if self.going_on and not self.lens.pinned:
            return begun[-1:]
        if lens_layout.fit([picture.shape for picture in begun], room):
            return begun
        return [picture for picture in begun if picture.panel.key == self._pointed] or begun[:1]

    def follow(self) -> None:
        """Let the lens follow what moves by itself."""
        replay, live = self._replaying.replay, [picture for picture in self._stage.pictures if picture.live_edge is not None]
        if live:
            self.lens.follow(live[-1].certain_until, self._clock())
        elif replay.position is not None:
            self.lens.follow(replay.position, self._clock(), replay.speed if replay.playing else 0.0, ROOM)

    def point(self, key: int | None, t: int, *, read: bool) -> bool:
        """Show what lies around a moment; a replay shows its own.

        Args:
            key: The panel's that is meant; None keeps the one that was meant before.
            t: The moment, in ns from the runs' zero.
            read: Whether it was come to by keyboard.

        Returns:
            Whether another panel is meant now.
        """
        before = self._pointed
        self._pointed, self._read = before if key is None else key, read
        if self._replaying.replay.position is None:
            self.lens.look_at(t, self.length)
        return self._pointed != before

    def pin(self, key: int | None, t: int) -> None:
        """Stay around a moment, whatever goes on; arguments as for ``point``."""
        self._pointed = self._pointed if key is None else key
        self.lens.pin(t, self.length)

    def turn(self, notches: float, at: int | None = None) -> bool:
        """A wheel turns over it (ns from the runs' zero); what turns in small steps is added up.

        Returns:
            Whether it shows another length of time now.
        """
        self._notches += notches
        steps = int(self._notches)
        self._notches -= steps
        if steps:
            self.lens.zoom(steps, at)
        return bool(steps)

    def why(self) -> tuple[str, str]:
        """Why it shows this, and the same where there is little room."""
        if not self.begun:
            return "nothing to magnify yet", "nothing yet"
        ways = (
            (self.lens.pinned, "pinned", ""),
            (self.going_on, "the newest", ""),
            (self._replaying.replay.position is not None, "before the replay’s moment", "before the moment"),
            (self._read, "around the cursor", ""),
            (self._pointed is not None, "around the pointer", ""),
            (True, "point at the picture to see another moment", "point at the picture"),
        )
        whole, brief = next((whole, brief) for holds, whole, brief in ways if holds)
        return whole, brief or whole

    def nothing(self) -> str:
        """What stands where lanes will be: what goes on, and what is to come; empty where there are some."""
        if self.begun:
            return ""
        said = next((picture.panel.message for picture in self._stage.pictures if picture.panel.message), "")
        return "\n".join(filter(None, (said, "The newest moments of the next run will stand here.")))
