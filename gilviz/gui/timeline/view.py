"""The timeline widget."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from gilviz.gui.timeline.panel import Panel
from gilviz.render.theme import Theme

__all__ = ["Panel", "TimelineView"]


class TimelineView(QWidget):
    """Every run's lanes, stacked on one time axis.

    Attributes:
        last_frame_cost: Seconds of CPU that the last refresh and its painting took.
    """

    lane_clicked = Signal(int, int)
    """A lane was clicked: its panel's key, the worker's number."""
    following_changed = Signal(bool)
    """The view began or ceased to follow the live edge."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.last_frame_cost = 0.0
        self._theme = theme
        self._panels: tuple[Panel, ...] = ()
        self._following = True

    @property
    def following(self) -> bool:
        """Whether the view keeps the live edge in sight."""
        return self._following

    def set_panels(self, panels: Sequence[Panel]) -> None:
        """Show these runs, from top to bottom. Cheap to call at 10 Hz: panels with known keys are updated in place."""
        self._panels = tuple(panels)

    def refresh(self) -> None:
        """The live frame: paint what the traces gained since the last one."""

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        self._theme = theme
        self.update()

    @Slot()
    def fit(self) -> None:
        """Show every run from its start to its end."""

    @Slot()
    def zoom_in(self) -> None:
        """Show a shorter time in more detail."""

    @Slot()
    def zoom_out(self) -> None:
        """Show a longer time."""

    @Slot()
    def pan_left(self) -> None:
        """Show earlier times."""

    @Slot()
    def pan_right(self) -> None:
        """Show later times."""

    @Slot(bool)
    def set_following(self, following: bool) -> None:
        """Keep the live edge in sight, or cease to."""
        if following != self._following:
            self._following = following
            self.following_changed.emit(following)
