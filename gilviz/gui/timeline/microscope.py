"""The microscope: a second stage of lanes below the picture, for the few milliseconds in which slices can be seen.

While a run goes on it shows the newest moment in which every worker's state is known; in a replay, what lies before the replay's
moment; else what lies around the pointer, or around the cursor of who reads by keyboard. A click in the picture pins it.
``render.lens`` says when it moves.

It is made when somebody wants it for the first time. While it is put away, a frame costs one comparison.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Sequence
from typing import cast

from PySide6.QtCore import QObject, QPoint, QPointF, Signal, Slot
from PySide6.QtWidgets import QWidget

from gilviz.gui.ringed import RIM
from gilviz.gui.timeline.lens_card import LensCard
from gilviz.gui.timeline.lens_mark import LensMark
from gilviz.gui.timeline.picture import PanelPicture
from gilviz.gui.timeline.pointing import Pointing
from gilviz.gui.timeline.replaying import Replaying
from gilviz.gui.timeline.stage import Stage
from gilviz.gui.timeline.time_axis import HEIGHT as AXIS
from gilviz.gui.timeline.view_box import Sweep
from gilviz.render import lens_layout
from gilviz.render.colouring import ColourBy
from gilviz.render.layout import named_height
from gilviz.render.lens import MS, ROOM, Lens
from gilviz.render.theme import Theme
from gilviz.render.time_text import position_text
from gilviz.runner.protocol import State

RESOLUTION = 1e5
"""ns: what a moment is said to."""


class Microscope(QObject):
    """What the lens shows, and what it is told.

    Args:
        timeline: What it becomes a part of.
        stage: The picture.
        replaying: Plays it again.
        theme: The colours.
        clock: Seconds.

    Attributes:
        lens: Where it looks.
    """

    shown_changed = Signal(bool)
    """It is there from now on, or no longer."""
    swept = Signal(Sweep, object, object)
    """A range below the lens was swept over: what for, from when to when in ns from the runs' zero."""
    lane_clicked = Signal(int, int)
    """A lane below the lens was clicked: its panel's key, the worker's number."""

    def __init__(
        self, timeline: QWidget, stage: Stage, replaying: Replaying, theme: Theme, clock: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(timeline)
        self.lens = Lens()
        self._stage, self._replaying = stage, replaying
        self._theme, self._clock = theme, clock
        self._parts: tuple[LensCard, LensMark, Pointing] | None = None
        self._shown = False
        self._over = False
        self._pointed: int | None = None
        self._read = False
        self._notches = 0.0

    @property
    def shown(self) -> bool:
        """Whether it is there."""
        return self._shown

    @property
    def card(self) -> LensCard | None:
        """Its widget; None while nobody has wanted it."""
        return self._parts[0] if self._parts is not None else None

    @Slot()
    def toggle(self) -> None:
        """Put it there, or away."""
        self.set_shown(not self._shown)

    @Slot(bool)
    def set_shown(self, shown: bool) -> None:
        """Put it there, or away."""
        if shown == self._shown:
            return
        self._shown, self._over = shown, False
        card, mark, _ = self._made()
        card.setVisible(shown)
        mark.setVisible(shown)
        self.set_runs()
        self.shown_changed.emit(shown)

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        self._theme = theme
        if self._parts is not None:
            card, mark, pointing = self._parts
            card.set_theme(theme)
            card.stage.plot.mark.set_theme(theme)
            mark.set_theme(theme)
            pointing.card.set_theme(theme)

    def isolate(self, state: State | None) -> None:
        """Let one state alone keep its colour; None gives all of them theirs back."""
        if self._parts is not None:
            self._parts[0].stage.isolate(state)

    def set_colours(self, colour_by: ColourBy) -> None:
        """Let colours tell something else."""
        if self._parts is not None:
            self._parts[0].stage.set_colours(colour_by)

    @Slot()
    def set_runs(self) -> None:
        """The picture shows other runs, or they have grown or ended, or there is another room for them."""
        if not self._shown:
            return
        card = self._made()[0]
        begun = [picture for picture in self._stage.pictures if picture.lanes]
        over = bool(begun) and not self._going_on
        if over and not self._over:
            # everything has ended: until somebody points at something, see the middle of what all runs share
            self.lens.look_at(round(min(picture.known_until or 0.0 for picture in begun) * 1e9) // 2, self._length)
        self._over = over
        room = self._timeline.contentsRect().height() - card.head_height - 2 * (AXIS + RIM)
        chosen = self._chosen(begun, room)
        shapes = [picture.shape for picture in self._stage.pictures]
        # a run that is to come gets its room now: the picture would jump with each of them
        lanes = [max(shapes, key=lambda shape: shape.lanes)] if shapes and not over else [picture.shape for picture in chosen]
        card.set_height(lens_layout.height_of_lens(lanes, room, named_height(shapes)))
        # how long the sequential run took is far away from the few milliseconds below the lens
        card.stage.set_panels([dataclasses.replace(picture.panel, baseline_ns=None) for picture in chosen])
        for magnified, picture in zip(card.stage.pictures, chosen, strict=True):
            card.stage.show_lanes(magnified, picture.view)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """The live frame: show what is newest, if it is time for that, and what has changed in it."""
        if self._shown:
            self._follow()
            self._show()

    @property
    def _going_on(self) -> bool:
        return any(not picture.panel.phase.ended for picture in self._stage.pictures)

    @property
    def _length(self) -> int:
        """When the newest known moment of all runs is, in ns from their zero."""
        return round(max((picture.known_until or 0.0 for picture in self._stage.pictures), default=0.0) * 1e9)

    @property
    def _timeline(self) -> QWidget:
        """What it is a part of; asked for, and not kept: each would keep the other alive."""
        return cast("QWidget", self._stage.parentWidget())

    def _made(self) -> tuple[LensCard, LensMark, Pointing]:
        if self._parts is None:
            card, plot = LensCard(self._theme, self._timeline), self._stage.plot
            card.hide()
            layout = self._timeline.layout()
            if layout is not None:
                layout.addWidget(card)
            card.stage.isolate(self._stage.isolated)
            card.stage.set_colours(self._stage.colour_by)
            self._parts = card, LensMark(plot, self._theme), Pointing(card.stage, self._theme)
            self._connect(*self._parts)
        return self._parts

    def _connect(self, card: LensCard, mark: LensMark, pointing: Pointing) -> None:
        stage, plot = self._stage, self._stage.plot
        stage.looked_elsewhere.connect(self._show_mark)
        stage.resized.connect(self.set_runs)
        stage.rearranged.connect(self.set_runs)
        plot.area_changed.connect(mark.resize)
        plot.pointer_moved.connect(self._on_pointer_moved)
        plot.box.clicked.connect(self._on_clicked)
        self._replaying.changed.connect(self.refresh)
        card.stage.resized.connect(self.refresh)
        card.stage.zoom_wanted.connect(self._on_zoom_wanted)
        card.stage.pan_wanted.connect(self._on_pan_wanted)
        card.stage.swept.connect(self._on_swept)
        card.pressed.connect(self._on_pressed)
        pointing.clicked.connect(self.lane_clicked)

    def _chosen(self, begun: Sequence[PanelPicture], room: int) -> Sequence[PanelPicture]:
        """Which runs are magnified: the one that goes on, else all of them, else the one that was pointed at last."""
        if self._going_on and not self.lens.pinned:
            return begun[-1:]
        if lens_layout.fit([picture.shape for picture in begun], room):
            return begun
        return [picture for picture in begun if picture.panel.key == self._pointed] or begun[:1]

    def _follow(self) -> None:
        """Let the lens follow what moves by itself."""
        replay, live = self._replaying.replay, [picture for picture in self._stage.pictures if picture.live_edge is not None]
        if live:
            self.lens.follow(live[-1].certain_until, self._clock())
        elif replay.position is not None:
            self.lens.follow(replay.position, self._clock(), replay.speed if replay.playing else 0.0, ROOM)

    def _show(self) -> None:
        """Draw what lies below the lens, as far as it has changed, and mark in the picture where that is."""
        card = self._made()[0]
        card.stage.arrange()
        card.stage.look(self.lens.stretch)
        card.stage.plot.canvas.advance()
        card.stage.plot.curtain.stand_at(self._replaying.replay.position)
        card.buttons["pin"].setChecked(self.lens.pinned)
        first, last = (position_text(t, RESOLUTION) for t in (self.lens.start, self.lens.end))
        card.say(f"Microscope: {self.lens.span // MS} ms", f"{first} to {last} · {self._why()}")
        self._show_mark()

    def _why(self) -> str:
        """Why it shows this."""
        if self.lens.pinned:
            return "pinned"
        if self._going_on:
            return "the newest"
        if self._replaying.replay.position is not None:
            return "before the replay’s moment"
        if self._read:
            return "around the cursor"
        return "around the pointer" if self._pointed is not None else "point at the picture to see another moment"

    @Slot()
    def _show_mark(self) -> None:
        if self._shown:
            left, right = (self._stage.x_of(t) for t in (self.lens.start, self.lens.end))
            self._made()[1].mark(left, right, self._stage.first_row)

    @Slot(QPoint)
    def _on_pointer_moved(self, at: QPoint) -> None:
        place = self._stage.plot.on_canvas(at)
        if not self._shown or place is None or self.lens.pinned or self._going_on:
            return
        self._point(self._panel_at(place), self._stage.time_at(place.x()), read=False)

    @Slot(int, object)
    def follow_reading(self, key: int, t: int) -> None:
        """Somebody reads by keyboard and has come to that panel's moment (ns from its zero): show what lies around it."""
        if self._shown and not self.lens.pinned and not self._going_on:
            self._point(key, t, read=True)

    def _point(self, key: int | None, t: int, *, read: bool) -> None:
        """Show what lies around a moment, of that panel if not of all; a replay shows its own moment."""
        before, self._pointed, self._read = self._pointed, key, read
        if self._replaying.replay.position is None:
            self.lens.look_at(t, self._length)
        if key != before:
            self.set_runs()
        self._show()

    @Slot(QPointF)
    def _on_clicked(self, place: QPointF) -> None:
        if self._shown:
            self._pointed = self._panel_at(place)
            self.lens.pin(self._stage.time_at(place.x()), self._length)
            self.set_runs()

    def _panel_at(self, place: QPointF) -> int | None:
        """The key of the panel at a place of the canvas; beside all, of the one that was pointed at last."""
        picture = self._stage.picture_at(self._stage.content_y(place.y()))
        return picture.panel.key if picture is not None else self._pointed

    @Slot(float, float)
    def _on_zoom_wanted(self, notches: float, at: float) -> None:
        """The wheel turns over the lens; what turns in small steps is added up."""
        self._notches += notches
        steps = int(self._notches)
        self._notches -= steps
        self._zoom(steps, round(at * 1e9))

    def _zoom(self, steps: int, at: int | None = None) -> None:
        if steps:
            self.lens.zoom(steps, at)
            self.refresh()

    @Slot(float)
    def _on_pan_wanted(self, pixels: float) -> None:
        card = self._made()[0]
        self.lens.pan(round(card.stage.seconds(pixels) * 1e9), self._length)
        self._show()

    @Slot(Sweep, float, float, bool)
    def _on_swept(self, sweep: Sweep, begin: float, end: float, finished: bool) -> None:
        stage = self._made()[0].stage
        first, last = sorted((stage.time_at(begin), stage.time_at(end)))
        stage.plot.mark.mark(None if finished else (first, last))
        if finished and last > first:
            self.swept.emit(sweep, first, last)

    @Slot(str)
    def _on_pressed(self, name: str) -> None:
        {"wider": self.widen, "closer": self.narrow, "pin": self.toggle_pin, "close": self.toggle}[name]()

    @Slot()
    def widen(self) -> None:
        """Show a longer time."""
        self._zoom(-1)

    @Slot()
    def narrow(self) -> None:
        """Show a shorter time."""
        self._zoom(1)

    @Slot()
    def toggle_pin(self) -> None:
        """Stay here, or follow again."""
        (self.lens.release if self.lens.pinned else self.lens.hold)()
        self.set_runs()
