"""Whether the picture may move in frames where it could jump: the system's wish, and what a job beside it can bear."""

from __future__ import annotations

from PySide6.QtWidgets import QStyle, QWidget

from gilviz.gui.running.governor import FASTEST
from gilviz.gui.running.session import Session


class Motion:
    """Asked before each movement.

    Args:
        widget: Its style knows whether the desktop wants things to move.
        session: Knows what runs, and how often the window may draw beside it.
    """

    def __init__(self, widget: QWidget, session: Session) -> None:
        self._widget = widget
        self._session = session

    def allowed(self) -> bool:
        """Not where the desktop asks for less motion, nor while a job leaves no time to draw it smoothly."""
        wanted = self._widget.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration, None, self._widget) > 0
        return wanted and (not self._session.running or self._session.frame_interval <= FASTEST)
