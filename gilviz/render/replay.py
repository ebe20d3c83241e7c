"""Playing recorded runs again, all in step on the one time axis: where the replay stands, how fast it goes, and when it ends.

Nothing is estimated here: at a position, the picture is what was recorded until then, and the same position gives the same
picture however it was reached. The clock is whoever calls ``advance``.
"""

from __future__ import annotations

from typing import Final

SPEEDS: Final = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
"""How many seconds of a run pass in a second."""


class Replay:
    """Where a replay of some length stands.

    Attributes:
        position: ns from the runs' zero; None while nothing is replayed and everything is shown.
        playing: Whether it goes on by itself.
        speed: One of ``SPEEDS``.
        loop: Whether it begins anew when it has come to its end.
    """

    def __init__(self) -> None:
        self.position: int | None = None
        self.playing = False
        self.speed = 1.0
        self.loop = False
        self._length = 0
        self._rest = 0.0

    @property
    def length(self) -> int:
        """When the longest run ends, in ns from the runs' zero."""
        return self._length

    @property
    def speed_text(self) -> str:
        """``1/100×``, ``1×``, ``10×``."""
        return f"1/{round(1 / self.speed)}×" if self.speed < 1 else f"{self.speed:g}×"

    def set_length(self, length: int) -> None:
        """Other runs, or longer ones, can be replayed; a position behind the end gives way."""
        self._length = max(length, 0)
        if self.position is not None:
            self.position = min(self.position, self._length)

    def play(self, start: int = 0) -> None:
        """Go on from the position; from ``start`` (ns from the runs' zero) if it stands nowhere, from zero if at the end."""
        if self._length:
            if self.position is None:
                self.position = start if 0 < start < self._length else 0
            elif self.position >= self._length:
                self.position = 0
            self.playing = True
            self._rest = 0.0

    def pause(self) -> None:
        """Stay where it is."""
        self.playing = False

    def seek(self, position: int) -> None:
        """Stand elsewhere, within the runs."""
        self.position = min(max(position, 0), self._length)
        self._rest = 0.0

    def leave(self) -> None:
        """Replay nothing any more: everything is shown."""
        self.playing = False
        self.position = None

    def faster(self) -> None:
        """The next higher speed, if there is one."""
        self.speed = next((speed for speed in SPEEDS if speed > self.speed), SPEEDS[-1])

    def slower(self) -> None:
        """The next lower speed, if there is one."""
        self.speed = next((speed for speed in reversed(SPEEDS) if speed < self.speed), SPEEDS[0])

    def advance(self, seconds: float) -> bool:
        """So much time has passed for whoever watches.

        Returns:
            Whether the position is another now.
        """
        if not self.playing or self.position is None:
            return False
        # What is left of a nanosecond is kept: in the slowest motion a frame of a fast screen is few of them.
        self._rest += seconds * 1e9 * self.speed
        step = int(self._rest)
        self._rest -= step
        before = self.position
        self.position = before + step
        if self.position >= self._length:
            self.playing = self.loop
            self.position = (self.position % self._length if self._length else 0) if self.loop else self._length
        return self.position != before
