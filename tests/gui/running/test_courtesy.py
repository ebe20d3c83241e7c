from __future__ import annotations

import ctypes
import os
import platform
import subprocess
import sys
import threading

import pytest

from gilviz.gui.running.courtesy import DEFAULT_NS, LONG_NS, SYSCALLS, Attributes, let_others_first

linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux grants slices")


def asked_slice() -> int:
    """The calling thread's slice in ns, as Linux says; 0 where it grants none (before 6.12)."""
    attributes = Attributes()
    number = SYSCALLS[platform.machine()] + 1  # sched_getattr comes next on every machine
    assert ctypes.CDLL(None).syscall(number, 0, ctypes.byref(attributes), ctypes.sizeof(attributes), 0) == 0
    return int(attributes.runtime)


def in_own_thread(asked: list[bool]) -> list[int]:
    """The slices of a thread that asks for these one after another."""
    slices = [asked_slice()]

    def ask() -> None:
        for polite in asked:
            assert let_others_first(polite=polite)
            slices.append(asked_slice())

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    return slices


@linux
def test_a_polite_thread_gets_long_slices_until_it_takes_that_back() -> None:
    before, polite, after = in_own_thread([True, False])
    assert polite == (LONG_NS if before else DEFAULT_NS)
    assert after == before


@linux
def test_a_job_that_is_started_meanwhile_does_not_inherit_it() -> None:
    slices: list[str] = []

    def start() -> None:
        let_others_first(polite=True)
        lines = subprocess.run(["cat", "/proc/self/sched"], capture_output=True, text=True, check=False).stdout.splitlines()
        slices.extend(line.split()[-1] for line in lines if line.startswith("se.slice"))

    thread = threading.Thread(target=start)
    thread.start()
    thread.join()
    assert str(LONG_NS) not in slices


@linux
def test_a_thread_with_a_class_of_its_own_is_left_alone() -> None:
    refused: list[bool] = []

    def ask() -> None:
        os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
        refused.append(let_others_first(polite=True))

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    assert refused == [False]
