"""Draws one Python in the list: its name and GIL, where it is, and in a line of its own what it can't do."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPalette
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from gilviz.gui.look.style import SPACE
from gilviz.gui.runtimes.rows import RuntimeRow

ROW = Qt.ItemDataRole.UserRole
"""Where an item keeps its ``RuntimeRow``."""
ROOM = ROW + 1
"""Where it keeps how many pixels below its first line are taken at the right end, by a button."""
_MARGIN = SPACE - 2
_Index = QModelIndex | QPersistentModelIndex


class RuntimeDelegate(QStyledItemDelegate):
    """Draws ``RuntimeRow`` items in the palette's colours."""

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        row: RuntimeRow = index.data(ROW)
        lines = 3 if row.remark else 2
        return QSize(0, lines * QFontMetrics(option.font).lineSpacing() + 2 * _MARGIN)

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        row: RuntimeRow = index.data(ROW)
        self.initStyleOption(option, index)
        option.text = ""
        widget = option.widget
        widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, widget)
        area = option.rect.adjusted(_MARGIN + 2, _MARGIN, -_MARGIN - 2, -_MARGIN)
        height = QFontMetrics(option.font).lineSpacing()
        line = QRect(area.topLeft(), QSize(area.width(), height))
        text = option.palette.color(QPalette.ColorRole.Text if row.usable else QPalette.ColorRole.PlaceholderText)
        muted = option.palette.color(QPalette.ColorRole.PlaceholderText)
        painter.save()
        self._heading(painter, line, row, option.font, text, muted)
        line.setRight(line.right() - (index.data(ROOM) or 0))
        for words in (row.where, row.remark):
            line.translate(QPoint(0, height))
            how = Qt.TextElideMode.ElideMiddle if words is row.where else Qt.TextElideMode.ElideRight
            _write(painter, line, words, option.font, muted, how=how)
        painter.restore()

    def _heading(self, painter: QPainter, line: QRect, row: RuntimeRow, font: QFont, text: QColor, muted: QColor) -> None:
        bold = QFont(font)
        bold.setWeight(QFont.Weight.DemiBold)
        _write(painter, line, row.source, font, muted, Qt.AlignmentFlag.AlignRight)
        room = line.adjusted(0, 0, -QFontMetrics(font).horizontalAdvance(row.source) - SPACE, 0)
        _write(painter, room, row.name, bold, text)
        room.setLeft(room.left() + QFontMetrics(bold).horizontalAdvance(row.name) + 2 * SPACE)
        _write(painter, room, row.gil, font, text)


def _write(
    painter: QPainter, line: QRect, words: str, font: QFont, colour: QColor,
    side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft, how: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
) -> None:  # fmt: skip
    painter.setFont(font)
    painter.setPen(colour)
    elided = QFontMetrics(font).elidedText(words, how, line.width())
    painter.drawText(line, side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine | Qt.TextFlag.TextDontClip, elided)
