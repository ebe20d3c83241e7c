"""Reads a Chrome trace as its viewers do, and complains of what they would drop, draw wrongly or refuse."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from itertools import pairwise
from typing import Any, Final, NoReturn

from gilviz.export.chrome import write_chrome
from gilviz.trace.record import RunRecord
from tests.recording.recordings import recording

Event = dict[str, Any]
NEEDED: Final[dict[str, dict[str, Any]]] = {
    "X": {"name": str, "cat": str, "ts": (int, float), "dur": (int, float), "args": dict},
    "C": {"name": str, "ts": (int, float), "args": dict},
    "i": {"name": str, "cat": str, "ts": (int, float), "s": str},
    "s": {"name": str, "cat": str, "ts": (int, float), "id": int},
    "f": {"name": str, "cat": str, "ts": (int, float), "id": int, "bp": str},
    "M": {"name": str, "args": dict},
}
"""The fields of each kind of event, as the Trace Event Format has them."""


def written(*records: RunRecord) -> dict[str, Any]:
    """The file of these runs, parsed; numbers that JSON does not know are an error."""
    stream = io.StringIO()
    write_chrome(stream, recording(*records))
    trace: dict[str, Any] = json.loads(stream.getvalue(), parse_constant=_refuse)
    return trace


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def ns(microseconds: float) -> int:
    """What a viewer makes of a time."""
    return round(microseconds * 1000)


def slices(events: Iterable[Event]) -> dict[tuple[int, int], list[Event]]:
    """The slices of each (process, thread), in their order."""
    found: dict[tuple[int, int], list[Event]] = {}
    for event in events:
        if event["ph"] == "X":
            found.setdefault((event["pid"], event["tid"]), []).append(event)
    return found


def schema_problems(events: Iterable[Event]) -> list[str]:
    """What of the events is not as the format has it."""
    found = []
    for event in events:
        needed = NEEDED[event["ph"]]
        found += [f"{event} lacks {name}" for name, kind in needed.items() if not isinstance(event.get(name), kind)]
        # Viewers keep them in 32 bits, and 0 is the kernel's own.
        found += [f"{event} has a bad {name}" for name in ("pid", "tid") if not 0 < event[name] < 1 << 32]
        found += [f"{event} goes backwards" for name in ("ts", "dur") if event.get(name, 0) < 0]
    return found


def order_problems(events: Iterable[Event]) -> list[str]:
    """Events that stand after one that came later."""
    timed = [event for event in events if event["ph"] != "M"]
    return [f"{b} after {a}" for a, b in pairwise(timed) if b["ts"] < a["ts"]]


def nesting_problems(events: Iterable[Event]) -> list[str]:
    """Slices that lie neither within nor beside another one of their thread: a viewer drops them."""
    found = []
    for thread in slices(events).values():
        open_until: list[int] = []
        for event in thread:
            start, end = ns(event["ts"]), ns(event["ts"]) + ns(event["dur"])
            while open_until and open_until[-1] <= start:
                open_until.pop()
            if open_until and end > open_until[-1]:
                found.append(f"{event} sticks out")
            open_until.append(end)
    return found


def arrow_problems(events: list[Event]) -> list[str]:
    """Arrows that don't begin once and end once, in that order, each within a slice of its thread."""
    found = []
    begun: set[int] = set()
    ended: set[int] = set()
    open_slice: dict[tuple[int, int], Event] = {}
    for event in events:
        where = event["pid"], event["tid"]
        if event["ph"] == "X":
            open_slice[where] = event
        elif event["ph"] in "sf":
            inside = open_slice[where]
            if inside["name"] != "running" or not inside["ts"] <= event["ts"] <= inside["ts"] + inside["dur"]:
                found.append(f"{event} is bound to {inside}")
            (begun if event["ph"] == "s" else ended).add(event["id"])
            if ended - begun:
                found.append(f"{event} ends before it begins")
    ids = [event["id"] for event in events if event["ph"] == "s"]
    return found + ["ids are used twice"] * (len(ids) != len(set(ids))) + ["an arrow has one end"] * (begun != ended)


def problems(trace: dict[str, Any]) -> list[str]:
    """Everything a viewer might complain of, the arrows' slices left out: slices that take no time hold none."""
    events = trace["traceEvents"]
    return schema_problems(events) + order_problems(events) + nesting_problems(events)
