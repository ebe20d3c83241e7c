"""The lanes of a scene's runs, large enough for the last row, growing while the runs go on.

The pixels are ``PanelPicture``'s, as in the window; what stands around them is larger, and there is less of it. A frame repaints
the columns that changed and nothing else, and every pixel is painted once: nothing flickers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from gilviz.gui.lecture import ornaments
from gilviz.gui.lecture.geometry import AXIS, LEGEND, NAMES, SIDE, Shape, Unit, place_panels
from gilviz.gui.lecture.legend import Entry, InSight, legend_entries, paint_legend
from gilviz.gui.lecture.letters import Letters
from gilviz.gui.lecture.ornaments import Scenery
from gilviz.gui.lecture.shown import ShownRun
from gilviz.gui.timeline import ink
from gilviz.gui.timeline.picture import PanelPicture
from gilviz.lecture.model import Mark
from gilviz.render.grid import TimeGrid
from gilviz.render.navigation import Navigation, Stretch, View
from gilviz.render.palette import Palette
from gilviz.render.theme import Theme
from gilviz.runner.protocol import State

SPILL = 3
"""Pixels by which lines reach beyond the columns they belong to."""


class HallPicture(QWidget):
    """Some runs below each other on one time axis.

    Args:
        theme: The colours.
        parent: The hall's view.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._unit = Unit(1920, 1080)
        self._runs: tuple[ShownRun, ...] = ()
        self._pictures: tuple[PanelPicture, ...] = ()
        self._navigation = Navigation()
        self._view: View = None
        self._state: State | None = None
        self._marks: tuple[Mark, ...] = ()
        self._guesses: Mapping[int, str] = {}
        self._guess_ns = 0
        self._shapes: list[Shape] = []
        self._grid = TimeGrid(1.0, 0, 0)
        self._told: object = None
        self._named: list[int] = []
        self._legend = True
        self._entries: list[Entry] = []
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName("What every worker did")

    def set_unit(self, unit: Unit) -> None:
        """Another screen is drawn on."""
        self._unit = unit
        self._lay_out()

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        self._theme = theme
        self._use_palette()

    def look(
        self,
        view: View,
        *,
        state: State | None = None,
        marks: Sequence[Mark] = (),
        guess: tuple[int, float, str] | None = None,
        legend: bool = True,
    ) -> None:
        """What of the runs is shown.

        Args:
            view: The stretch; None for everything.
            state: The one that keeps its colour.
            marks: What is pointed at.
            guess: The hall's guess of a wall time: the run's key, seconds, and how it is called; None without one.
            legend: Whether the states are explained above.
        """
        self._navigation = Navigation()
        self._view = view
        self._marks, self._legend = tuple(marks), legend
        self._guesses = {guess[0]: guess[2]} if guess is not None else {}
        self._guess_ns = round(guess[1] * 1e9) if guess is not None else 0
        if state is not self._state:
            self._state = state
            self._use_palette()
        self._lay_out()

    def show_runs(self, runs: Sequence[ShownRun]) -> None:
        """Show these, in place where they are known: cheap enough for several times a second."""
        known = {picture.panel.key: picture for picture in self._pictures}
        pictures = []
        for run in runs:
            picture = known.get(run.panel.key)
            if picture is None or picture.panel.trace not in (None, run.panel.trace):
                picture = PanelPicture(run.panel, self._palette())
            picture.panel = run.panel
            pictures.append(picture)
        moved = [id(picture) for picture in pictures] != [id(picture) for picture in self._pictures]
        self._runs, self._pictures = tuple(runs), tuple(pictures)
        if moved:
            self._lay_out()
        told = [(run.label, run.python, run.figures, run.panel.phase, run.panel.message) for run in runs]
        self._explain()
        if told != self._told:
            self._told = told
            for picture in self._pictures:
                self.update(self._header(picture).toAlignedRect())
        self.refresh()

    def _explain(self) -> None:
        """Name the states that are in sight by now."""
        start, end = self._grid.start_s, self._grid.end_s
        shown = [
            InSight(picture.lanes, round(picture.origin + start * 1e9), round(picture.origin + end * 1e9))
            for picture in self._pictures
        ]
        entries = list(legend_entries(shown, self._state))
        if entries != self._entries:
            self._entries = entries
            self.update(0, 0, self.width(), self._top)

    @property
    def legend(self) -> Sequence[Entry]:
        """The states that are explained above."""
        return self._entries if self._legend else ()

    def refresh(self) -> None:
        """The live frame: repaint what was recorded since the last one."""
        if not self.isVisible():
            return
        if self._shapes != self._wanted_shapes():
            self._lay_out()
            return
        named = [len(picture.lanes) for picture in self._pictures]
        # a lane's name stands to the left of the columns, which are all that is painted below
        if self._look_again() or named != self._named:
            self._named = named
            self.update()
            return
        left, top = self._left, self._top
        scale = self._scale
        for picture in self._pictures:
            columns = picture.draw(self._grid)
            if columns is not None and picture.place is not None:
                begin, end = columns
                box = QRectF(
                    left + begin / scale - SPILL,
                    top + picture.place.flags.top / scale,
                    (end - begin) / scale + 2 * SPILL,
                    (picture.place.picture.bottom - picture.place.flags.top) / scale,
                )
                self.update(box.toAlignedRect())

    @property
    def stretch(self) -> Stretch:
        """What is in sight."""
        return self._navigation.stretch if self._view is None else self._view

    @property
    def _scale(self) -> float:
        return self.devicePixelRatioF()

    @property
    def _left(self) -> int:
        return self._unit.px(SIDE + NAMES)

    @property
    def _top(self) -> int:
        return self._unit.px(LEGEND) if self._legend else 0

    def _palette(self) -> Palette:
        # patterns grow with the screen, or their dots would melt into a grey
        return Palette.of(self._theme, max(self._scale * self._unit.factor * 2, 1.0), self._state)

    def _use_palette(self) -> None:
        palette = self._palette()
        for picture in self._pictures:
            picture.set_palette(palette)
        self.update()

    def _wanted_shapes(self) -> list[Shape]:
        shapes = []
        for picture in self._pictures:
            shape = picture.shape
            key = picture.panel.key
            flagged = key in self._guesses or any(mark.run == key for mark in self._marks)
            # the strip says who has a GIL: where a single worker has it to itself, there is nothing to say
            passing = [gil for gil in picture.passing_gils if len(gil) > 1]
            shapes.append(Shape(shape.lanes, len(passing) if picture.lanes else int(shape.lanes > 1), flagged))
        return shapes

    def _lay_out(self) -> None:
        scale = self._scale
        self._shapes = self._wanted_shapes()
        height = round((self.height() - self._top - self._unit.px(AXIS)) * scale)
        for picture, place in zip(self._pictures, place_panels(self._shapes, height, self._unit.factor * scale), strict=True):
            picture.place = place
        self._look_again()
        self._explain()
        self.update()

    def _look_again(self) -> bool:
        """Find out which stretch is in sight by now, and whether that is another one."""
        edges = [edge for picture in self._pictures if (edge := picture.live_edge) is not None]
        settled = max((picture.settled for picture in self._pictures), default=0.0)
        if self._guess_ns and settled:
            settled = max(settled, self._guess_ns / 1e9 * 1.08)
        self._navigation.update(settled, max(edges, default=None))
        stretch = self.stretch
        columns = round((self.width() - self._left - self._unit.px(SIDE)) * self._scale)
        grid = TimeGrid.of(stretch.start, stretch.duration, max(columns, 1))
        moved = grid != self._grid
        self._grid = grid
        return moved

    def _header(self, picture: PanelPicture) -> QRectF:
        place = picture.place
        if place is None:
            return QRectF()
        return QRectF(0, self._top + place.header.top / self._scale, self.width(), place.header.height / self._scale)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(event.rect(), ink.colour(self._theme.surface))
        for picture in self._pictures:
            picture.draw(self._grid)
            self._blit(painter, picture)
        scenery = Scenery(
            painter=painter,
            letters=Letters(painter, self.font(), self._unit),
            theme=self._theme,
            unit=self._unit,
            grid=self._grid,
            scale=self._scale,
            area=QRectF(self._left, self._top, self._grid.width / self._scale, self.height() - self._top),
        )
        for run, picture in zip(self._runs, self._pictures, strict=True):
            ornaments.header(scenery, run, self._header(picture))
            ornaments.names(scenery, picture)
            marks = [mark for mark in self._marks if mark.run == picture.panel.key]
            ornaments.state_names(scenery, picture, marks)
            if picture.panel.key in self._guesses:
                ornaments.guess(scenery, picture, self._guess_ns, self._guesses[picture.panel.key])
            ornaments.marks(scenery, picture, marks)
        bottom = max((picture.place.whole.bottom for picture in self._pictures if picture.place), default=0)
        ornaments.axis(scenery, self._top + bottom / self._scale)
        if self._legend:
            paint_legend(scenery, self._entries, QRectF(self._unit.px(SIDE), 0, self.width(), self._unit.px(LEGEND)))
        painter.end()

    def _blit(self, painter: QPainter, picture: PanelPicture) -> None:
        """Copy the pixels, one to one."""
        image = picture.image()
        if picture.place is None or image.isNull():
            return
        image.setDevicePixelRatio(self._scale)
        painter.drawImage(QRectF(self._left, self._top + picture.place.picture.top / self._scale, 0, 0).topLeft(), image)
