"""Whether an interpreter has a GIL, and why: asked of it at its start, after its imports, and at its end."""

from __future__ import annotations

import sys
import sysconfig
from pathlib import Path

import pytest

from gilviz.launch.runtimes import describe_runtime
from gilviz.launch.stage import stage_runner
from gilviz.runner import runtime
from gilviz.runner.protocol import Gil, Message
from gilviz.runner.spec import JobSpec
from tests.runner import jobs

JOB = JobSpec("primes", 2_000, "threading", workers=2, tasks=2)
ENABLED_BY_ITS_IMPORT = """
import sys, sysconfig
sys._is_gil_enabled = lambda: "gilviz.runner.workloads.primes" in sys.modules
sysconfig.get_config_var = lambda name: 1
"""
DISABLED = """
import sys, sysconfig
sys._is_gil_enabled = lambda: False
sysconfig.get_config_var = lambda name: 1
"""
ENABLED_BY_ITS_WORK = """
_work = work
def work(limit, lane):
    import sys
    sys._is_gil_enabled = lambda: True
    return _work(limit, lane)
"""


@pytest.fixture(autouse=True)
def free_threaded(monkeypatch: pytest.MonkeyPatch) -> None:
    """This interpreter plays one that can do without a GIL and has one, for no reason yet."""
    monkeypatch.setattr(sys, "_is_gil_enabled", lambda: True, raising=False)
    monkeypatch.setattr(sysconfig, "get_config_var", lambda name: 1 if name == "Py_GIL_DISABLED" else None)
    monkeypatch.setattr(sys, "_xoptions", {})
    monkeypatch.delenv("PYTHON_GIL", raising=False)


def test_a_free_threaded_build_runs_with_its_gil_disabled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "_is_gil_enabled", lambda: False)
    monkeypatch.setenv("PYTHON_GIL", "1")
    assert runtime.gil_state() is Gil.DISABLED, "what is asked for is not what is"


def test_an_ordinary_build_has_its_gil_whatever_was_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_GIL", "1")
    monkeypatch.setattr(sysconfig, "get_config_var", lambda _name: 0)
    assert runtime.gil_state() is Gil.BUILT_IN
    monkeypatch.delattr(sys, "_is_gil_enabled")
    assert runtime.gil_state() is Gil.BUILT_IN, "before 3.13 nobody could ask"


def test_a_gil_that_nobody_asked_for_came_with_an_import() -> None:
    assert runtime.gil_state() is Gil.IMPORT


def test_a_gil_that_was_asked_for_is_not_blamed_on_an_import(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_GIL", "1")
    assert runtime.gil_state() is Gil.ENVIRONMENT
    monkeypatch.setattr(sys, "_xoptions", {"gil": "1"})
    assert runtime.gil_state() is Gil.OPTION, "the option counts more than the variable"
    monkeypatch.setattr(sys, "_xoptions", {"gil": "0"})
    assert runtime.gil_state() is Gil.IMPORT, "without a GIL it was to be, whatever the variable says"


def test_a_job_says_of_its_gil_what_its_interpreter_says(
    job_python: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    known = describe_runtime(job_python)
    said = jobs.play(tmp_path, JOB, job_python).said(Message.METADATA)["runtime"]
    assert said["gil"] == known.gil
    if not known.gil:
        assert said["gil_state"] == Gil.DISABLED.value
    else:
        assert (said["gil_state"] == Gil.BUILT_IN.value) is not known.free_threaded


def test_a_gil_that_an_import_brings_before_the_run_is_told_and_recorded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    played = _play(tmp_path, monkeypatch, {"__init__.py": ENABLED_BY_ITS_IMPORT})
    assert _told(played) == [(False, Gil.DISABLED.value), (True, Gil.IMPORT.value)]
    assert [message["kind"] for message in played.messages].index("started") > 1, "told before the run begins"
    assert all(lane.identity.gil for lane in played.trace.lanes)


def test_a_gil_that_comes_during_the_run_is_told_at_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    played = _play(tmp_path, monkeypatch, {"__init__.py": DISABLED, "workloads/primes.py": ENABLED_BY_ITS_WORK})
    assert _told(played) == [(False, Gil.DISABLED.value), (True, Gil.LATE_IMPORT.value)]
    assert played.messages[-1]["kind"] == Message.FINISHED
    assert not any(lane.identity.gil for lane in played.trace.lanes)


def test_a_gil_that_stays_away_is_told_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _told(_play(tmp_path, monkeypatch, {"__init__.py": DISABLED})) == [(False, Gil.DISABLED.value)]


def _play(directory: Path, monkeypatch: pytest.MonkeyPatch, added: dict[str, str]) -> jobs.Played:
    """Runs the job in an ordinary interpreter that is made to say otherwise: by code at the end of some files of its runner."""
    monkeypatch.undo()

    def stage(place: Path) -> Path:
        staged = stage_runner(place)
        for name, code in added.items():
            with (staged / "gilviz" / "runner" / name).open("a", encoding="utf-8") as file:
                file.write(code)
        return staged

    monkeypatch.chdir(directory)  # where a checkout is, its own runner would be found first
    monkeypatch.setattr(jobs, "stage_runner", stage)
    return jobs.play(directory, JOB)


def _told(played: jobs.Played) -> list[tuple[bool, str]]:
    facts = [message["runtime"] for message in played.messages if message["kind"] == Message.METADATA]
    return [(each["gil"], each["gil_state"]) for each in facts]
