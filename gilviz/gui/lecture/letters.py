"""Text on the hall's screen: fonts in pixels, and text that stays within its place."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from gilviz.gui.lecture.geometry import SMALLEST, Unit
from gilviz.gui.timeline import ink
from gilviz.render.theme import Rgb

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTRE = Qt.AlignmentFlag.AlignCenter
TOP = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
SHRINK = 0.94


def unbroken(text: str) -> str:
    """The same, but lines do not end after the stroke of ``I/O``: a word joiner, which no one sees, keeps it whole."""
    return text.replace("I/O", "I/\u2060O")


class Letters:
    """Writes in the design's pixels.

    Args:
        painter: With what.
        base: What the fonts are like.
        unit: How large the design's pixels are.
    """

    def __init__(self, painter: QPainter, base: QFont, unit: Unit) -> None:
        self._painter = painter
        self._base = base
        self._unit = unit

    def font(self, size: float, *, bold: bool = False) -> QFont:
        """A font of that many of the design's pixels."""
        return ink.font(self._base, self._unit.px(size), QFont.Weight.DemiBold if bold else QFont.Weight.Normal)

    def width(self, text: str, size: float, *, bold: bool = False) -> float:
        """How wide a line is, in screen pixels."""
        return QFontMetricsF(self.font(size, bold=bold)).horizontalAdvance(text)

    def line(
        self, place: QRectF, text: str, size: float, rgb: Rgb, *, bold: bool = False, align: Qt.AlignmentFlag = LEFT
    ) -> float:
        """One line, ending in an ellipsis where its place does; returns its width in screen pixels."""
        font = self.font(size, bold=bold)
        metrics = QFontMetricsF(font)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(place.width(), 0.0))
        self._painter.setFont(font)
        self._painter.setPen(ink.colour(rgb))
        self._painter.drawText(place, align, shown)
        return metrics.horizontalAdvance(shown)

    def fitted(self, place: QRectF, text: str, size: float, rgb: Rgb) -> None:
        """One bold line, smaller where it does not fit, down to ``SMALLEST``."""
        while size > SMALLEST and self.width(text, size, bold=True) > place.width():
            size = max(size * SHRINK, SMALLEST)
        self.line(place, text, size, rgb, bold=True)

    def height(self, text: str, width: float, size: float) -> float:
        """How high text over several lines is, in screen pixels."""
        flags = TOP | Qt.TextFlag.TextWordWrap
        return QFontMetricsF(self.font(size)).boundingRect(QRectF(0, 0, width, 1e6), flags, unbroken(text)).height()

    def fitting(self, texts: Sequence[str], width: float, height: float, size: float) -> float:
        """The one size in which all of these texts fit below each other, down to ``SMALLEST``."""
        while size > SMALLEST and sum(self.height(text, width, size) for text in texts) > height:
            size = max(size * SHRINK, SMALLEST)
        return size

    def paragraph(
        self, place: QRectF, text: str, size: float, rgb: Rgb, *, bold: bool = False, align: Qt.AlignmentFlag = TOP
    ) -> float:
        """Text over several lines, smaller where it does not fit, down to ``SMALLEST``; returns its height in screen pixels."""
        flags = align | Qt.TextFlag.TextWordWrap
        text = unbroken(text)
        while True:
            font = self.font(size, bold=bold)
            needed = QFontMetricsF(font).boundingRect(place, flags, text)
            if needed.height() <= place.height() or size <= SMALLEST:
                break
            size = max(size * SHRINK, SMALLEST)
        self._painter.setFont(font)
        self._painter.setPen(ink.colour(rgb))
        self._painter.drawText(place, flags, text)
        return needed.height()
