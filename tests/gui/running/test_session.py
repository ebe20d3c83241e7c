from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from gilviz.experiment.run import Phase
from gilviz.experiment.workspace import WorkspaceError
from gilviz.gui.running.governor import FASTEST
from gilviz.gui.running.session import SLOWEST_POLL, Session
from tests.gui.fakes import Conductors, FakeWorkspace, no_room, spec_of, spin

FRAME_S = 0.02


def _take_long() -> None:
    time.sleep(FRAME_S)


@pytest.fixture
def conductors() -> Conductors:
    return Conductors()


@pytest.fixture
def workspace(tmp_path: Path) -> FakeWorkspace:
    return FakeWorkspace(tmp_path)


@pytest.fixture
def session(qapp: object, conductors: Conductors, workspace: FakeWorkspace) -> Iterator[Session]:
    assert qapp is not None
    made = Session(conductors, lambda: workspace, cores=4)
    yield made
    made.close()


def test_an_experiment_is_polled_until_it_is_over(session: Session, conductors: Conductors, qtbot: QtBot) -> None:
    session.start(spec_of("threading", "pool"))
    spin(lambda: session.running and conductors.last.polls > 2)
    with qtbot.waitSignal(session.ended):
        conductors.last.end_all()
    assert not session.running
    polls = conductors.last.polls
    qtbot.wait(60)
    assert conductors.last.polls == polls


def test_frames_are_due_while_an_experiment_goes_on(session: Session, qtbot: QtBot) -> None:
    session.start(spec_of("threading"))
    with qtbot.waitSignals([session.frame_due, session.frame_due, session.polled]):
        pass


def test_what_a_frame_takes_is_part_of_the_interval_and_not_added_to_it(session: Session, conductors: Conductors) -> None:
    pauses: list[int] = []
    session.frame_due.connect(_take_long)
    session.polled.connect(lambda: pauses.append(session._timer.interval()))
    session.start(spec_of("threading"))
    conductors.last.begin(1)
    spin(lambda: len(pauses) > 6)
    assert min(pauses[1:]) < 1000 * (FASTEST - FRAME_S / 2)


def test_a_job_that_can_use_every_core_slows_the_picture_down(session: Session, conductors: Conductors) -> None:
    session.start(spec_of("threading", "pool", workers=4))
    spin(lambda: conductors.last.polls > 1)
    conductors.last.begin(0)
    spin(lambda: conductors.last.polls > 3)
    conductors.last.end(0)
    conductors.last.begin(2)
    polls = conductors.last.polls
    spin(lambda: conductors.last.polls > polls + 1)
    assert session.frame_interval > FASTEST


def test_a_baseline_that_nobody_sees_is_looked_at_seldom(session: Session, conductors: Conductors) -> None:
    session.start(spec_of("threading"))
    conductors.last.begin(0)
    spin(lambda: conductors.last.polls > 2)
    assert not session.runs[0].listed
    assert session._timer.interval() == round(1000 * SLOWEST_POLL)
    conductors.last.end(0)
    conductors.last.begin(1)
    polls = conductors.last.polls
    spin(lambda: conductors.last.polls > polls + 1)
    assert session._timer.interval() < round(1000 * SLOWEST_POLL)


def test_what_the_window_spent_is_known_once_a_run_has_ended(session: Session, conductors: Conductors, qtbot: QtBot) -> None:
    session.start(spec_of("threading"))
    conductors.last.begin(0)
    spin(lambda: conductors.last.polls > 3)
    assert session.costs == {}
    with qtbot.waitSignal(session.ended):
        conductors.last.end_all()
    assert 0 <= session.costs[0] < 4


def test_stop_is_passed_on_while_something_runs(session: Session, conductors: Conductors, qtbot: QtBot) -> None:
    session.stop()
    session.start(spec_of("threading"))
    conductors.last.begin(0)
    with qtbot.waitSignal(session.ended):
        session.stop()
    session.stop()
    assert conductors.last.stops == 1
    assert session.runs[0].phase is Phase.PARTIAL


def test_all_experiments_share_a_workspace_that_closing_removes(
    session: Session, conductors: Conductors, workspace: FakeWorkspace
) -> None:
    for _ in range(2):
        session.start(spec_of("threading"))
        conductors.last.end_all()
        spin(lambda: not session.running)
    assert workspace.closed == 0
    session.close()
    session.close()
    assert workspace.closed == 1


def test_closing_ends_what_runs(session: Session, conductors: Conductors, workspace: FakeWorkspace) -> None:
    session.start(spec_of("threading"))
    conductors.last.begin(0)
    session.close()
    assert conductors.last.finished
    assert workspace.closed == 1


def test_closing_takes_the_courtesy_back(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []
    monkeypatch.setattr("gilviz.gui.running.session.let_others_first", lambda *, polite: asked.append(polite))
    session.start(spec_of("threading"))
    session.close()
    assert asked == [True, False]


def test_where_nothing_can_be_recorded_nothing_begins(qapp: object, conductors: Conductors) -> None:
    assert qapp is not None
    session = Session(conductors, no_room, cores=4)
    with pytest.raises(WorkspaceError, match="free some space"):
        session.start(spec_of("threading"))
    assert not session.running
    assert conductors.made == []
    assert (session.runs, session.status, session.error, session.size) == ((), "", None, None)
