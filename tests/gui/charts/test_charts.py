"""The charts beside the lanes: when they are made, what they show, and how they are handed on."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from gilviz.gui.charts.lines import Swatch
from gilviz.gui.charts.pane import ChartsPane
from gilviz.gui.charts.plots import CEILING
from gilviz.gui.timeline.ink import SMALL
from gilviz.render.chart_words import (
    ANSWERS,
    KINDS,
    NOTHING_YET,
    SLICES,
    STATES,
    STILL_RUNS,
    WAITS,
    ChartKind,
    as_csv,
)
from gilviz.render.distribution import place
from gilviz.render.palette import pixel
from gilviz.render.run_chart import RunChart, run_chart
from gilviz.render.theme import DARK, LIGHT, THEMES, Theme
from gilviz.runner.protocol import State
from tests.gui.benches import Bench
from tests.gui.fakes import spin
from tests.render.hand_made import MS, ORIGIN, processes, threads


def charts() -> list[RunChart]:
    asked = threads(2, 400 * MS)
    sent = ORIGIN + np.arange(40, dtype=np.int64) * 8 * MS
    asked.requests = np.stack([sent, sent + MS, sent + 6 * MS], axis=1)
    made = [
        run_chart(1, "threading · 2 workers", asked, (0.005, 0.0005)),
        run_chart(2, "pool · 2 workers", processes(2, 20 * MS, 380 * MS), (0.005,)),
    ]
    return [chart for chart in made if chart is not None]


MakePane = Callable[[], ChartsPane]


@pytest.fixture
def make_pane(qtbot: QtBot) -> MakePane:
    """Not the pane itself: pytest keeps what a fixture gave until the test is judged, and with it pyqtgraph's menus."""

    def make() -> ChartsPane:
        made = ChartsPane(LIGHT)
        qtbot.addWidget(made)
        made.resize(480, 620)
        with qtbot.waitExposed(made):
            made.show()
        return made

    return make


def choose(pane: ChartsPane, kind: ChartKind) -> None:
    pane.tabs.setCurrentIndex(KINDS.index(kind))
    QApplication.processEvents()


def said(pane: ChartsPane) -> list[str]:
    return [label.text() for label in pane.lines.findChildren(QLabel) if label.isVisibleTo(pane)]


def marks(pane: ChartsPane) -> list[str]:
    plot = pane.plots[pane.tabs.currentIndex()].widget
    lines = [item for item in plot.getPlotItem().items if isinstance(item, pg.InfiniteLine)]
    return [label.format for line in lines for label in line.childItems() if isinstance(label, pg.InfLineLabel)]


def has_colour(pane: ChartsPane, colour: int) -> bool:
    image = pane.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return bool((np.frombuffer(image.constBits(), dtype=np.uint32) == colour).any())


def test_before_anything_ran_it_says_what_to_do(make_pane: MakePane) -> None:
    pane = make_pane()
    assert pane.empty.isVisible()
    assert pane.empty.text() == NOTHING_YET
    assert pane.accessibleDescription().endswith(NOTHING_YET + "\n")


def test_the_gils_ceiling_is_drawn_where_workers_share_one(make_pane: MakePane) -> None:
    pane = make_pane()
    both = charts()
    pane.show_runs(both)
    assert marks(pane) == [CEILING]
    pane.show_runs(both[1:])
    assert marks(pane) == []


@pytest.mark.parametrize("kind", [SLICES, WAITS, ANSWERS], ids=lambda kind: kind.name)
def test_every_switch_interval_that_held_is_marked(make_pane: MakePane, kind: ChartKind) -> None:
    pane = make_pane()
    pane.show_runs(charts())
    choose(pane, kind)
    assert sorted(marks(pane)) == ["5 ms", "switch interval 0.5 ms"]
    plot = pane.plots[pane.tabs.currentIndex()].widget
    low, high = plot.getViewBox().viewRange()[0]
    assert low < place(0.5 * MS) < place(5 * MS) < high


def test_each_run_has_its_own_line_and_its_sentence(make_pane: MakePane) -> None:
    pane = make_pane()
    pane.show_runs(charts())
    choose(pane, SLICES)
    lines = said(pane)
    assert [line.partition("</b>")[0] for line in lines] == ["<b>threading", "<b>pool"]
    assert "median" in lines[0]
    swatches = pane.lines.findChildren(Swatch)
    assert len({(swatch._pen.color().name(), swatch._pen.style()) for swatch in swatches}) == 2
    choose(pane, WAITS)
    assert len(said(pane)) == 1, "processes do not wait for a GIL"


