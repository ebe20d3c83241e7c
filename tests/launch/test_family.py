from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys

import psutil
import pytest

from gilviz.launch import family
from tests.patience import AGES_S


@pytest.mark.skipif(sys.platform == "win32", reason="there are no process groups")
def test_where_no_file_can_be_opened_any_more_the_group_is_ended_without_looking(monkeypatch: pytest.MonkeyPatch) -> None:
    def members(_leader: int, _mark: str | None = None) -> None:
        raise OSError(errno.EMFILE, "Too many open files")

    child = subprocess.Popen([sys.executable, "-S", "-c", "import time; time.sleep(600)"], start_new_session=True)
    monkeypatch.setattr(family, "members", members)
    family.end(child.pid)
    assert child.wait(AGES_S) == -signal.SIGKILL


@pytest.mark.skipif(sys.platform != "linux", reason="environments are asked of psutil elsewhere")
def test_who_carries_the_mark_is_found_without_taking_every_environment_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    def environ(_process: psutil.Process) -> dict[str, str]:
        raise AssertionError("this is slow, and done for every process of the machine")

    monkeypatch.setattr(psutil.Process, "environ", environ)
    leader, marked, other = (
        subprocess.Popen(
            [sys.executable, "-S", "-c", "print(flush=True); import time; time.sleep(600)"],
            env=os.environ | {family.MARK: mark},
            start_new_session=True,
            stdout=subprocess.PIPE,
        )
        for mark in ("this one", "this one", "this one's neighbour")
    )
    try:
        for child in (leader, marked, other):
            assert child.stdout is not None
            child.stdout.readline()  # it is itself by now, and no fork of ours
        found = {process.pid for process in family.members(leader.pid, "this one")}
        assert found == {leader.pid, marked.pid}
    finally:
        for child in (leader, marked, other):
            child.kill()
            child.communicate()
