"""Where the panels stand: plot, headlines and scroll bar, laid out together, in one theme and at one pixel size.

It shows the stretch of time that it is given and says what the mouse wants; ``view`` decides what follows from that.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QScrollBar, QWidget

from gilviz.gui.timeline.collection import Collection, FindsPlaces
from gilviz.gui.timeline.headings import Heading, Headings
from gilviz.gui.timeline.headline_strip import HeadlineStrip
from gilviz.gui.timeline.panel import Panel
from gilviz.gui.timeline.picture import PanelPicture
from gilviz.gui.timeline.plot import Plot
from gilviz.gui.timeline.view_box import Sweep
from gilviz.render.colouring import ColourBy
from gilviz.render.grid import TimeGrid
from gilviz.render.layout import Bar, arrange
from gilviz.render.navigation import Stretch
from gilviz.render.order import LaneView
from gilviz.render.theme import Theme
from gilviz.runner.protocol import State

SCROLL_STEP = 60
"""Logical pixels."""


class Stage(QWidget):
    """All panels on one time axis.

    Args:
        theme: The colours.
        parent: The timeline; gets the keyboard focus when this is clicked.
        scale: Pixels per logical pixel; None for the screen's own.
        layout: Finds everything's place.
        heading: Makes what stands above a panel's lanes.

    Attributes:
        grid: The columns in sight.
        plot: What is painted on.
    """

    zoom_wanted = Signal(float, float)
    """Notches to zoom in (negative: out), and the time that stays where it is, in seconds."""
    pinched = Signal(float, float)
    """How many times as large fingers make it, and the time that stays where it is, in seconds."""
    pan_wanted = Signal(float)
    """Logical pixels to the right."""
    swept = Signal(Sweep, float, float, bool)
    """A range, from where to where in logical pixels of the canvas, and whether the button was let go."""
    looked_elsewhere = Signal()
    """Another stretch of time is in sight."""
    resized = Signal()
    """There is another number of columns."""
    rearranged = Signal()
    """Lanes of a panel are shown otherwise."""
    scrolled = Signal()
    """Something else of the content is in sight, or there is another size."""

    def __init__(
        self,
        theme: Theme,
        parent: QWidget,
        scale: float | None = None,
        layout: FindsPlaces = arrange,
        heading: Callable[[Panel, Theme, QWidget], Heading] = HeadlineStrip,
    ) -> None:
        super().__init__(parent)
        self._fixed_scale = scale
        self._collection = Collection(theme, self._wanted_scale, layout)
        self.grid = TimeGrid(1.0, 0, 0)
        self.plot = Plot(theme, parent)
        self._headings = Headings(heading, theme, self.plot.viewport())
        self._named = 0
        self._bar = QScrollBar(Qt.Orientation.Vertical, self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.plot, 1)
        row.addWidget(self._bar)
        # its place is kept: coming and going within a resize it would get no width, and the time axis would jump
        policy = self._bar.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._bar.setSizePolicy(policy)
        self._bar.hide()
        self._bar.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._connect()

    @property
    def pictures(self) -> tuple[PanelPicture, ...]:
        """One for each panel, from top to bottom."""
        return self._collection.pictures

    def set_panels(self, panels: Sequence[Panel]) -> None:
        """Show these runs, from top to bottom; panels with known keys are updated in place."""
        before = {picture.panel.key: picture.panel for picture in self.pictures}
        others = self._collection.take(panels)
        for panel in panels:
            self._headings.show_panel(panel)
        self._headings.drop(before.keys() - {panel.key for panel in panels})
        if others:
            self._lay_out()
        elif any(_flags(panel) != _flags(before[panel.key]) for panel in panels):
            self.plot.canvas.update()
            self.plot.gutter.update()

    def arrange(self) -> None:
        """Find everything another place if the panels need it; name workers who have joined."""
        if self._collection.needs_places(self._wanted_scale):
            self._lay_out()
        named = sum(len(picture.lanes) for picture in self.pictures)
        if named != self._named:
            self._named = named
            # Labels above a picture are painted as soon as it has a lane; what grows repaints its own columns alone.
            self.plot.canvas.update()
            self.plot.gutter.update()

    def look(self, stretch: Stretch) -> None:
        """Show this stretch of time."""
        grid = TimeGrid.of(stretch.start, stretch.duration, round(self.plot.area.width() * self._scale))
        if grid != self.grid:
            self.grid = grid
            self.plot.show_time(grid.start_s, grid.end_s)
            self.looked_elsewhere.emit()
            self.plot.canvas.show_time(grid)
            self.plot.mark.set_grid(grid, self._scale)
            self.plot.curtain.show_time(grid)

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        self.plot.set_theme(theme)
        self._headings.set_theme(theme)
        self._collection.set_theme(theme)
        self._show()

    def show_lanes(self, picture: PanelPicture, view: LaneView) -> None:
        """Show the lanes of a panel otherwise."""
        if view != picture.view:
            picture.view = view
            self._lay_out()
            self.rearranged.emit()

    def row_box(self, picture: PanelPicture, row: Bar, left: float, right: float) -> QRectF | None:
        """A part of a picture's row on the canvas, in logical pixels; ``left`` and ``right`` are there already."""
        if picture.place is None:
            return None
        top = (picture.place.picture.top + row.top - self._bar.value()) / self._scale
        return QRectF(left, top, right - left, row.height / self._scale)

    def reveal(self, picture: PanelPicture, row: Bar) -> None:
        """Scroll until a row of a picture is in sight."""
        if picture.place is not None:
            top, below = picture.place.picture.top + row.top, picture.place.picture.top + row.bottom
            value = max(min(self._bar.value(), top), below - self._bar.pageStep())
            self._bar.setValue(value)

    @property
    def isolated(self) -> State | None:
        """The one state that keeps its colour; None where all do."""
        return self._collection.isolated

    @property
    def colour_by(self) -> ColourBy:
        """What colours tell."""
        return self._collection.colour_by

    def set_colours(self, colour_by: ColourBy) -> None:
        """Let colours tell something else."""
        self._collection.set_colours(colour_by)
        self._show()

    def isolate(self, state: State | None) -> None:
        """Let one state alone keep its colour; None gives all of them theirs back."""
        self._collection.isolate(state)
        self._show()

    def scroll_by(self, pixels: float) -> None:
        """Show what is further down, if not everything fits."""
        self._bar.setValue(self._bar.value() + round(pixels * self._scale))

    def seconds(self, pixels: float) -> float:
        """How long that many logical pixels are, in whole columns."""
        return round(pixels * self._scale) * self.grid.pitch / 1e9

    def time_at(self, x: float) -> int:
        """The time at a place of the canvas (logical pixels from its left), in ns from the runs' zero."""
        return round((self.grid.first + x * self._scale) * self.grid.pitch)

    def x_of(self, t: int) -> float:
        """Where on the canvas a time lies: the reverse of ``time_at``."""
        return (t / self.grid.pitch - self.grid.first) / self._scale

    def column_at(self, x: float) -> tuple[int, int]:
        """From when to when the column at a place of the canvas lasts, in ns from the runs' zero."""
        return self.grid.span(int(x * self._scale))

    def content_y(self, y: float) -> int:
        """A height of the canvas as one of the content, in device pixels."""
        return round(y * self._scale) + self._bar.value()

    @property
    def first_row(self) -> float:
        """Where the topmost panel's picture begins, in logical pixels below the canvas's top; nothing above it."""
        first = next((picture.place for picture in self.pictures if picture.place is not None), None)
        return max((first.flags.top - self._bar.value()) / self._scale, 0.0) if first is not None else 0.0

    def picture_at(self, y: int) -> PanelPicture | None:
        """The panel at a height of the content; None beside all."""
        return self._collection.at(y)

    def _connect(self) -> None:
        plot = self.plot
        plot.area_changed.connect(self._on_area_changed)
        plot.box.zoom_wanted.connect(self._on_zoom_wanted)
        plot.pinched.connect(self._on_pinched)
        plot.box.pan_wanted.connect(self.pan_wanted)
        plot.box.swept.connect(self.swept)
        for item in (plot.box, plot.gutter):
            item.scroll_wanted.connect(self._on_scroll_wanted)
        self._bar.valueChanged.connect(self._show)

    @property
    def _scale(self) -> float:
        """Pixels per logical pixel that everything is laid out for."""
        return self._collection.scale

    @property
    def _wanted_scale(self) -> float:
        """Pixels per logical pixel; on the screen, another one may be moved to at any time."""
        return self.devicePixelRatioF() if self._fixed_scale is None else self._fixed_scale

    def _lay_out(self) -> None:
        """Find everything's place for the present panels and size."""
        content = self._collection.lay_out(self.plot.area.height(), self._wanted_scale)
        height = round(self.plot.area.height() * self._scale)
        hidden = max(content - height, 0)
        self._bar.setPageStep(height)
        self._bar.setSingleStep(round(SCROLL_STEP * self._scale))
        self._bar.setRange(0, hidden)
        self._bar.setVisible(hidden > 0)
        self._show()

    @Slot()
    def _show(self) -> None:
        """Hand the present places, grid and colours on, and repaint all of it."""
        scroll = self._bar.value()
        self.plot.canvas.show_pictures(self.pictures, self._collection.theme, self.grid, self._scale, scroll)
        self.plot.mark.set_grid(self.grid, self._scale)
        self.plot.curtain.show_pictures(self.pictures, self._collection.theme, self.grid, self._scale, scroll)
        self.plot.gutter.show_pictures(self.pictures, self._collection.theme, self._scale, scroll)
        self._headings.place(self.pictures, self.plot.area, self._scale, scroll)
        self.scrolled.emit()

    @Slot()
    def _on_area_changed(self) -> None:
        self._lay_out()
        self.resized.emit()

    @Slot(float, float)
    def _on_zoom_wanted(self, notches: float, x: float) -> None:
        self.zoom_wanted.emit(notches, self.time_at(x) / 1e9)

    @Slot(float, float)
    def _on_pinched(self, factor: float, x: float) -> None:
        self.pinched.emit(factor, self.time_at(x) / 1e9)

    @Slot(float)
    def _on_scroll_wanted(self, pixels: float) -> None:
        self.scroll_by(pixels)


def _flags(panel: Panel) -> tuple[object, ...]:
    """What stands on and above the lanes of a panel, beside what grows."""
    return panel.phase, panel.baseline_ns, panel.trace, panel.marks, panel.notes
