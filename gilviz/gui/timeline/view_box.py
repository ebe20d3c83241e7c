"""The mouse over the picture: what is meant by wheel, drag and click."""

from __future__ import annotations

import enum

import pyqtgraph as pg
from pyqtgraph.GraphicsScene.mouseEvents import MouseClickEvent, MouseDragEvent
from PySide6.QtCore import QPoint, QPointF, Qt, Signal
from PySide6.QtWidgets import QGraphicsSceneWheelEvent
from typing_extensions import override

NOTCH = 120
"""What one notch of a wheel counts."""


class Sweep(enum.Enum):
    """What a drag over a range is for."""

    ZOOM = enum.auto()
    """Ctrl: see just this."""
    MEASURE = enum.auto()
    """Shift: add this up."""


class TimeViewBox(pg.ViewBox):
    """Says what the mouse asks for and changes nothing itself: ``Navigation`` decides what is in sight."""

    zoom_wanted = Signal(float, float)
    """Notches to zoom in (negative: out), and the place that stays, in pixels from the left."""
    pan_wanted = Signal(float)
    """Pixels to the right."""
    scroll_wanted = Signal(float)
    """Pixels down."""
    swept = Signal(Sweep, float, float, bool)
    """A range, from where to where in pixels from the left, and whether the button was let go."""
    clicked = Signal(QPointF)
    """A click that was no drag, in pixels from the upper left corner."""
    double_clicked = Signal(QPointF)
    """A second click at once, likewise."""
    menu_wanted = Signal(QPointF, QPoint)
    """A click of the right button, likewise, and where that is on the screen."""

    def __init__(self) -> None:
        super().__init__(enableMenu=False, invertY=True, defaultPadding=0.0)
        self.disableAutoRange()
        self._sweep: Sweep | None = None

    @override
    def wheelEvent(self, ev: QGraphicsSceneWheelEvent, axis: int | None = None) -> None:
        ev.accept()
        notches = ev.delta() / NOTCH
        if ev.orientation() == Qt.Orientation.Horizontal:
            self.pan_wanted.emit(-60 * notches)
        elif ev.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.pan_wanted.emit(-90 * notches)
        elif ev.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.scroll_wanted.emit(-60 * notches)
        else:
            self.zoom_wanted.emit(notches, self.mapFromScene(ev.scenePos()).x())

    @override
    def mouseDragEvent(self, ev: MouseDragEvent, axis: int | None = None) -> None:
        if ev.button() not in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            ev.ignore()
            return
        ev.accept()
        if ev.isStart():  # what a drag is for is decided when it begins: a key that is let go early spoils nothing
            self._sweep = _purpose(ev.modifiers()) if ev.button() == Qt.MouseButton.LeftButton else None
        if self._sweep is not None:
            begin, end = (self.mapFromScene(place).x() for place in (ev.buttonDownScenePos(), ev.scenePos()))
            self.swept.emit(self._sweep, begin, end, ev.isFinish())
            return
        moved = ev.scenePos() - ev.lastScenePos()
        self.pan_wanted.emit(-moved.x())
        self.scroll_wanted.emit(-moved.y())

    @override
    def mouseClickEvent(self, ev: MouseClickEvent) -> None:
        if ev.button() == Qt.MouseButton.LeftButton:
            ev.accept()
            (self.double_clicked if ev.double() else self.clicked).emit(self.mapFromScene(ev.scenePos()))
        elif ev.button() == Qt.MouseButton.RightButton:
            ev.accept()
            self.menu_wanted.emit(self.mapFromScene(ev.scenePos()), ev.screenPos().toPoint())


def _purpose(modifiers: Qt.KeyboardModifier) -> Sweep | None:
    if modifiers & Qt.KeyboardModifier.ShiftModifier:
        return Sweep.MEASURE
    return Sweep.ZOOM if modifiers & Qt.KeyboardModifier.ControlModifier else None
