"""The rim around what has the keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QFocusEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gilviz.gui.look.ringed import Ringed
from gilviz.render.theme import DARK, LIGHT


def corner(widget: Ringed) -> QColor:
    return widget.grab().toImage().pixelColor(0, 0)


@pytest.mark.parametrize(
    ("reason", "rimmed"),
    [
        (Qt.FocusReason.TabFocusReason, True),
        (Qt.FocusReason.BacktabFocusReason, True),
        (Qt.FocusReason.ShortcutFocusReason, True),
        (Qt.FocusReason.MouseFocusReason, False),
    ],
)
def test_who_comes_by_key_sees_a_rim_until_they_leave(qtbot: QtBot, reason: Qt.FocusReason, rimmed: bool) -> None:
    widget = Ringed(LIGHT)
    qtbot.addWidget(widget)
    widget.resize(40, 30)
    QApplication.sendEvent(widget, QFocusEvent(QEvent.Type.FocusIn, reason))
    assert corner(widget) == QColor(*(LIGHT.accent if rimmed else LIGHT.surface))
    widget.set_theme(DARK)
    assert corner(widget) == QColor(*(DARK.accent if rimmed else DARK.surface))
    QApplication.sendEvent(widget, QFocusEvent(QEvent.Type.FocusOut, reason))
    assert corner(widget) == QColor(*DARK.surface)
