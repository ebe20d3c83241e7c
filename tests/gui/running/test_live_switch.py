"""The switch interval's slider while an experiment runs."""

from __future__ import annotations

from gilviz.experiment.run import Phase
from gilviz.gui.form.switch_slider import TIP
from gilviz.gui.running.panels import panel
from gilviz.trace.record import SwitchChange
from tests.gui.benches import Bench
from tests.gui.fakes import spin


def begin(bench: Bench, index: int) -> None:
    conductor = bench.last
    conductor.current = conductor.begin(index)
    polls = conductor.polls
    spin(lambda: conductor.polls > polls + 1)


def test_moving_the_slider_changes_the_run_that_goes_on(bench: Bench) -> None:
    bench.run()
    begin(bench, 1)
    slider = bench.window.form.slider
    assert slider.isEnabled()
    slider.set_interval(2.0)
    slider.set_interval(0.5)
    spin(lambda: bool(bench.last.intervals))
    assert bench.last.intervals == [0.0005]  # one mark for one movement, and the newest value


def test_where_it_would_change_nothing_the_slider_is_disabled_and_says_why(bench: Bench) -> None:
    bench.run()
    begin(bench, 2)
    slider = bench.window.form.slider
    assert not slider.isEnabled()
    assert "Each process has a GIL of its own" in slider.toolTip()
    bench.last.end_all()
    spin(slider.isEnabled)
    assert slider.toolTip() == TIP


def test_between_runs_the_slider_says_what_the_next_ones_begin_with(bench: Bench) -> None:
    bench.window.form.slider.set_interval(0.5)
    bench.run()
    assert bench.last.spec.switch_interval == 0.0005
    assert bench.last.intervals == []


def test_while_a_baseline_runs_the_slider_means_the_runs_to_come(bench: Bench) -> None:
    bench.run()
    begin(bench, 0)
    slider = bench.window.form.slider
    assert slider.isEnabled()
    assert slider.toolTip() == TIP, "nothing is said of a single thread, which is not what the slider means now"
    slider.set_interval(0.5)
    spin(lambda: bool(bench.last.intervals))
    assert bench.last.intervals == [0.0005]


def test_a_change_is_a_mark_in_the_runs_picture(bench: Bench) -> None:
    bench.run()
    run = bench.last.end(1, Phase.FINISHED)
    run.switches = (SwitchChange(0.5, 0.005, 0.0005), SwitchChange(1.25, 0.0005, 0.02))
    shown = panel(1, bench.last.runs, None, None, "")
    assert shown.marks == ((500_000_000, "5 ms → 0.5 ms"), (1_250_000_000, "0.5 ms → 20 ms"))


def test_while_a_job_starts_the_slider_keeps_the_keyboard_and_its_change_is_passed_on(bench: Bench) -> None:
    bench.run()
    slider, conductor = bench.window.form.slider, bench.last
    slider.setFocus()
    conductor.current = conductor.runs[1]
    conductor.current.phase = Phase.STARTING
    polls = conductor.polls
    spin(lambda: conductor.polls > polls + 1)
    assert slider.isEnabled()
    assert slider.hasFocus()
    slider.set_interval(0.5)
    spin(lambda: bool(conductor.intervals))
    assert conductor.intervals == [0.0005]
