"""Symbols."""

from __future__ import annotations

from PySide6.QtCore import QObject

from gilviz.gui.look.icons import FILLED, STROKED, dot_icon, icon
from gilviz.render.theme import LIGHT


def test_every_symbol_can_be_drawn(qapp: QObject) -> None:
    assert qapp is not None
    for name in (*FILLED, *STROKED):
        assert not icon(name, LIGHT.text, LIGHT.muted).isNull()
    assert not dot_icon(LIGHT.accent, LIGHT.muted).isNull()
