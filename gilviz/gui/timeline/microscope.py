"""The microscope: a second stage of lanes below the picture, for the few milliseconds in which slices can be seen.

Here it is put there and away, connected and drawn; ``lens_guide`` says where it looks, ``lens_layout`` how high it is.
A click in the picture pins it.

It is made when somebody wants it for the first time. While it is put away, a frame costs one comparison.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable
from typing import cast

from PySide6.QtCore import QObject, QPoint, QPointF, Signal, Slot
from PySide6.QtWidgets import QWidget

from gilviz.gui.look.ringed import RIM
from gilviz.gui.timeline.lens_card import LensCard
from gilviz.gui.timeline.lens_guide import LensGuide
from gilviz.gui.timeline.lens_mark import LensMark
from gilviz.gui.timeline.pointing import Pointing
from gilviz.gui.timeline.replaying import Replaying
from gilviz.gui.timeline.stage import Stage
from gilviz.gui.timeline.time_axis import HEIGHT as AXIS
from gilviz.gui.timeline.view_box import Sweep
from gilviz.render import lens_layout
from gilviz.render.colouring import ColourBy
from gilviz.render.layout import named_height
from gilviz.render.lens import MS, Lens
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
        self._guide = LensGuide(stage, replaying, clock)
        self._stage, self._replaying = stage, replaying
        self._theme = theme
        self._parts: tuple[LensCard, LensMark, Pointing] | None = None
        self._shown = False

    @property
    def lens(self) -> Lens:
        """Where it looks."""
        return self._guide.lens

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
        self._shown = shown
        self._guide.start_anew()
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
        card, guide = self._made()[0], self._guide
        guide.set_runs()
        room = self._timeline.contentsRect().height() - card.head_height - 2 * (AXIS + RIM)
        chosen = guide.chosen(room)
        shapes = [picture.shape for picture in self._stage.pictures]
        # a run that is to come gets its room now: the picture would jump with each of them
        to_come = shapes and not guide.over
        lanes = [max(shapes, key=lambda shape: shape.lanes)] if to_come else [picture.shape for picture in chosen]
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
            self._guide.follow()
            self._show()

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

    def _show(self) -> None:
        """Draw what lies below the lens, as far as it has changed, and mark in the picture where that is."""
        card = self._made()[0]
        card.stage.arrange()
        card.stage.look(self.lens.stretch)
        card.stage.plot.canvas.advance()
        card.stage.plot.curtain.stand_at(self._replaying.replay.position)
        card.buttons["pin"].setChecked(self.lens.pinned)
        first, last = (position_text(t, RESOLUTION) for t in (self.lens.start, self.lens.end))
        nothing = self._guide.nothing()
        card.say(f"{self.lens.span // MS} ms", "" if nothing else f"{first} to {last}", *self._guide.why())
        card.say_nothing(nothing)
        self._show_mark()

    @Slot()
    def _show_mark(self) -> None:
        if self._shown:
            left, right = (self._stage.x_of(t) for t in (self.lens.start, self.lens.end))
            # where nothing was recorded, nothing is magnified
            self._made()[1].mark(left, right, self._stage.first_row, shown=bool(self._guide.begun))

    @Slot(QPoint)
    def _on_pointer_moved(self, at: QPoint) -> None:
        place = self._stage.plot.on_canvas(at)
        if self._shown and place is not None and not self._guide.stays:
            self._point(self._panel_at(place), self._stage.time_at(place.x()), read=False)

    @Slot(int, object)
    def follow_reading(self, key: int, t: int) -> None:
        """Somebody reads by keyboard and has come to that panel's moment (ns from its zero): show what lies around it."""
        if self._shown and not self._guide.stays:
            self._point(key, t, read=True)

    def _point(self, key: int | None, t: int, *, read: bool) -> None:
        """Show what lies around a moment, of that panel if not of all."""
        if self._guide.point(key, t, read=read):
            self.set_runs()
        else:
            self._show()

    @Slot(QPointF)
    def _on_clicked(self, place: QPointF) -> None:
        if self._shown:
            self._guide.pin(self._panel_at(place), self._stage.time_at(place.x()))
            self.set_runs()

    def _panel_at(self, place: QPointF) -> int | None:
        """The key of the panel at a place of the canvas; None beside all."""
        picture = self._stage.picture_at(self._stage.content_y(place.y()))
        return picture.panel.key if picture is not None else None

    @Slot(float, float)
    def _on_zoom_wanted(self, notches: float, at: float) -> None:
        if self._guide.turn(notches, round(at * 1e9)):
            self.refresh()

    @Slot(float)
    def _on_pan_wanted(self, pixels: float) -> None:
        self.lens.pan(round(self._made()[0].stage.seconds(pixels) * 1e9), self._guide.length)
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
        self.lens.zoom(-1)
        self.refresh()

    @Slot()
    def narrow(self) -> None:
        """Show a shorter time."""
        self.lens.zoom(1)
        self.refresh()

    @Slot()
    def toggle_pin(self) -> None:
        """Stay here, or follow again."""
        (self.lens.release if self.lens.pinned else self.lens.hold)()
        self.set_runs()
