"""What a killed window had recorded is found at the next start, and nothing is left of it once somebody has decided."""

from __future__ import annotations

import dataclasses
import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from gilviz.experiment.ownership import claim
from gilviz.experiment.run import Run
from gilviz.experiment.unsaved import CUT_SHORT, drop_runs, find_unsaved, has_unsaved, keep_run, note_run
from gilviz.experiment.workspace import PREFIX, Workspace
from gilviz.runner.spec import JobSpec
from gilviz.trace.record import Outcome
from tests.recording.recordings import recording

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="directories are claimed by POSIX locks")

_WINDOW = """
import time
from datetime import datetime
from gilviz.experiment.conductor import Conductor
from gilviz.experiment.plan import ExperimentSpec, Variant
from gilviz.experiment.recorded import recording_of
from gilviz.experiment.unsaved import keep_run
from gilviz.experiment.workspace import Workspace
workspace = Workspace(keeps=True)
workload = workspace.stage / "gilviz" / "runner" / "workloads" / "countdown.py"
workload.write_text(
    "import itertools, threading, time\\n"
    "begun = itertools.count()\\n"
    "def work(item, lane):\\n"
    "    while threading.current_thread() is not threading.main_thread() and next(begun) > 40: time.sleep(1)\\n"
    "    lane.tick()\\n"
    "    return item\\n"
)
spec = ExperimentSpec("countdown", 20_000, 400, 2, (Variant("sequential"), Variant("threading")))
conductor = Conductor(spec, workspace)
conductor.start()
kept = False
while True:
    conductor.poll()
    first, *others = conductor.runs
    if first.phase.ended and not kept:
        keep_run(workspace.directory, 0, recording_of([first], spec, datetime.now().astimezone()))
        workspace.let_go()
        kept = True
    if others[0].trace is not None and sum(lane.tasks_done for lane in others[0].trace.lanes) > 20:
        print(workspace.directory, flush=True)
        time.sleep(600)
    time.sleep(0.002)
"""


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A temporary directory of the test's own."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    return tmp_path


def abandoned(parent: Path, name: str) -> Path:
    """The directory of a session that lives no more."""
    directory = parent / f"{PREFIX}{name}"
    directory.mkdir()
    descriptor = claim(directory)
    assert descriptor is not None
    os.close(descriptor)
    return directory


def test_a_window_killed_in_the_middle_of_a_run_loses_nothing(temporary: Path) -> None:
    command = [sys.executable, "-c", _WINDOW]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as window:
        assert window.stdout is not None
        left = Path(window.stdout.readline().strip())
        assert find_unsaved(PREFIX) == [], "its owner lives"
        window.send_signal(signal.SIGKILL)
    with Workspace():
        assert left.is_dir(), "another session leaves it alone"
    (unsaved,) = find_unsaved(PREFIX)
    first, second = (run.record() for run in unsaved.recording.runs)
    assert (first.spec.executor, first.outcome) == ("sequential", Outcome.FINISHED)
    assert (second.spec.executor, second.outcome, second.error) == ("threading", Outcome.PARTIAL, CUT_SHORT)
    assert sum(lane.tasks_done for lane in second.trace.lanes) > 20
    assert second.runtime is not None
    assert second.baseline_s == first.wall_s
    assert unsaved.recording.title.endswith("400 tasks")
    assert find_unsaved(PREFIX) == [], "it is ours now"
    unsaved.discard()
    assert list(temporary.iterdir()) == []


def test_what_nobody_decided_on_is_found_again(temporary: Path) -> None:
    keep_run(abandoned(temporary, "a"), 0, recording())
    (unsaved,) = find_unsaved(PREFIX)
    unsaved.release()
    (again,) = find_unsaved(PREFIX)
    assert again.recording.title == recording().title
    again.discard()
    assert list(temporary.iterdir()) == []


def test_runs_kept_one_by_one_are_one_recording_again_and_damage_costs_only_what_it_hit(temporary: Path) -> None:
    directory = abandoned(temporary, "a")
    for number in range(3):
        keep_run(directory, number, recording())
    (directory / "kept-0001.gilviz").write_bytes(b"\x89GVZ")
    (directory / "r9").mkdir()
    (directory / "r9" / "run.json").write_text("{")
    (unsaved,) = find_unsaved(PREFIX)
    assert len(unsaved.recording.runs) == 4
    unsaved.discard()


def test_a_baseline_that_is_all_there_is_is_listed(temporary: Path) -> None:
    directory = abandoned(temporary, "a")
    kept = recording()
    keep_run(directory, 0, dataclasses.replace(kept, runs=tuple(dataclasses.replace(run, listed=False) for run in kept.runs)))
    (unsaved,) = find_unsaved(PREFIX)
    assert all(run.listed for run in unsaved.recording.runs)
    unsaved.discard()


def test_a_run_that_had_ended_is_not_told_twice(temporary: Path) -> None:
    directory = abandoned(temporary, "a")
    keep_run(directory, 0, recording())
    (directory / "r1").mkdir()
    run = Run(JobSpec("primes", 1000, "threading"), started_ns=recording().runs[0].run.trace.origin)
    note_run(directory / "r1", run)
    assert json.loads((directory / "r1" / "run.json").read_text())["spec"]["executor"] == "threading"
    (unsaved,) = find_unsaved(PREFIX)
    assert len(unsaved.recording.runs) == 2
    unsaved.discard()


def test_what_holds_nothing_that_was_recorded_is_removed_without_a_question(temporary: Path) -> None:
    directory = abandoned(temporary, "a")
    (directory / "r1").mkdir()
    note_run(directory / "r1", Run(JobSpec("primes", 1000, "threading")))
    assert has_unsaved(directory)
    assert find_unsaved(PREFIX) == []
    assert list(temporary.iterdir()) == []


def test_what_this_version_cannot_read_is_left_where_it_is(temporary: Path) -> None:
    directory = abandoned(temporary, "a")
    keep_run(directory, 0, recording())
    (file,) = directory.glob("kept-*")
    file.write_bytes(b"\x89GVZ written by a newer version")
    assert find_unsaved(PREFIX) == []
    assert file.exists()


def test_what_was_saved_elsewhere_is_swept_away(temporary: Path) -> None:
    directory = abandoned(temporary, "a")
    keep_run(directory, 0, recording())
    drop_runs(directory)
    with Workspace():
        assert not directory.exists()


def test_lane_files_stay_until_their_run_is_in_safety(temporary: Path) -> None:
    with Workspace(keeps=True) as workspace:
        run = workspace.new_run()
        workspace.discard_run(run)
        assert run.is_dir()
        workspace.let_go()
        assert not run.exists()
    assert list(temporary.iterdir()) == []
