"""The row that replays runs: to the start, step, play, step, how fast, where it stands; and all runs at a glance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QHideEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QSlider, QToolButton, QWidget
from typing_extensions import override

from gilviz.gui.look.icons import icon
from gilviz.gui.look.style import SPACE, set_role
from gilviz.render.replay import Replay
from gilviz.render.theme import Theme
from gilviz.render.time_text import position_text

STEPS: Final = 10_000
"""Places of the slider."""
KNOB: Final = 7
LEAST_SLIDER: Final = 60
"""Pixels: on a shorter one a moment is hard to meet."""
BUTTONS: Final = (
    ("replay_start", "to_start"), ("replay_back", "step_back"), ("replay_play", "run"), ("replay_forth", "step_forth"),
)  # fmt: skip
"""Actions and their symbols."""
RESOLUTION: Final = 1e5
"""ns: what the moment is said to."""


class Transport(QWidget):
    """Buttons and a slider for a replay.

    Args:
        theme: What to draw in.
        actions: The window's actions by name; the buttons show some of them.
        parent: Owns it.
    """

    seek_wanted = Signal(object)
    """Stand at that moment, in ns from the runs' zero."""

    def __init__(self, theme: Theme, actions: Mapping[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self._theme = theme
        self._length = 0
        self._playing = False
        self._position = 0
        self._brief = False
        self.slider = ScrubSlider(self)
        self.moment, self.speed = QLabel(self), QLabel(self)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE // 2)
        for name, _symbol in BUTTONS:
            button = _button(actions[name], self)
            if name == "replay_play":
                self.play = button
            row.addWidget(button)
        row.addSpacing(SPACE)
        row.addWidget(self.slider, 1)
        row.addSpacing(SPACE)
        row.addWidget(self.moment)
        row.addSpacing(SPACE)
        for name in ("replay_slower", "replay_faster", "replay_loop"):
            row.addWidget(_button(actions[name], self))
            if name == "replay_slower":
                row.addWidget(self.speed)
        self.speed.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.speed.setFixedWidth(self.fontMetrics().horizontalAdvance("1/1000×") + SPACE)
        self.speed.setAccessibleName("Speed of the replay")
        self._fit()
        self.moment.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        set_role(self.moment, "muted")
        self.slider.setAccessibleName("Moment of the replay")
        self.slider.setMinimumWidth(LEAST_SLIDER)
        self.slider.sought.connect(self._on_sought)

    def attach(self, minimap: QWidget) -> None:
        """Put the overview of all runs at the row's end."""
        self._row.addSpacing(SPACE)
        self._row.addWidget(minimap)

    def set_theme(self, theme: Theme) -> None:
        """Draw in its colours."""
        self._theme = theme
        for name, symbol in (*BUTTONS, ("replay_slower", "remove"), ("replay_faster", "add"), ("replay_loop", "loop")):
            self._actions[name].setIcon(icon(symbol, theme.text, theme.muted))
        self._show_playing()

    def show_replay(self, replay: Replay) -> None:
        """Show where it stands."""
        self._length = replay.length
        position = replay.length if replay.position is None else replay.position
        self.slider.set_place(round(STEPS * position / replay.length) if replay.length else 0)
        self._position = position
        self._show_moment()
        if replay.speed_text != self.speed.text():
            self.speed.setText(replay.speed_text)
            self.speed.setAccessibleName(f"Speed of the replay: {replay.speed_text}")
        if replay.playing != self._playing:
            self._playing = replay.playing
            self._show_playing()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room (beside a pane) the whole length is left out: the slider's end is that."""
        super().resizeEvent(event)
        self._fit()

    @override
    def minimumSizeHint(self) -> QSize:
        """What it needs where little is said of the moment: it says more where it gets more."""
        others, brief, _ = self._widths
        return QSize(others + brief, self._row.minimumSize().height())

    @property
    def _widths(self) -> tuple[int, int, int]:
        """Of everything but the moment at the least, and of the moment, in a few words and in more."""
        advance = self.fontMetrics().horizontalAdvance
        brief, whole = (advance(text) for text in ("00.000 0 s", "00.000 0 s / 00.000 0 s"))
        return self._row.minimumSize().width() - self.moment.minimumWidth(), brief, whole

    def _fit(self) -> None:
        others, brief, whole = self._widths
        self._brief = self.width() < others + whole
        self.moment.setMinimumWidth(brief if self._brief else whole)
        self._show_moment()

    def _show_moment(self) -> None:
        position = position_text(self._position, RESOLUTION)
        whole = f"{position} / {position_text(self._length, RESOLUTION)}"
        self.moment.setText(position if self._brief else whole)
        self.moment.setToolTip(whole if self._brief else "")

    def _show_playing(self) -> None:
        """What the button does now. Not at every frame: an action that changes is drawn and spoken anew wherever it stands."""
        action, text = self._actions["replay_play"], "Pause" if self._playing else "Play"
        action.setIcon(icon("pause" if self._playing else "run", self._theme.text, self._theme.muted))
        action.setText(f"&{text}")
        self.play.setAccessibleName(text)

    def _on_sought(self, place: int) -> None:
        self.seek_wanted.emit(round(place * self._length / STEPS))


class ScrubSlider(QSlider):
    """A slider whose knob comes to where it is clicked."""

    sought = Signal(int)
    """Somebody wants it at that place; not emitted where a replay moves it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setRange(0, STEPS)
        self.setPageStep(STEPS // 20)
        self.setSingleStep(STEPS // 200)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.actionTriggered.connect(self._on_action)

    def set_place(self, place: int) -> None:
        """Stand there."""
        if not self.isSliderDown():
            self.setValue(place)

    def _on_action(self) -> None:
        self.sought.emit(self.sliderPosition())

    def _place_at(self, at: QPoint) -> int:
        return round(STEPS * min(max((at.x() - KNOB) / max(self.width() - 2 * KNOB, 1), 0), 1))

    @override
    def sizeHint(self) -> QSize:
        return QSize(160, 24)

    @override
    def mousePressEvent(self, ev: QMouseEvent) -> None:
        if ev.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self.mouseMoveEvent(ev)

    @override
    def mouseMoveEvent(self, ev: QMouseEvent) -> None:
        if self.isSliderDown():
            self.setValue(self._place_at(ev.position().toPoint()))
            self.sought.emit(self.value())

    @override
    def mouseReleaseEvent(self, ev: QMouseEvent) -> None:
        self.setSliderDown(False)

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody lets go of what is hidden: when it comes back it must follow the replay again."""
        super().hideEvent(event)
        self.setSliderDown(False)

    @override
    def paintEvent(self, ev: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        roles, palette = self.palette().ColorRole, self.palette()
        x = KNOB + 1 + (self.width() - 2 * KNOB - 2) * self.value() / STEPS
        y = self.height() / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.color(roles.Mid))
        painter.drawRoundedRect(QRectF(2, y - 2, self.width() - 4, 4), 2, 2)
        painter.setBrush(palette.color(roles.Accent))
        painter.drawRoundedRect(QRectF(2, y - 2, x - 2, 4), 2, 2)
        painter.setPen(QPen(palette.color(roles.Accent), 2))
        painter.setBrush(palette.color(roles.Accent if self.hasFocus() else roles.Base))
        painter.drawEllipse(QPointF(x, y), KNOB, KNOB)
        painter.end()


def _button(action: QAction, parent: QWidget) -> QToolButton:
    button = QToolButton(parent)
    button.setDefaultAction(action)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    button.setAccessibleName(action.text().replace("&", ""))
    return button
