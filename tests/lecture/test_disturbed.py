"""What other programs do to a scene's live run: it is told, and never takes the place of a better recording."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from gilviz.cli.lecture_check import Tried, report_on
from gilviz.lecture.claims import disturbed
from gilviz.lecture.model import Scene
from gilviz.runner.protocol import State
from gilviz.trace.record import RunRecord
from tests.gui.lecture.stands import keep_recording
from tests.lecture.lectures import small
from tests.trace.runs import Stretch, record, worker

RUN, WAIT, CORE = State.RUNNING, State.GIL_WAIT, State.CPU_WAIT


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return small(tmp_path).scenes[1]


def runs_of(first: list[Stretch], second: list[Stretch], loop: list[Stretch]) -> list[RunRecord]:
    """A loop, and two threads; whole runs of half a second."""
    alone = record("sequential", [worker(1, loop)], wall_ms=500, baseline_ms=500, tasks=2)
    both = record("threading", [worker(1, first), worker(2, second)], wall_ms=500, baseline_ms=500, tasks=2)
    return [dataclasses.replace(each, spec=dataclasses.replace(each.spec, size=2000)) for each in (alone, both)]


def test_runs_that_had_their_cores_are_left_alone(scene: Scene) -> None:
    assert disturbed(scene, runs_of([(RUN, 5), (WAIT, 5)] * 50, [(WAIT, 5), (RUN, 5)] * 50, [(RUN, 500)]), 2) == ""


def test_a_loop_that_waited_is_named(scene: Scene) -> None:
    records = runs_of([(RUN, 5), (WAIT, 5)] * 50, [(WAIT, 5), (RUN, 5)] * 50, [(RUN, 400), (CORE, 100)])
    assert disturbed(scene, records, 2) == (
        "A loop was disturbed, for other programs had its core for 20 % of the time: no speed-up is shown."
    )


def test_workers_that_waited_for_cores_are_named_unless_they_are_more_than_there_are_cores(scene: Scene) -> None:
    records = runs_of([(RUN, 300), (CORE, 200)], [(CORE, 200), (RUN, 300)], [(RUN, 500)])
    assert disturbed(scene, records, 2) == (
        "Two threads: other programs had the cores, so 40 % of the time went by waiting for one."
    )
    assert disturbed(scene, records, 1) == ""


def test_the_check_keeps_no_spoiled_recording_where_there_is_a_better_one(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gilviz.cli.lecture_check.own_folder", lambda: tmp_path / "own")
    lecture = small(tmp_path)
    turns: list[Stretch] = [(RUN, 5), (WAIT, 5)] * 50
    records = runs_of(turns, turns, [(RUN, 400), (CORE, 100)])
    tried = Tried(tuple(records), "", 1.0, disturbed(scene, records, 2))
    first = report_on(lecture, scene, tried, None)
    assert (first.live, first.fresh) == (True, True)  # better than none
    assert "Close other programs, and check again" in first.line()
    keep_recording(lecture, tmp_path)
    kept = tmp_path / "own" / "turns" / "turns.gilviz"
    before = kept.read_bytes()
    second = report_on(lecture, scene, tried, None)
    assert (second.live, second.fresh, second.recorded) == (True, False, kept)
    assert "no recording was made. A loop was disturbed" in second.line()
    assert kept.read_bytes() == before


def test_the_check_names_the_recording_that_can_be_shown(scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gilviz.cli.lecture_check.own_folder", lambda: tmp_path / "own")
    lecture = small(tmp_path)
    keep_recording(lecture, tmp_path)
    damaged, whole = tmp_path / "own" / "turns" / "turns.gilviz", lecture.folder / "turns.gilviz"
    whole.write_bytes(damaged.read_bytes())
    damaged.write_bytes(b"nonsense")
    report = report_on(lecture, scene, Tried((), "it did not run to its end", 1.0), None)
    assert (report.recorded, report.no_recording) == (whole, "")
