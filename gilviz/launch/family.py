"""A job's whole family of processes, and how to end it without leaving anything behind.

Ending has an order. The resource tracker of ``multiprocessing``, like that of joblib, removes the semaphores of a job that was
killed, but only if it outlives the job: it ignores SIGTERM, so everyone gets that first. Whoever ignores it too is killed; the
tracker ends by itself once nobody holds its pipe, and is killed only when it does not.

Who belongs to a job: its process group, its descendants, and whoever carries its mark. What forks twice and begins a session of
its own, as daemons do, is neither of the first two once the job's first process is gone; but what a process was given as its
environment goes with it through every fork, and with every program that it starts. Who starts one with an empty environment, or
as another user, is not found.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import psutil

PATIENCE = 0.4
"""Seconds that a step of ending waits for the processes to go; there are three steps, and a stop must take less than 2 s."""
TRACKER_PATIENCE = 0.9
"""Seconds that the middle step waits: the tracker must not be killed while it still tidies up."""
MARK = "GILVIZ_JOB"
"""The variable of its environment that says which job a process belongs to."""
_TRACKERS = ("multiprocessing.resource_tracker", "loky.backend.resource_tracker")


def members(leader: int, mark: str | None = None) -> list[psutil.Process]:
    """The living processes of the job that ``leader`` began: its process group and all descendants that can be found.

    Args:
        leader: The pid of the job's first process, which leads its process group.
        mark: What ``MARK`` is in its environment: whoever has that belongs to it, too. None where nobody was marked.
    """
    found: dict[int, psutil.Process] = {}
    with contextlib.suppress(psutil.Error):
        process = psutil.Process(leader)
        found = {child.pid: child for child in [process, *process.children(recursive=True)]}
    for pid in psutil.pids():
        with contextlib.suppress(OSError, psutil.Error):
            if pid not in found and (_in_group(pid, leader) or (mark and _is_marked(pid, mark))):
                found[pid] = psutil.Process(pid)
    return [process for process in found.values() if _alive(process)]


def _in_group(pid: int, leader: int) -> bool:
    return sys.platform != "win32" and os.getpgid(pid) == leader


def _is_marked(pid: int, mark: str) -> bool:
    if sys.platform != "linux":
        return psutil.Process(pid).environ().get(MARK) == mark
    # psutil makes a dict of it, for every process of the machine: that takes longer than all the rest.
    with Path(f"/proc/{pid}/environ").open("rb") as file:
        return os.fsencode(f"{MARK}={mark}") in file.read().split(b"\0")


def end(leader: int, mark: str | None = None) -> None:
    """Ends the whole family (``members``); returns when nobody is left, or after 1.7 s at most."""
    try:
        _end(leader, mark)
    except OSError:
        # No file can be opened any more to look who is there: a process group is ended without.
        if sys.platform != "win32":
            with contextlib.suppress(OSError):
                os.killpg(leader, signal.SIGKILL)


def _end(leader: int, mark: str | None) -> None:
    family = members(leader, mark)
    _signal(family, signal.SIGTERM)
    if sys.platform != "win32":
        _signal(family, signal.SIGCONT)  # who was stopped must go on to end
    _wait([process for process in family if not _is_tracker(process)])
    # Only now is it known who was started in the meantime.
    family = members(leader, mark) + [process for process in family if _alive(process)]
    _signal([process for process in family if not _is_tracker(process)], getattr(signal, "SIGKILL", signal.SIGTERM))
    _wait(family, TRACKER_PATIENCE)
    _signal([process for process in family if _alive(process)], getattr(signal, "SIGKILL", signal.SIGTERM))
    _wait(family)


def _signal(processes: Iterable[psutil.Process], number: signal.Signals) -> None:
    for process in processes:
        with contextlib.suppress(psutil.Error, OSError):
            process.send_signal(number)


def _wait(processes: list[psutil.Process], patience: float = PATIENCE) -> None:
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline and any(_alive(process) for process in processes):
        time.sleep(0.005)


def _alive(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def _is_tracker(process: psutil.Process) -> bool:
    try:
        return any(tracker in word for word in process.cmdline() for tracker in _TRACKERS)
    except psutil.Error:
        return False
