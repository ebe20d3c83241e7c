"""What all that is painted over the panels of one frame has in common."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont

from gilviz.gui.timeline import ink
from gilviz.render.grid import TimeGrid
from gilviz.render.layout import Bar, PanelPlace
from gilviz.render.theme import Theme


@dataclass(frozen=True)
class Frame:
    """What all overlays of a frame have in common.

    Args:
        theme: The colours.
        font: What labels are like.
        grid: The columns in sight.
        scale: Device pixels per logical pixel.
        scroll: Device pixels of the content above the canvas's top.
        width: Of the canvas.
    """

    theme: Theme
    font: QFont
    grid: TimeGrid
    scale: float
    scroll: int
    width: float
    _widths: dict[str, float] = field(default_factory=dict)

    def x(self, t: float) -> float:
        """Where a time (ns from a run's start) lies."""
        return (t / self.grid.pitch - self.grid.first) / self.scale

    def box(self, bar: Bar) -> QRectF:
        """A row of the content over the whole width."""
        return QRectF(0, (bar.top - self.scroll) / self.scale, self.width, bar.height / self.scale)

    def row(self, place: PanelPlace, row: Bar) -> QRectF:
        """A row of a picture over the whole width."""
        return self.box(Bar(place.picture.top + row.top, row.height))

    def text_width(self, text: str) -> float:
        """How wide a label is, in logical pixels."""
        if text not in self._widths:
            self._widths[text] = ink.width(text, self.font)
        return self._widths[text]
