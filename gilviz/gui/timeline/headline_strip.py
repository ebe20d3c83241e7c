"""A panel's headline as a widget: its state, what was run, the big numbers, and a sentence when there is one."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from gilviz.experiment.run import Phase
from gilviz.gui.look.style import tip_of
from gilviz.gui.timeline import ink, spark
from gilviz.gui.timeline.panel import Panel
from gilviz.render.headline import AGAINST, MEMORY, UNKNOWN, memory_sentence
from gilviz.render.theme import Rgb, Theme

WORDS: Final[Mapping[Phase, str]] = {
    Phase.WAITING: "waits for its turn",
    Phase.STARTING: "starting",
    Phase.RUNNING: "running",
    Phase.FINISHED: "finished",
    Phase.FAILED: "failed",
    Phase.PARTIAL: "stopped",
}
GLYPH: Final = 12
"""Width and height of the state's sign, in logical pixels."""
FIGURE_COLUMN: Final = 112
"""Width of a figure's column: the same in every panel, so that numbers stand below each other."""
MEMORY_COLUMN: Final = 136
"""The same of the memory's: a value with so long a unit would stand closer to the one before it than the others do."""
NARROW: Final = 760
"""Below this width the title needs the room more than the figures do."""
NARROW_COLUMN: Final = 88
WIDE_COLUMN: Final = 190
"""The same where the caption says which interpreter's sequential run a figure is against."""
TEXT_LEFT: Final = GLYPH + 10
SPARK_GAP: Final = 12
"""Around the memory's curve, in logical pixels."""
BADGE_PADDING: Final = 6
"""Left and right of a badge's text, in logical pixels."""
LEAST_TITLE: Final = 176
"""What a name needs in any case, in logical pixels."""
CLEAR: Final = 16
"""Between title and figures, in logical pixels."""
APART: Final = 12
"""Between two figures, in logical pixels: ``1.16×`` and ``20.5 ms`` are not one number."""


