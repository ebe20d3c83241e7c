"""The one time axis below all panels.

pyqtgraph chooses where ticks are; it would lay each label out three times, and keep a picture of an axis that is another one in
the next frame: 1.5 ms of a frame at another zoom. Here ticks and labels are painted straight away, at the same places.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget
from typing_extensions import override

from gilviz.gui.timeline import ink
from gilviz.render.theme import Theme
from gilviz.render.time_text import tick_text

HEIGHT = 34
"""Logical pixels."""
OVERHANG = 30
"""Logical pixels by which the outermost labels may reach beyond the axis."""
TICK = 5
"""Logical pixels by which ticks reach into the plot."""
TEXT_GAP = 6
"""Logical pixels above the labels."""
_FLAGS: Final = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextDontClip


class TimeAxis(pg.AxisItem):
    """Seconds from each run's start, with the unit at every tick.

    Args:
        theme: The colours.
        base: What the labels' font is like.
    """

    def __init__(self, theme: Theme, base: QFont) -> None:
        super().__init__(orientation="bottom", maxTickLength=-TICK)
        self._font = ink.font(base, ink.SMALL)
        self._metrics = QFontMetricsF(self._font)
        self.enableAutoSIPrefix(False)
        self.setStyle(autoExpandTextSpace=False, maxTickLevel=0)
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
    def paint(self, p: QPainter, opt: QStyleOptionGraphicsItem, widget: QWidget | None) -> None:
        line = self.mapRectFromParent(self.geometry())
        ticks = list(self._ticks(line))
        p.setPen(self.pen())
        p.drawLine(QLineF(line.left() - 1, line.top() + 1, line.right() + 1, line.top() + 1))
        p.drawLines([QLineF(x, line.top(), x, line.top() - TICK) for x, _ in ticks])
        p.setFont(self._font)
        p.setPen(self.textPen())
        p.setClipRect(self.boundingRect().toAlignedRect())
        for box, text in self._texts(line, ticks):
            p.drawText(box, _FLAGS, text)

    def labels(self) -> list[QRectF]:
        """Where the labels are, in its own logical pixels."""
        line = self.mapRectFromParent(self.geometry())
        return [box for box, _ in self._texts(line, self._ticks(line))]

    def _texts(self, line: QRectF, ticks: Iterable[tuple[float, str]]) -> Iterator[tuple[QRectF, str]]:
        """Where each label is, and what it says; those that would reach beyond the axis's room are left out."""
        everything = self.boundingRect()
        for x, text in ticks:
            width = self._metrics.horizontalAdvance(text)
            box = QRectF(x - width / 2, line.top() + TEXT_GAP, width, self._metrics.height())
            if everything.left() <= box.left() and box.right() <= everything.right():
                yield box, text

    def _ticks(self, line: QRectF) -> Iterator[tuple[float, str]]:
        """Where ticks are, and what they are called."""
        start, end = self.range
        if end <= start or line.width() <= 0:
            return
        spacing = self.tickSpacing(start, end, line.width() + 2)[0][0]
        pixels = line.width() / (end - start)
        first = math.ceil(start / spacing) * spacing
        for value in (np.arange(int((end - first) / spacing) + 1) * spacing + first).tolist():
            x = (value - start) * pixels
            if 0 <= x <= line.width():
                yield line.left() + x, tick_text(value, spacing)

    @override
    def linkedViewChanged(self, view: pg.ViewBox, newRange: object = None) -> None:
        """The box has a range of its own, in which nothing lies: a box that is told another one repaints everything in it."""
