"""A whole window, with experiments that go as far as a test lets them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gilviz.experiment.workspace import Workspace
from gilviz.gui.form.form_state import default_form
from gilviz.gui.lab import Lab
from gilviz.gui.look.worn import Look
from gilviz.gui.running.session import Session
from gilviz.gui.shell.main_window import MainWindow
from gilviz.gui.shell.settings import WindowSettings
from gilviz.gui.timeline.view import TimelineView
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
        self.lab.close()
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


def sentences(bench: Bench) -> list[str]:
    return [line.sentence for line in bench.window.foot.verdicts.lines]
