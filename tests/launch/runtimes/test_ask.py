"""What interpreters say of themselves, and the sentences for programs that are none."""

from __future__ import annotations

import os
import shutil
import sys
import threading
import time
import venv
from pathlib import Path

import psutil
import pytest

from gilviz.launch.runtimes import Asker, RuntimeUnusable, default_runtime, describe_runtime, executor_problem, find_python
from gilviz.launch.runtimes.question import needed_modules
from gilviz.runner import catalog
from tests.interpreters import FindInterpreter
from tests.launch.runtimes.programs import program, saying
from tests.leaks import runs
from tests.patience import wait_until

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs POSIX: programs are scripts here")
AGES = 60
QUICK = 0.3
"""Seconds that a program which never answers gets; one that does answer has no limit to speak of."""


def refusal(path: str, timeout: float = AGES) -> str:
    with pytest.raises(RuntimeUnusable) as told:
        Asker(timeout).ask(path)
    return str(told.value)


def test_the_own_interpreter_is_known_without_starting_it() -> None:
    assert default_runtime() == describe_runtime(None)


def test_every_interpreter_that_jobs_are_tried_in_describes_itself(job_python: str) -> None:
    runtime = describe_runtime(job_python)
    assert runtime.path == find_python(job_python)
    assert runtime.start_methods
    assert runtime.build
    threads = [
        info.name
        for info in catalog.EXECUTORS
        if not info.has_start_method and info.oldest is None and info.needs in (None, "_thread", "threading", "asyncio")
    ]
    assert [executor_problem(executor, None, runtime) for executor in threads] == [None] * len(threads)


def test_a_virtual_environment_stays_one(tmp_path: Path) -> None:
    venv.create(tmp_path / "env", symlinks=True)
    python = tmp_path / "env" / "bin" / "python"
    assert describe_runtime(str(python)).path == str(python)


def test_a_free_threaded_python_says_so(interpreter: FindInterpreter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTHON_GIL", raising=False)
    runtime = describe_runtime(interpreter("python3.13t"))
    assert (runtime.free_threaded, runtime.gil, runtime.gil_text) == (True, False, "GIL disabled")
    monkeypatch.setenv("PYTHON_GIL", "1")
    assert describe_runtime(interpreter("python3.13t")).gil_text == "GIL enabled in a free-threaded build"


def test_a_pypy_has_a_gil_of_its_own(interpreter: FindInterpreter) -> None:
    runtime = describe_runtime(interpreter("pypy3"))
    assert (runtime.implementation, runtime.gil_text) == ("PyPy", "GIL")
    assert "PyPy" in runtime.build


@pytest.mark.parametrize(("name", "implementation"), [("jython", "Jython"), ("ipy", "IronPython")])
def test_an_implementation_in_python_2_7_answers_too(name: str, implementation: str, interpreter: FindInterpreter) -> None:
    runtime = describe_runtime(interpreter(name))
    assert (runtime.implementation, runtime.gil_text) == (implementation, "no GIL")
    assert not {"_thread", "threading"} & set(runtime.missing)
    assert runtime.cores >= 1
    assert runtime.start_methods == ()


@pytest.mark.parametrize("name", ["python3.14", "python3.15"])
def test_the_newest_pythons_lack_nothing(name: str, interpreter: FindInterpreter) -> None:
    runtime = describe_runtime(interpreter(name))
    assert (runtime.implementation, runtime.missing) == ("CPython", ())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("#!/bin/sh\necho hello\n", "is not a Python interpreter (it said: hello): give the path of one, 3.9 or newer."),
        ("#!/bin/sh\n", "is not a Python interpreter: give the path of one, 3.9 or newer."),
        ('#!/bin/sh\necho "$@"\n', "is not a Python interpreter"),
        (saying(answer="[1, 2"), "is not a Python interpreter"),
        (saying(answer='{"version": 3}'), "is not a Python interpreter"),
        (
            "#!/bin/sh\necho 'no such version' >&2; exit 7\n",
            "ended with exit status 7 when it was asked what it is (it said: no such",
        ),
        (
            "#!/bin/sh\nkill -9 $$\n",
            "was killed by signal 9 when it was asked what it is: repair it, or give the path of another",
        ),
        ("#!/nowhere/at/all\n", "its loader or the program that its first line names is missing: install it again."),
        ("\x7fELF what another processor understands", "is no program for this system"),
        ("#!/bin/sh\nwhile :; do echo ssssssssssssssssssssssssssss; done\n", "bytes and no answer, and was ended"),
    ],
)
def test_a_program_that_will_not_do_is_told_in_a_sentence(tmp_path: Path, text: str, words: str) -> None:
    sentence = refusal(program(tmp_path, text))
    assert words in sentence
    assert sentence.startswith(str(tmp_path / "program"))


def test_a_python_that_is_too_old_is_known_but_not_used(tmp_path: Path) -> None:
    path = program(tmp_path, saying())
    assert Asker().ask(path).version == "2.7.18"
    with pytest.raises(RuntimeUnusable, match=r"is CPython 2\.7\.18, which is too old: gilviz needs 3\.9"):
        describe_runtime(path)


@pytest.mark.parametrize("before", ["Picked up JAVA_TOOL_OPTIONS: -Xmx1g\n", "no line end", "\n\n{}\ngilviz-runtime-"])
def test_what_is_printed_before_the_answer_does_not_matter(tmp_path: Path, before: str) -> None:
    assert Asker().ask(program(tmp_path, saying(before=before))).version == "2.7.18"


