"""What each key does in the timeline."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from gilviz.gui.timeline.measuring import Measuring
from gilviz.gui.timeline.reading import Reading
from gilviz.gui.timeline.replaying import Replaying
from gilviz.gui.timeline.stage import SCROLL_STEP, Stage
from gilviz.gui.timeline.steering import Steering


class Keys:
    """Turns keys into what is done.

    Args:
        stage: Scrolls.
        steering: Looks elsewhere.
        measuring: Measures ranges.
        reading: Goes through segments.
        replaying: Plays.
        more: What else there is to do, by key.
    """

    def __init__(
        self,
        stage: Stage,
        steering: Steering,
        measuring: Measuring,
        reading: Reading,
        replaying: Replaying,
        more: Mapping[int, Callable[[], None]],
    ) -> None:
        self._stage, self._steering, self._measuring = stage, steering, measuring
        self._reading, self._replaying, self._more = reading, replaying, more

    def actions(self) -> Mapping[int, Callable[[], None]]:
        """What is done, by key."""
        key, steering, replaying = Qt.Key, self._steering, self._replaying
        return {
            key.Key_W: steering.zoom_in, key.Key_Plus: steering.zoom_in, key.Key_Equal: steering.zoom_in,
            key.Key_S: steering.zoom_out, key.Key_Minus: steering.zoom_out,
            key.Key_A: steering.pan_left, key.Key_Left: steering.pan_left,
            key.Key_D: steering.pan_right, key.Key_Right: steering.pan_right,
            key.Key_F: steering.fit, key.Key_Home: steering.fit, key.Key_0: steering.fit,
            key.Key_Backspace: steering.back, key.Key_L: self._toggle_following,
            key.Key_Z: self._measuring.zoom, key.Key_Escape: self._leave,
            key.Key_Space: replaying.toggle,
            key.Key_Comma: replaying.step_back, key.Key_Period: replaying.step_forth,
            key.Key_BracketLeft: replaying.hand_off_back, key.Key_BracketRight: replaying.hand_off_forth,
            key.Key_Less: replaying.slower, key.Key_Greater: replaying.faster,
            key.Key_Up: self._scroll_up, key.Key_Down: self._scroll_down,
            **self._more,
            **self._reading.key_actions(),
        }  # fmt: skip

    def wants(self, event: QKeyEvent) -> bool:
        """Whether a key means something here although it is a command's: Esc closes what is open before it stops a job."""
        shown = (self._measuring.measured, self._reading.lane, self._replaying.replay.position)
        opened = any(each is not None for each in shown)
        return opened and event.key() == Qt.Key.Key_Escape and event.modifiers() == Qt.KeyboardModifier.NoModifier

    def press(self, event: QKeyEvent) -> bool:
        """Do what a key is for; returns whether it is for anything here."""
        action = self.actions().get(event.key())
        modified = event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        if action is None or modified:
            return False
        if not (event.isAutoRepeat() and event.key() == Qt.Key.Key_Space):  # held, it would play and pause by turns
            action()
        return True

    def _leave(self) -> None:
        """Close what was opened last: the card, the cursor, then the replay."""
        if self._measuring.measured is not None:
            self._measuring.clear()
        elif self._reading.lane is not None:
            self._reading.leave()
        else:
            self._replaying.leave()

    def _toggle_following(self) -> None:
        self._steering.set_following(not self._steering.following)

    def _scroll_up(self) -> None:
        self._stage.scroll_by(-SCROLL_STEP)

    def _scroll_down(self) -> None:
        self._stage.scroll_by(SCROLL_STEP)
