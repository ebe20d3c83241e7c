"""What stands above the panels' lanes: a widget for each, kept in its place while everything below scrolls."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QWidget

from gilviz.gui.timeline import gutter
from gilviz.gui.timeline.headline_strip import HeadlineStrip
from gilviz.gui.timeline.panel import Panel
from gilviz.gui.timeline.picture import PanelPicture
from gilviz.gui.timeline.run_name import RunName
from gilviz.render.theme import Theme

Heading = HeadlineStrip | RunName
"""What can stand above a panel's lanes."""


class Headings:
    """One for each panel.

    Args:
        make: Makes one, in colours, within a widget.
        theme: The colours.
        within: What they stand on.
    """

    def __init__(self, make: Callable[[Panel, Theme, QWidget], Heading], theme: Theme, within: QWidget) -> None:
        self._make, self._theme, self._within = make, theme, within
        self._made: dict[int, Heading] = {}

    def show_panel(self, panel: Panel) -> None:
        """Show another state of a run, or one that is new."""
        heading = self._made.get(panel.key)
        if heading is None:
            self._made[panel.key] = self._make(panel, self._theme, self._within)
        else:
            heading.show_panel(panel)

    def drop(self, keys: Iterable[int]) -> None:
        """These panels are gone."""
        for key in keys:
            self._made.pop(key).deleteLater()

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        self._theme = theme
        for heading in self._made.values():
            heading.set_theme(theme)

    def place(self, pictures: Sequence[PanelPicture], area: QRectF, scale: float, scroll: int) -> None:
        """Put them above their lanes; what would reach over the time axis is cut off.

        Args:
            pictures: The panels.
            area: Where the canvas is, in logical pixels of what they stand on.
            scale: Device pixels per logical pixel.
            scroll: Device pixels of the content above the canvas's top.
        """
        for picture in pictures:
            heading, place = self._made[picture.panel.key], picture.place
            if place is None:
                continue
            top = round(area.top() + (place.header.top - scroll) / scale)
            height = min(round(place.header.height / scale), round(area.bottom()) - top)
            heading.setGeometry(gutter.MARGIN, top, round(area.right()) - gutter.MARGIN, max(height, 0))
            heading.setVisible(height > 0)
