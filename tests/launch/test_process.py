"""A job's process where the system has no threads left to listen to it."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import threading
from pathlib import Path

import psutil
import pytest

from gilviz.experiment.execution import start_problem
from gilviz.launch.process import Ended, Event, JobProcess, Said
from tests.leaks import runs
from tests.patience import wait_until


def until_its_end(process: JobProcess) -> list[Event]:
    """Everything that happened to it."""
    events: list[Event] = []

    def has_ended() -> bool:
        events.extend(process.events())
        return any(isinstance(event, Ended) for event in events)

    wait_until(has_ended)
    return events


@pytest.mark.parametrize("name", ["job messages", "job grace", "job end"])
def test_a_job_that_nobody_can_listen_to_is_ended_and_told(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    start = threading.Thread.start

    def refuse(thread: threading.Thread) -> None:
        if thread.name == name:
            raise RuntimeError("can't start new thread")
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", refuse)
    process = JobProcess([sys.executable, "-c", "input(); input()"], {}, {}, tmp_path)
    with pytest.raises(BlockingIOError) as caught:
        process.start()
    assert "ulimit" in start_problem(None, caught.value)


def test_too_few_open_files_are_told_with_the_limit_to_raise() -> None:
    assert "ulimit -n" in start_problem(None, OSError(errno.EMFILE, "Too many open files"))


def test_an_interpreter_that_cannot_be_started_is_named() -> None:
    assert start_problem("py", OSError(errno.ENOEXEC, "Exec format error")).startswith("py can't be started (Exec format error)")


def test_a_job_that_has_taken_every_thread_is_still_ended_when_it_has_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = """import time; print('{"kind": "failed"}', flush=True); time.sleep(600)"""
    process = JobProcess([sys.executable, "-c", code], {}, {}, tmp_path)
    process.start()

    def refuse(_thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    until_its_end(process)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_a_daemon_in_a_session_of_its_own_ends_with_its_job(tmp_path: Path) -> None:
    code = """
import json, os, signal
input()
ends, tells = os.pipe()
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.write(tells, str(os.getpid()).encode())
        signal.pause()
    os._exit(0)
print(json.dumps({"kind": "daemon", "pid": int(os.read(ends, 20))}), flush=True)
"""
    process = JobProcess([sys.executable, "-S", "-c", code], {}, {}, tmp_path)
    process.start()
    events = until_its_end(process)
    daemons = [event.message["pid"] for event in events if isinstance(event, Said)]
    assert len(daemons) == 1
    with contextlib.suppress(psutil.NoSuchProcess):
        daemon = psutil.Process(daemons[0])
        wait_until(lambda: not runs(daemon))  # its parent is this system's first process, and may leave a zombie
