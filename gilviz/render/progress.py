"""What of a run has been drawn, and in which columns there is more of it now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gilviz.render.grid import Range, TimeGrid
from gilviz.trace.lane import Lane


@dataclass(frozen=True)
class _Seen:
    """A lane as it was when it was drawn."""

    transitions: int
    known_until: int


class Progress:
    """Follows the lanes of one picture.

    Args:
        lanes: All of them.
        gils: The places of those that share each GIL.
        origin: The run's zero in ns.

    Attributes:
        certain: ``certain_until`` of all lanes, and of those that share each GIL, as of the last step.
    """

    def __init__(self, lanes: Sequence[Lane], gils: Sequence[Sequence[int]], origin: int) -> None:
        self._lanes, self._origin = lanes, origin
        self._groups = [lanes, *([lanes[place] for place in places] for places in gils)]
        self._seen: list[_Seen] | None = None
        self.certain: list[int | None] = []

    def step(self, grid: TimeGrid, *, ended: bool) -> tuple[dict[int, Range], Range]:
        """Take note of what there is now.

        Args:
            grid: The columns in sight.
            ended: Whether the run has.

        Returns:
            For the place of each lane that has changed since the last step, in which columns; and the columns between where curve
            and strips ended and where they end now. Nothing, the first time.
        """
        before, seen = self.certain, self._seen
        self.certain = [certain_until(lanes, ended=ended) for lanes in self._groups]
        self._seen = [_Seen(len(lane), lane.known_until) for lane in self._lanes]
        if seen is None:
            return {}, (0, 0)
        return self._gained(grid, seen), self._moved(grid, before)

    def _gained(self, grid: TimeGrid, all_seen: list[_Seen]) -> dict[int, Range]:
        gained = {}
        for place, (lane, seen) in enumerate(zip(self._lanes, all_seen, strict=True)):
            if len(lane) == seen.transitions and lane.known_until == seen.known_until:
                continue
            since = min(seen.known_until, lane.known_until)
            if len(lane) > seen.transitions:
                # a transition may lie before the time until which its predecessor was taken to last
                since = min(since, lane.time_of(seen.transitions)) if seen.transitions else lane.start or 0
            gained[place] = grid.columns(since - self._origin, max(lane.known_until, seen.known_until) - self._origin)
        return {place: columns for place, columns in gained.items() if columns[1] > columns[0]}

    def _moved(self, grid: TimeGrid, certain: list[int | None]) -> Range:
        newest = max((lane.known_until for lane in self._lanes), default=0)
        moved = [(before, now) for before, now in zip(certain, self.certain, strict=True) if before != now]
        # what ends for good includes the column in which it does
        times = [newest + 1 if t is None else t for pair in moved for t in pair]
        return grid.columns(min(times) - self._origin, max(times) - self._origin) if times else (0, 0)


def certain_until(lanes: Iterable[Lane], *, ended: bool) -> int | None:
    """Until when it is known of every worker what it did, in ns; None when all have ended and do nothing any more."""
    return min((lane.known_until for lane in lanes if not lane.closed and not ended), default=None)
