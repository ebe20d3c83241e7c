"""What tests of the timeline share."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gilviz.gui.timeline.view import Panel, TimelineView
from gilviz.render.theme import LIGHT, Theme
from tests.gui.timeline.views import MakeView


@pytest.fixture
def make_view(qtbot: QtBot) -> MakeView:
    def make(
        *panels: Panel, theme: Theme = LIGHT, size: tuple[int, int] = (960, 680), scale: float | None = None
    ) -> TimelineView:
        view = TimelineView(theme, scale=scale)
        qtbot.addWidget(view)
        view.resize(*size)
        view.set_panels(panels)
        with qtbot.waitExposed(view):
            view.show()
        QApplication.processEvents()
        return view

    return make
