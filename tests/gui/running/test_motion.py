from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import pytest
from PySide6.QtWidgets import QProxyStyle, QStyle, QStyleHintReturn, QStyleOption, QWidget
from pytestqt.qtbot import QtBot
from typing_extensions import override

from gilviz.gui.running.governor import FASTEST
from gilviz.gui.running.motion import Motion
from gilviz.gui.running.session import Session


@dataclass
class Running:
    running: bool
    frame_interval: float


class Desktop(QProxyStyle):
    """One on which things take so many ms to move."""

    def __init__(self, duration: int) -> None:
        super().__init__("fusion")
        self._duration = duration

    @override
    def styleHint(
        self,
        hint: QStyle.StyleHint,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
        returnData: QStyleHintReturn | None = None,
    ) -> int:
        return self._duration if hint == QStyle.StyleHint.SH_Widget_Animation_Duration else 0


@pytest.mark.parametrize(
    ("duration", "running", "interval", "allowed"),
    [
        (200, False, 1.0, True),
        (0, False, FASTEST, False),
        (200, True, FASTEST, True),
        (200, True, 2 * FASTEST, False),
    ],
)
def test_things_move_where_the_desktop_wants_it_and_no_job_suffers(
    qtbot: QtBot, duration: int, running: bool, interval: float, allowed: bool
) -> None:
    widget, style = QWidget(), Desktop(duration)
    qtbot.addWidget(widget)
    widget.setStyle(style)
    assert Motion(widget, cast("Session", Running(running, interval))).allowed() is allowed
