from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gilviz.experiment.run import Phase
from gilviz.lecture.model import View
from gilviz.runner.protocol import State
from tests.gui.fakes import FakeInquiry, spin
from tests.gui.lecture.stands import Stand, keep_recording, stand_of
from tests.lecture.lectures import SMALL, lecture_of, small


@pytest.fixture
def stand(qtbot: QtBot, tmp_path: Path) -> Iterator[Stand]:
    made = stand_of(qtbot, small(tmp_path), tmp_path)
    yield made
    made.take_down()


@pytest.fixture
def with_recording(qtbot: QtBot, tmp_path: Path) -> Iterator[Stand]:
    lecture = small(tmp_path)
    keep_recording(lecture, tmp_path)
    made = stand_of(qtbot, lecture, tmp_path)
    yield made
    made.take_down()


def to_run(stand: Stand) -> None:
    """To the step that runs, with a guess on the way."""
    stand.press("start", "2", "1.5", "enter", "next", "next")
    assert stand.walk.step.view is View.RUN
    spin(lambda: bool(stand.conductors.made))


def test_one_key_per_step_leads_to_a_live_run_that_is_drawn_and_numbered(stand: Stand) -> None:
    to_run(stand)
    assert [run.spec.executor for run in stand.conductor.runs] == ["sequential", "threading"]
    stand.conductor.begin(0)
    stand.clock.now += 1
    spin(stand.hall.picture.isVisible)
    assert stand.presenter.shown[0].panel.phase is Phase.RUNNING
    stand.finish()
    loop, threads = stand.presenter.shown
    assert threads.figures[0] == "2.00 s"
    assert threads.sentence
    assert (loop.label, threads.label) == ("a loop", "two threads")
    assert stand.hall.slide.foot == "live, on this computer"
    assert stand.hall.slide.badge == ""


def test_nothing_runs_before_its_step_and_nothing_runs_twice(stand: Stand) -> None:
    stand.press("start", "next", "next", "next")
    assert stand.conductors.made == []
    stand.press("next")
    spin(lambda: len(stand.conductors.made) == 1)
    stand.finish()
    stand.press("next", "back", "back", "next", "start", "1", "2", "next", "next", "next")
    assert len(stand.conductors.made) == 1
    stand.press("again")
    spin(lambda: len(stand.conductors.made) == 2)


def test_a_scene_that_is_left_while_it_runs_is_stopped_and_runs_anew_when_one_comes_back(stand: Stand) -> None:
    to_run(stand)
    stand.conductor.begin(0)
    stand.press("1")
    spin(lambda: stand.conductor.finished)
    stand.press("2", "enter", "next", "next")
    spin(lambda: len(stand.conductors.made) == 2)


def test_a_run_that_fails_offers_the_recording_and_one_key_shows_it_with_its_badge(with_recording: Stand) -> None:
    stand = with_recording
    to_run(stand)
    stand.conductor.end(0)
    stand.conductor.end(1, Phase.FAILED, "It crashed.")
    stand.conductor.finished = True
    spin(lambda: "Press R for the recording." in stand.hall.slide.notice)
    assert "It crashed." in stand.hall.slide.notice
    assert stand.hall.slide.badge == ""
    stand.press("recording")
    assert stand.hall.slide.badge.startswith("22 Nov 2026 · Linux")
    assert stand.hall.slide.notice == ""
    assert [run.figures[0] for run in stand.presenter.shown] == ["1.00 s", "1.00 s"]
    stand.press("recording")
    assert stand.hall.slide.badge == ""
    assert "It crashed." in stand.hall.slide.notice


def test_a_run_that_takes_too_long_offers_the_recording_and_that_stops_it(with_recording: Stand) -> None:
    stand = with_recording
    to_run(stand)
    stand.conductor.begin(0)
    stand.clock.now = 20.5
    spin(lambda: "This takes longer than the 20 s that the scene has for it. Press R" in stand.hall.slide.notice)
    assert not stand.conductor.finished  # nobody asked for it yet
    stand.press("recording")
    assert stand.hall.slide.badge
    spin(lambda: stand.conductor.finished)