class HeadlineStrip(QWidget):
    """Stands above a panel's lanes, and lets the mouse through to the picture."""

    def __init__(self, panel: Panel, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._panel = panel
        self._theme = theme
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._describe()

    def show_panel(self, panel: Panel) -> None:
        """Show another state of the run; repaints only if something that stands here is different."""
        before, self._panel = self._panel, panel
        if _said(panel) == _said(before) and panel.headline == before.headline:
            return
        self._describe()
        if _said(panel) == _said(before):
            # numbers that count, several times a second: laying the others and the title out anew costs more than painting them
            self._update_figures(before)
        else:
            self.update()

    def _update_figures(self, before: Panel) -> None:
        """Repaint the figures that are others now; all of them where they have moved."""
        was, now = before.headline.figures, self._panel.headline.figures
        if [caption for _, caption in was] != [caption for _, caption in now]:
            self.update(self.rect().adjusted(math.floor(self._figures_left()) - CLEAR // 2, 0, 0, 0))
            return
        left = self._figures_left()
        for figure, earlier, column in zip(now, was, self._columns(), strict=False):
            # the memory's curve grows below a figure that may have stayed the same
            if figure != earlier or figure[1].startswith(MEMORY):
                self.update(QRect(math.floor(left), 0, column, self.height()))
            left += column

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        self._theme = theme
        self.update()

    def _describe(self) -> None:
        panel = self._panel
        self.setAccessibleName(f"{panel.headline.spoken}; {panel.badge or WORDS[panel.phase]}")
        self.setAccessibleDescription(panel.message)
        memory = memory_sentence(panel.memory) if panel.memory is not None else ""
        self.setToolTip(tip_of("\n".join(filter(None, (panel.headline.title, panel.message, memory)))))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), ink.colour(self._theme.surface))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_figures(painter, event.rect())
        title_right = self._figures_left() - CLEAR
        if event.rect().left() < title_right:
            self._paint_title(painter, title_right)
            self._paint_glyph(painter, QRectF(0, 6, GLYPH, GLYPH))
        painter.end()

    def _columns(self) -> list[int]:
        """The width of each figure's column. A caption that names an interpreter needs more, in every panel as much.

        Where the name would have no room, the last figures are left out: the first are the most important ones.
        """
        narrow = self.width() < NARROW
        column, memory = (NARROW_COLUMN, NARROW_COLUMN) if narrow else (FIGURE_COLUMN, MEMORY_COLUMN)
        columns = [
            WIDE_COLUMN if caption.startswith(AGAINST) else memory if caption.startswith(MEMORY) else column
            for _, caption in self._panel.headline.figures
        ]
        while len(columns) > 1 and self.width() - sum(columns) < LEAST_TITLE:
            columns.pop()
        return columns

    def _figures_left(self) -> float:
        """Where the numbers begin."""
        return float(self.width() - sum(self._columns()))

    def _paint_figures(self, painter: QPainter, exposed: QRect) -> None:
        """The numbers, from the right, as far as they are exposed."""
        columns = self._columns()
        theme, figures = self._theme, self._panel.headline.figures[: len(columns)]
        size = ink.NARROW_FIGURE if self.width() < NARROW else ink.FIGURE
        caption_font = ink.font(self.font(), ink.SMALL)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        left = float(self.width())
        for (value, caption), column in zip(reversed(figures), reversed(columns), strict=True):
            left -= column
            if not QRectF(left, 0, column, self.height()).intersects(QRectF(exposed)):
                continue
            known = value != UNKNOWN and self._panel.phase is not Phase.WAITING
            painter.setFont(_fitting(value, ink.font(self.font(), size, QFont.Weight.DemiBold), column - APART))
            painter.setPen(ink.colour(theme.text if known else theme.muted))
            painter.drawText(QRectF(left, -3, column, 33), right, value)
            painter.setFont(caption_font)
            painter.setPen(ink.colour(theme.muted))
            painter.drawText(QRectF(left, 29, column, 18), right, caption)
            if caption.startswith(MEMORY):
                beside = QRectF(left + SPARK_GAP, 32, column - ink.width(caption, caption_font) - 2 * SPARK_GAP, 12)
                self._paint_memory(painter, beside)

    def _paint_memory(self, painter: QPainter, box: QRectF) -> None:
        """How the memory came to its largest size."""
        memory = self._panel.memory
        if memory is not None:
            points = [(float(sample.time), float(sample.size)) for sample in memory.samples]
            spark.paint(painter, box, points, ink.colour(self._theme.muted))

    def _paint_title(self, painter: QPainter, right: float) -> None:
        """What was run, its most telling part in bold; below it the state and the sentence."""
        theme, panel = self._theme, self._panel
        name, dot, rest = panel.headline.title.partition(" · ")
        middle = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        x = float(TEXT_LEFT)
        waiting = panel.phase is Phase.WAITING
        for text, weight, rgb in (
            (name, QFont.Weight.Bold, theme.muted if waiting else theme.text),
            (dot + rest, QFont.Weight.Normal, theme.muted),
        ):
            title_font = ink.font(self.font(), ink.TITLE, weight)
            x += self._paint_text(painter, QRectF(x, 1, right - x, 22), middle, text, title_font, rgb)
        x = float(TEXT_LEFT)
        small, strong = ink.font(self.font(), ink.SMALL), ink.font(self.font(), ink.SMALL, QFont.Weight.DemiBold)
        if panel.badge:
            x += self._paint_badge(painter, QRectF(x, 28, right - x, 18), panel.badge, strong) + CLEAR // 2
        x += self._paint_text(painter, QRectF(x, 27, right - x, 20), middle, WORDS[panel.phase], strong, self._state_colour())
        if panel.message:
            tone = self._state_colour() if panel.phase in (Phase.FAILED, Phase.PARTIAL) else theme.muted
            self._paint_text(painter, QRectF(x, 27, right - x, 20), middle, f"  {panel.message}", small, tone)

    @staticmethod
    def _paint_text(painter: QPainter, place: QRectF, flags: Qt.AlignmentFlag, text: str, font: QFont, rgb: Rgb) -> float:
        """Text that ends in an ellipsis where its place does; returns its width."""
        metrics = QFontMetricsF(font)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(place.width(), 0.0))
        painter.setFont(font)
        painter.setPen(ink.colour(rgb))
        painter.drawText(place, flags, shown)
        return metrics.horizontalAdvance(shown)

    def _paint_badge(self, painter: QPainter, place: QRectF, text: str, font: QFont) -> float:
        """A filled label that no live run has; returns its width."""
        width = min(ink.width(text, font) + 2 * BADGE_PADDING, place.width())
        box = QRectF(place.left(), place.top(), width, place.height())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink.colour(self._theme.text))
        painter.drawRoundedRect(box, 3, 3)
        inside = box.adjusted(BADGE_PADDING, 0, -BADGE_PADDING, 0)
        self._paint_text(painter, inside, Qt.AlignmentFlag.AlignCenter, text, font, self._theme.surface)
        return width

    def _state_colour(self) -> Rgb:
        theme = self._theme
        return {
            Phase.WAITING: theme.muted,
            Phase.STARTING: theme.accent,
            Phase.RUNNING: theme.accent,
            Phase.FINISHED: theme.success,
            Phase.FAILED: theme.error,
            Phase.PARTIAL: theme.warning,
        }[self._panel.phase]

    def _paint_glyph(self, painter: QPainter, box: QRectF) -> None:
        """A sign for the state that needs no colour: ring, half disc, disc, tick, cross, square."""
        rgb = ink.colour(self._state_colour())
        phase = self._panel.phase
        pen = QPen(rgb, 2.2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        inner = box.adjusted(1.5, 1.5, -1.5, -1.5)
        if phase is Phase.FINISHED:
            painter.drawPolyline(QPolygonF([box.topLeft() + QPointF(x, y) for x, y in ((1, 6.5), (4.5, 10), (11, 2.5))]))
        elif phase is Phase.FAILED:
            painter.drawLine(inner.topLeft(), inner.bottomRight())
            painter.drawLine(inner.topRight(), inner.bottomLeft())
        elif phase is Phase.PARTIAL:
            painter.fillRect(inner, rgb)
        else:
            painter.drawEllipse(inner)
            if phase is not Phase.WAITING:
                painter.setBrush(rgb)
                painter.drawPie(inner, 90 * 16, (-180 if phase is Phase.STARTING else -360) * 16)


def _fitting(text: str, font: QFont, room: float) -> QFont:
    """The font, or as much smaller as the text needs to have room."""
    width = ink.width(text, font)
    if width > room:
        font.setPixelSize(math.floor(font.pixelSize() * room / width))
    return font


def _said(panel: Panel) -> tuple[str, Phase, str, str]:
    """What stands in the strip beside the figures."""
    return panel.headline.title, panel.phase, panel.message, panel.badge
