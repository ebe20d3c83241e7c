"""Colours and fonts of the timeline as Qt's own objects."""

from __future__ import annotations

from PySide6.QtGui import QColor, QFont, QFontMetricsF

from gilviz.render.theme import Rgb

SMALL = 13
"""Pixels: names, captions, labels. Nothing is smaller."""
TITLE = 15
"""Pixels: what a panel shows."""
FIGURE = 27
"""Pixels: the numbers that the last row reads."""
NARROW_FIGURE = 22
"""Pixels: the same where there is little room."""


def colour(rgb: Rgb, alpha: int = 255) -> QColor:
    """The colour for Qt."""
    return QColor(*rgb, alpha)


def font(base: QFont, pixels: int, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """A font like ``base`` with figures of equal width, so that a number that counts stands still."""
    made = QFont(base)
    made.setPixelSize(pixels)
    made.setWeight(weight)
    made.setFeature(QFont.Tag("tnum"), 1)
    return made


def width(text: str, text_font: QFont) -> float:
    """How wide the text is, in logical pixels."""
    return QFontMetricsF(text_font).horizontalAdvance(text)