def test_a_run_that_does_not_show_what_the_scene_claims_says_so(with_recording: Stand) -> None:
    stand = with_recording
    to_run(stand)
    stand.conductor.end_all()
    spin(lambda: stand.live.of(stand.walk.scene) is not None and stand.live.of(stand.walk.scene).over)  # type: ignore[union-attr]
    assert stand.hall.slide.notice == ""  # these threads took turns
    stand.press("again")
    spin(lambda: len(stand.conductors.made) == 2)
    threads = stand.conductor.runs[1]
    stand.conductor.end_all()
    threads.trace = None
    stand.conductor.end(1).wall_s = 2.0
    spin(lambda: stand.live.of(stand.walk.scene).over)  # type: ignore[union-attr]


def test_without_a_recording_the_key_changes_nothing_and_the_trouble_says_how_to_make_one(stand: Stand) -> None:
    to_run(stand)
    stand.conductor.end(0)
    stand.conductor.end(1, Phase.FAILED, "It crashed.")
    stand.conductor.finished = True
    spin(lambda: "make one with `gilviz lecture check`" in stand.hall.slide.notice)
    stand.press("recording")
    assert stand.hall.slide.badge == ""
    assert stand.walk.recorded == set()


def test_an_interpreter_that_is_missing_here_is_told_with_what_to_install(qtbot: QtBot, tmp_path: Path) -> None:
    text = SMALL.replace('label = "two threads"', 'label = "two threads"\npython = "free-threaded"', 1)
    inquiry = FakeInquiry()
    inquiry.silent = True
    stand = stand_of(qtbot, lecture_of(tmp_path / "other", text), tmp_path, inquiry)
    stand.press("start", "2", "next", "next")
    assert inquiry.begun == 1
    assert stand.conductors.made == []  # it is still looked for
    inquiry.silent = False
    spin(lambda: "There is no free-threaded CPython here: install" in stand.hall.slide.notice)
    assert stand.conductors.made == []
    stand.take_down()


def test_the_guess_is_typed_taken_and_drawn_beside_the_result(stand: Stand) -> None:
    stand.press("start", "2", "1.5")
    assert stand.walk.typed == "1.5"
    stand.press("enter")
    assert stand.walk.guess == 1.5
    stand.press("next", "next")
    stand.finish()
    stand.press("next", "next", "next")
    assert stand.walk.step.view is View.RESULT
    told = stand.hall.content.told
    assert isinstance(told, tuple)
    assert told[1].guess == (1.5, "the hall: 1.5 s")
    assert [text for _, _, text in told[1].rows] == ["2.00 s", "2.00 s"]
    stand.press("next")
    told = stand.hall.content.told
    assert isinstance(told, tuple)
    assert told[1] == "You guessed 1.5 s. It was 2.00 s."


def test_what_a_run_proves_is_told_once_it_has_ended_well_and_no_sooner(stand: Stand) -> None:
    to_run(stand)
    assert stand.hall.slide.caption == "A loop, and two threads."
    stand.conductor.end(0)
    stand.conductor.begin(1)
    stand.clock.now += 1
    spin(lambda: stand.hall.slide.foot == "live: 1 of 2 runs done")
    assert stand.hall.slide.caption == "A loop, and two threads."
    stand.press("next")
    assert stand.hall.slide.caption == ""
    stand.finish()
    assert stand.hall.slide.caption == "Closer."
    stand.press("back")
    assert stand.hall.slide.caption == "One at a time."


def test_a_run_that_failed_proves_nothing_and_its_recording_does(with_recording: Stand) -> None:
    stand = with_recording
    to_run(stand)
    stand.conductor.end(0)
    stand.conductor.end(1, Phase.FAILED, "It crashed.")
    stand.conductor.finished = True
    spin(lambda: "It crashed." in stand.hall.slide.notice)
    assert stand.hall.slide.caption == "A loop, and two threads."
    stand.press("recording")
    assert stand.hall.slide.caption == "One at a time."


