"""The microscope as a widget: what it magnifies in words, the buttons that change that, and the lanes below it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget
from typing_extensions import override

from gilviz.gui.look.icons import icon
from gilviz.gui.look.style import SPACE, set_role
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
        self._what, self._when, self._nothing = QLabel(self), QLabel(self), QLabel(self.stage)
        set_role(self._what, "title")
        for label in (self._when, self._nothing):
            set_role(label, "muted")
        self._when.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setWordWrap(True)
        self._nothing.setTextFormat(Qt.TextFormat.PlainText)  # an error of the user's own may hold what looks like tags
        self._nothing.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._nothing.hide()
        self._said = ("", "", "", "")
        self.buttons: dict[str, QToolButton] = {}
        self._head = head = QHBoxLayout()
        head.setContentsMargins(gutter.MARGIN, 1, RIGHT, 0)
        head.setSpacing(SPACE)
        head.addWidget(self._what)
        head.addWidget(self._when, 1)
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
        self.stage.resized.connect(self._place_nothing)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        self.stage.set_theme(theme)
        for name, symbol, _tip in BUTTONS:
            self.buttons[name].setIcon(icon(symbol, theme.text, theme.muted))

    def say(self, span: str, when: str, why: str, brief: str) -> None:
        """What is magnified.

        Args:
            span: How much.
            when: From when to when; empty while there is nothing.
            why: Why that.
            brief: The same in fewer words, for a narrow window.
        """
        if (span, when, why, brief) != self._said:
            self._said = span, when, why, brief
            self._fit()
            self.setAccessibleDescription(f"Microscope: {span}: {self._whole}")

    def say_nothing(self, text: str) -> None:
        """What stands where lanes will be; empty where there are some."""
        if text != self._nothing.text():
            self._nothing.setText(text)
            self._nothing.setVisible(bool(text))
            self._nothing.setAccessibleName(text.replace("\n", " "))
            self._place_nothing()

    @property
    def _whole(self) -> str:
        _, when, why, _ = self._said
        return " · ".join(filter(None, (why, when)))

    def _fit(self) -> None:
        """Say as much in the head as there is room for: when that is, the axis tells too."""
        span, _, why, brief = self._said
        room = self.width() - sum(button.sizeHint().width() + SPACE for button in self.buttons.values()) - SPACE
        room -= gutter.MARGIN + RIGHT
        title = f"Microscope: {span}"
        ways = (title, self._whole), (title, why), (title, brief), (span, why), (span, brief)
        strong, plain = self._what.fontMetrics(), self._when.fontMetrics()
        fitting = (way for way in ways if strong.horizontalAdvance(way[0]) + plain.horizontalAdvance(way[1]) <= room)
        what, said = next(fitting, ways[-1])
        if what != self._what.text():
            self._what.setText(what)
        self._when.setText(said)
        self._when.setToolTip("" if said == self._whole else self._whole)

    @Slot()
    def _place_nothing(self) -> None:
        self._nothing.setGeometry(self.stage.plot.area.toRect())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @property
    def head_height(self) -> int:
        """What stands above the lanes, in logical pixels."""
        return self._head.sizeHint().height() + 2 * BORDER

    def set_height(self, lanes: int) -> None:
        """Have room for lanes of so many logical pixels in all."""
        self.stage.setFixedHeight(lanes + AXIS)

    def _on_clicked(self) -> None:
        self.pressed.emit(self.sender().objectName())
