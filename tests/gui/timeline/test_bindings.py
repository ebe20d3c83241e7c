"""What `?` lists is what keys and mouse do in the picture: nothing more, and nothing less."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gilviz.gui.shell.actions import MOUSE, READING_KEYS, TIMELINE_KEYS
from gilviz.gui.timeline.view import TimelineView
from tests.gui.timeline.views import MakeView, a_panel, drag, turn_wheel, viewport_at
from tests.render.hand_made import MS, processes, threads

NAMED = {
    "+": "Plus", "−": "Minus", "←": "Left", "→": "Right", "↑": "Up", "↓": "Down", ",": "Comma", ".": "Period",
    "[": "BracketLeft", "]": "BracketRight", "<": "Less", ">": "Greater", "Esc": "Escape", "Enter": "Return",
}  # fmt: skip
ALSO = {Qt.Key.Key_Equal, Qt.Key.Key_Enter}
"""The same keys again: ``+`` without Shift, and Enter among the numbers."""
PLAIN, SHIFT, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


def keys_of(listed: str) -> list[Qt.Key]:
    """The keys in ``W, +`` or ``, .``."""
    words = [word if len(word) == 1 else word.removesuffix(",") for word in listed.split()]
    return [getattr(Qt.Key, f"Key_{NAMED.get(word, word)}") for word in words]


def test_every_key_of_the_picture_is_listed_once_and_every_listed_key_does_something(make_view: MakeView) -> None:
    view = make_view(a_panel(1, threads(2, 100 * MS)))
    listed = [key for keys, _ in (*TIMELINE_KEYS, *READING_KEYS) for key in keys_of(keys)]
    assert len(set(listed)) == len(listed)
    assert set(listed) - {Qt.Key.Key_Menu} == set(view._keys.actions()) - ALSO


def drag_along(view: TimelineView, at: QPoint, modifier: Qt.KeyboardModifier) -> None:
    drag(view, at, at + QPoint(120, 0), modifier)


def click(view: TimelineView, at: QPoint, button: Qt.MouseButton) -> None:
    QTest.mouseClick(view._stage.plot.viewport(), button, PLAIN, at)


def double_click(view: TimelineView, at: QPoint) -> None:
    left = Qt.MouseButton.LeftButton
    click(view, at, left)
    place, screen = QPointF(at), QPointF(view._stage.plot.viewport().mapToGlobal(at))
    for kind, held in ((QEvent.Type.MouseButtonDblClick, left), (QEvent.Type.MouseButtonRelease, Qt.MouseButton.NoButton)):
        QApplication.sendEvent(view._stage.plot.viewport(), QMouseEvent(kind, place, screen, left, held, PLAIN))


GESTURES: dict[str, tuple[Callable[[TimelineView, QPoint], None], str]] = {
    "Wheel, pinch": (lambda view, at: turn_wheel(view, at, 1), "zoom_wanted"),
    "Shift+wheel": (lambda view, at: turn_wheel(view, at, 1, SHIFT), "pan_wanted"),
    "Ctrl+wheel": (lambda view, at: turn_wheel(view, at, 1, CTRL), "scroll_wanted"),
    "Drag": (lambda view, at: drag_along(view, at, PLAIN), "pan_wanted scroll_wanted"),
    "Ctrl+drag": (lambda view, at: drag_along(view, at, CTRL), "swept"),
    "Shift+drag": (lambda view, at: drag_along(view, at, SHIFT), "swept"),
    "Click": (lambda view, at: click(view, at, Qt.MouseButton.LeftButton), "clicked"),
    "Double click": (double_click, "double_clicked"),
    "Right click": (lambda view, at: click(view, at, Qt.MouseButton.RightButton), "menu_wanted"),
}
"""How each is done, and the only signals of the view box that follow from it; a double click begins with a click."""
SIGNALS = ("zoom_wanted", "pan_wanted", "scroll_wanted", "swept", "clicked", "double_clicked", "menu_wanted")


def test_every_gesture_of_the_mouse_is_listed() -> None:
    assert [gesture for gesture, _ in MOUSE] == list(GESTURES)
    assert {signal for _, signals in GESTURES.values() for signal in signals.split()} == set(SIGNALS)


@pytest.mark.parametrize("gesture", GESTURES)
def test_a_listed_gesture_does_what_it_says_and_nothing_else(make_view: MakeView, gesture: str) -> None:
    view = make_view(a_panel(1, threads(4, 500 * MS)), a_panel(2, processes(4, 20 * MS, 480 * MS)))
    told: list[str] = []
    box = view._stage.plot.box
    box.menu_wanted.disconnect(view.arranging._on_menu_wanted)  # a menu that is open would take what comes next
    for name in SIGNALS:
        getattr(box, name).connect(lambda *_values, name=name: told.append(name))
    carry_out, signals = GESTURES[gesture]
    carry_out(view, viewport_at(view, 0, 1, 0.4))
    assert set(told) - ({"clicked"} if gesture == "Double click" else set()) == set(signals.split())
