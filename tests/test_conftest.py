"""The guards guard: each leftover and each unexpected skip fails the test that is to blame."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.leaks import SHARED_MEMORY, SharedMemory
from tests.skips import AllowedSkip, skip_is_expected

pytest_plugins = ["pytester"]

_CONFTEST = Path(__file__).with_name("conftest.py")


@pytest.fixture
def session(pytester: pytest.Pytester) -> pytest.Pytester:
    """A test session elsewhere that has our conftest."""
    pytester.makeconftest(_CONFTEST.read_text(encoding="utf-8"))
    pytester.makepyprojecttoml(
        f"[tool.pytest.ini_options]\npythonpath = [{str(_CONFTEST.parent.parent)!r}]\n"
        "markers = ['leaves_behind(*what): …', 'realwindow', 'job_python']\n"
        "addopts = ['--import-mode=importlib', '-p', 'no:randomly', '-p', 'no:xvfb', '-p', 'no:cacheprovider']\n"
    )
    return pytester


_SLEEP = f"[{sys.executable!r}, '-c', 'import time; time.sleep(60)']"
LEFTOVERS = {
    "process": (f"subprocess.Popen({_SLEEP}, start_new_session=True)", "*process *time.sleep(60)*"),
    "orphan": ("subprocess.run(['sh', '-c', 'sleep 61 & exit'], check=True, stdout=-3)", "*process *sleep 61*"),
    "thread": ("threading.Thread(target=time.sleep, args=(1,), daemon=True).start()", "*thread 'Thread-*"),
    "file": ("tempfile.mkdtemp()", "*temporary file *"),
    "settings": ("pathlib.Path(os.environ['XDG_CONFIG_HOME'], 'gilviz.ini').touch()", "*the user's settings *gilviz.ini*"),
    "window": ("KEPT.append(QWidget())", "*window *QWidget*"),
    "timer": ("KEPT.append(QTimer()); KEPT[-1].start(1000)", "*timer *QTimer*"),
}
_IMPORTS = (
    "import os, pathlib, subprocess, tempfile, threading, time\nimport pytest\n"
    "from PySide6.QtCore import QTimer\nfrom PySide6.QtWidgets import QWidget\nKEPT = []\n"
)


def test_a_test_that_leaves_something_behind_fails(session: pytest.Pytester) -> None:
    session.makepyfile(_IMPORTS + "\n".join(f"def test_{kind}(qapp):\n    {body}" for kind, (body, _) in LEFTOVERS.items()))
    result = session.runpytest_subprocess("--patience=0.1", "-W", "ignore")
    result.assert_outcomes(passed=len(LEFTOVERS), errors=len(LEFTOVERS))
    for kind, (_, complaint) in LEFTOVERS.items():
        result.stdout.fnmatch_lines([f"*ERROR at teardown of test_{kind} *", "*the test left behind:*", complaint])


def test_a_leftover_that_is_declared_is_excused(session: pytest.Pytester) -> None:
    session.makepyfile(_IMPORTS + "@pytest.mark.leaves_behind('files')\ndef test_x():\n    tempfile.mkdtemp()\n")
    session.runpytest_subprocess("--patience=0.1").assert_outcomes(passed=1)


def test_an_unexpected_skip_is_a_failure(session: pytest.Pytester) -> None:
    session.makepyfile("import pytest\ndef test_x():\n    pytest.skip('no time')\n")
    result = session.runpytest_subprocess()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*test_x was skipped, which nobody expects here: *no time*"])


def test_an_unexpected_skip_of_a_whole_module_is_a_failure(session: pytest.Pytester) -> None:
    session.makepyfile("import pytest\npytest.importorskip('no_such_module_at_all')\ndef test_x(): pass\n")
    assert session.runpytest_subprocess().ret != pytest.ExitCode.OK


@pytest.mark.parametrize(
    ("reason", "expected"),
    [("Skipped: needs Mars", True), ("needs Mars: no rover", True), ("needs Venus", False), ("bored", False)],
)
def test_a_skip_is_expected_only_for_a_reason_that_holds_here(reason: str, expected: bool) -> None:
    allowed = (AllowedSkip("needs Mars", holds=True), AllowedSkip("needs Venus", holds=False))
    assert skip_is_expected(reason, allowed) is expected


@pytest.mark.skipif(not SHARED_MEMORY.is_dir(), reason="needs Linux")
def test_a_semaphore_is_in_use_by_whoever_made_it() -> None:
    watch = SharedMemory()
    code = "import multiprocessing as m; lock = m.get_context('spawn').Lock(); print(flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as maker:
        assert maker.stdin is not None
        assert maker.stdout is not None
        maker.stdout.readline()
        assert any(SHARED_MEMORY.glob("sem.mp-*"))
        assert watch.leftovers() == []
        maker.stdin.close()


@pytest.mark.skipif(not SHARED_MEMORY.is_dir(), reason="needs Linux")
def test_shared_memory_of_a_process_that_lives_is_its_own_affair() -> None:
    watch = SharedMemory()
    ended = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, text=True, check=True)
    theirs, nobodys = (SHARED_MEMORY / f"sem.loky-{pid}-9x_1abc" for pid in (os.getpid(), ended.stdout.strip()))
    try:
        theirs.touch()
        nobodys.touch()
        assert watch.leftovers() == [f"shared memory {nobodys.name}"]
    finally:
        theirs.unlink()
        nobodys.unlink()