def test_where_the_loop_was_disturbed_no_speed_up_is_shown_and_the_recording_is_offered(with_recording: Stand) -> None:
    stand = with_recording
    to_run(stand)
    loop, threads = stand.conductor.runs
    stand.conductor.end_all()
    loop.wall_s = loop.baseline_s = threads.baseline_s = 5.0
    threads.baseline_lost = 0.6
    spin(lambda: "Press R for the recording." in stand.hall.slide.notice)
    assert "disturbed, for other programs had its core for 60 % of the time: no speed-up is shown" in stand.hall.slide.notice
    assert stand.hall.slide.caption == "A loop, and two threads."
    assert stand.presenter.shown[1].figures[0] == "2.00 s"
    assert not [text for text in stand.presenter.shown[1].figures if "×" in text]
    assert stand.presenter.shown[0].figures[0] == "disturbed"
    stand.press("next", "next", "next")
    told = stand.hall.content.told
    assert isinstance(told, tuple)
    assert [label for label, _, _ in told[1].rows] == ["a loop (disturbed)", "two threads"]


def test_while_there_are_no_lanes_the_stage_says_what_goes_on(stand: Stand) -> None:
    to_run(stand)
    stand.conductor.runs = ()  # the size is looked for
    spin(lambda: stand.told == "Starting…")
    assert not stand.hall.picture.isVisible()
    live = stand.live.of(stand.walk.scene)
    assert live is not None
    assert live.spec is not None
    live.spec = dataclasses.replace(live.spec, size=None, task_seconds=0.25)
    stand.clock.now += 1
    spin(lambda: stand.told == "Finding how much work takes 0.25 s…")
    live.spec = dataclasses.replace(live.spec, size=2000)
    stand.conductor.start()
    stand.conductor.begin(0)
    stand.clock.now += 1
    spin(stand.hall.picture.isVisible)


def test_the_legend_names_what_is_in_sight_and_in_colour(stand: Stand) -> None:
    to_run(stand)
    stand.finish()
    assert [state for state, _ in stand.hall.picture.legend] == [State.RUNNING, State.GIL_WAIT]
    stand.press("next", "next")
    assert stand.walk.step.view is View.STATE
    assert [state for state, _ in stand.hall.picture.legend] == [State.GIL_WAIT]


def test_blank_is_black_and_comes_back(stand: Stand) -> None:
    stand.press("start", "blank")
    assert stand.hall.grab().toImage().pixelColor(900, 60).lightness() == 0
    stand.press("blank")
    assert stand.hall.grab().toImage().pixelColor(900, 1000).lightness() > 200


def test_the_speaker_sees_what_to_say_the_time_and_what_comes_next(stand: Stand) -> None:
    assert stand.notes.clock.text() == "not started / 5:00"
    stand.press("start")
    stand.clock.now = 65
    spin(lambda: stand.notes.clock.text() == "1:05 / 2:00")
    assert stand.notes.text.text().startswith("Say hello.")
    assert stand.notes.next.text() == "Next step: points\nThen: Taking turns"
    stand.press("next", "next")
    assert stand.notes.title.text() == "Taking turns"
    assert "last scene" in stand.notes.next.text()


def test_keys_work_in_the_speakers_window_too_and_esc_leaves(stand: Stand, qtbot: QtBot) -> None:
    stand.notes.show()
    QTest.keyClick(stand.notes, Qt.Key.Key_PageDown)
    assert stand.walk.started
    with qtbot.waitSignal(stand.presenter.left):
        QTest.keyClick(stand.notes, Qt.Key.Key_Escape)


def test_nothing_that_must_be_seen_reaches_into_the_lower_third(stand: Stand) -> None:
    to_run(stand)
    stand.finish()
    limit = 720 + 12  # a line below the last tick's text
    while True:
        image = stand.hall.grab().toImage()
        below = {image.pixel(x, y) for x in range(0, 1920, 3) for y in range(limit, 755, 3)}
        assert len(below) == 1, stand.walk.step
        at = stand.walk.step_place
        stand.press("next")
        if stand.walk.step_place == at:
            break
