"""The legend names every state, shows its colour and pattern, and lets one state stand out."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from gilviz.gui.timeline.legend import STRIPES, Legend, striped_pixels, swatch_pixels
from gilviz.render.palette import pixel
from gilviz.render.stack import ORDER
from gilviz.render.state_text import TEXTS
from gilviz.render.theme import DARK, HIGH_CONTRAST, LIGHT, THEMES, Theme
from gilviz.runner.protocol import State, WorkerKind


@pytest.mark.parametrize("theme", [LIGHT, DARK, HIGH_CONTRAST], ids=lambda theme: theme.name)
def test_every_state_has_a_swatch_of_its_own(theme: Theme) -> None:
    pictures = [swatch_pixels(state, theme, 18, 14, 1) for state in State]
    for number, one in enumerate(pictures):
        assert one.shape == (14, 18)
        assert all(not np.array_equal(one, other) for other in pictures[:number])


def test_a_state_is_isolated_by_a_click_and_released_by_another(qtbot: QtBot) -> None:
    legend = Legend(LIGHT)
    qtbot.addWidget(legend)
    told: list[object] = []
    legend.isolated.connect(told.append)
    running, native = legend.entries[:2]
    for entry in (running, native, native):
        entry.click()
    assert told == [State.RUNNING, State.NATIVE, None]
    assert not any(entry.isChecked() for entry in legend.entries)


def test_the_legend_names_every_state_and_wraps_where_the_width_ends(qtbot: QtBot) -> None:
    legend = Legend(LIGHT)
    qtbot.addWidget(legend)
    assert set(TEXTS) == set(State)
    legend.show()
    legend.resize(1200, 30)
    assert legend.heightForWidth(1200) < 30
    assert [label.text() for label in legend.findChildren(QLabel)] == [TEXTS[state][0] for state in ORDER]
    assert legend.heightForWidth(200) > 2 * legend.heightForWidth(2000)
    legend.set_theme(DARK)
    legend.show()
    legend.repaint()


def test_where_the_legend_has_little_room_only_the_first_of_the_waits_says_that_it_is_one(qtbot: QtBot) -> None:
    legend = Legend(LIGHT)
    qtbot.addWidget(legend)
    legend.show()
    legend.resize(500, 60)
    names = [label.text() for label in legend.findChildren(QLabel)]
    assert names[3:7] == ["waiting for the GIL", "for a core", "for a lock", "for I/O"]
    assert [entry.accessibleName().partition(":")[0] for entry in legend.entries] == [TEXTS[state][0] for state in ORDER]


def test_the_legend_names_the_wait_of_coroutines_by_what_they_wait_for(qtbot: QtBot) -> None:
    legend = Legend(LIGHT)
    qtbot.addWidget(legend)
    legend.show()
    entry = next(each for each in legend.entries if each.swatch.state is State.LOCK_WAIT)
    label = entry.findChildren(QLabel)[0]
    legend.resize(1600, 30)
    for kinds, what in (
        ({WorkerKind.COROUTINE}, "the event loop"),
        ({WorkerKind.COROUTINE, WorkerKind.THREAD}, "a lock or the event loop"),
        ({WorkerKind.THREAD}, "a lock"),
    ):
        legend.show_kinds(kinds)
        assert label.text() == f"waiting for {what}"
        assert entry.accessibleName().startswith(f"waiting for {what}:")
        legend.resize(500, 60)
        assert label.text() == f"for {what}"
        legend.resize(1600, 30)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_the_legend_says_what_the_colours_of_tasks_and_workers_mean(qtbot: QtBot, theme: Theme) -> None:
    legend = Legend(theme)
    qtbot.addWidget(legend)
    legend.show()
    for what in ("task", "worker", "state"):
        legend.show_colours(what)
        legend.repaint()
        running, native, overhead = legend.entries[:3]
        assert all((what in entry.toolTip().partition("Click")[0]) == (what != "state") for entry in (running, native))
        assert running.toolTip().startswith("Executing Python code")
        assert TEXTS[State.OVERHEAD][1] in overhead.toolTip()
    striped = striped_pixels(State.RUNNING, theme, 36, 14, 1)
    assert set(striped.ravel().tolist()) == {pixel(colour) for colour in theme.workers[:STRIPES]}
    assert len(set(striped_pixels(State.NATIVE, theme, 36, 14, 1).ravel().tolist())) == 2 * STRIPES
