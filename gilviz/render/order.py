"""Which lanes of a run are shown, and in which order: a view of the run, never a change of it.

Strips and sums always count all lanes. While a run goes on its lanes keep their places until another worker joins: rows that
change places whenever one of them has waited a little longer than its neighbour could not be read.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from gilviz.runner.protocol import State
from gilviz.trace.lane import Lane, LaneIdentity


class SortBy(StrEnum):
    """What lanes are ordered by."""

    NUMBER = "number"
    START = "start"
    EXECUTING = "executing"
    WAITING = "waiting"
    FINISH = "finish"

    @property
    def words(self) -> str:
        """As people read it: ``Number``, ``Time executing``."""
        return SORT_TITLES[self]

    @property
    def following(self) -> SortBy:
        """The one that comes after it, all round."""
        all_of_them = tuple(SortBy)
        return all_of_them[(all_of_them.index(self) + 1) % len(all_of_them)]


SORT_TITLES: Final[Mapping[SortBy, str]] = {
    SortBy.NUMBER: "Number",
    SortBy.START: "Start, earliest first",
    SortBy.EXECUTING: "Time executing, longest first",
    SortBy.WAITING: "Time waiting, longest first",
    SortBy.FINISH: "Finish, earliest first",
}
EXECUTING: Final = (State.RUNNING, State.NATIVE)
WAITING: Final = (State.GIL_WAIT, State.CPU_WAIT, State.IO_WAIT, State.LOCK_WAIT)


@dataclass(frozen=True)
class LaneView:
    """How the lanes of one run are shown.

    Args:
        sort: What they are ordered by, below those that are pinned.
        pinned: Whose lanes stay on top.
        hidden: Whose lanes are not shown.
        collapsed: Whether no lane is, but one band for all of them.
    """

    sort: SortBy = SortBy.NUMBER
    pinned: frozenset[LaneIdentity] = frozenset()
    hidden: frozenset[LaneIdentity] = frozenset()
    collapsed: bool = False

    def pin(self, who: LaneIdentity) -> LaneView:
        """Keep a lane on top; the one that is pinned already goes back to its place."""
        return dataclasses.replace(self, pinned=self.pinned ^ {who})

    def hide(self, who: Iterable[LaneIdentity]) -> LaneView:
        """Show these no more."""
        gone = self.hidden | frozenset(who)
        return dataclasses.replace(self, hidden=gone, pinned=self.pinned - gone)

    def show_all(self) -> LaneView:
        """Hide none."""
        return dataclasses.replace(self, hidden=frozenset())

    def sorted_by(self, sort: SortBy) -> LaneView:
        """Order them otherwise."""
        return dataclasses.replace(self, sort=sort)

    def collapse(self, *, collapsed: bool) -> LaneView:
        """Show one band for all of them, or each again."""
        return dataclasses.replace(self, collapsed=collapsed)

    def places(self, lanes: Sequence[Lane]) -> tuple[int, ...]:
        """The lanes to show from top to bottom, as their places among ``lanes``."""
        shown = [place for place, lane in enumerate(lanes) if lane.identity not in self.hidden]
        rank = _RANKS[self.sort]
        return tuple(sorted(shown, key=lambda place: (lanes[place].identity not in self.pinned, rank(lanes[place]), place)))


def _spent(lane: Lane, states: Sequence[State]) -> int:
    totals = lane.totals()
    return sum(int(totals[state]) for state in states)


def _finish(lane: Lane) -> int:
    """When its last task ended, in ns; of a worker without one, until when it is known."""
    span = lane.task_span
    return lane.known_until if span is None else span[1]


_NEVER: Final = 1 << 62
_RANKS: Final[Mapping[SortBy, Callable[[Lane], int]]] = {
    SortBy.NUMBER: lambda lane: lane.identity.leader,
    SortBy.START: lambda lane: _NEVER if lane.start is None else lane.start,
    SortBy.EXECUTING: lambda lane: -_spent(lane, EXECUTING),
    SortBy.WAITING: lambda lane: -_spent(lane, WAITING),
    SortBy.FINISH: _finish,
}
"""Of the lane that comes first the smallest; equals keep the order of their numbers."""
