"""The lines that hinder threads, one below the other: what each says, and two bars."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget
from typing_extensions import override

from gilviz.gui.look.style import SPACE, code_font, tip_of
from gilviz.render.contrast import mix
from gilviz.render.theme import Rgb, Theme
from gilviz.runner.protocol import State
from gilviz.trace.line_words import share_text, spoken, where_text
from gilviz.trace.lines import Line, Share

LINE_ROLE: Final = Qt.ItemDataRole.UserRole
BAR_HEIGHT: Final = 12
SELECTED: Final = 0.82
"""How far a selected line's background is from the accent, towards the surface."""

Index = QModelIndex | QPersistentModelIndex


class LineList(QListWidget):
    """Lets one choose a line.

    Args:
        theme: The colours.
        parent: Owns it.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._delegate = _LineDelegate(theme, self)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName("Lines that hold the GIL, or wait for it")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        self._delegate.theme = theme
        self.viewport().update()

    def set_lines(self, lines: Sequence[Line]) -> None:
        """Show these; none is chosen."""
        self.clear()
        for line in lines:
            item = QListWidgetItem(spoken(line))
            item.setData(LINE_ROLE, line)
            inside = "".join(f"\nin {name}" for name in line.inside)
            where = f"{line.place.file}:{line.place.line} in {line.place.function}"
            item.setToolTip(tip_of(f"{where}\n{line.samples:,} looks{inside}"))
            self.addItem(item)

    @property
    def line(self) -> Line | None:
        """The one that is chosen."""
        found: Line | None = self.currentIndex().data(LINE_ROLE)
        return found


class _LineDelegate(QStyledItemDelegate):
    """Paints a line: its text and place, and below them how long it held the GIL and how long threads waited in it."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        text = option.fontMetrics.height()
        return QSize(200, 2 * text + 2 * SPACE)

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line: Line = index.data(LINE_ROLE)
        theme, whole = self.theme, QRect(option.rect)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.fillRect(whole, _colour(mix(theme.accent, theme.surface, SELECTED) if selected else theme.surface))
        if selected:
            painter.fillRect(QRect(whole.left(), whole.top(), 3, whole.height()), _colour(theme.accent))
        inside = whole.adjusted(SPACE + 2, SPACE // 2, -SPACE, -SPACE // 2)
        half = inside.height() // 2
        self._paint_text(painter, QRect(inside.left(), inside.top(), inside.width(), half), line, option)
        wide = (inside.width() - 2 * SPACE) // 2
        for number, (share, state) in enumerate(((line.held, State.RUNNING), (line.waited, State.GIL_WAIT))):
            left = inside.left() + number * (wide + 2 * SPACE)
            self._paint_share(painter, QRect(left, inside.top() + half, wide, half), share, theme.states[state], option)
        painter.restore()

    def _paint_text(self, painter: QPainter, box: QRect, line: Line, option: QStyleOptionViewItem) -> None:
        font = option.font
        where = where_text(line.place)
        wide = QFontMetrics(font).horizontalAdvance(where)
        painter.setFont(font)
        painter.setPen(_colour(self.theme.muted))
        painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, where)
        code = code_font(font)
        text = line.place.text or line.place.function
        left = box.adjusted(0, 0, -wide - SPACE, 0)
        painter.setFont(code)
        painter.setPen(_colour(self.theme.text))
        shown = QFontMetrics(code).elidedText(text, Qt.TextElideMode.ElideRight, left.width())
        painter.drawText(left, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)

    def _paint_share(self, painter: QPainter, box: QRect, share: Share, rgb: Rgb, option: QStyleOptionViewItem) -> None:
        """A bar, a whisker that says between what the share surely lies, and both in figures."""
        font = option.font
        room = QFontMetrics(font).horizontalAdvance("100 % ± 9")
        bar = QRectF(box.left(), box.center().y() - BAR_HEIGHT / 2, max(box.width() - room - SPACE, 10), BAR_HEIGHT)
        painter.fillRect(bar, _colour(self.theme.band))
        painter.fillRect(QRectF(bar.left(), bar.top(), bar.width() * share.percent / 100, bar.height()), _colour(rgb))
        low, high = (bar.left() + bar.width() * edge / 100 for edge in share.surely)
        middle = bar.center().y()
        for colour, width in ((self.theme.surface, 4), (self.theme.text, 2)):
            painter.fillRect(QRectF(low, middle - width / 2, max(high - low, 1), width), _colour(colour))
        painter.setFont(font)
        painter.setPen(_colour(self.theme.text))
        painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, share_text(share))


def _colour(rgb: Rgb) -> QColor:
    return QColor(*rgb)
