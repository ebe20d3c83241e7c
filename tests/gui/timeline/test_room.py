"""How the timeline shares out its room: between lanes and a far baseline, between the picture and its scroll bar."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gilviz.experiment.run import Phase
from gilviz.gui.look.ringed import RIM
from gilviz.gui.timeline.view import Panel, TimelineView
from gilviz.render.palette import pixel
from gilviz.render.theme import LIGHT
from tests.gui.timeline.views import a_panel, pixels
from tests.render.hand_made import MS, threads, trace

FAR = 16_000 * MS


def view_of(qtbot: QtBot, panel: Panel, height: int = 680) -> TimelineView:
    view = TimelineView(LIGHT)
    qtbot.addWidget(view)
    view.resize(960, height)
    view.set_panels([panel])
    with qtbot.waitExposed(view):
        view.show()
    QApplication.processEvents()
    return view


def test_a_baseline_is_in_sight_from_the_beginning_however_far_it_is(qtbot: QtBot) -> None:
    view = view_of(qtbot, a_panel(1, threads(2, 400 * MS), Phase.RUNNING, baseline_ns=FAR))
    assert view._stage.grid.end_s > 16


def test_a_far_baseline_is_only_pointed_at_once_all_runs_have_ended(qtbot: QtBot) -> None:
    view = view_of(qtbot, a_panel(1, threads(2, 400 * MS), baseline_ns=FAR))
    assert view._stage.grid.end_s < 2
    place = view._stage.pictures[0].place
    assert place is not None
    flags = pixels(view)[round(view._stage.plot.area.top()) + RIM + place.flags.top :][: place.flags.height]
    assert (flags[:, -200:] != pixel(LIGHT.surface)).any()


def test_the_baseline_is_named_as_soon_as_a_worker_has_joined(qtbot: QtBot) -> None:
    run = trace([])
    view = view_of(qtbot, a_panel(1, run, Phase.RUNNING, baseline_ns=600 * MS, workers=2))
    # The first thing that changes in a new window makes Qt paint all of it; in one that has been open, it does not.
    view._stage.plot.gutter.update()
    QApplication.processEvents()
    run.lanes = threads(2, 100 * MS).lanes
    view.refresh()
    QApplication.processEvents()
    place = view._stage.pictures[0].place
    assert place is not None
    # What stands on the screen: asking the widget to paint itself would paint all of it.
    image = view.screen().grabWindow(view.winId()).toImage().convertToFormat(QImage.Format.Format_RGB32)
    shown = np.frombuffer(image.constBits(), dtype=np.uint32).reshape(image.height(), image.width())
    flags = shown[round(view._stage.plot.area.top()) + RIM + place.flags.top :][: place.flags.height - 2]
    assert (flags != pixel(LIGHT.surface)).any()


def test_a_scroll_bar_that_a_smaller_window_needs_is_seen(qtbot: QtBot) -> None:
    view = view_of(qtbot, a_panel(1, threads(16, 100 * MS)), height=900)
    bar, wide = view._stage._bar, view._stage.plot.area.width()
    assert bar.isHidden()
    view.resize(960, 200)
    QApplication.processEvents()
    assert bar.isVisible()
    assert bar.width() >= 10
    assert view._stage.plot.area.width() == wide
