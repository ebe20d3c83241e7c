"""The events of a Chrome trace as columns, a few bytes each, whoever wrote it."""

from __future__ import annotations

import math
from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from gilviz.export.chrome.words import ANSWER, PROBE, STATE
from gilviz.imports.errors import ImportFailed
from gilviz.runner.protocol import NO_TASK, Evidence, State

MOST: Final = 10_000_000
"""Events that are taken in."""
MOST_TIME: Final = float(1 << 52)
"""µs: no clock shows more, and above it a float has no half of one."""
MOST_THREADS: Final = 4096
NAME: Final = 200
"""Characters of a name that are kept."""
NOT_OURS: Final = -1
_STATES: Final[Mapping[str, int]] = {state.label: state for state in State}
_EVIDENCE: Final[Mapping[str, int]] = {evidence.label: evidence for evidence in Evidence}

ThreadKey = tuple[str, str]
"""A process and a thread, as the file names them."""


@dataclass
class Slices:
    """The slices of one thread in the order of the file: whole ones, and beginnings and ends.

    Args:
        kinds: For each ``X``, ``B`` or ``E``, as its code point.
        starts: ns.
        lengths: ns; 0 for a beginning or an end.
        codes: 8 × evidence + state, or whether a GIL was held, where gilviz wrote the event; else ``NOT_OURS``.
        details: The task of a state; of what an observer saw, who held the GIL or held it last.
    """

    kinds: array[int] = field(default_factory=lambda: array("b"))
    starts: array[int] = field(default_factory=lambda: array("q"))
    lengths: array[int] = field(default_factory=lambda: array("q"))
    codes: array[int] = field(default_factory=lambda: array("b"))
    details: array[int] = field(default_factory=lambda: array("q"))


class Events:
    """Takes events one by one.

    Attributes:
        threads: The slices of each thread that has any.
        names: What threads are called, where the file says so.
        answers: For each process, the (sent, read, answered) times of requests that gilviz wrote, in ns.
        tools: What events say of who wrote them, by their categories.
        skipped: How many slices could not be used: without a time, or with one that can't be.
    """

    def __init__(self) -> None:
        self.threads: dict[ThreadKey, Slices] = {}
        self.names: dict[ThreadKey, str] = {}
        self.answers: dict[str, list[tuple[int, int, int]]] = {}
        self.tools: set[str] = set()
        self.skipped = 0
        self._count = 0

    def take(self, event: Any) -> None:
        """Take one.

        Raises:
            ImportFailed: there are too many.
        """
        self._count += 1
        if self._count > MOST:
            raise ImportFailed(f"it has more than {MOST:,} events: record for a shorter time")
        if not isinstance(event, dict):
            self.skipped += 1
            return
        kind = event.get("ph")
        if kind in ("X", "B", "E"):
            self._take_slice(kind, event)
        elif kind == "M" and event.get("name") == "thread_name":
            name = _of(event, "args").get("name")
            if isinstance(name, str) and len(self.names) < MOST_THREADS:
                self.names[_thread(event)] = name[:NAME]
        elif kind == "i" and event.get("cat") == ANSWER:
            times = tuple(_of(event, "args").get(f"{name}_ns") for name in ("sent", "read", "answered"))
            if all(type(time) is int and abs(time) < 1 << 62 for time in times):
                self.answers.setdefault(_thread(event)[0], []).append(times)  # type: ignore[arg-type]  # three, all integers

    def _take_slice(self, kind: str, event: Mapping[str, Any]) -> None:
        start = nanoseconds(event.get("ts"))
        length = nanoseconds(event.get("dur")) if kind == "X" else 0
        if start is None or length is None or length < 0:
            self.skipped += 1
            return
        category = event.get("cat")
        if isinstance(category, str) and len(self.tools) < 100:
            self.tools.add(category[:NAME])
        code, detail = _ours(category, event)
        thread = _thread(event)
        if thread not in self.threads and len(self.threads) == MOST_THREADS:
            raise ImportFailed(f"it has more than {MOST_THREADS:,} threads: record fewer of them")
        slices = self.threads.setdefault(thread, Slices())
        slices.kinds.append(ord(kind))
        slices.starts.append(start)
        slices.lengths.append(length)
        slices.codes.append(code)
        slices.details.append(detail)


def nanoseconds(microseconds: object) -> int | None:
    """A time in ns; None where it is no time."""
    if type(microseconds) is int:
        return microseconds * 1000 if abs(microseconds) < MOST_TIME else None
    if type(microseconds) is not float or not math.isfinite(microseconds) or abs(microseconds) >= MOST_TIME:
        return None
    whole = math.floor(microseconds)
    return whole * 1000 + round((microseconds - whole) * 1000)


def _ours(category: object, event: Mapping[str, Any]) -> tuple[int, int]:
    """What gilviz said with a slice: a code and a detail."""
    args = _of(event, "args")
    if category == STATE:
        state, evidence = _STATES.get(str(event.get("name"))), _EVIDENCE.get(str(args.get("evidence")))
        task = args.get("task", NO_TASK)
        if state is not None and evidence is not None and type(task) is int and NO_TASK <= task < 1 << 31:
            return 8 * evidence + state, task
    elif category == PROBE:
        try:
            holder = int(args.get("holder", ""), 16)
        except (TypeError, ValueError):
            return NOT_OURS, 0
        if -(1 << 63) <= holder < 1 << 63:
            return int(args.get("held") is True), holder
    return NOT_OURS, 0


def _of(event: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = event.get(key)
    return found if isinstance(found, dict) else {}


def _thread(event: Mapping[str, Any]) -> ThreadKey:
    """The event's process and thread: numbers as a rule, but some tools write names."""
    return str(event.get("pid", ""))[:NAME], str(event.get("tid", ""))[:NAME]
