"""What interpreters say of themselves, and the sentences for programs that are none."""

from __future__ import annotations

import sys
import venv
from pathlib import Path

import pytest

from gilviz.launch.runtimes import (
    RuntimeDescription,
    RuntimeUnusable,
    default_runtime,
    describe_runtime,
    executor_problem,
    find_python,
)
from gilviz.runner import catalog


def program(directory: Path, text: str) -> str:
    path = directory / "program"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)
    return str(path)


def test_the_own_interpreter_is_known_without_starting_it() -> None:
    assert default_runtime() == describe_runtime(None)


def test_every_interpreter_that_jobs_are_tried_in_describes_itself(job_python: str) -> None:
    runtime = describe_runtime(job_python)
    assert runtime.path == find_python(job_python)
    assert runtime.start_methods
    assert [executor_problem(executor.name, None, runtime) for executor in catalog.EXECUTORS] == [None] * len(catalog.EXECUTORS)


def test_a_virtual_environment_stays_one(tmp_path: Path) -> None:
    venv.create(tmp_path / "env", symlinks=True)
    python = tmp_path / "env" / "bin" / "python"
    assert describe_runtime(str(python)).path == str(python)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("#!/bin/sh\necho hello\n", "is not a Python interpreter: give the path of one, 3.9 or newer."),
        ("#!/bin/sh\necho 'no such version' >&2; exit 1\n", "is not a Python interpreter (it said: no such version)"),
        ("#!/nowhere/at/all\n", "can't be started"),
        (
            '#!/bin/sh\necho \'gilviz-runtime:{"version": [2, 7, 18], "implementation": "CPython", "path": ""}\'\n',
            "is CPython 2.7.18: gilviz needs 3.9 or newer there.",
        ),
    ],
)
def test_a_program_that_will_not_do_is_told_in_a_sentence(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(RuntimeUnusable) as told:
        describe_runtime(program(tmp_path, text))
    assert words in str(told.value)


def test_a_program_that_never_answers_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gilviz.launch.runtimes._TIMEOUT", 0.2)
    with pytest.raises(RuntimeUnusable, match="gave no answer"):
        describe_runtime(program(tmp_path, "#!/bin/sh\nexec sleep 60\n"))


@pytest.mark.parametrize(
    ("python", "words"), [("/no/such/python", "no program"), ("no-such-python", "no program"), ("/", "folder")]
)
def test_a_program_that_is_absent_is_told(python: str, words: str) -> None:
    with pytest.raises(RuntimeUnusable, match=words):
        find_python(python)


def test_a_name_without_a_path_is_looked_up_as_a_shell_would(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "snake").symlink_to(sys.executable)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_python("snake") == str(tmp_path / "snake")


@pytest.mark.parametrize(
    ("executor", "start_method", "words"),
    [
        ("pool", "fork", "can't start processes by fork on this system: choose one of spawn."),
        ("pool", None, None),
        ("threading", "fork", None),
        ("dummy-pool", None, "has no multiprocessing.dummy, which dummy-pool needs"),
    ],
)
def test_what_an_interpreter_lacks_is_told(executor: str, start_method: str | None, words: str | None) -> None:
    runtime = RuntimeDescription("/p", "PyThing", "3.9.0", True, 2, ("spawn",), ("multiprocessing.dummy",))
    problem = executor_problem(executor, start_method, runtime)
    assert (problem is None) if words is None else (problem is not None and words in problem)


def test_what_may_not_be_started_is_told_from_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").touch()
    with pytest.raises(RuntimeUnusable, match="is not a program that you may start"):
        find_python(str(tmp_path / "notes.txt"))
    with pytest.raises(RuntimeUnusable, match="There is no program"):
        find_python(str(tmp_path / "python"))
    with pytest.raises(RuntimeUnusable, match="No interpreter is named"):
        find_python("")


@pytest.mark.parametrize(
    ("gil", "free_threaded", "words"),
    [(True, False, "GIL"), (False, True, "GIL disabled"), (True, True, "GIL enabled in a free-threaded build")],
)
def test_whether_there_is_a_gil_is_told_in_words(gil: bool, free_threaded: bool, words: str) -> None:
    assert RuntimeDescription("/p", "CPython", "3.13.0", gil, 2, (), free_threaded=free_threaded).gil_text == words
