"""All runs in a few pixels, and the frame of what is in sight: to be dragged, or put elsewhere by a click."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from gilviz.gui.timeline import ink
from gilviz.gui.timeline.picture import PanelPicture
from gilviz.render.navigation import Stretch
from gilviz.render.overview import Floats, executing_shares
from gilviz.render.theme import Theme
from gilviz.runner.protocol import State

SIZE: Final = QSize(220, 26)
LEAST_WIDTH: Final = 80
"""Logical pixels: of a window that is narrow, or shares itself with a pane."""
INSIDE: Final = 2
"""Logical pixels around the runs."""
GAP: Final = 1
SMALLEST_FRAME: Final = 6.0
"""Logical pixels: a frame that is narrower could not be seen, nor caught."""
VEIL: Final = 150
"""Opacity of what lies over the runs that are not in sight, of 255."""


class Minimap(QWidget):
    """A row for each run.

    Args:
        theme: The colours.
        parent: Owns it.
    """

    look_wanted = Signal(object)
    """Show this ``Stretch``."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows: tuple[Floats, ...] = ()
        self._length = 0.0
        self._stretch = Stretch(0.0, 1.0)
        self._grip = 0.0
        self.setFixedHeight(SIZE.height())
        self.setMinimumWidth(LEAST_WIDTH)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Overview of all runs")
        self.setToolTip("All runs, and the frame of what is in sight: drag it, or click where it shall be")

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        self._theme = theme
        self.update()

    def set_runs(self, pictures: Sequence[PanelPicture]) -> None:
        """Show these runs."""
        length = round(max((picture.known_until or 0.0 for picture in pictures), default=0.0) * 1e9)
        self._length = length / 1e9
        self._rows = tuple(
            executing_shares(picture.lanes, picture.origin, length, SIZE.width() - 2 * INSIDE, picture.shape.most)
            for picture in pictures
            if picture.lanes
        )
        self.update()

    def show_stretch(self, stretch: Stretch) -> None:
        """This is in sight now."""
        if stretch != self._stretch:
            self._stretch = stretch
            self.update()

    @property
    def frame(self) -> QRectF:
        """Where the frame is, in logical pixels."""
        left, right = (self._x(t) for t in (self._stretch.start, self._stretch.end))
        left, right = max(left, 0.0), min(right, float(self.width()))
        if right - left < SMALLEST_FRAME:
            middle = min(max((left + right) / 2, SMALLEST_FRAME / 2), self.width() - SMALLEST_FRAME / 2)
            left, right = middle - SMALLEST_FRAME / 2, middle + SMALLEST_FRAME / 2
        return QRectF(left, 0, right - left, self.height())

    def _x(self, t: float) -> float:
        return INSIDE + (self.width() - 2 * INSIDE) * t / self._length if self._length else 0.0

    def _time(self, x: float) -> float:
        return (x - INSIDE) / max(self.width() - 2 * INSIDE, 1) * self._length

    @override
    def sizeHint(self) -> QSize:
        return SIZE

    @override
    def mousePressEvent(self, ev: QMouseEvent) -> None:
        x = ev.position().x()
        middle = self.frame.center().x()
        # A frame that is caught keeps the place below the pointer; elsewhere its middle comes to the pointer.
        self._grip = x - middle if self.frame.contains(QPointF(x, 1.0)) else 0.0
        self._look(x)

    @override
    def mouseMoveEvent(self, ev: QMouseEvent) -> None:
        if ev.buttons() & Qt.MouseButton.LeftButton:
            self._look(ev.position().x())

    def _look(self, x: float) -> None:
        if self._length:
            middle = self._time(x - self._grip)
            self.look_wanted.emit(Stretch(middle - self._stretch.duration / 2, self._stretch.duration))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.fillRect(self.rect(), ink.colour(theme.surface))
        height = (self.height() - 2 * INSIDE + GAP) / max(len(self._rows), 1) - GAP
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink.colour(theme.states[State.RUNNING]))
        for number, row in enumerate(self._rows):
            painter.drawPolygon(self._outline(row, INSIDE + (number + 1) * (height + GAP) - GAP, height))
        frame = self.frame
        veil = ink.colour(theme.window, VEIL)
        painter.fillRect(QRectF(0, 0, frame.left(), self.height()), veil)
        painter.fillRect(QRectF(frame.right(), 0, self.width() - frame.right(), self.height()), veil)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(ink.colour(theme.accent), 1.5))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.drawRoundedRect(frame.adjusted(1, 1, -1, -1), 2, 2)
        painter.end()

    def _outline(self, row: Floats, bottom: float, height: float) -> QPolygonF:
        right = float(self.width() - INSIDE)
        columns = np.linspace(INSIDE, right, len(row), endpoint=False)
        tops = [QPointF(float(x), bottom - height * float(share)) for x, share in zip(columns, row, strict=True)]
        return QPolygonF([QPointF(float(INSIDE), bottom), *tops, QPointF(right, bottom)])
