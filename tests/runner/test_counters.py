"""The kernel's counters tell computing from waiting."""

from __future__ import annotations

import sys
import threading
import time

import pytest

from gilviz.runner.recording.counters import UNTOLD, Counters

MS = 1_000_000


def test_counters_tell_computing_from_waiting() -> None:
    counters = Counters()
    try:
        own, (before, _) = time.thread_time_ns(), counters.read()
        time.sleep(0.02)
        slept, waited = counters.read()
        assert slept - before <= time.thread_time_ns() - own, "what this thread computed, and no more"
        assert slept - before < 20 * MS
        while time.thread_time_ns() - slept < 20 * MS:
            pass
        computed, waited_then = counters.read()
        assert computed - slept >= 20 * MS
        assert waited_then >= waited
    finally:
        counters.close()
        counters.close()
    assert counters.read()[1] == UNTOLD


def test_counters_can_do_without_the_c_library_where_nobody_else_wants_the_gil(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gilviz.runner.recording.counters.ctypes", None)
    counters = Counters(alone=True)
    try:
        computed, waited = counters.read()
        assert computed > 0
        assert waited >= UNTOLD
    finally:
        counters.close()


def test_a_system_without_schedstat_still_tells_the_time_on_a_core(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    computed, waited = Counters().read()
    assert computed > 0
    assert waited == UNTOLD


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux: other systems tell nobody another thread's time")
def test_another_thread_reads_what_the_one_computed_that_made_them() -> None:
    made: list[tuple[Counters, int]] = []
    go_on = threading.Event()

    def compute() -> None:
        counters = Counters()
        while time.thread_time_ns() < 20 * MS:
            pass
        made.append((counters, time.thread_time_ns()))
        go_on.wait()

    thread = threading.Thread(target=compute)
    thread.start()
    while not made:
        time.sleep(0.001)
    counters, computed = made[0]
    before = time.thread_time_ns()
    while time.thread_time_ns() - before < 30 * MS:
        pass
    assert counters.of_any_thread
    assert computed <= counters.read()[0] < computed + time.thread_time_ns() - before, "not what the reader computed"
    go_on.set()
    thread.join()
    counters.close()
