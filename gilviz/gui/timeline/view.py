"""The timeline widget: all runs of an experiment, stacked on one time axis, growing while they go on.

What happens in a frame (``refresh``):

1. Lanes that joined may change the layout: then everything is laid out and drawn anew.
2. ``Navigation`` says which stretch is in sight; another one means another grid, whose columns the rasters keep where they can.
3. Every panel in sight draws the columns that changed, and only those are handed to Qt for repainting.

A frame in which nothing changed stops after comparing a few numbers, and Qt paints nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollBar, QWidget
from typing_extensions import override

from gilviz.gui.timeline import gutter
from gilviz.gui.timeline.headline_strip import HeadlineStrip
from gilviz.gui.timeline.hover_card import HoverCard
from gilviz.gui.timeline.panel import Panel
from gilviz.gui.timeline.picture import PanelPicture
from gilviz.gui.timeline.plot import RIGHT, Plot
from gilviz.render.grid import TimeGrid
from gilviz.render.layout import Layout, PanelShape, arrange
from gilviz.render.navigation import Navigation
from gilviz.render.palette import Palette
from gilviz.render.theme import Theme

__all__ = ["Panel", "TimelineView"]

NOTCH_ZOOM = 0.8
KEY_ZOOM = 2 / 3
KEY_PAN = 0.15
"""Of the stretch in sight."""
KEY_SCROLL = 60
"""Logical pixels."""


class TimelineView(QWidget):
    """Every run's lanes, stacked on one time axis.

    Args:
        theme: The colours.
        parent: Owns it.
    """

    lane_clicked = Signal(int, int)
    """A lane was clicked: its panel's key, the worker's number."""
    following_changed = Signal(bool)
    """The view began or ceased to follow the live edge."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._scale = self.devicePixelRatioF()
        self._palette = Palette.of(theme, self._scale)
        self._pictures: tuple[PanelPicture, ...] = ()
        self._headlines: dict[int, HeadlineStrip] = {}
        self._shapes: tuple[PanelShape, ...] = ()
        self._layout = Layout((), 0)
        self._grid = TimeGrid(1.0, 0, 0)
        self._navigation = Navigation()
        self._refresh_cost = 0.0
        self._named = 0
        self._plot = Plot(theme, self)
        self._bar = QScrollBar(Qt.Orientation.Vertical, self)
        self._card = HoverCard(theme, self._plot.viewport())
        self._assemble()
        self._connect()

    @property
    def following(self) -> bool:
        """Whether the live edge is kept in sight."""
        return self._navigation.following

    @property
    def last_frame_cost(self) -> float:
        """Seconds of CPU that the last refresh and the painting after it took."""
        return self._refresh_cost + self._plot.paint_cost

    def set_panels(self, panels: Sequence[Panel]) -> None:
        """Show these runs, from top to bottom. Cheap to call at 10 Hz: panels with known keys are updated in place.

        A new experiment, whether it has new keys or begins the old ones anew, is shown from its start.
        """
        known = {picture.panel.key: picture for picture in self._pictures}
        if not any(panel.key in known and _goes_on(known[panel.key].panel, panel) for panel in panels):
            self._navigation.fit()
        pictures = []
        for panel in panels:
            picture = known.get(panel.key) or PanelPicture(panel, self._palette)
            self._update_panel(picture, panel)
            pictures.append(picture)
        for key in known.keys() - {panel.key for panel in panels}:
            self._headlines.pop(key).deleteLater()
        if [picture.panel.key for picture in pictures] != list(known):
            self._pictures = tuple(pictures)
            self._shapes = ()
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """The live frame: paint what the traces gained since the last one."""
        begin = time.thread_time()
        self._plot.paint_cost = 0.0
        shapes = tuple(picture.shape for picture in self._pictures)
        if shapes != self._shapes or self.devicePixelRatioF() != self._scale:
            self._shapes = shapes
            self._lay_out()
        edges = [edge for picture in self._pictures if (edge := picture.live_edge) is not None]
        settled = max((picture.settled for picture in self._pictures), default=0.0)
        if self._navigation.update(settled, max(edges, default=None)):
            self._look()
        named = sum(len(picture.lanes) for picture in self._pictures)
        if named != self._named:
            self._named = named
            self._plot.gutter.update()
        self._draw()
        self._refresh_cost = time.thread_time() - begin

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        self._theme = theme
        self._plot.set_theme(theme)
        self._card.set_theme(theme)
        for headline in self._headlines.values():
            headline.set_theme(theme)
        self._use_palette()
        self._show()

    @Slot()
    def fit(self) -> None:
        """Show every run from its start to its end."""
        self._navigation.fit()
        self._look()

    @Slot()
    def zoom_in(self) -> None:
        """Show a shorter time in more detail."""
        self._zoom(KEY_ZOOM, None)

    @Slot()
    def zoom_out(self) -> None:
        """Show a longer time."""
        self._zoom(1 / KEY_ZOOM, None)

    @Slot()
    def pan_left(self) -> None:
        """Show earlier times."""
        self._pan(-KEY_PAN * self._plot.area.width())

    @Slot()
    def pan_right(self) -> None:
        """Show later times."""
        self._pan(KEY_PAN * self._plot.area.width())

    @Slot(bool)
    def set_following(self, following: bool) -> None:  # a slot: the signal's argument
        """Keep the live edge in sight, or cease to."""
        before = self._navigation.following
        self._navigation.follow(following)
        self._look(before)

    def _assemble(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._plot, 1)
        row.addWidget(self._bar)
        self._bar.hide()
        self._bar.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(420, 200)
        self.setAccessibleName("Timeline")
        self.setAccessibleDescription(
            "What every worker did. W and S zoom, A and D pan, F shows everything, L follows the live edge."
        )

    def _connect(self) -> None:
        plot = self._plot
        plot.area_changed.connect(self._on_area_changed)
        plot.pointer_moved.connect(self._on_pointer_moved)
        plot.pointer_left.connect(self._card.hide)
        plot.box.zoom_wanted.connect(self._on_wheel)
        plot.box.pan_wanted.connect(self._pan)
        plot.box.scroll_wanted.connect(self._scroll_by)
        plot.box.clicked.connect(self._on_clicked)
        plot.gutter.clicked.connect(self._on_clicked)
        plot.gutter.scroll_wanted.connect(self._scroll_by)
        self._bar.valueChanged.connect(self._show)

    def _update_panel(self, picture: PanelPicture, panel: Panel) -> None:
        before, picture.panel = picture.panel, panel
        headline = self._headlines.get(panel.key)
        if headline is None:
            self._headlines[panel.key] = HeadlineStrip(panel, self._theme, self._plot.viewport())
            return
        headline.show_panel(panel)
        if (panel.phase, panel.baseline_ns, panel.trace) != (before.phase, before.baseline_ns, before.trace):
            self._plot.canvas.update()
            self._plot.gutter.update()

    def _use_palette(self) -> None:
        self._palette = Palette.of(self._theme, self._scale)
        for picture in self._pictures:
            picture.set_palette(self._palette)

    def _lay_out(self) -> None:
        """Find everything's place for the present shapes and size, and draw it there."""
        if self.devicePixelRatioF() != self._scale:
            self._scale = self.devicePixelRatioF()
            self._use_palette()
        height = round(self._plot.area.height() * self._scale)
        self._layout = arrange(self._shapes, height, self._scale)
        for picture, place in zip(self._pictures, self._layout.panels, strict=True):
            picture.place = place
        hidden = max(self._layout.height - height, 0)
        self._bar.setPageStep(height)
        self._bar.setSingleStep(round(KEY_SCROLL * self._scale))
        self._bar.setRange(0, hidden)
        self._bar.setVisible(hidden > 0)
        self._look()

    def _look(self, followed_before: bool | None = None) -> None:
        """Show what ``Navigation`` says."""
        stretch = self._navigation.stretch
        grid = TimeGrid.of(stretch.start, stretch.duration, round(self._plot.area.width() * self._scale))
        if grid != self._grid:
            self._grid = grid
            self._plot.show_time(grid.start_s, grid.end_s)
            self._card.hide()
        self._show()
        if followed_before is not None and followed_before != self._navigation.following:
            self.following_changed.emit(self._navigation.following)

    @Slot()
    def _show(self) -> None:
        """Hand the present places, grid and colours on, and repaint all of it."""
        scroll = self._bar.value()
        self._plot.canvas.show_pictures(self._pictures, self._theme, self._grid, self._scale, scroll)
        self._plot.gutter.show_pictures(self._pictures, self._theme, self._scale, scroll)
        self._place_headlines(scroll)
        self._draw()

    def _draw(self) -> None:
        for picture in self._pictures:
            if self._plot.canvas.in_sight(picture):
                columns = picture.draw(self._grid)
                if columns is not None:
                    self._plot.canvas.repaint_columns(picture, *columns)

    def _place_headlines(self, scroll: int) -> None:
        """Above their lanes; what would reach over the time axis is cut off."""
        area = self._plot.area
        width = round(area.right() + RIGHT - 2 * gutter.MARGIN + (gutter.MARGIN - RIGHT))
        for picture in self._pictures:
            headline, place = self._headlines[picture.panel.key], picture.place
            if place is None:
                continue
            top = round(area.top() + (place.header.top - scroll) / self._scale)
            height = min(round(place.header.height / self._scale), round(area.bottom()) - top)
            headline.setGeometry(gutter.MARGIN, top, width, max(height, 0))
            headline.setVisible(height > 0)

    def _zoom(self, factor: float, at: float | None) -> None:
        before = self._navigation.following
        self._navigation.zoom(factor, at)
        self._look(before)

    @Slot(float)
    def _pan(self, pixels: float) -> None:
        before = self._navigation.following
        self._navigation.pan(round(pixels * self._scale) * self._grid.pitch / 1e9)
        self._look(before)

    @Slot(float)
    def _scroll_by(self, pixels: float) -> None:
        self._bar.setValue(self._bar.value() + round(pixels * self._scale))

    @Slot(float, float)
    def _on_wheel(self, notches: float, x: float) -> None:
        at = (self._grid.first + x * self._scale) * self._grid.pitch / 1e9
        self._zoom(NOTCH_ZOOM**notches, at)

    @Slot()
    def _on_area_changed(self) -> None:
        self._lay_out()

    @Slot(QPointF)
    def _on_clicked(self, place: QPointF) -> None:
        y = round(place.y() * self._scale) + self._bar.value()
        index = self._layout.panel_at(y)
        number = self._pictures[index].lane_number_at(y) if index is not None else None
        if index is not None and number is not None:
            self.lane_clicked.emit(self._pictures[index].panel.key, number)

    @Slot(QPoint)
    def _on_pointer_moved(self, at: QPoint) -> None:
        place = self._plot.on_canvas(at)
        y = round(place.y() * self._scale) + self._bar.value() if place is not None else -1
        index = self._layout.panel_at(y)
        if place is None or index is None:
            self._card.hide()
            return
        start, end = self._grid.span(int(place.x() * self._scale))
        self._card.show_hint(self._pictures[index].hint_at(y, start, end), at)

    def _key_actions(self) -> Mapping[int, Callable[[], None]]:
        key = Qt.Key
        return {
            key.Key_W: self.zoom_in, key.Key_Plus: self.zoom_in, key.Key_Equal: self.zoom_in,
            key.Key_S: self.zoom_out, key.Key_Minus: self.zoom_out,
            key.Key_A: self.pan_left, key.Key_Left: self.pan_left,
            key.Key_D: self.pan_right, key.Key_Right: self.pan_right,
            key.Key_F: self.fit, key.Key_Home: self.fit, key.Key_0: self.fit,
            key.Key_L: self._toggle_following,
            key.Key_Up: self._scroll_up, key.Key_Down: self._scroll_down,
        }  # fmt: skip

    def _toggle_following(self) -> None:
        self.set_following(not self._navigation.following)

    def _scroll_up(self) -> None:
        self._scroll_by(-KEY_SCROLL)

    def _scroll_down(self) -> None:
        self._scroll_by(KEY_SCROLL)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        action = self._key_actions().get(event.key())
        modified = event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        if action is None or modified:
            super().keyPressEvent(event)
            return
        action()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._show()


def _goes_on(before: Panel, after: Panel) -> bool:
    """Whether two panels with the same key show the same run, and not one that was begun anew."""
    return before.trace in (None, after.trace) and (after.phase.ended or not before.phase.ended)
