"""A frame around the segment that is read by keyboard."""

from __future__ import annotations

from typing import Final

import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget
from typing_extensions import override

from gilviz.gui.timeline import ink
from gilviz.gui.timeline.sheet import Sheet
from gilviz.render.theme import Theme

ABOVE: Final = 8
"""Its place in the stack of items: over the pictures and what a replay hides of them."""
SHORTEST: Final = 7.0
"""Logical pixels: a frame that is narrower could not be seen."""
AROUND: Final = 3.0


class CursorMark(Sheet):
    """The frame; without a segment there is nothing.

    Args:
        view_box: What it lies over.
        theme: The colours.
    """

    def __init__(self, view_box: pg.ViewBox, theme: Theme) -> None:
        super().__init__(view_box, ABOVE)
        self._theme = theme
        self.box: QRectF | None = None

    def show_at(self, box: QRectF | None) -> None:
        """Stand around a segment's place on the canvas, in logical pixels."""
        if box is not None and box.width() < SHORTEST:
            box = QRectF(box.center().x() - SHORTEST / 2, box.top(), SHORTEST, box.height())
        if box != self.box:
            self.box = box
            self.setVisible(box is not None)
            self.update()

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        self._theme = theme
        self.update()

    @override
    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        if self.box is None:
            return
        # What reaches far out of sight is cut off: Qt's own arithmetic ends somewhere.
        box = self.box.intersected(self.boundingRect().adjusted(-50, -50, 50, 50)).adjusted(-AROUND, -AROUND, AROUND, AROUND)
        painter.setClipRect(self.boundingRect())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for rgb, width in ((self._theme.surface, 5.0), (self._theme.text, 2.4)):
            painter.setPen(QPen(ink.colour(rgb), width))
            painter.drawRoundedRect(box, 3, 3)
