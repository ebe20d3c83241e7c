"""Which key of a keyboard or a clicker means what in a lecture."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from gilviz.lecture.walk import Key

KEYS: Final[Mapping[int, Key]] = {
    Qt.Key.Key_PageDown: Key.NEXT, Qt.Key.Key_Right: Key.NEXT, Qt.Key.Key_Down: Key.NEXT, Qt.Key.Key_Space: Key.NEXT,
    Qt.Key.Key_PageUp: Key.BACK, Qt.Key.Key_Left: Key.BACK, Qt.Key.Key_Up: Key.BACK,
    Qt.Key.Key_F5: Key.START, Qt.Key.Key_Escape: Key.LEAVE, Qt.Key.Key_B: Key.BLANK,
    Qt.Key.Key_Home: Key.FIRST, Qt.Key.Key_End: Key.LAST, Qt.Key.Key_R: Key.RECORDING, Qt.Key.Key_L: Key.AGAIN,
    Qt.Key.Key_Return: Key.TAKE, Qt.Key.Key_Enter: Key.TAKE, Qt.Key.Key_Backspace: Key.ERASE,
    Qt.Key.Key_Period: Key.POINT, Qt.Key.Key_Comma: Key.POINT,
}  # fmt: skip
HELP: Final[tuple[tuple[str, str], ...]] = (
    ("PageDown, →, Space", "Next step"),
    ("PageUp, ←", "Step before"),
    ("F5", "Start; never starts over"),
    ("B or .", "Black screen, and back"),
    ("R", "Recording, and live again"),
    ("L", "Run the scene anew"),
    ("1 … 9", "To that scene; in a question, the hall’s guess, then Enter"),
    ("N", "Speaker’s notes, where there is one screen"),
    ("Esc", "Leave"),
)
MODIFIERS: Final = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


def key_of(event: QKeyEvent) -> Key | str | None:
    """What a press means: a key of the lecture, a digit, or nothing. A key that is held down steps once."""
    if event.isAutoRepeat() or event.modifiers() & MODIFIERS:
        return None
    text = event.text()
    if len(text) == 1 and text in "0123456789":
        return text
    return KEYS.get(event.key())
