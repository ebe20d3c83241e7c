"""What happened to threads, read from the text that ``perf script`` makes of a recording."""

from __future__ import annotations

import platform
import re
from collections.abc import Collection, Iterable
from enum import Enum
from typing import NamedTuple

CALLS = "raw_syscalls:sys_enter"
"""The kernel's word that a thread calls it."""


class Kind(Enum):
    """What happened to a thread."""

    TAKE = "take"
    TOOK = "took"
    DROP = "drop"
    DROPPED = "dropped"
    ON_CORE = "on core"
    PREEMPTED = "preempted"
    BLOCKED = "blocked"
    WOKEN = "woken"
    ENDED = "ended"
    ASKS_FOR_LOCK = "asks for a lock"
    CALLS = "calls the system for something else"


class Event(NamedTuple):
    """Something that happened.

    Args:
        time: When, in ns of the clock that lanes use.
        process: Whose interpreter it was; 0 for what the scheduler did, which knows threads alone.
        thread: To which thread.
        kind: What.
    """

    time: int
    process: int
    thread: int
    kind: Kind


class Lost(Exception):
    """The kernel could not keep all that happened: what is left is no truth."""


_LINE = re.compile(r"\s*(-?\d+)/(-?\d+)\s+(?:\[\d+\]\s+)?(\d+)\.(\d{9}):\s+(PERF_RECORD_\w+|\S+(?=:))[:\s]\s*(.*)")
_WOKEN = re.compile(r".*\bpid=(\d+) prio=")  # a thread can call itself anything: the last is it
_CALL = re.compile(r"NR (\d+) ")
_LOCKS = {"x86_64": frozenset({202, 73, 72, 220}), "aarch64": frozenset({98, 32, 25, 193})}
"""The system calls in which a thread waits for a lock: futex, flock, fcntl, semtimedop."""
_GIL_KINDS = {"take": Kind.TAKE, "took": Kind.TOOK, "drop": Kind.DROP, "dropped": Kind.DROPPED}


def parse(lines: Iterable[str], processes: Collection[int], threads: Collection[int]) -> list[Event]:
    """The events in the text of ``perf script -F pid,tid,time,event,trace --ns``, in its order.

    Args:
        lines: The text.
        processes: Of which processes' GILs.
        threads: Of which threads' cores.

    Raises:
        Lost: the text says that something is missing.
        ValueError: there is a line that can't be understood.
    """
    found = []
    for line in lines:
        parts = _LINE.match(line)
        if "PERF_RECORD_LOST" in line:
            raise Lost(line.strip())
        if not parts:
            if line.strip():
                raise ValueError(f"perf script wrote a line of an unknown form: {line.strip()!r}")
            continue
        time = int(parts[3]) * 1_000_000_000 + int(parts[4])
        event = _event(time, int(parts[1]), int(parts[2]), parts[5], parts[6])
        if event and (event.process in processes if event.process else event.thread in threads):
            found.append(event)
    return found


def _event(time: int, process: int, thread: int, name: str, rest: str) -> Event | None:
    """What a line says happened; its process and thread are those that were on the core."""
    if name == "PERF_RECORD_SWITCH_CPU_WIDE":
        came = Kind.ON_CORE if rest.startswith("IN") else None
        return Event(time, 0, thread, came or (Kind.PREEMPTED if rest.startswith("OUT preempt") else Kind.BLOCKED))
    if name == "sched:sched_process_exit":
        return Event(time, 0, thread, Kind.ENDED)
    if name == CALLS:
        number = _CALL.match(rest)
        locks = _LOCKS.get(platform.machine(), frozenset())
        return Event(time, 0, thread, Kind.ASKS_FOR_LOCK if number and int(number[1]) in locks else Kind.CALLS)
    if name.startswith("sched:"):
        woken = _WOKEN.search(rest)
        return Event(time, 0, int(woken[1]), Kind.WOKEN) if woken else None
    probe = name.partition(":")[2].partition("_")[0]  # of took_7__return
    return Event(time, process, thread, _GIL_KINDS[probe])
