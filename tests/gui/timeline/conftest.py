"""What tests of the timeline share."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gilviz.gui.timeline.view import Panel, TimelineView
from gilviz.render.theme import LIGHT, Theme
from tests.gui.timeline.views import MakeView, a_panel
from tests.render.hand_made import MS, processes, threads


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


@pytest.fixture
def two_below_a_lens(make_view: MakeView) -> MakeView:
    """Shows threads above processes, four tenths of a second each, and the microscope."""

    def make(theme: Theme = LIGHT) -> TimelineView:
        panels = (a_panel(1, threads(2, 400 * MS), workers=2), a_panel(2, processes(2, 20 * MS, 380 * MS), workers=2))
        view = make_view(*panels, theme=theme)
        view.microscope.set_shown(True)
        QApplication.processEvents()
        return view

    return make
