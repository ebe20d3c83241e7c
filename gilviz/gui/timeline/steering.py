"""Where the timeline looks: every way to move, in the stage's pixels, and the way back."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from gilviz.gui.timeline.stage import Stage
from gilviz.render.glide import Glide
from gilviz.render.history import History
from gilviz.render.navigation import Navigation, Stretch, View

NOTCH_ZOOM = 0.8
KEY_ZOOM = 2 / 3
KEY_PAN = 0.15
"""Of the stretch in sight."""
FRAME_MS = 8
"""Between frames of a movement; Qt draws as many of them as the screen shows."""
ROOM = 0.04
"""What is shown on either side of something that is zoomed to, as a share of it."""


class Steering(QObject):
    """Moves a stage's stretch of time.

    Args:
        stage: Shows it.
        clock: Seconds; what moves closely after each other is one step back.

    Attributes:
        glides: Whether zooming may take some frames now; else the picture is there at once.
    """

    following_changed = Signal(bool)
    """The live edge is kept in sight from now on, or no longer."""
    moved = Signal()
    """Something else is in sight, or there is another way back or forth."""

    def __init__(self, stage: Stage, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(stage)
        self._stage = stage
        self._clock = clock
        self._navigation = Navigation()
        self._history = History()
        self.glides: Callable[[], bool] = lambda: False
        self._glide = Glide()
        self._frames = QTimer(self)
        self._frames.setTimerType(Qt.TimerType.PreciseTimer)
        self._frames.setInterval(FRAME_MS)
        self._frames.timeout.connect(self.advance)
        stage.pinched.connect(self._on_pinched)
        stage.resized.connect(self._on_resized)
        stage.zoom_wanted.connect(self._on_zoom_wanted)
        stage.pan_wanted.connect(self.pan)

    @property
    def following(self) -> bool:
        """Whether the live edge is kept in sight."""
        return self._navigation.following

    @property
    def view(self) -> View:
        """What is looked at; None for everything."""
        return self._navigation.view

    @property
    def stretch(self) -> Stretch:
        """What is in sight."""
        return self._navigation.stretch

    @property
    def can_go_back(self) -> bool:
        """Whether something else was looked at before."""
        return self._history.can_go_back

    @property
    def can_return(self) -> bool:
        """Whether one has gone back."""
        return self._history.can_return

    def start_over(self) -> None:
        """Other runs are shown: all of them, and there is no way back."""
        self._navigation.fit()
        self._history.clear()
        self.moved.emit()

    def update(self, settled: float, live_edge: float | None) -> None:
        """The runs have grown; arguments as for ``Navigation.update``."""
        if self._navigation.update(settled, live_edge):
            self._show_stretch(glide=self._glide.under_way)

    def keep_in_sight(self, t: int) -> None:
        """Slide along with a moment (ns from the runs' zero) that moves on; that is no move to come back from."""
        self._navigation.keep_in_sight(t / 1e9)
        self._show_stretch()
        self.moved.emit()

    @Slot()
    def fit(self) -> None:
        """Show every run from its start to its end."""
        self._move(self._navigation.fit, glide=True)

    @Slot()
    def zoom_in(self) -> None:
        """Show a shorter time in more detail."""
        self._move(lambda: self._navigation.zoom(KEY_ZOOM), glide=True)

    @Slot()
    def zoom_out(self) -> None:
        """Show a longer time."""
        self._move(lambda: self._navigation.zoom(1 / KEY_ZOOM), glide=True)

    @Slot()
    def pan_left(self) -> None:
        """Show earlier times."""
        self.pan(-KEY_PAN * self._stage.plot.area.width())

    @Slot()
    def pan_right(self) -> None:
        """Show later times."""
        self.pan(KEY_PAN * self._stage.plot.area.width())

    @Slot(float)
    def pan(self, pixels: float) -> None:
        """Show what lies so many logical pixels to the right."""
        self._move(lambda: self._navigation.pan(self._stage.seconds(pixels)))

    @Slot(object)
    def show(self, stretch: Stretch) -> None:
        """Show just this."""
        self._move(lambda: self._navigation.show(stretch), glide=True)

    def show_around(self, start: int, end: int) -> None:
        """Show what happened from ``start`` to ``end`` (ns from the runs' zero), and a little on either side."""
        room = ROOM * (end - start) / 1e9
        self.show(Stretch(start / 1e9 - room, (end - start) / 1e9 + 2 * room))

    @Slot()
    def back(self) -> None:
        """Show what was looked at before."""
        self._return(self._history.can_go_back, self._history.back)

    @Slot()
    def forth(self) -> None:
        """Show again what one has gone back from."""
        self._return(self._history.can_return, self._history.forth)

    @Slot(bool)
    def set_following(self, following: bool) -> None:
        """Keep the live edge in sight, or cease to."""
        before = self.following
        self._navigation.follow(following)
        self._look(before)

    @Slot()
    def advance(self) -> None:
        """The next frame of a movement."""
        self._stage.look(self._glide.advance(self._clock()))
        if not self._glide.under_way:
            self._frames.stop()

    def _move(self, move: Callable[[], None], *, glide: bool = False) -> None:
        """Look elsewhere, and remember what was left."""
        before, followed = self._navigation.view, self.following
        move()
        if self._navigation.view != before:
            self._history.leave(before, self._clock())
        self._look(followed, glide=glide)

    def _return(self, possible: bool, step: Callable[[View], View]) -> None:
        if possible:
            followed = self.following
            self._navigation.show(step(self._navigation.view))
            self._look(followed, glide=True)

    def _look(self, followed: bool, *, glide: bool = False) -> None:
        """Show what ``Navigation`` says now; tell if it follows now and did not before, or the other way round."""
        self._show_stretch(glide=glide)
        self.moved.emit()
        if self.following != followed:
            self.following_changed.emit(self.following)

    def _show_stretch(self, *, glide: bool = False) -> None:
        stretch = self._navigation.stretch
        if glide and self.glides():
            self._glide.go(stretch, self._clock())
            self._frames.start()
            return
        self._frames.stop()
        self._glide.jump(stretch)
        self._stage.look(stretch)

    @Slot(float, float)
    def _on_zoom_wanted(self, notches: float, at: float) -> None:
        self._zoom(NOTCH_ZOOM**notches, at, glide=True)

    @Slot(float, float)
    def _on_pinched(self, factor: float, at: float) -> None:
        self._zoom(1 / factor, at)

    def _zoom(self, factor: float, at: float, *, glide: bool = False) -> None:
        """What is at that time stays where it is on the screen, also on the way to something else."""
        shown = self._glide.shown if self._glide.under_way else self._navigation.stretch
        place = (at - shown.start) / shown.duration
        self._move(lambda: self._navigation.zoom(factor, at, place), glide=glide)

    @Slot()
    def _on_resized(self) -> None:
        self._show_stretch()
