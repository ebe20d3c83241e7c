"""Above a sweep's chart: which curve is which, what more workers brought at best, and Amdahl's serial part."""

from __future__ import annotations

from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from gilviz.gui.sweep.curves import Curve
from gilviz.gui.timeline import ink
from gilviz.render.series import line_colour
from gilviz.render.theme import Theme

SWATCH = 34
"""Width of the piece of line before a curve's name, in pixels."""
GAP = 24
"""Between what is said of a curve, in pixels."""
LEAD = 5
"""Between lines, in pixels."""
EMPTY = "The points appear as the runs end."


class SweepLegend(QWidget):
    """One line for each curve."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._curves: tuple[Curve, ...] = ()
        self._theme: Theme | None = None
        self._font = self._bold = self.font()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Curves")

    def show_curves(self, curves: Sequence[Curve], theme: Theme, font: QFont, bold: QFont) -> None:
        """Name these."""
        self._curves, self._theme, self._font, self._bold = tuple(curves), theme, font, bold
        self.setToolTip("\n".join(f"{curve.title}: {curve.law_tip}" for curve in curves))
        self.setFixedHeight(self._line * max(len(curves), 1))
        self.update()

    @property
    def _line(self) -> int:
        return QFontMetrics(self._bold).height() + LEAD

    @override
    def sizeHint(self) -> QSize:
        return QSize(200, self._line * max(len(self._curves), 1))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._theme is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if not self._curves:
            painter.setFont(self._font)
            painter.setPen(ink.colour(self._theme.muted))
            painter.drawText(QRectF(self.rect()), middle, EMPTY)
        columns = self._columns()
        for number, curve in enumerate(self._curves):
            top = float(number * self._line)
            self._paint_swatch(painter, curve, top + self._line / 2, self._theme)
            for text, font, rgb, (left, width) in zip(
                (curve.title, curve.best_text, curve.law_text), (self._bold, self._font, self._font),
                (self._theme.text, self._theme.text, self._theme.muted), columns, strict=True,
            ):  # fmt: skip
                painter.setFont(font)
                painter.setPen(ink.colour(rgb))
                shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, round(width))
                painter.drawText(QRectF(left, top, width, self._line), middle, shown)
        painter.end()

    def _columns(self) -> tuple[tuple[float, float], ...]:
        """Where each of the three columns begins, and how wide it is; the first gives way."""
        wide = [
            max((ink.width(text, font) + 2 for text in texts), default=0.0)
            for texts, font in (
                ([curve.title for curve in self._curves], self._bold),
                ([curve.best_text for curve in self._curves], self._font),
                ([curve.law_text for curve in self._curves], self._font),
            )
        ]
        wide[0] = max(min(wide[0], self.width() - SWATCH - wide[1] - wide[2] - 2 * GAP), 80.0)
        second = SWATCH + wide[0] + GAP
        return (SWATCH, wide[0]), (second, wide[1]), (second + wide[1] + GAP, wide[2])

    def _paint_swatch(self, painter: QPainter, curve: Curve, y: float, theme: Theme) -> None:
        rgb = ink.colour(line_colour(curve.number, theme))
        painter.setPen(QPen(rgb, 2.5))
        painter.drawLine(QPointF(0, y), QPointF(SWATCH - 10, y))
        painter.save()
        painter.translate((SWATCH - 10) / 2, y)
        painter.setPen(QPen(ink.colour(theme.surface), 0.1))
        painter.setBrush(rgb)
        painter.scale(11, 11)
        painter.drawPath(pg.graphicsItems.ScatterPlotItem.Symbols[curve.symbol])
        painter.restore()
