"""The window while an experiment runs, and after it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from gilviz.experiment.run import Phase
from gilviz.gui.shell.actions import ACTIONS
from gilviz.render.colouring import ColourBy
from gilviz.render.order import SortBy
from tests.gui.benches import Bench, sentences


def test_the_empty_window_invites_to_run_the_comparison(bench: Bench) -> None:
    assert bench.window.welcome.isVisible()
    assert bench.window.welcome.headline.text().startswith("Press Ctrl+R: threads against processes on primes")
    for name in ("zoom_in", "fit", "follow", "copy_results", "stop"):
        action = bench.window.commands[name]
        assert not action.isEnabled()
        assert action.toolTip() == next(spec.blocked for spec in ACTIONS if spec.name == name)


def test_ctrl_r_runs_what_the_form_describes(bench: Bench) -> None:
    bench.window.form.workers.setValue(3)
    QTest.keyClick(bench.window, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    assert bench.last.spec.workers == 3
    assert [variant.executor for variant in bench.last.spec.variants] == ["threading", "pool"]


def test_while_a_comparison_runs_it_can_be_stopped_but_not_started_again(bench: Bench) -> None:
    bench.run()
    assert not bench.window.commands["run"].isEnabled()
    assert "stop it first" in bench.window.commands["run"].toolTip()
    assert bench.window.commands["stop"].isEnabled()
    assert bench.window.form.button.accessibleName() == "Stop"
    bench.lab.run()
    assert len(bench.conductors.made) == 1


def test_panels_are_those_of_the_listed_runs_in_their_order(bench: Bench) -> None:
    bench.run()
    assert [panel.key for panel in bench.lab.panels] == [1, 2]
    assert not bench.window.welcome.isVisible()
    assert bench.timeline.isVisible()


def test_what_goes_on_is_said_below_the_button(bench: Bench) -> None:
    bench.run()
    assert bench.window.form.message.text() == "Before run 1 of 2: the baseline, sequential"


def test_after_the_runs_each_has_a_sentence(bench: Bench) -> None:
    bench.run()
    bench.finish()
    assert len(sentences(bench)) == 3, "one on both, and one on each"
    assert bench.window.form.button.accessibleName() == "Run"
    assert all(panel.phase is Phase.FINISHED for panel in bench.lab.panels)
    assert "% of a core" in bench.lab.panels[0].message or bench.lab.panels[0].message == ""


def test_the_size_that_was_found_appears_in_the_form(bench: Bench) -> None:
    bench.run()
    assert bench.window.form.size_field.note.text() == "1,234 numbers searched"


def test_what_the_jobs_print_appears_in_the_log(bench: Bench) -> None:
    conductor = bench.run()
    run = conductor.end(1)
    run.log, run.log_length = "hello from the job\n", 19
    bench.finish()
    assert bench.window.log.toPlainText() == "── threading ──\nhello from the job\n"
    bench.run()
    assert bench.window.log.toPlainText() == ""


def test_the_results_are_copied_as_text(bench: Bench) -> None:
    bench.run()
    bench.finish()
    bench.window.commands["copy_results"].trigger()
    assert sentences(bench)[0] in QGuiApplication.clipboard().text()


def test_clicking_a_lane_marks_the_line_that_started_its_worker(bench: Bench) -> None:
    bench.run().begin(1)
    bench.window.commands["show_code"].trigger()
    assert bench.window.code.isVisible()
    source = bench.window.code.source
    assert not source.marked
    bench.timeline.lane_clicked.emit(1, 2)
    marked = source.marked
    assert marked is not None
    assert "worker.start()" in bench.window.code.source.toPlainText().split("\n")[marked - 1]
    assert bench.window.code.note.text() == f"Line {marked} starts worker 2."
    bench.timeline.lane_clicked.emit(99, 1)


def test_following_is_shown_and_switched_by_its_command(bench: Bench) -> None:
    bench.run()
    follow = bench.window.commands["follow"]
    assert follow.isChecked()
    follow.trigger()
    assert not bench.timeline.steering.following
    bench.timeline.steering.set_following(True)
    assert follow.isChecked()


def test_there_is_a_live_edge_to_follow_only_while_a_job_runs(bench: Bench) -> None:
    bench.run()
    follow = bench.window.commands["follow"]
    assert follow.isEnabled()
    bench.finish()
    assert not follow.isEnabled()
    assert "no live edge" in follow.toolTip()


def test_esc_in_the_picture_closes_what_was_measured_before_it_stops_the_job(bench: Bench) -> None:
    bench.run()
    bench.last.current = bench.last.begin(1)
    bench.timeline.setFocus()
    bench.timeline.measuring.measure(0, 1_000_000)
    QTest.keyClick(bench.timeline, Qt.Key.Key_Escape)
    assert bench.timeline.measuring.measured is None
    assert bench.last.stops == 0
    QTest.keyClick(bench.timeline, Qt.Key.Key_Escape)
    assert bench.last.stops == 1


def test_after_a_run_the_keys_mean_the_picture(bench: Bench) -> None:
    button = bench.window.form.button
    button.setFocus()
    bench.run()
    assert bench.window.focusWidget() is button
    bench.finish()
    assert bench.window.focusWidget() is bench.timeline
    QTest.keyClick(bench.timeline, Qt.Key.Key_Space)
    assert bench.timeline.replaying.replay.playing
    assert len(bench.conductors.made) == 1
    bench.timeline.replaying.leave()


def test_who_is_in_the_form_when_a_run_ends_stays_there(bench: Bench) -> None:
    bench.run()
    bench.window.form.workload.setFocus()
    bench.finish()
    assert bench.window.focusWidget() is not bench.timeline


def test_tab_goes_from_the_run_button_into_the_picture(bench: Bench) -> None:
    bench.run()
    bench.finish()
    bench.window.form.button.setFocus()
    QTest.keyClick(bench.window.form.button, Qt.Key.Key_Tab)
    assert bench.window.focusWidget() is bench.timeline


def test_one_can_go_back_only_where_something_else_was_looked_at(bench: Bench) -> None:
    bench.run()
    bench.finish()
    back, forth = bench.window.commands["look_back"], bench.window.commands["look_forth"]
    assert not back.isEnabled()
    assert back.toolTip().startswith("Nothing else was looked at yet")
    bench.timeline.steering.zoom_in()
    assert (back.isEnabled(), forth.isEnabled()) == (True, False)
    back.trigger()
    assert (back.isEnabled(), forth.isEnabled()) == (False, True)


def test_a_replay_that_goes_on_changes_no_command_from_frame_to_frame(bench: Bench) -> None:
    bench.run()
    bench.finish()
    replaying, transport = bench.timeline.replaying, bench.window.foot.transport
    replaying.toggle()
    assert transport.play.accessibleName() == "Pause"
    changed: list[str] = []
    for name, action in bench.window.commands.items():
        action.changed.connect(lambda name=name: changed.append(name))
    for _ in range(3):
        replaying.advance()
    assert changed == []
    replaying.toggle()
    assert set(changed) == {"replay_play"}
    assert transport.play.accessibleName() == "Play"
    replaying.slower()
    assert transport.speed.accessibleName() == "Speed of the replay: 1/2×"


def test_a_knob_that_is_hidden_while_it_is_held_follows_the_replay_again(bench: Bench) -> None:
    bench.run()
    bench.finish()
    slider = bench.window.foot.transport.slider
    slider.setSliderDown(True)
    bench.window.set_replay(available=False)
    bench.window.set_replay(available=True)
    slider.set_place(77)
    assert slider.value() == 77


def test_commands_sort_collapse_and_colour_all_runs(bench: Bench) -> None:
    commands = bench.window.commands
    assert not commands["sort_waiting"].isEnabled()
    bench.run()
    bench.finish()
    pictures = bench.timeline.pictures
    assert len(pictures) == 2
    commands["sort_waiting"].trigger()
    assert {picture.view.sort for picture in pictures} == {SortBy.WAITING}
    commands["collapse_all"].trigger()
    assert all(picture.view.collapsed for picture in pictures)
    commands["colour_task"].trigger()
    content = bench.lab.page_content()
    assert content.colour_by is bench.timeline.colour_by is ColourBy.TASK
    assert all(view.collapsed for view in content.lanes.values())
    running = bench.window.foot.legend.entries[0]
    assert "task" in running.toolTip()
    bench.timeline.set_colours(ColourBy.STATE)
    assert commands["colour_state"].isChecked()
    assert "task" not in running.toolTip()


def test_where_there_is_little_room_the_replay_says_its_moment_alone(bench: Bench) -> None:
    bench.run()
    bench.finish()
    transport = bench.window.foot.transport
    transport.resize(900, transport.height())
    assert " / " in transport.moment.text()
    whole = transport.moment.text()
    transport.resize(480, transport.height())
    assert transport.moment.text() == whole.partition(" / ")[0]
    assert transport.moment.toolTip() == whole
