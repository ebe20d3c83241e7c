"""The lines that hinder threads, beside the lanes: what is shown, and how one comes from a line to its moments and back."""

from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gilviz.experiment.run import Phase
from gilviz.gui.lines.lines import HinderingLines
from gilviz.gui.lines.pane import NOT_LOOKED, NOTHING, STILL_RUNS, TOO_SHORT
from gilviz.gui.timeline.view import Panel
from gilviz.render.palette import pixel
from gilviz.render.theme import THEMES, Theme
from gilviz.runner.protocol import State, WorkerKind
from gilviz.trace.line_words import PROCESSES
from gilviz.trace.run_trace import RunTrace
from gilviz.trace.stacks import refused_stacks
from tests.gui.benches import Bench
from tests.gui.timeline.views import a_panel, viewport_at
from tests.trace import runs
from tests.trace.stacks import MINE, Look, stacks

HELD, WAITED = State.RUNNING, State.GIL_WAIT
MS = runs.MS
TURNS: list[Look] = [
    (5, 1, HELD, 12, 353), (5, 2, WAITED, 12, 0), (15, 1, WAITED, 11, 0), (15, 2, HELD, 12, 0), (25, 1, HELD, 12, 0),
]  # fmt: skip


def taking_turns(looks: list[Look] | None = None) -> RunTrace:
    members = [runs.worker(1, [(HELD, 10), (WAITED, 10)] * 5), runs.worker(2, [(WAITED, 10), (HELD, 10)] * 5)]
    made = runs.record("thread-pool", members, wall_ms=100).trace
    made.stacks = stacks(TURNS if looks is None else looks)
    return made


def alone() -> RunTrace:
    made = runs.record("sequential", [runs.worker(1, [(HELD, 100)])], wall_ms=100).trace
    made.stacks = stacks([(5, 1, HELD, 11, 0)])
    return made


def beside(bench: Bench, *panels: Panel) -> HinderingLines:
    """The lab's own, with these runs in the picture."""
    lines = bench.window.findChild(HinderingLines)
    assert isinstance(lines, HinderingLines)
    bench.window.set_picture(shown=True)
    bench.timeline.set_panels(panels)
    lines.show_panels(panels, running=False)
    return lines


def opened(bench: Bench, *panels: Panel) -> HinderingLines:
    lines = beside(bench, *panels)
    bench.window.commands["show_lines"].trigger()
    return lines


def test_what_waited_most_is_shown_first_with_its_lines_and_its_source(bench: Bench) -> None:
    lines = opened(bench, a_panel(1, alone()), a_panel(2, taking_turns()))
    pane = lines.pane
    assert [pane.tabs.tabText(number) for number in range(pane.tabs.count())] == [
        "executor 1 · 4 workers",
        "executor 2 · 4 workers",
    ]
    assert pane.tabs.currentIndex() == 1
    assert pane.lines.count() == 2
    assert pane.lines.item(0).text().startswith("work.py:12 in parse, total += slow(item): held the GIL for 100 % of the time")
    assert pane.note.text() == "Sampled: 3 rounds."
    assert pane.where.text() == "parse · work.py:12"
    assert pane.source.toPlainText().splitlines()[2] == "    total += slow(item)"
    assert pane.source.marked == 12
    assert not bench.timeline.moments.marked, "nobody asked for marks"


def test_of_functions_that_share_a_name_the_one_that_has_the_line_is_shown(bench: Bench) -> None:
    trace = taking_turns()
    assert trace.stacks is not None
    namesake = dataclasses.replace(MINE, first=30, source=("def parse(self):", "    return 7"))
    trace.stacks = dataclasses.replace(trace.stacks, codes=(*trace.stacks.codes, namesake))
    pane = opened(bench, a_panel(2, trace)).pane
    assert pane.source.toPlainText().splitlines()[2] == "    total += slow(item)"


def test_names_from_a_file_are_shown_letter_by_letter(bench: Bench) -> None:
    trace = taking_turns()
    assert trace.stacks is not None
    mine, theirs = trace.stacks.codes
    trace.stacks = dataclasses.replace(trace.stacks, codes=(dataclasses.replace(mine, function="<h1>Big</h1>"), theirs))
    tip = opened(bench, a_panel(2, trace)).pane.lines.item(0).toolTip()
    assert "&lt;h1&gt;" in tip
    assert "<h1>" not in tip


def test_a_line_that_is_chosen_marks_the_moments_it_was_seen_at_and_no_others(bench: Bench) -> None:
    lines = opened(bench, a_panel(7, taking_turns()))
    lines.pane.lines.setCurrentRow(1)
    marked = bench.timeline.moments.marked
    assert {key: times.tolist() for key, times in marked.items()} == {(7, 1): [15 * MS]}
    QTest.keyClick(lines.pane.lines, Qt.Key.Key_Up)
    marked = bench.timeline.moments.marked
    assert {key: times.tolist() for key, times in marked.items()} == {(7, 1): [5 * MS, 25 * MS], (7, 2): [5 * MS, 15 * MS]}


