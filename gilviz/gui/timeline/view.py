"""The timeline widget: all runs of an experiment, stacked on one time axis, growing while they go on.

What happens in a frame (``refresh``):

1. Lanes that joined may change the layout: then everything is laid out and drawn anew.
2. ``Navigation`` says which stretch is in sight; another one means another grid, whose columns the rasters keep where they can.
3. Every panel in sight draws the columns that changed, and only those are handed to Qt for repainting.

A frame in which nothing changed stops after comparing a few numbers, and Qt paints nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from gilviz.gui.timeline import ink
from gilviz.gui.timeline.panel import Panel
from gilviz.gui.timeline.stage import SCROLL_STEP, Stage
from gilviz.render.navigation import Navigation
from gilviz.render.theme import Theme

__all__ = ["Panel", "TimelineView"]

NOTCH_ZOOM = 0.8
KEY_ZOOM = 2 / 3
KEY_PAN = 0.15
"""Of the stretch in sight."""
FAR_BASELINE = 3
"""A baseline so many times as long as all runs is only pointed at once they have ended: else nobody could see what they did."""
RIM = 2
"""Logical pixels around everything, for the focus ring."""
BY_KEYBOARD = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason)


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
        self._navigation = Navigation()
        self._ring = False
        self._stage = Stage(theme, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(RIM, RIM, RIM, RIM)
        column.addWidget(self._stage)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(420, 200)
        self.setAccessibleName("Timeline")
        self.setAccessibleDescription("What every worker did. W and S zoom, A and D pan, F shows all, L follows the live edge.")
        self._stage.resized.connect(self._on_resized)
        self._stage.zoom_wanted.connect(self._on_zoom_wanted)
        self._stage.pan_wanted.connect(self._on_pan_wanted)
        self._stage.clicked.connect(self.lane_clicked)

    @property
    def following(self) -> bool:
        """Whether the live edge is kept in sight."""
        return self._navigation.following

    def set_panels(self, panels: Sequence[Panel]) -> None:
        """Show these runs, from top to bottom. Cheap to call at 10 Hz: panels with known keys are updated in place.

        A new experiment, whether it has new keys or begins the old ones anew, is shown from its start.
        """
        known = {picture.panel.key: picture.panel for picture in self._stage.pictures}
        if not any(panel.key in known and _goes_on(known[panel.key], panel) for panel in panels):
            self._navigation.fit()
        self._stage.set_panels(panels)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """The live frame: paint what the traces gained since the last one."""
        stage = self._stage
        stage.arrange()
        edges = [edge for picture in stage.pictures if (edge := picture.live_edge) is not None]
        if self._navigation.update(self._settled(), max(edges, default=None)):
            stage.look(self._navigation.stretch)
        stage.plot.canvas.advance()

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        self._theme = theme
        self._stage.set_theme(theme)
        self.update()

    @Slot()
    def fit(self) -> None:
        """Show every run from its start to its end."""
        self._navigation.fit()
        self._look(self.following)

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
        self._on_pan_wanted(-KEY_PAN * self._stage.plot.area.width())

    @Slot()
    def pan_right(self) -> None:
        """Show later times."""
        self._on_pan_wanted(KEY_PAN * self._stage.plot.area.width())

    @Slot(bool)
    def set_following(self, following: bool) -> None:
        """Keep the live edge in sight, or cease to."""
        before = self.following
        self._navigation.follow(following)
        self._look(before)

    def _settled(self) -> float:
        """Seconds that an automatic view has to show: ended runs, and the baseline while it isn't far behind all of them."""
        pictures = self._stage.pictures
        longest = max((picture.settled for picture in pictures), default=0.0)
        baseline = max((picture.baseline for picture in pictures), default=0.0)
        over = all(picture.panel.phase.ended for picture in pictures)
        return max(longest, min(baseline, FAR_BASELINE * longest) if over and longest else baseline)

    def _look(self, followed: bool) -> None:
        """Show what ``Navigation`` says now; tell if it follows now and did not before, or the other way round."""
        self._stage.look(self._navigation.stretch)
        if self.following != followed:
            self.following_changed.emit(self.following)

    def _zoom(self, factor: float, at: float | None) -> None:
        before = self.following
        self._navigation.zoom(factor, at)
        self._look(before)

    @Slot(float, float)
    def _on_zoom_wanted(self, notches: float, at: float) -> None:
        self._zoom(NOTCH_ZOOM**notches, at)

    @Slot(float)
    def _on_pan_wanted(self, pixels: float) -> None:
        before = self.following
        self._navigation.pan(self._stage.seconds(pixels))
        self._look(before)

    @Slot()
    def _on_resized(self) -> None:
        self._stage.look(self._navigation.stretch)

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
        self.set_following(not self.following)

    def _scroll_up(self) -> None:
        self._stage.scroll_by(-SCROLL_STEP)

    def _scroll_down(self) -> None:
        self._stage.scroll_by(SCROLL_STEP)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        action = self._key_actions().get(event.key())
        modified = event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        if action is None or modified:
            super().keyPressEvent(event)
            return
        action()

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._ring = event.reason() in BY_KEYBOARD
        self.update()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._ring = False
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """The rim that the plot leaves free: it shows who reached the timeline by keyboard that keys work here."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), ink.colour(self._theme.accent if self._ring else self._theme.surface))
        painter.end()


def _goes_on(before: Panel, after: Panel) -> bool:
    """Whether two panels with the same key show the same run, and not one that was begun anew."""
    return before.trace in (None, after.trace) and (after.phase.ended or not before.phase.ended)
