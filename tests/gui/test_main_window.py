"""The window as a whole, with experiments that go as far as a test lets them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QDialog, QLabel, QLineEdit, QTabBar, QWidget
from pytestqt.qtbot import QtBot

from gilviz.experiment.plan import Variant
from gilviz.experiment.run import Phase
from gilviz.experiment.workspace import Workspace
from gilviz.gui.actions import ACTIONS
from gilviz.gui.form_state import ListedVariant, default_form
from gilviz.gui.lab import Lab
from gilviz.gui.look import Look
from gilviz.gui.main_window import MainWindow
from gilviz.gui.session import Session
from gilviz.gui.settings import WindowSettings
from gilviz.gui.timeline.view import TimelineView
from gilviz.render.theme import DARK, HIGH_CONTRAST, LIGHT, Theme
from tests.gui.fakes import Conductors, FakeConductor, FakeWorkspace, no_room, spin


@dataclass
class Bench:
    """A window, its experiments, and what they record into."""

    window: MainWindow
    lab: Lab
    session: Session
    conductors: Conductors
    timeline: TimelineView

    @property
    def last(self) -> FakeConductor:
        return self.conductors.last

    def run(self) -> FakeConductor:
        """Start a comparison and wait until it is under way."""
        self.window.commands["run"].trigger()
        spin(lambda: self.last.polls > 1)
        return self.last

    def finish(self) -> None:
        """Let the comparison end well."""
        self.last.end_all()
        spin(lambda: not self.window.commands["stop"].isEnabled())

    def take_down(self) -> None:
        """End everything and let go of it: pytest keeps what a fixture gave until the test is judged."""
        self.session.close()
        self.window.set_running(running=False)
        self.window.close()
        self.window.deleteLater()
        self.__dict__.clear()


Benches = Callable[..., Bench]


def bench_of(qtbot: QtBot, tmp_path: Path, settings: WindowSettings, *, room: bool = True) -> Bench:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    look = Look(application, settings.theme)
    window = MainWindow(settings, look, default_form(2), QIcon())
    conductors = Conductors()

    def workspace() -> Workspace:
        return FakeWorkspace(tmp_path) if room else no_room()

    session = Session(conductors, workspace, 4, window)
    timeline = TimelineView(look.theme)
    lab = Lab(window, timeline, session)
    window.show()
    qtbot.waitExposed(window)
    return Bench(window, lab, session, conductors, timeline)


@pytest.fixture
def benches(qtbot: QtBot, tmp_path: Path) -> Iterator[Benches]:
    made: list[Bench] = []

    def make(settings: WindowSettings, *, room: bool = True) -> Bench:
        made.append(bench_of(qtbot, tmp_path, settings, room=room))
        return made[-1]

    yield make
    for bench in made:
        bench.take_down()
    made.clear()


@pytest.fixture
def bench(benches: Benches) -> Bench:
    return benches(WindowSettings())


def sentences(bench: Bench) -> list[str]:
    return [line.sentence for line in bench.window.foot.verdicts.lines]


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
    assert bench.window.form.message.text() == "Run 1 of 3: sequential, the baseline"


def test_after_the_runs_each_has_a_sentence(bench: Bench) -> None:
    bench.run()
    bench.finish()
    assert len(sentences(bench)) == 2
    assert bench.window.form.button.accessibleName() == "Run"
    assert all(panel.phase is Phase.FINISHED for panel in bench.lab.panels)
    assert "% of a core" in bench.lab.panels[0].message or bench.lab.panels[0].message == ""


def test_the_size_that_was_found_appears_in_the_form(bench: Bench) -> None:
    bench.run()
    assert bench.window.form.size_field.note.text() == "1,234 numbers searched"


def test_esc_stops_and_says_that_what_was_recorded_is_kept(bench: Bench) -> None:
    bench.run().begin(1)
    QTest.keyClick(bench.window, Qt.Key.Key_Escape)
    spin(lambda: not bench.window.commands["stop"].isEnabled())
    assert bench.last.stops == 1
    line = bench.window.foot.verdicts.lines[0]
    assert line.tone == "warning"
    assert "is kept" in line.advice
    assert bench.lab.panels[1].message.startswith("before its turn")


def test_a_failed_run_shows_its_sentence_and_its_folded_traceback(bench: Bench) -> None:
    conductor = bench.run()
    conductor.end(1, Phase.FAILED, "Task 3 raised ValueError: seven.").traceback = "Traceback\n  ValueError: seven"
    conductor.finished = True
    spin(lambda: not bench.window.commands["stop"].isEnabled())
    line = bench.window.foot.verdicts.lines[0]
    assert (line.tone, line.details) == ("failure", "Traceback\n  ValueError: seven")
    assert "ValueError: seven" in line.sentence
    assert bench.window.commands["run"].isEnabled()


def test_a_calibration_that_fails_says_why_where_the_picture_would_be(bench: Bench) -> None:
    conductor = bench.run()
    conductor.runs = ()
    conductor.error = "There is no program /x: give the path of an interpreter."
    conductor.finished = True
    spin(lambda: not bench.window.commands["stop"].isEnabled())
    assert bench.window.welcome.trouble.text() == conductor.error
    assert bench.window.welcome.trouble.isVisible()


def test_where_nothing_can_be_recorded_the_window_says_so_and_lives_on(benches: Benches) -> None:
    bench = benches(WindowSettings(), room=False)
    bench.window.commands["run"].trigger()
    assert bench.window.welcome.trouble.text() == "The disk is full: free some space."
    assert bench.window.commands["run"].isEnabled()


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


def test_selecting_a_run_in_the_list_shows_its_code(bench: Bench) -> None:
    bench.window.form.compare.add(Variant("process-pool"))
    assert "ProcessPoolExecutor" in bench.window.code.source.toPlainText()


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


def test_no_two_letters_of_menus_and_fields_are_the_same(bench: Bench) -> None:
    labels = [label.text() for label in bench.window.form.findChildren(QLabel) if label.buddy() is not None]
    menus = [action.text() for action in bench.window.menuBar().actions()]
    letters = [text[text.index("&") + 1].lower() for text in [*labels, *menus]]
    assert len(set(letters)) == len(letters)


def test_closing_while_a_job_runs_stops_it_and_then_closes(bench: Bench) -> None:
    bench.run().begin(1)
    bench.window.close()
    spin(lambda: not bench.window.isVisible())
    assert bench.last.stops == 1


def test_a_job_that_does_not_end_does_not_keep_the_window_open(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr("gilviz.gui.main_window.CLOSE_WITHIN_MS", 50)
    bench.run().obeys = False
    bench.window.close()
    assert bench.window.isVisible()
    qtbot.waitUntil(lambda: not bench.window.isVisible())
    bench.last.obeys = True


def test_the_window_comes_back_as_it_was_left(bench: Bench, benches: Benches) -> None:
    window = bench.window
    window.resize(950, 601)  # the offscreen screen is small, and a restored window never leaves it
    window.commands["show_code"].trigger()
    window.commands["theme_dark"].trigger()
    window.form.tasks.setValue(17)
    window.form.compare.set_lines([ListedVariant(Variant("pool", "spawn"), False)])
    again = benches(window.settings).window
    assert again.height() == 601
    assert again.commands["show_code"].isChecked()
    assert again.code.isVisible()
    assert again.look.theme is DARK
    assert again.commands["theme_dark"].isChecked()
    assert again.form.state() == window.form.state()


def test_settings_that_make_no_sense_give_an_ordinary_window(benches: Benches) -> None:
    odd = WindowSettings(b"x", b"y", b"z", "mauve", "{", ("/gone",))
    window = benches(odd).window
    assert window.look.theme is LIGHT
    assert window.form.state() == default_form(2)


def test_the_default_comparison_can_be_restored(bench: Bench) -> None:
    bench.window.form.tasks.setValue(99)
    bench.window.commands["restore_defaults"].trigger()
    assert bench.window.form.state() == default_form(2)


def test_every_theme_can_be_worn_at_any_time(bench: Bench) -> None:
    bench.run()
    for choice in ("dark", "high_contrast", "system", "light"):
        bench.window.commands[f"theme_{choice}"].trigger()
        assert bench.window.look.choice == choice.replace("_", "-")
        assert QApplication.palette().window().color() == QColor(*bench.window.look.theme.window)
    assert [name for name, action in bench.window.commands.items() if name.startswith("theme") and action.isChecked()] == [
        "theme_light"
    ]


@pytest.mark.parametrize("theme", [LIGHT, DARK, HIGH_CONTRAST], ids=lambda theme: theme.name)
def test_the_window_is_drawn_in_the_themes_own_colours(benches: Benches, theme: Theme) -> None:
    window = benches(WindowSettings(theme=theme.name)).window
    picture = window.grab().toImage()
    assert picture.pixelColor(window.form.mapTo(window, QPoint(4, 4))) == QColor(*theme.window)
    assert picture.pixelColor(window.welcome.mapTo(window, QPoint(4, 4))) == QColor(*theme.surface)
    button = window.form.button
    assert picture.pixelColor(button.mapTo(window, QPoint(8, button.height() // 2))) == QColor(*theme.accent)


@pytest.mark.parametrize("name", ["show_shortcuts", "about"])
def test_help_opens_and_closes_by_keyboard(bench: Bench, name: str) -> None:
    bench.window.commands[name].trigger()
    dialog = bench.window.findChild(QDialog)
    assert dialog is not None
    texts = [label.text() for label in dialog.findChildren(QLabel)]
    assert "Ctrl+R, F5" in texts or any(text.startswith("gilviz ") for text in texts)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_every_command_says_what_it_does_and_has_a_key_of_its_own() -> None:
    keys = [QKeySequence(key).toString() for spec in ACTIONS for key in spec.keys]
    assert len(set(keys)) == len(keys)
    assert all(keys)
    assert len({spec.name for spec in ACTIONS}) == len(ACTIONS)
    assert all(spec.tip for spec in ACTIONS)


def test_every_command_is_carried_out_by_something(bench: Bench) -> None:
    for action in bench.window.commands.values():
        assert action.isSignalConnected(action.metaObject().method(action.metaObject().indexOfSignal("triggered(bool)")))


def test_every_control_can_be_reached_by_keyboard_and_has_a_name(bench: Bench) -> None:
    bench.run()
    bench.window.commands["show_code"].trigger()
    bench.window.commands["show_log"].trigger()
    bench.finish()
    inner = (QLineEdit, QTabBar)
    controls = [
        widget
        for widget in bench.window.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.isVisible()
        and not (isinstance(widget, inner) and isinstance(widget.parent(), QAbstractSpinBox))
    ]
    assert len(controls) > 15
    nameless = [widget for widget in controls if not widget.accessibleName() and not bench.timeline.isAncestorOf(widget)]
    assert nameless == []


def test_tab_goes_through_the_form_from_the_top_to_the_run_button(bench: Bench) -> None:
    form = bench.window.form
    form.workload.setFocus()
    order: list[QWidget] = []
    for _ in range(12):
        focused = QApplication.focusWidget()
        assert focused is not None
        order.append(focused)
        if focused is form.button:
            break
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    names = [widget.accessibleName() for widget in order]
    assert names == [
        "Workload", "Automatic size", "Tasks", "Workers", "Runs to compare", "Add a run", "Change the selected run",
        "Remove the selected run", "Switch interval", "Run",
    ]  # fmt: skip