def test_a_moment_that_is_clicked_chooses_the_line_of_the_nearest_look_and_stands_out(bench: Bench, qtbot: QtBot) -> None:
    lines = opened(bench, a_panel(3, alone()), a_panel(7, taking_turns()))
    lines.pane.tabs.setCurrentIndex(0)
    qtbot.waitUntil(bench.timeline.isVisible)
    QTest.mouseClick(
        bench.timeline._stage.plot.viewport(), Qt.MouseButton.LeftButton, pos=viewport_at(bench.timeline, 1, 0, 0.016)
    )
    assert lines.pane.tabs.currentIndex() == 1
    place = lines.pane.place
    assert place is not None
    assert place.line == 11
    assert bench.timeline.moments.chosen == (7, 1, 15 * MS)
    assert "T1 waited for the GIL in work.py:11 at 0.0150 s: the nearest look" in bench.window.statusBar().currentMessage()


def test_so_it_is_by_keyboard(bench: Bench) -> None:
    lines = opened(bench, a_panel(7, taking_turns()))
    timeline = bench.timeline
    for key in (Qt.Key.Key_N, Qt.Key.Key_Return):
        QTest.keyClick(timeline, key)
    assert timeline.moments.chosen is not None
    assert lines.pane.place is not None


def test_enter_on_a_line_looks_at_one_moment_after_the_other(bench: Bench) -> None:
    lines = opened(bench, a_panel(7, taking_turns()))
    found = []
    for _ in range(5):
        QTest.keyClick(lines.pane.lines, Qt.Key.Key_Return)
        assert bench.timeline.moments.chosen is not None
        found.append(bench.timeline.moments.chosen[2] // MS)
    assert found == [5, 5, 15, 25, 5]


def test_a_closed_pane_leaves_no_marks_and_hears_no_clicks(bench: Bench) -> None:
    lines = opened(bench, a_panel(7, taking_turns()))
    lines.pane.lines.setCurrentRow(1)
    bench.window.commands["show_lines"].trigger()
    assert not lines.dock.isVisible()
    assert not bench.timeline.moments.marked
    bench.timeline.moment_chosen.emit(7, 1, 5 * MS)
    assert bench.timeline.moments.chosen is None


def test_without_looks_it_says_what_to_do_or_why_there_are_none(bench: Bench) -> None:
    refused, nothing = taking_turns(), taking_turns()
    refused.stacks, nothing.stacks = refused_stacks("This interpreter runs without a GIL"), None
    lines = opened(bench, a_panel(1, nothing))
    assert lines.pane.note.text() == NOTHING
    beside(bench, a_panel(2, refused, own_code=True))
    assert lines.pane.note.text() == "Which lines hold the GIL is not known: This interpreter runs without a GIL."
    assert lines.pane.group is None
    lines.show_panels([a_panel(2, taking_turns())], running=True)
    assert lines.pane.note.text() == STILL_RUNS
    lines.show_panels([a_panel(2, None, Phase.RUNNING)], running=False)
    assert lines.pane.note.text() == NOTHING


def test_of_own_code_it_says_why_there_are_none_and_not_to_do_what_was_done(bench: Bench) -> None:
    short, unasked = taking_turns([]), taking_turns()
    unasked.stacks = None
    apart = runs.record("process-pool", [runs.worker(1, [(HELD, 10)], kind=WorkerKind.PROCESS)], wall_ms=10).trace
    for trace, why in ((short, TOO_SHORT), (apart, PROCESSES), (unasked, NOT_LOOKED)):
        assert opened(bench, a_panel(1, trace, own_code=True)).pane.note.text() == why
        bench.window.commands["show_lines"].trigger()


def test_it_opens_by_itself_where_there_is_room_until_somebody_closes_it(bench: Bench) -> None:
    bench.window.resize(1200, 800)
    lines = beside(bench, a_panel(1, taking_turns()))
    assert lines.dock.isHidden()
    bench.window.resize(1800, 900)
    beside(bench, a_panel(2, taking_turns()))
    assert not lines.dock.isHidden()
    assert bench.window.commands["show_lines"].isChecked()
    bench.window.commands["show_lines"].trigger()
    beside(bench, a_panel(3, taking_turns()))
    assert lines.dock.isHidden()


@pytest.mark.parametrize("theme", THEMES, ids=[theme.name for theme in THEMES])
def test_bars_are_drawn_in_the_states_own_colours(bench: Bench, theme: Theme) -> None:
    lines = opened(bench, a_panel(7, taking_turns()))
    lines.pane.set_theme(theme)
    lines.pane.resize(500, 500)
    image = lines.pane.lines.viewport().grab().toImage()
    seen = {image.pixel(x, y) for x in range(image.width()) for y in range(0, image.height(), 2)}
    assert {pixel(theme.states[HELD]), pixel(theme.states[WAITED])} <= seen