def test_an_interpreter_below_a_strange_path_is_used(tmp_path: Path) -> None:
    path = program(tmp_path / "Ärger mit 蛇 und Leerzeichen", f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    assert describe_runtime(path).path == path
    venv.create(tmp_path / "Umgebung für 蛇", symlinks=True)
    python = tmp_path / "Umgebung für 蛇" / "bin" / "python"
    assert describe_runtime(str(python)).executable == str(python)


def test_a_module_that_lies_where_gilviz_was_started_is_not_taken_for_the_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path, "raise SystemExit('not this one')\n", "multiprocessing.py")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert describe_runtime(None).missing == ()


@pytest.mark.parametrize("text", ["#!/bin/sh\nexec sleep 60\n", "#!/bin/sh\ntrap '' TERM\nsleep 61 & sleep 62 & wait; wait\n"])
def test_a_program_that_never_answers_is_ended_with_all_its_children(tmp_path: Path, text: str) -> None:
    assert "gave no answer within 0.3 s and was ended" in refusal(program(tmp_path, text), QUICK)


@pytest.mark.skipif(shutil.which("setsid") is None, reason="needs setsid")
def test_whoever_left_the_programs_session_holds_nobody_up(tmp_path: Path) -> None:
    note = tmp_path / "left"
    path = program(
        tmp_path, f"#!/bin/sh\nsetsid sh -c 'echo $$ > {note}; exec sleep 600' &\nwhile ! test -s {note}; do :; done\n"
    )
    try:
        # On a busy machine the program may be ended before it has sent anybody away.
        for limit in (QUICK, 3, 9, 27):
            begun = time.monotonic()
            assert f"gave no answer within {limit} s" in refusal(path, limit)
            assert time.monotonic() - begun < AGES
            if note.exists():
                break
    finally:
        for child in psutil.Process().children():  # orphans are the tests' own
            child.kill()


def test_a_program_is_ended_though_no_thread_can_watch_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    path = program(tmp_path, "#!/bin/sh\nexec sleep 60\n")
    monkeypatch.setattr(threading.Timer, "start", refuse)
    with pytest.raises(RuntimeError, match="new thread"):
        Asker().ask(path)
    wait_until(lambda: not any(map(runs, psutil.Process().children())))


def test_what_starts_slowly_gets_more_time(tmp_path: Path) -> None:
    path = program(tmp_path, "#!/bin/sh\nexec sleep 60\n", "jython2.7")
    assert "gave no answer within 0.9 s" in refusal(path, QUICK)


@pytest.mark.parametrize("text", [f"{saying()}exec sleep 60\n", f"{saying()}sleep 61 &\n"])
def test_an_answer_is_taken_from_a_program_that_does_not_end_which_is_ended(tmp_path: Path, text: str) -> None:
    assert Asker(AGES).ask(program(tmp_path, text)).version == "2.7.18"


def test_whoever_is_being_asked_is_ended_with_gilviz(tmp_path: Path) -> None:
    asker, path = Asker(AGES), program(tmp_path, "#!/bin/sh\nsleep 60\n")
    told: list[str] = []

    def ask() -> None:
        with pytest.raises(RuntimeUnusable) as refused:
            asker.ask(path)
        told.append(str(refused.value))

    thread = threading.Thread(target=ask)
    thread.start()
    wait_until(lambda: psutil.Process().children(recursive=True))
    asker.close()
    thread.join(AGES)
    ask()
    assert told == ["gilviz ends: nothing more is asked."] * 2


def test_a_jython_without_java_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, interpreter: FindInterpreter) -> None:
    jython = interpreter("jython")
    for name in ("sh", "dirname", "basename", "ls", "expr", "uname", "readlink", "which", "sed", "grep", "cat", "tr", "test"):
        if found := shutil.which(name):
            (tmp_path / name).symlink_to(found)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    assert f"{jython} needs Java, which is not on the search path" in refusal(jython)


def test_a_jython_with_java_at_home_fails_for_another_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path / "home" / "bin", "", "java")
    path = program(tmp_path, "#!/bin/sh\nexit 3\n", "jython")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    assert "needs Java" in refusal(path)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "home"))
    assert "ended with exit status 3" in refusal(path)


@pytest.mark.parametrize(
    ("python", "words"), [("/no/such/python", "no program"), ("no-such-python", "no program"), ("/", "folder")]
)
def test_a_program_that_is_absent_is_told(python: str, words: str) -> None:
    with pytest.raises(RuntimeUnusable, match=words):
        find_python(python)


def test_a_program_that_vanishes_before_it_is_asked_is_told(tmp_path: Path) -> None:
    assert refusal(str(tmp_path / "gone")) == (
        f"There is no program {tmp_path}/gone any more: install it again, or choose another interpreter."
    )


def test_a_name_without_a_path_is_looked_up_as_a_shell_would(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "snake").symlink_to(sys.executable)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_python("snake") == str(tmp_path / "snake")


def test_what_may_not_be_started_is_told_from_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").touch()
    with pytest.raises(RuntimeUnusable, match="is not a program that you may start"):
        find_python(str(tmp_path / "notes.txt"))
    with pytest.raises(RuntimeUnusable, match="There is no program"):
        find_python(str(tmp_path / "python"))
    with pytest.raises(RuntimeUnusable, match="No interpreter is named"):
        find_python("")


def test_every_module_that_an_executor_needs_is_asked_for() -> None:
    assert {"_multiprocessing", "threading", "concurrent.futures"} <= set(needed_modules())
