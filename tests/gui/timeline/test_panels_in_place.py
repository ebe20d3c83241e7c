"""Which panels the timeline shows, and what stands above each."""

from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gilviz.experiment.run import Phase
from gilviz.render.palette import pixel
from gilviz.render.theme import DARK, LIGHT, Theme
from gilviz.runner.protocol import State
from gilviz.trace.run_trace import RunTrace
from tests.gui.timeline.views import MakeView, a_panel, headlines_of, pixels
from tests.render.hand_made import MS, lane, threads, trace

BLUE = pixel(LIGHT.states[State.RUNNING])


def test_every_panel_has_a_headline_that_can_be_heard(make_view: MakeView) -> None:
    view = make_view(
        a_panel(1, threads(2, 50 * MS)),
        a_panel(2, None, Phase.FAILED, message="A worker died."),
    )
    names = [strip.accessibleName() for strip in headlines_of(view)]
    assert names == [
        "executor 1 · 4 workers: wall time 2.04 s, speed-up 1.00×; finished",
        "executor 2 · 4 workers: wall time 2.04 s, speed-up 1.00×; failed",
    ]
    assert headlines_of(view)[1].accessibleDescription() == "A worker died."


def test_numbers_that_count_are_painted_as_if_everything_were(make_view: MakeView) -> None:
    run = threads(2, 50 * MS)
    view = make_view(a_panel(1, run, Phase.RUNNING))
    counted = dataclasses.replace(
        view._stage.pictures[0].panel.headline, figures=(("12.3 s", "wall time"), ("11.88×", "speed-up"))
    )
    later = a_panel(1, run, Phase.RUNNING, headline=counted)
    view.set_panels([later])
    QApplication.processEvents()
    shown = view.screen().grabWindow(view.winId()).toImage().convertToFormat(QImage.Format.Format_RGB32)
    whole = make_view(later).grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    assert shown == whole


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_panels_in_different_phases_look_different(make_view: MakeView, theme: Theme) -> None:
    run = threads(2, 50 * MS)
    looks = set()
    for phase in Phase:
        view = make_view(a_panel(1, run, phase), theme=theme)
        looks.add(bytes(headlines_of(view)[0].grab().toImage().constBits()))
    assert len(looks) == len(Phase)


@pytest.mark.parametrize("phase", list(Phase))
@pytest.mark.parametrize("run", [None, trace([]), threads(1, 20 * MS)], ids=["none", "empty", "one lane"])
def test_any_state_of_a_run_can_be_shown(make_view: MakeView, phase: Phase, run: RunTrace | None) -> None:
    view = make_view(a_panel(1, run, phase, baseline_ns=30 * MS, message="A sentence.", workers=3))
    view.refresh()
    view.steering.zoom_in()
    QApplication.processEvents()
    assert (view._stage.pictures[0].panel.phase, view._stage.pictures[0].panel.trace) == (phase, run)


def test_panels_with_the_same_key_are_updated_in_place(make_view: MakeView) -> None:
    view = make_view(a_panel(1, None, Phase.WAITING))
    strip = headlines_of(view)[0]
    view.set_panels([a_panel(1, threads(2, 50 * MS))])
    assert headlines_of(view) == [strip]
    assert "finished" in strip.accessibleName()


def test_a_run_that_goes_on_leaves_the_zoom_alone(make_view: MakeView) -> None:
    run = trace([lane(1, [(0, State.RUNNING)], 500 * MS)])
    view = make_view(a_panel(1, run, Phase.RUNNING), a_panel(2, None, Phase.WAITING))
    view.steering.zoom_in()
    zoomed = view._stage.grid
    view.set_panels([a_panel(1, run, Phase.FINISHED), a_panel(2, None, Phase.STARTING)])
    assert view._stage.grid == zoomed


def test_panels_that_are_gone_leave_nothing(make_view: MakeView, qtbot: QtBot) -> None:
    view = make_view(a_panel(1, None), a_panel(2, None))
    view.set_panels([a_panel(2, None)])
    qtbot.waitUntil(lambda: len(headlines_of(view)) == 1)
    view.set_panels([])
    qtbot.waitUntil(lambda: headlines_of(view) == [])
    assert BLUE not in pixels(view)


@pytest.mark.parametrize("key", [1, 7], ids=["same key", "new key"])
def test_a_new_experiment_is_shown_whole_although_the_last_one_was_zoomed(make_view: MakeView, key: int) -> None:
    view = make_view(a_panel(1, threads(2, 1000 * MS)))
    view.steering.zoom_in()
    view.set_panels([a_panel(key, None, Phase.WAITING)])
    view.set_panels([a_panel(key, threads(2, 300 * MS))])
    assert view._stage.grid.start_s <= 0
    assert view._stage.grid.end_s == pytest.approx(0.33, abs=0.01)
