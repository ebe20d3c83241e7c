"""The slider for the switch interval: a logarithmic scale of round numbers, with Python's own value marked.

The mouse is ours as well as the drawing: Qt looks for the knob in the middle of the widget, and here it stands above the scale. A
press anywhere goes there at once, as a hall expects of it, and drags on.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSlider, QStyle, QStyleOptionSlider, QWidget
from typing_extensions import override

from gilviz.gui.form.form_state import DEFAULT_SWITCH_INTERVAL_MS, SWITCH_INTERVALS_MS, nearest_step, switch_interval_text

MARK_HEIGHT = 5
KNOB = 7.0
"""The knob's radius, in pixels."""
SCALE_MS = (0.1, 1.0, 5.0, 100.0)
"""The values written below the slider."""


TIP = (
    "How long a thread may keep the GIL while others wait for it (sys.setswitchinterval)\n"
    "It changes how finely threads take turns; processes don't care\n"
    "Threads that run feel it at once: move it and watch"
)


class SwitchSlider(QSlider):
    """Chooses one of ``SWITCH_INTERVALS_MS``; its steps are even on a logarithmic scale."""

    interval_changed = Signal(float)
    """The interval in ms."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setRange(0, len(SWITCH_INTERVALS_MS) - 1)
        self.setPageStep(3)
        self.setAccessibleName("Switch interval")
        self.setToolTip(TIP)
        self.set_interval(DEFAULT_SWITCH_INTERVAL_MS)
        self.setMinimumHeight(round(2 * KNOB) + 6 + MARK_HEIGHT + self.fontMetrics().height())
        self.valueChanged.connect(self._announce)

    @property
    def interval_ms(self) -> float:
        """The chosen interval in ms."""
        return SWITCH_INTERVALS_MS[self.value()]

    def set_interval(self, milliseconds: float) -> None:
        """Choose the step nearest to it."""
        self.setValue(nearest_step(milliseconds))
        self._describe()

    def set_problem(self, problem: str | None) -> None:
        """Why it can't be moved now, in a sentence; None when it can."""
        if self.isEnabled() == (problem is not None) or (problem or TIP) != self.toolTip():
            self.setEnabled(problem is None)
            self.setToolTip(problem or TIP)

    @Slot()
    def _announce(self) -> None:
        self._describe()
        self.interval_changed.emit(self.interval_ms)

    def _describe(self) -> None:
        self.setAccessibleDescription(switch_interval_text(self.interval_ms))

    def _centre_of(self, step: int, groove: QRect, handle: QRect) -> int:
        span = groove.width() - handle.width()
        return groove.x() + handle.width() // 2 + QStyle.sliderPositionFromValue(0, self.maximum(), step, span)

    def _parts(self) -> tuple[QRect, QRect, int]:
        """Groove, handle, and where the scale begins: the slider keeps to the upper part."""
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        option.rect = self.rect().adjusted(0, 0, 0, -(MARK_HEIGHT + self.fontMetrics().height()))
        style, control = self.style(), QStyle.ComplexControl.CC_Slider
        groove = style.subControlRect(control, option, QStyle.SubControl.SC_SliderGroove, self)
        handle = style.subControlRect(control, option, QStyle.SubControl.SC_SliderHandle, self)
        return groove, handle, option.rect.bottom()

    def _go_to(self, x: float) -> None:
        """Choose the step nearest to that place."""
        groove, handle, _ = self._parts()
        span, first = groove.width() - handle.width(), groove.x() + handle.width() // 2
        self.setValue(QStyle.sliderValueFromPosition(0, self.maximum(), round(x) - first, span))

    @override
    def mousePressEvent(self, ev: QMouseEvent) -> None:
        if ev.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self._go_to(ev.position().x())

    @override
    def mouseMoveEvent(self, ev: QMouseEvent) -> None:
        if self.isSliderDown():
            self._go_to(ev.position().x())

    @override
    def mouseReleaseEvent(self, ev: QMouseEvent) -> None:
        if ev.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(False)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        groove, handle, top = self._parts()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_scale(painter, groove, handle, top)
        self._paint_groove(painter, groove, QPointF(handle.center()))
        painter.end()

    def _paint_scale(self, painter: QPainter, groove: QRect, handle: QRect, top: int) -> None:
        for value in SCALE_MS:
            centre = self._centre_of(nearest_step(value), groove, handle)
            is_default = value == DEFAULT_SWITCH_INTERVAL_MS
            role = self.palette().ColorRole.WindowText if is_default else self.palette().ColorRole.PlaceholderText
            painter.setPen(self.palette().color(role))
            painter.drawLine(centre, top - 1, centre, top - 1 + MARK_HEIGHT)
            text = f"{value:g}"
            width = self.fontMetrics().horizontalAdvance(text)
            left = min(max(centre - width // 2, 0), self.width() - width)
            painter.drawText(left, self.height() - self.fontMetrics().descent(), text)

    def _paint_groove(self, painter: QPainter, groove: QRect, knob: QPointF) -> None:
        roles = self.palette().ColorRole
        knob.setX(min(max(knob.x(), KNOB + 1), self.width() - KNOB - 1))  # the ring must not be cut at the ends
        painter.setPen(Qt.PenStyle.NoPen)
        left, right = float(groove.left() + 2), float(groove.right() - 1)
        painter.setBrush(self.palette().color(roles.Mid))
        painter.drawRoundedRect(QRectF(left, knob.y() - 2, right - left, 4), 2, 2)
        colour = self.palette().color(roles.Accent if self.isEnabled() else roles.Mid)
        painter.setBrush(colour)
        painter.drawRoundedRect(QRectF(left, knob.y() - 2, knob.x() - left, 4), 2, 2)
        painter.setPen(QPen(colour, 2))
        painter.setBrush(self.palette().color(roles.Base))
        painter.drawEllipse(knob, KNOB, KNOB)
        if self.hasFocus():
            painter.setBrush(self.palette().color(roles.Accent))
            painter.drawEllipse(knob, KNOB - 3.5, KNOB - 3.5)
