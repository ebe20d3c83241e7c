"""The sweep in the window: what can be asked, how the chart fills, and that each point leads to its run."""

from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialogButtonBox

from gilviz.experiment.plan import ExperimentSpec, Variant
from gilviz.experiment.run import Phase
from gilviz.experiment.sweep import TASK_SECONDS, series_of, sweep_of
from gilviz.gui.form.form_state import ListedVariant, default_form
from gilviz.gui.lab import Lab
from gilviz.gui.sweep.chart import SweepChart
from gilviz.gui.sweep.curves import SYMBOLS, curves, place
from gilviz.gui.sweep.dialog import SweepDialog
from gilviz.gui.sweep.plan import suggested_counts, sweep_problem, sweep_spec, sweep_text
from gilviz.gui.sweep.plot import _apart
from gilviz.gui.timeline.minimap import Minimap
from gilviz.render.contrast import contrast
from gilviz.render.series import line_colour
from gilviz.render.theme import THEMES
from gilviz.trace.amdahl import law
from tests.experiment.test_sweep import ended
from tests.gui.benches import Bench
from tests.gui.fakes import SIZE, spin

FORM = default_form(2)


def a_sweep(*executors: str, counts: tuple[int, ...] = (1, 2, 4)) -> ExperimentSpec:
    variants = tuple(Variant(executor) for executor in executors or ("threading", "pool"))
    return sweep_of(ExperimentSpec("primes", 1000, 8, 2, variants, repeat=2), counts)


def chart_of(bench: Bench) -> SweepChart:
    chart = bench.window.findChild(SweepChart)
    assert isinstance(chart, SweepChart)
    return chart


def begin(bench: Bench, spec: ExperimentSpec) -> None:
    lab = bench.lab
    assert isinstance(lab, Lab)
    lab.sweep(spec)
    spin(lambda: bench.last.polls > 1)


def ask(bench: Bench) -> SweepDialog:
    bench.window.commands["sweep"].trigger()
    dialog = bench.window.findChild(SweepDialog)
    assert isinstance(dialog, SweepDialog)
    return dialog


def test_the_ticked_lines_are_swept_by_enough_tasks_for_the_most_workers() -> None:
    spec = sweep_spec(FORM, (1, 16), 2)
    assert (spec.tasks, spec.repeat, spec.problems()) == (16, 2, [])
    assert [(each.executor, each.workers) for each in spec.variants] == [
        ("threading", 1), ("pool", 1), ("threading", 16), ("pool", 16),
    ]  # fmt: skip
    assert sweep_spec(dataclasses.replace(FORM, tasks=40), (1, 16), 2).tasks == 40
    assert suggested_counts(FORM, 2) == "1, 2, 4, 8"
    assert "8 runs of the same 16 tasks" in sweep_text(FORM, (1, 16), 2)


@pytest.mark.parametrize(
    ("text", "words"), [("a,b", "whole numbers"), ("0, 2", "not 0"), ("1000", "not 1,000"), ("", "not ''"), ("1,2,2", "")]
)
def test_what_cannot_be_swept_is_said_in_the_dialog_before_it_is_tried(bench: Bench, text: str, words: str) -> None:
    dialog = ask(bench)
    dialog.counts.setText(text)
    assert words in dialog.note.text()
    assert dialog.buttons.button(QDialogButtonBox.StandardButton.Ok).isEnabled() == (not words)
    dialog.reject()


def test_a_form_without_anything_to_sweep_says_so() -> None:
    alone = dataclasses.replace(FORM, variants=(ListedVariant(Variant("sequential")),))
    assert "tick an executor other than sequential" in sweep_problem(alone, "1,2", 3)


def test_the_dialog_begins_the_sweep_and_remembers_what_was_typed(bench: Bench) -> None:
    dialog = ask(bench)
    dialog.counts.setText("1, 3")
    dialog.repeat.setValue(2)
    dialog.buttons.button(QDialogButtonBox.StandardButton.Ok).click()
    assert [run.spec.workers for run in bench.last.runs] == 2 * [1, 1, 1, 3, 3]
    assert not bench.window.commands["sweep"].isEnabled()
    bench.finish()
    again = ask(bench)
    assert (again.counts.text(), again.repeat.value()) == ("1, 3", 2)
    again.reject()


def test_the_form_tells_the_size_that_the_sweep_found_as_long_as_it_goes_on(bench: Bench) -> None:
    field = bench.window.form.size_field
    before = field.aim.text(), field.note.text()
    begin(bench, dataclasses.replace(a_sweep(), size=None, task_seconds=TASK_SECONDS))
    bench.last.begin(0)
    spin(lambda: field.aim.text() != before[0])
    assert (field.aim.text(), field.note.text()) == ("0.1 s a task", f"{SIZE:,} numbers searched")
    bench.finish()
    assert (field.aim.text(), field.note.text()) == before


def test_the_chart_fills_as_runs_end_and_shows_the_lanes_of_the_last(bench: Bench) -> None:
    begin(bench, a_sweep())
    chart = chart_of(bench)
    assert chart.isVisible()
    assert not chart.curves
    for index in range(4):
        bench.last.end(index).baseline_s = 2.0
    spin(lambda: len(bench.lab.panels) == 1 and bench.lab.panels[0].key == 3)
    assert [[mark.workers for mark in curve.marks] for curve in chart.curves] == [[1, 2], [1]]
    bench.finish()
    assert [[mark.workers for mark in curve.marks] for curve in chart.curves] == [[1, 2, 4], [1, 2, 4]]
    lines = bench.window.foot.verdicts.lines
    assert [line.title for line in lines] == ["threading", "pool", "pool · 4 processes"]
    assert "More workers brought nothing" in lines[0].sentence


