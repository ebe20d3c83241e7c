"""The one time axis below all panels."""

from __future__ import annotations

from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtGui import QFont, QPen
from typing_extensions import override

from gilviz.gui.timeline import ink
from gilviz.render.theme import Theme
from gilviz.render.time_text import tick_text

HEIGHT = 34
"""Logical pixels."""
OVERHANG = 30
"""Logical pixels by which the outermost labels may reach beyond the axis."""


class TimeAxis(pg.AxisItem):
    """Seconds from each run's start, with the unit at every tick.

    Args:
        theme: The colours.
        base: What the labels' font is like.
    """

    def __init__(self, theme: Theme, base: QFont) -> None:
        super().__init__(orientation="bottom", maxTickLength=-5)
        self.enableAutoSIPrefix(False)
        self.setStyle(tickFont=ink.font(base, ink.SMALL), tickTextOffset=6, autoExpandTextSpace=False, maxTickLevel=0)
        self.setStyle(hideOverlappingLabels=OVERHANG)
        self.setHeight(HEIGHT)
        self.set_theme(theme)

    def show_time(self, start_s: float, end_s: float) -> None:
        """Show this stretch."""
        self.setRange(start_s, end_s)

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        self.setPen(QPen(ink.colour(theme.border)))
        self.setTextPen(QPen(ink.colour(theme.muted)))

    @override
    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        return [tick_text(value * scale, spacing * scale) for value in values]

    @override
    def linkedViewChanged(self, view: pg.ViewBox, newRange: Sequence[float] | None = None) -> None:
        """The box has a range of its own, in which nothing lies: a box that is told another one repaints everything in it."""