def test_two_runs_of_one_executor_are_told_apart(make_pane: MakePane) -> None:
    pane = make_pane()
    first, _ = charts()
    second = run_chart(3, "threading · 2 workers · CPython 3.13", threads(2, 100 * MS), ())
    assert second is not None
    pane.show_runs([first, second])
    assert said(pane)[1].startswith("<b>threading · 2 workers · CPython 3.13</b>")


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_bars_wear_the_states_colours_in_every_theme(make_pane: MakePane, theme: Theme) -> None:
    pane = make_pane()
    pane.show_runs(charts())
    choose(pane, STATES)
    pane.set_theme(theme)
    for state in (State.RUNNING, State.GIL_WAIT):
        assert has_colour(pane, pixel(theme.states[state]))
    assert not pane.lines.findChildren(Swatch) or not any(s.isVisible() for s in pane.lines.findChildren(Swatch))


def test_a_chart_is_copied_as_text_and_as_a_table(make_pane: MakePane) -> None:
    pane = make_pane()
    runs = charts()
    pane.show_runs(runs)
    choose(pane, WAITS)
    pane.copy_csv()
    assert QApplication.clipboard().text() == as_csv(WAITS, runs)
    pane.copy_text()
    assert QApplication.clipboard().text().startswith(WAITS.heading)
    assert pane.accessibleDescription() == QApplication.clipboard().text()


def test_arrow_keys_go_from_chart_to_chart(make_pane: MakePane) -> None:
    pane = make_pane()
    pane.show_runs(charts())
    QTest.keyClick(pane, Qt.Key.Key_Right)
    assert pane.kind is KINDS[1]
    QTest.keyClick(pane, Qt.Key.Key_Left)
    QTest.keyClick(pane, Qt.Key.Key_Left)
    assert pane.kind is KINDS[-1]


@pytest.mark.parametrize("size", [(300, 240), (1900, 900)])
def test_it_can_be_read_at_any_size(make_pane: MakePane, size: tuple[int, int]) -> None:
    pane = make_pane()
    pane.show_runs(charts())
    pane.resize(*size)
    for kind in KINDS:
        choose(pane, kind)
        assert pane.heading.font().pixelSize() >= SMALL
        assert not pane.grab().isNull()


def test_many_runs_are_drawn_too(make_pane: MakePane) -> None:
    pane = make_pane()
    many = [run_chart(number, f"run {number}", threads(2, 30 * MS), (0.005,)) for number in range(12)]
    pane.show_runs([chart for chart in many if chart is not None])
    for kind in KINDS[:4]:
        choose(pane, kind)
        assert len(said(pane)) == 12


def opened(bench: Bench) -> ChartsPane:
    bench.window.commands["show_charts"].trigger()
    pane = bench.window.findChild(ChartsPane)
    assert isinstance(pane, ChartsPane)
    spin(pane.isVisible)
    return pane


def test_the_window_shows_the_charts_of_the_picture_once_nothing_runs_any_more(bench: Bench) -> None:
    bench.run()
    bench.last.begin(1)
    pane = opened(bench)
    assert pane.empty.text() == STILL_RUNS
    bench.finish()
    spin(lambda: len(pane._runs) == 2)
    assert [line.partition("</b>")[0] for line in said(pane)] == ["<b>threading", "<b>pool"]
    assert pane._runs[0].intervals == (0.005,)


def test_nothing_is_added_up_while_nobody_looks(bench: Bench) -> None:
    bench.run()
    bench.finish()
    pane = bench.window.findChild(ChartsPane)
    assert isinstance(pane, ChartsPane)
    assert not pane._runs
    assert opened(bench) is pane
    assert len(pane._runs) == 2
    before = pane._runs
    bench.window.commands["show_charts"].trigger()
    bench.window.commands["show_charts"].trigger()
    spin(pane.isVisible)
    assert pane._runs is before, "what was added up is kept"


def test_charts_follow_the_theme_live(bench: Bench) -> None:
    bench.run()
    bench.finish()
    pane = opened(bench)
    bench.window.commands["theme_dark"].trigger()
    assert has_colour(pane, pixel(DARK.surface))
    assert not has_colour(pane, pixel(LIGHT.surface))


def test_a_window_too_narrow_for_picture_and_charts_grows(bench: Bench) -> None:
    bench.run()
    bench.finish()
    bench.window.resize(bench.window.minimumWidth(), 700)
    pane = opened(bench)
    QApplication.processEvents()
    picture = bench.timeline
    assert picture.mapTo(bench.window, picture.rect().topRight()).x() < pane.mapTo(bench.window, pane.rect().topLeft()).x()
    assert picture.visibleRegion().boundingRect().width() >= picture.width() - 1, "but for the handle between them"
