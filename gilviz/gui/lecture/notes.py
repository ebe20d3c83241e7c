"""What only the speaker sees: what to say, how much time has gone, what comes next, and what the keys do."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from gilviz.gui.lecture.keys import HELP
from gilviz.gui.look.style import SPACE, set_role

ROOM_FOR_KEYS = 700
"""Pixels: in a lower window the keys are not explained."""


@dataclass(frozen=True)
class Notes:
    """What they say now.

    Args:
        title: The scene's.
        place: Where in the lecture.
        text: What to say.
        step: What the next press of the key shows.
        next_scene: The title of the scene after this one; empty at the end.
        elapsed_s: Since the start; None before it.
        should_s: When this scene should be over, in seconds since the start.
        notice: Trouble, and the key that helps.
    """

    title: str
    place: str
    text: str
    step: str
    next_scene: str
    elapsed_s: float | None
    should_s: float
    notice: str = ""


def clock_text(seconds: float) -> str:
    """``7:05``, ``1:02:30``."""
    minutes, rest = divmod(max(int(seconds), 0), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


class NotesWindow(QWidget):
    """A window of its own."""

    key_pressed = Signal(QKeyEvent)

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("gilviz lecture: notes")
        self.setObjectName("notes")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        set_role(self, "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.clock, self.place = _label(34, bold=True), _label(18)
        self.title, self.text = _label(26, bold=True), _label(22)
        self.next, self.notice = _label(18), _label(18, bold=True)
        set_role(self.place, "muted")
        set_role(self.next, "muted")
        set_role(self.notice, "warning")
        self.text.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setWidget(self.text)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._lay_out()

    def show_notes(self, notes: Notes) -> None:
        """Say this."""
        elapsed = "not started" if notes.elapsed_s is None else clock_text(notes.elapsed_s)
        over = notes.elapsed_s is not None and notes.elapsed_s > notes.should_s
        self.clock.setText(f"{elapsed} / {clock_text(notes.should_s)}")
        set_role(self.clock, "warning" if over else "big-clock")
        self.place.setText(notes.place)
        self.title.setText(notes.title)
        if self.text.text() != notes.text:
            self.text.setText(notes.text)
            self._scroll.verticalScrollBar().setValue(0)
        after = f"Then: {notes.next_scene}" if notes.next_scene else "This is the last scene."
        self.next.setText("\n".join(part for part in (f"Next step: {notes.step}" if notes.step else "", after) if part))
        self.notice.setText(notes.notice)
        self.notice.setVisible(bool(notes.notice))

    def _lay_out(self) -> None:
        self.place.setWordWrap(False)
        top = QHBoxLayout()
        top.addWidget(self.clock)
        top.addStretch(1)
        top.addWidget(self.place)
        self._keys = QWidget(self)
        keys = QGridLayout(self._keys)
        keys.setContentsMargins(0, 0, 0, 0)
        keys.setHorizontalSpacing(2 * SPACE)
        for row, (key, meaning) in enumerate(HELP):
            for column, text in ((0, key), (1, meaning)):
                label = _label(14)
                label.setText(text)
                set_role(label, "muted")
                keys.addWidget(label, row % 5, 2 * (row // 5) + column)
        keys.setColumnStretch(4, 1)
        page = QVBoxLayout(self)
        page.setContentsMargins(4 * SPACE, 3 * SPACE, 4 * SPACE, 3 * SPACE)
        page.setSpacing(2 * SPACE)
        page.addLayout(top)
        page.addWidget(self.title)
        page.addWidget(self.notice)
        page.addWidget(self._scroll, 1)
        page.addWidget(self.next)
        page.addWidget(self._keys)
        self.setMinimumSize(560, 380)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # what to say needs the room more than what the keys do
        self._keys.setVisible(self.height() >= ROOM_FOR_KEYS)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.key_pressed.emit(event)


def _label(pixels: int, *, bold: bool = False) -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    font = QFont(label.font())
    font.setPixelSize(pixels)
    font.setBold(bold)
    label.setFont(font)
    label.setWordWrap(True)
    return label
