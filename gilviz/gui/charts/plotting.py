"""What all pyqtgraph charts of the window have in common: no mouse of their own, our axes, our colours."""

from __future__ import annotations

from typing import Final

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QPen
from PySide6.QtWidgets import QFrame, QWidget

from gilviz.gui.timeline import ink
from gilviz.render.theme import Theme

LARGEST_TEXT: Final = 22
"""Pixels: the numbers grow with a chart, for the last row."""
LINES_OF_TEXT: Final = 24
"""A chart's height in lines of its own text."""
SIGNS_OF_TEXT: Final = 34
"""A chart's width in heights of its own text."""


def bare_plot(theme: Theme, parent: QWidget) -> pg.PlotWidget:
    """A plot that is looked at, and neither dragged nor zoomed."""
    plot = pg.PlotWidget(parent, background=ink.colour(theme.surface))
    plot.setFrameShape(QFrame.Shape.NoFrame)
    plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    plot.setMouseEnabled(x=False, y=False)
    plot.hideButtons()
    plot.setMenuEnabled(False)
    for name in ("left", "bottom"):
        plot.getAxis(name).enableAutoSIPrefix(False)  # "in seconds (x0.001)" is no unit
    return plot


def dress(plot: pg.PlotWidget, title: str, below: str, theme: Theme, font: QFont) -> None:
    """Title, axes and the name below them, in a theme's colours."""
    css, muted = f"{font.pixelSize()}px", ink.colour(theme.muted)
    plot.setBackground(ink.colour(theme.surface))
    plot.getPlotItem().setTitle(title or None, color=ink.colour(theme.text).name(), size=css, bold=True)
    for name in ("left", "bottom"):
        axis = plot.getAxis(name)
        axis.setStyle(tickFont=font, tickLength=5, maxTickLevel=0)
        axis.setPen(QPen(ink.colour(theme.border)))
        axis.setTextPen(QPen(muted))
    plot.getAxis("bottom").setLabel(below, color=muted.name(), **{"font-size": css})


def text_size(width: int, height: int) -> int:
    """The text of a chart that is so large, all in pixels."""
    return max(ink.SMALL, min(LARGEST_TEXT, height // LINES_OF_TEXT, width // SIGNS_OF_TEXT))
