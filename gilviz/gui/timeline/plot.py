"""The pyqtgraph plot, assembled: canvas, names, time axis; and what the mouse does over it."""

from __future__ import annotations

import math
import sys

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QMouseEvent, QNativeGestureEvent, QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QFrame, QGestureEvent, QGraphicsView, QPinchGesture, QWidget
from typing_extensions import override

from gilviz.gui.timeline import gutter, ink
from gilviz.gui.timeline.canvas import Canvas
from gilviz.gui.timeline.curtain import Curtain
from gilviz.gui.timeline.gutter import Gutter
from gilviz.gui.timeline.range_mark import RangeMark
from gilviz.gui.timeline.time_axis import TimeAxis
from gilviz.gui.timeline.view_box import TimeViewBox
from gilviz.render.theme import Theme

RIGHT = 26
"""Logical pixels to the right of everything."""
SMALL = 1 << 16
"""So many pixels of background are painted sooner than it is found out which of them pictures cover."""


class Plot(pg.PlotWidget):
    """One plot for all panels.

    Args:
        theme: The colours.
        parent: The widget it is part of.

    Attributes:
        box: Says what the mouse wants.
        canvas: Paints the pictures.
        gutter: Names their rows.
        mark: Shows a range of time across all of them.
        curtain: Hides what a replay has not come to yet.
    """

    area_changed = Signal()
    """The canvas has another size."""
    pointer_moved = Signal(QPoint)
    """The mouse is over that place of the viewport."""
    pointer_left = Signal()
    pinched = Signal(float, float)
    """How many times as large fingers make what is at a place, in pixels from the canvas's left."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        self.box = TimeViewBox()
        self._axis = TimeAxis(theme, parent.font())
        super().__init__(parent, background=ink.colour(theme.surface), viewBox=self.box, axisItems={"bottom": self._axis})
        item = self.getPlotItem()
        item.hideButtons()
        item.hideAxis("left")
        item.setMenuEnabled(False)
        item.layout.setContentsMargins(gutter.WIDTH, 0, RIGHT, 0)
        self.canvas = Canvas(self.box, theme, parent.font())
        self.gutter = Gutter(item, theme, parent.font())
        self.mark = RangeMark(self.box, theme)
        self.curtain = Curtain(self.box, theme, parent.font())
        self.setFrameShape(QFrame.Shape.NoFrame)
        # Its background covers it: nothing below has to be painted first, and a copy of one colour saves nothing.
        self.setCacheMode(QGraphicsView.CacheModeFlag.CacheNone)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        if sys.platform != "darwin":  # there, touchpads tell their gestures themselves, and Qt would tell them once more
            self.viewport().grabGesture(Qt.GestureType.PinchGesture)
        self.setFocusProxy(parent)
        self.box.sigResized.connect(self._on_resized)
        self._on_resized()

    @property
    def area(self) -> QRectF:
        """Where the canvas is, in logical pixels of the viewport."""
        return QRectF(self.box.mapRectToScene(self.box.rect()))

    def set_theme(self, theme: Theme) -> None:
        """Draw background and axis in other colours."""
        self.setBackground(ink.colour(theme.surface))
        self._axis.set_theme(theme)

    def show_time(self, start_s: float, end_s: float) -> None:
        """Let the axis show this stretch."""
        self._axis.show_time(start_s, end_s)

    def times(self) -> list[QRectF]:
        """Where the axis's labels are, in logical pixels of the viewport."""
        return [self._axis.mapRectToScene(label) for label in self._axis.labels()]

    def on_canvas(self, at: QPoint) -> QPointF | None:
        """That place of the viewport as one of the canvas; None outside."""
        place = QPointF(at) - self.area.topLeft()
        return place if self.canvas.boundingRect().contains(place) else None

    def beside_canvas(self, at: QPoint) -> float | None:
        """How far down the names that place of the viewport is; None where no name can be."""
        down = at.y() - self.area.top()
        return down if 0 <= at.x() < gutter.WIDTH and 0 <= down < self.area.height() else None

    @Slot()
    def _on_resized(self) -> None:
        area = self.area
        self.canvas.resize(area.size())
        self.mark.resize(area.size())
        self.curtain.resize(area.size())
        self.gutter.resize(area.top(), area.height())
        self.box.setYRange(0, max(area.height(), 1.0), padding=0)
        self.area_changed.emit()

    @override
    def drawBackground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        """Everywhere but where pictures cover it."""
        wanted = QRectF(rect).toAlignedRect()
        if wanted.width() * wanted.height() <= SMALL:
            painter.fillRect(rect, self.backgroundBrush())
            return
        region = QRegion(wanted)
        for box in self.canvas.covered():
            at = self.box.mapRectToScene(box)
            left, top = math.ceil(at.left()), math.ceil(at.top())
            region -= QRect(left, top, math.floor(at.right()) - left, math.floor(at.bottom()) - top)
        painter.save()
        painter.setClipRegion(region, Qt.ClipOperation.IntersectClip)
        painter.fillRect(rect, self.backgroundBrush())
        painter.restore()

    @override
    def paintEvent(self, ev: QPaintEvent) -> None:
        self.gutter.repainted = ev.region()
        super().paintEvent(ev)
        self.gutter.repainted = None

    @override
    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QNativeGestureEvent) and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            self._pinch(1 + event.value(), event.position().x())
            return True
        if isinstance(event, QGestureEvent):
            pinch = event.gesture(Qt.GestureType.PinchGesture)
            if isinstance(pinch, QPinchGesture):
                center = self.viewport().mapFromGlobal(pinch.centerPoint())
                self._pinch(pinch.scaleFactor(), center.x())
                event.accept(pinch)
                return True
        return bool(super().viewportEvent(event))

    def _pinch(self, factor: float, x: float) -> None:
        if factor > 0 and factor != 1:
            self.pinched.emit(factor, x - self.area.left())

    @override
    def mouseMoveEvent(self, ev: QMouseEvent) -> None:
        super().mouseMoveEvent(ev)
        if ev.buttons() == Qt.MouseButton.NoButton:
            self.pointer_moved.emit(ev.position().toPoint())
        else:
            self.pointer_left.emit()

    @override
    def leaveEvent(self, ev: QEvent) -> None:
        super().leaveEvent(ev)
        self.pointer_left.emit()
