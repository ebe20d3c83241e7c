"""A job's memory is looked at from outside: all of its processes, none of ours, each shared page once."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from gilviz.launch import memory
from gilviz.launch.memory import MemoryWatch, best_gauge, is_helper, job_pids
from tests.patience import AGES_S, wait_until

MB = 1_000_000
NEEDS_SESSIONS = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX: sessions")

HOLDS_30_MB = "import os; block = b'x' * 30_000_000; print(flush=True); os.read(0, 1)"
TWO_SHARE_30_MB = "import os; block = b'x' * 30_000_000; os.fork() and print(flush=True); os.read(0, 1)"


@contextmanager
def started(code: str, *words: str) -> Iterator[subprocess.Popen[bytes]]:
    """A program that has come to where it waits, in a session of its own."""
    command = [sys.executable, "-S", "-c", code, *words]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True) as process:
        assert process.stdin
        assert process.stdout
        process.stdout.readline()
        yield process
        process.stdin.close()


def wait_for(watch: MemoryWatch, samples: int) -> None:
    """Until it has looked that often."""
    wait_until(lambda: watch.count >= samples)


def test_what_a_process_holds_is_seen() -> None:
    with started(HOLDS_30_MB) as process:
        watch = MemoryWatch(process.pid)
        watch.start()
        wait_for(watch, 2)
        watch.stop()
    times, sizes, processes = zip(*watch.samples, strict=True)
    assert list(times) == sorted(times)
    assert all(30 * MB < size < 200 * MB for size in sizes)
    assert set(processes) == {1}


@NEEDS_SESSIONS
def test_pages_that_two_processes_share_count_once() -> None:
    if best_gauge()[0] != "pss":
        return  # What the system tells instead is named, and tested by what a single process holds.
    with started(TWO_SHARE_30_MB) as process:
        watch = MemoryWatch(process.pid)
        watch.start()
        wait_for(watch, 2)
        watch.stop()
    _, size, processes = watch.samples[-1]
    assert processes == 2
    assert 30 * MB < size < 55 * MB


def test_our_own_helpers_are_no_part_of_the_job() -> None:
    with started("import os; print(flush=True); os.read(0, 1)", "gilviz.runner.probe.observer") as helper:
        assert is_helper(helper.pid)
        watch = MemoryWatch(helper.pid)
        assert list(watch._sizes()) == []
    with started("import os; print(flush=True); os.read(0, 1)", "gilviz.runner") as job:
        assert not is_helper(job.pid)


def test_it_ends_by_itself_when_the_job_is_gone() -> None:
    with started(HOLDS_30_MB) as process:
        watch = MemoryWatch(process.pid)
        watch.start()
        wait_for(watch, 1)
    watch._thread.join(AGES_S)
    assert not watch._thread.is_alive()
    assert watch.samples


def test_a_watch_that_was_never_started_can_be_stopped() -> None:
    watch = MemoryWatch(os.getpid())
    watch.stop()
    assert watch.samples == ()


def test_where_the_system_tells_little_the_resident_set_is_told_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(pid: int) -> int:
        raise PermissionError(pid)

    monkeypatch.setattr(memory, "proportional", refuse)
    monkeypatch.setattr(memory, "unique", refuse)
    kind, gauge = best_gauge()
    assert kind == "rss"
    assert gauge(os.getpid()) > MB


def test_of_a_process_that_is_gone_nothing_is_known() -> None:
    with started("import os; print(flush=True)") as process:
        pass
    assert job_pids(process.pid) == []
    assert not is_helper(process.pid)
