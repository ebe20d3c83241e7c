"""A lecture in its windows, whose scenes go as far as a test lets them."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gilviz.gui.lecture.hall import HallView
from gilviz.gui.lecture.live import LiveScenes
from gilviz.gui.lecture.notes import NotesWindow
from gilviz.gui.lecture.presenter import Presenter
from gilviz.gui.running.session import Session
from gilviz.lecture.fallbacks import Fallbacks, keep
from gilviz.lecture.model import Lecture
from gilviz.lecture.walk import Walk
from gilviz.render.theme import LIGHT
from gilviz.runner.protocol import State
from tests.gui.fakes import DESCRIPTION, Conductors, FakeConductor, FakeInquiry, FakeWorkspace, spin
from tests.trace import runs

MADE_AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
KEYS = {
    "next": Qt.Key.Key_PageDown, "back": Qt.Key.Key_PageUp, "start": Qt.Key.Key_F5, "esc": Qt.Key.Key_Escape,
    "blank": Qt.Key.Key_B, "recording": Qt.Key.Key_R, "again": Qt.Key.Key_L, "enter": Qt.Key.Key_Return,
}  # fmt: skip


class Clock:
    """Goes on when a test says so."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Stand:
    """Both windows and what they talk to."""

    walk: Walk
    presenter: Presenter
    hall: HallView
    notes: NotesWindow
    live: LiveScenes
    conductors: Conductors
    inquiry: FakeInquiry
    clock: Clock
    bot: QtBot

    def press(self, *names: str) -> None:
        for name in names:
            if name in KEYS:
                QTest.keyClick(self.hall, KEYS[name])
            else:
                QTest.keyClicks(self.hall, name)

    @property
    def conductor(self) -> FakeConductor:
        return self.conductors.last

    @property
    def told(self) -> object:
        """The text that fills the screen."""
        told = self.hall.content.told
        return told[-1] if isinstance(told, tuple) else None

    def finish(self) -> None:
        """Let the scene's runs end well."""
        self.conductor.end_all()
        spin(lambda: all(live is None or live.over for live in [self.live.of(self.walk.scene)]))

    def take_down(self) -> None:
        self.presenter.close()
        for window in (self.hall, self.notes):
            window.close()
            window.deleteLater()
        self.presenter.deleteLater()
        self.live.deleteLater()
        self.__dict__.clear()


def stand_of(bot: QtBot, lecture: Lecture, tmp_path: Path, inquiry: FakeInquiry | None = None) -> Stand:
    clock, conductors, inquiry = Clock(), Conductors(), inquiry or FakeInquiry()
    hall, notes = HallView(LIGHT), NotesWindow()
    session = Session(conductors, lambda: FakeWorkspace(tmp_path), 4)
    live = LiveScenes(session, inquiry, DESCRIPTION, clock=clock)
    session.setParent(live)
    walk = Walk(lecture)
    presenter = Presenter(walk, live, Fallbacks(lecture, tmp_path / "own"), hall, notes, clock)
    hall.resize(1920, 1080)
    hall.show()
    bot.waitExposed(hall)
    presenter.begin()
    return Stand(walk, presenter, hall, notes, live, conductors, inquiry, clock, bot)


def keep_recording(lecture: Lecture, tmp_path: Path) -> None:
    """A recording of the second scene of the small lecture."""
    loop = runs.record("sequential", [runs.worker(1, [(State.RUNNING, 1000)])], wall_ms=1000, tasks=2)
    turns = [(State.RUNNING, 5), (State.GIL_WAIT, 5)] * 50
    threads = [runs.worker(1, turns), runs.worker(2, turns, start_ms=5)]
    both = [loop, runs.record("threading", threads, wall_ms=1005, baseline_ms=1000, tasks=2)]
    asked = [dataclasses.replace(record, spec=dataclasses.replace(record.spec, size=2000)) for record in both]
    keep(tmp_path / "own" / lecture.name, lecture, lecture.scenes[1], asked, MADE_AT)
