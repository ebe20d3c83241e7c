"""Moments that are marked in lanes: a tick at the top of the lane for each, and one of them across all of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
from PySide6.QtCore import QObject, QRectF, Slot
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget
from typing_extensions import override

from gilviz.gui.timeline import ink
from gilviz.gui.timeline.sheet import Sheet
from gilviz.gui.timeline.stage import Stage
from gilviz.render.theme import Theme
from gilviz.trace.chunk import Ints

ABOVE: Final = 4
"""Its place in the stack of items: over the pictures, below what hides the future of a replay."""
WIDE, HALO = 2, 1
"""Logical pixels of a tick, and of the rim that keeps it apart from what lies below."""
PART, HIGHEST = 0.35, 9.0
"""How far a tick reaches down the lane, and in logical pixels at most: below it the lane says what it did."""

Marked = Mapping[tuple[int, int], Ints]
"""int64[n], ns from the runs' zero, by the panel's key and the worker's number."""


class Moments(QObject):
    """Marks moments on a stage.

    Args:
        stage: Whose lanes.
        theme: The colours.

    Attributes:
        marked: What is marked.
        chosen: The moment that stands out: panel's key, worker's number, ns from the runs' zero.
    """

    def __init__(self, stage: Stage, theme: Theme) -> None:
        super().__init__(stage)
        self.marked: Marked = {}
        self.chosen: tuple[int, int, int] | None = None
        self._stage = stage
        self._sheet = _Ticks(stage, self, theme)
        self._resize()
        stage.plot.area_changed.connect(self._resize)
        for changed in (stage.looked_elsewhere, stage.scrolled, stage.rearranged):
            changed.connect(self._sheet_update)

    def show(self, marked: Marked, chosen: tuple[int, int, int] | None = None) -> None:
        """Mark these moments, and no others."""
        self.marked, self.chosen = marked, chosen
        self._sheet.setVisible(bool(marked) or chosen is not None)
        self._sheet.update()

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        self._sheet.set_theme(theme)

    @Slot()
    def _resize(self) -> None:
        self._sheet.resize(self._stage.plot.area.size())

    @Slot()
    def _sheet_update(self) -> None:
        if self._sheet.isVisible():
            self._sheet.update()


class _Ticks(Sheet):
    """The ticks."""

    def __init__(self, stage: Stage, moments: Moments, theme: Theme) -> None:
        super().__init__(stage.plot.box, ABOVE)
        self._stage, self._moments, self._theme = stage, moments, theme

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        self._theme = theme
        self.update()

    @override
    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        painter.setClipRect(self.boundingRect())
        for (key, worker), times in self._moments.marked.items():
            row = self._row(key, worker)
            if row is not None:
                for x in self._columns(times):
                    self._tick(painter, x, row, min(row.height() * PART, HIGHEST), self._theme.text)
        if self._moments.chosen is not None:
            key, worker, time = self._moments.chosen
            row = self._row(key, worker)
            if row is not None:
                for x in self._columns(np.array([time])):
                    self._tick(painter, x, row, row.height(), self._theme.accent, 2)

    def _row(self, key: int, worker: int) -> QRectF | None:
        """Where a lane is on the canvas; None while it is not shown."""
        for picture in self._stage.pictures:
            if picture.panel.key == key:
                lane = next((lane for lane in picture.shown if lane.identity.number == worker), None)
                row = picture.row_of(lane) if lane is not None else None
                return self._stage.row_box(picture, row, 0, 0) if row is not None else None
        return None

    def _columns(self, times: Ints) -> list[int]:
        """The columns in sight in which there is a moment."""
        first, second = self._stage.x_of(0), self._stage.x_of(1_000_000_000)
        x = np.unique(np.floor(first + (second - first) * (times / 1e9)))
        shown: list[int] = x[(x >= -WIDE) & (x <= self.size.width() + WIDE)].astype(np.int64).tolist()
        return shown

    def _tick(self, painter: QPainter, x: int, row: QRectF, height: float, rgb: tuple[int, int, int], more: int = 0) -> None:
        wide = WIDE + more
        left = x - wide // 2
        halo = QRectF(left - HALO, row.top() - HALO, wide + 2 * HALO, height + 2 * HALO)
        painter.fillRect(halo, ink.colour(self._theme.surface))
        painter.fillRect(QRectF(left, row.top(), wide, height), ink.colour(rgb))
