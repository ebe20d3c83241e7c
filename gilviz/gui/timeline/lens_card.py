"""The microscope as a widget: what it magnifies in words, the buttons that change that, and the lanes below it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from gilviz.gui.icons import icon
from gilviz.gui.style import SPACE, set_role
from gilviz.gui.timeline import gutter
from gilviz.gui.timeline.plot import RIGHT
from gilviz.gui.timeline.run_name import RunName
from gilviz.gui.timeline.stage import Stage
from gilviz.gui.timeline.time_axis import HEIGHT as AXIS
from gilviz.render.lens_layout import arrange_lens
from gilviz.render.theme import Theme

BUTTONS: Final = (
    ("wider", "remove", "Show a longer time (wheel over the lens)"),
    ("closer", "add", "Show a shorter time in more detail (wheel over the lens)"),
    ("pin", "pin", "Stay here, whatever goes on; a click in the picture does so too"),
    ("close", "close", "Put the microscope away (F4)"),
)
"""Name, symbol, sentence."""
BORDER: Final = 2
"""Logical pixels above and below, as the stylesheet draws it."""


class LensCard(QFrame):
    """Stands below the picture.

    Args:
        theme: The colours.
        timeline: The widget it becomes a part of, which has the keyboard when this is clicked.
        scale: Pixels per logical pixel; None for the screen's own.

    Attributes:
        stage: The lanes.
        buttons: By their names: ``wider``, ``closer``, ``pin``, ``close``.
    """

    pressed = Signal(str)
    """A button's name."""

    def __init__(self, theme: Theme, timeline: QWidget, scale: float | None = None) -> None:
        super().__init__(timeline)
        set_role(self, "lens")
        self.setAccessibleName("Microscope")
        self.stage = Stage(theme, timeline, scale, arrange_lens, RunName)
        self._what, self._when = QLabel(self), QLabel(self)
        set_role(self._what, "title")
        set_role(self._when, "muted")
        self.buttons: dict[str, QToolButton] = {}
        self._head = head = QHBoxLayout()
        head.setContentsMargins(gutter.MARGIN, 1, RIGHT, 0)
        head.setSpacing(SPACE)
        head.addWidget(self._what)
        head.addWidget(self._when)
        head.addStretch(1)
        for name, _symbol, tip in BUTTONS:
            button = self.buttons[name] = QToolButton(self)
            button.setObjectName(name)
            button.setAccessibleName(tip)
            button.setToolTip(tip)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.clicked.connect(self._on_clicked)
            head.addWidget(button)
        self.buttons["pin"].setCheckable(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.stage)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        self.stage.set_theme(theme)
        for name, symbol, _tip in BUTTONS:
            self.buttons[name].setIcon(icon(symbol, theme.text, theme.muted))

    def say(self, what: str, when: str) -> None:
        """What is magnified: how much, and from when to when."""
        if what != self._what.text():
            self._what.setText(what)
        self._when.setText(when)
        self.setAccessibleDescription(f"{what}: {when}")

    @property
    def head_height(self) -> int:
        """What stands above the lanes, in logical pixels."""
        return self._head.sizeHint().height() + 2 * BORDER

    def set_height(self, lanes: int) -> None:
        """Have room for lanes of so many logical pixels in all."""
        self.stage.setFixedHeight(lanes + AXIS)

    def _on_clicked(self) -> None:
        self.pressed.emit(self.sender().objectName())
