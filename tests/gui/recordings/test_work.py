"""What a thread beside the window does while it reads or writes: the window goes on, and nothing stays changed."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from gilviz.gui.recordings.work import Task, Work
from gilviz.recording import RecordingError
from gilviz.recording.watched import Step


@pytest.fixture
def thawed() -> Iterator[None]:
    """What the tests froze is not."""
    gc.unfreeze()
    yield
    gc.unfreeze()


def done(bot: QtBot, task: Task) -> Work:
    owner = QObject()
    work = Work(task, owner)
    with bot.waitSignal(work.finished):
        work.start()
    work.wait()
    work.setParent(None)
    return work


@pytest.mark.usefixtures("thawed")
def test_what_the_window_has_is_left_alone_by_the_collector_meanwhile(qtbot: QtBot) -> None:
    work = done(qtbot, lambda _: gc.get_freeze_count())
    assert isinstance(work.result, int)
    assert work.result > 1000
    assert gc.get_freeze_count() == 0


@pytest.mark.usefixtures("thawed")
def test_it_is_collected_again_where_the_work_failed(qtbot: QtBot) -> None:
    def fail(_: Step) -> object:
        raise RecordingError("There is no room.")

    assert done(qtbot, fail).problem == "There is no room."
    assert gc.get_freeze_count() == 0


@pytest.mark.usefixtures("thawed")
def test_what_the_program_froze_when_it_began_stays_frozen(qtbot: QtBot) -> None:
    gc.freeze()
    work = done(qtbot, lambda _: gc.get_freeze_count())
    assert isinstance(work.result, int)
    assert min(work.result, gc.get_freeze_count()) > 1000
