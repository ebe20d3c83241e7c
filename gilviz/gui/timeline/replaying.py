"""Replays what was recorded: the clock that moves it on, the steps, and what the picture shows of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from gilviz.gui.timeline.picture import PanelPicture
from gilviz.gui.timeline.stage import Stage
from gilviz.gui.timeline.steering import Steering
from gilviz.render.replay import Replay
from gilviz.trace.lane import Lane
from gilviz.trace.steps import next_hand_off, next_transition, previous_hand_off, previous_transition

FRAME_MS: Final = 16
LONGEST_FRAME_S: Final = 0.1
"""A pause longer than this (a menu, a busy machine) is not made up for: the picture would jump."""

Step = Callable[[PanelPicture, int], int | None]
"""The moment to go to in one panel, from a moment, both in ns of the machine's clock."""


class Replaying(QObject):
    """Moves a replay on.

    Args:
        stage: Shows it.
        steering: Keeps it in sight.
        clock: Seconds.

    Attributes:
        replay: Where it stands.
    """

    changed = Signal()
    """It stands elsewhere, goes on or pauses, has another speed, or may begin or no longer."""
    started = Signal()
    """It goes on by itself from now on."""

    def __init__(self, stage: Stage, steering: Steering, clock: Callable[[], float] = time.perf_counter) -> None:
        super().__init__(stage)
        self.replay = Replay()
        self._stage = stage
        self._steering = steering
        self._clock = clock
        self._at = 0.0
        self._blocked = False
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(FRAME_MS)
        self._timer.timeout.connect(self.advance)

    @property
    def available(self) -> bool:
        """Whether there is something to replay: runs that have ended, and none that goes on."""
        return self.replay.length > 0

    def set_blocked(self, *, blocked: bool) -> None:
        """Something runs, on the stage or not: drawing would take time from it. Or nothing does any more."""
        if blocked != self._blocked:
            self._blocked = blocked
            self.set_runs()

    def set_runs(self) -> None:
        """The stage shows other runs, or they have grown or ended."""
        pictures = self._stage.pictures
        over = not self._blocked and bool(pictures) and all(picture.panel.phase.ended for picture in pictures)
        length = round(max((picture.settled for picture in pictures), default=0.0) * 1e9) if over else 0
        if length != self.replay.length:
            self.replay.set_length(length)
            if not length:
                self.leave()
            self.changed.emit()

    @Slot()
    def toggle(self) -> None:
        """Play or pause; what is to be played first is what somebody has zoomed to."""
        if self.replay.playing:
            self.replay.pause()
        else:
            self.replay.play(round(self._steering.stretch.start * 1e9))
            self.started.emit()
        self._show()

    @Slot()
    def to_start(self) -> None:
        """Stand at the runs' start."""
        self.seek(0)

    @Slot(object)
    def seek(self, position: int) -> None:
        """Stand at a moment, in ns from the runs' zero."""
        if self.available:
            self.replay.seek(position)
            self._show()

    @Slot()
    def leave(self) -> None:
        """Show everything again."""
        self.replay.leave()
        self._show()

    @Slot()
    def faster(self) -> None:
        """Play at the next higher speed."""
        self.replay.faster()
        self.changed.emit()

    @Slot()
    def slower(self) -> None:
        """Play at the next lower speed."""
        self.replay.slower()
        self.changed.emit()

    @Slot(bool)
    def set_loop(self, loop: bool) -> None:
        """Begin anew at the end, or stay there."""
        self.replay.loop = loop
        self.changed.emit()

    @Slot()
    def step_forth(self) -> None:
        """Stand at the next transition of any worker."""
        self._step(min, lambda picture, t: next_transition(picture.lanes, t))

    @Slot()
    def step_back(self) -> None:
        """Stand at the transition before."""
        self._step(max, lambda picture, t: previous_transition(picture.lanes, t))

    @Slot()
    def hand_off_forth(self) -> None:
        """Stand where a GIL changes hands next."""
        self._step(min, lambda picture, t: _first(next_hand_off(gil, t) for gil in _shared(picture)))

    @Slot()
    def hand_off_back(self) -> None:
        """Stand where a GIL changed hands before."""
        self._step(max, lambda picture, t: _last(previous_hand_off(gil, t) for gil in _shared(picture)))

    @Slot()
    def advance(self) -> None:
        """The next frame."""
        now = self._clock()
        self.replay.advance(min(now - self._at, LONGEST_FRAME_S))
        self._at = now
        self._show()

    def _step(self, choose: Callable[[list[int]], int], step: Step) -> None:
        """Go to the nearest of what the panels offer, pausing."""
        if not self.available:
            return
        self.replay.pause()
        position = self.replay.position
        # From the picture of everything, one steps from its end back, or from its start on.
        start = position if position is not None else (-1 if choose is min else self.replay.length + 1)
        pictures = [picture for picture in self._stage.pictures if picture.lanes]
        found = [at - picture.origin for picture in pictures if (at := step(picture, picture.origin + start)) is not None]
        within = [at for at in found if 0 <= at <= self.replay.length]
        if within:
            self.replay.seek(choose(within))
        self._show()

    def _show(self) -> None:
        replay = self.replay
        if replay.playing and not self._timer.isActive():
            self._at = self._clock()
            self._timer.start()
        elif not replay.playing:
            self._timer.stop()
        if replay.position is not None:
            self._steering.keep_in_sight(replay.position)
        self._stage.plot.curtain.stand_at(replay.position)
        self.changed.emit()


def _shared(picture: PanelPicture) -> list[tuple[Lane, ...]]:
    return [gil for gil in picture.passing_gils if len(gil) > 1]


def _first(found: Iterable[int | None]) -> int | None:
    return min((at for at in found if at is not None), default=None)


def _last(found: Iterable[int | None]) -> int | None:
    return max((at for at in found if at is not None), default=None)