def test_a_point_leads_to_its_run_by_click_and_by_keyboard(bench: Bench) -> None:
    begin(bench, a_sweep())
    bench.finish()
    chart = chart_of(bench)
    first = chart.curves[0].marks[0]
    chart.plots[1].clicked.emit(first.key)
    assert [panel.key for panel in bench.lab.panels] == [first.key]
    assert bench.lab.panels[0].headline.title.startswith("threading · 1 worker")
    chart.setFocus()
    QTest.keyClick(chart, Qt.Key.Key_Right)
    assert bench.lab.panels[0].key == chart.curves[0].marks[1].key
    QTest.keyClick(chart, Qt.Key.Key_Down)
    assert bench.lab.panels[0].key == chart.curves[1].marks[1].key


def test_a_sweep_that_is_stopped_keeps_its_points(bench: Bench) -> None:
    begin(bench, a_sweep())
    for index in range(3):
        bench.last.end(index).baseline_s = 2.0
    bench.last.begin(3)
    bench.window.commands["stop"].trigger()
    spin(lambda: not bench.window.commands["stop"].isEnabled())
    assert len(chart_of(bench).curves) == 2
    assert any("was stopped" in line.advice for line in bench.window.foot.verdicts.lines)


def test_a_comparison_after_a_sweep_has_the_window_for_itself(bench: Bench) -> None:
    begin(bench, a_sweep())
    bench.finish()
    bench.run()
    assert not chart_of(bench).isVisible()
    assert len(bench.lab.panels) == 2


def test_the_switch_interval_stays_as_it_was_while_a_sweep_goes_on(bench: Bench) -> None:
    begin(bench, a_sweep())
    bench.last.current = bench.last.begin(1)
    slider = bench.window.form.slider
    spin(lambda: not slider.isEnabled())
    assert "A sweep measures every number of workers alike" in slider.toolTip()
    bench.finish()
    assert slider.isEnabled()


def test_the_results_of_a_sweep_can_be_copied_as_text(bench: Bench) -> None:
    begin(bench, a_sweep("threading"))
    bench.finish()
    bench.window.commands["copy_results"].trigger()
    text = QApplication.clipboard().text()
    assert "1 thread: 2.00 s, 1.00× as fast as a plain loop on CPython 3.13" in text
    assert "More workers brought nothing" in text


def test_every_theme_draws_the_chart_and_its_lines_can_be_seen(bench: Bench) -> None:
    begin(bench, a_sweep())
    bench.last.end(1).baseline_s = 2.0
    bench.last.end(2, Phase.FAILED, "It broke.")
    bench.finish()
    for choice in ("dark", "high_contrast", "light"):
        bench.window.commands[f"theme_{choice}"].trigger()
        assert not chart_of(bench).grab().isNull()
    for theme in THEMES:
        assert all(contrast(line_colour(number, theme), theme.surface) >= 3 for number in range(len(theme.workers)))


def test_a_curve_stands_where_it_was_measured_and_amdahls_beside_it() -> None:
    runs = [ended(n, 1 / law(0.1, n), number) for number in range(3) for n in (1, 2, 4, 8)]
    (curve,) = curves(series_of(runs))
    assert [mark.x for mark in curve.marks] == [place(n) for n in (1, 2, 4, 8)]
    assert curve.symbol == SYMBOLS[0]
    assert curve.law[0] == pytest.approx((0.0, 1.0))
    assert curve.law[-1] == pytest.approx((3.0, law(0.1, 8)))
    assert curve.law_text == "Amdahl: 10 % serial (10 to 10)"
    assert "1.8× sequential" in curve.marks[1].tip or "1.82× sequential" in curve.marks[1].tip


def test_a_count_at_which_all_runs_failed_is_marked_and_has_no_place_on_the_line() -> None:
    (curve,) = curves(series_of([ended(1, 1.0), ended(4, None)]))
    assert [mark.failed for mark in curve.marks] == [False, True]
    assert curve.marks[1].wall_s is None
    assert "The pool broke." in curve.marks[1].tip


def test_numbers_below_the_axis_keep_their_distance() -> None:
    assert sorted(_apart([1, 2, 3, 4, 5, 6, 7, 8], 0.5)) == [1, 2, 3, 5, 8]


def test_the_overview_shows_the_run_of_the_point_that_was_chosen(bench: Bench) -> None:
    begin(bench, a_sweep())
    minimap = bench.window.findChild(Minimap)
    assert isinstance(minimap, Minimap)
    bench.last.end(1).baseline_s = 2.0
    spin(lambda: bool(bench.lab.panels))
    assert len(minimap._rows) == 1, "of what is shown while the sweep goes on"
    long = bench.last.end(2)
    assert long.trace is not None
    for lane in long.trace.lanes:
        lane.known_until *= 2
    bench.finish()
    shown = minimap._length
    chart_of(bench).plots[1].clicked.emit(2)
    assert bench.lab.panels[0].key == 2
    assert minimap._length == pytest.approx(2 * shown)


def test_nothing_is_replayed_while_a_sweep_measures(bench: Bench) -> None:
    begin(bench, a_sweep())
    play = bench.window.commands["replay_play"]
    bench.last.end(1).baseline_s = 2.0
    spin(lambda: bool(bench.lab.panels))
    QTest.keyClick(bench.timeline, Qt.Key.Key_Space)
    assert bench.timeline.replaying.replay.position is None
    assert not play.isEnabled()
    assert play.toolTip().startswith("Something runs")
    bench.finish()
    assert play.isEnabled()
