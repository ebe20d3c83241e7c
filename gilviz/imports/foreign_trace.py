"""A Chrome trace of any tool: a thread runs, as that tool claims, from where a slice begins to where it ends.

That is all such a file tells. A slice is a call, a phase, a request: while it is open the thread may wait as well as compute, and
nobody looked. So every such stretch is called inferred, and what lies between slices unknown. A task is an outermost slice;
slices that overlap without one lying in the other count as one.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from gilviz.imports.errors import ImportFailed
from gilviz.imports.events import Events, Slices, ThreadKey
from gilviz.imports.foreign import LONGEST, Thread
from gilviz.runner.protocol import NO_TASK, Evidence, State

Ints = NDArray[np.int64]
MOST_TASKS: Final = 1 << 20
"""Outermost slices that are told apart; those beyond have the last one's number."""


def tool_of(events: Events, metadata: dict[str, Any], name: str) -> str:
    """Who wrote the file, as far as it says: ``VizTracer 1.1.1``, ``py-spy``; else ``the Chrome trace out.json``."""
    if isinstance(metadata.get("viztracer_metadata"), dict):
        version = metadata["viztracer_metadata"].get("version")
        return f"VizTracer {version[:20]}" if isinstance(version, str) else "VizTracer"
    if "py-spy" in events.tools:
        return "py-spy"
    return f"the Chrome trace {name}"


def threads_of(events: Events) -> tuple[list[Thread], tuple[str, ...]]:
    """Every thread that has slices, and what could not be used.

    Raises:
        ImportFailed: there is none, or the file's times can't be those of one run.
    """
    threads: list[Thread] = []
    loose = first_task = 0
    for key, slices in events.threads.items():
        starts, ends, unmatched = _closed(slices)
        loose += unmatched
        lasting = ends > starts
        if lasting.any():
            threads.append(_thread(key, events.names.get(key, ""), starts[lasting], ends[lasting], first_task))
            first_task = min(int(threads[-1].tasks.max()) + 1, MOST_TASKS)
    if not threads:
        raise ImportFailed("none of its events says from when to when something ran: record functions or tasks with that tool")
    if max(thread.until for thread in threads) - min(int(thread.times[0]) for thread in threads) > LONGEST:
        raise ImportFailed("its times are weeks apart, so they can't be those of one run")
    problems = [
        f"{events.skipped:,} events had no time that can be, and were left out." if events.skipped else "",
        f"{loose:,} slices had no beginning or no end, and count only as far as both are known." if loose else "",
    ]
    return threads, tuple(filter(None, problems))


def _closed(slices: Slices) -> tuple[Ints, Ints, int]:
    """From when to when each slice was, and how many of them lacked one of the two.

    One that never ends counts until the last that its thread tells; an end without a beginning counts for nothing.
    """
    kinds = np.array(slices.kinds)
    starts, lengths = np.array(slices.starts), np.array(slices.lengths)
    whole = kinds == ord("X")
    found_starts, found_ends = [starts[whole]], [starts[whole] + lengths[whole]]
    parts = np.flatnonzero(~whole)
    if not len(parts):
        return found_starts[0], found_ends[0], 0
    order = parts[starts[parts].argsort(kind="stable")]
    begun: list[int] = []
    pairs: list[tuple[int, int]] = []
    loose = 0
    for kind, time in zip(kinds[order].tolist(), starts[order].tolist(), strict=True):
        if kind == ord("B"):
            begun.append(time)
        elif begun:
            pairs.append((begun.pop(), time))
        else:
            loose += 1
    last = int((starts + lengths).max())
    pairs += [(time, last) for time in begun]
    matched = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return (
        np.concatenate([*found_starts, matched[:, 0]]),
        np.concatenate([*found_ends, matched[:, 1]]),
        loose + len(begun),
    )


def _thread(key: ThreadKey, name: str, starts: Ints, ends: Ints, first_task: int) -> Thread:
    """Running while any slice is open; each such stretch is a task."""
    order = starts.argsort(kind="stable")
    starts, ends = starts[order], ends[order]
    reached = np.maximum.accumulate(ends)
    first = np.flatnonzero(np.append(True, starts[1:] >= reached[:-1]))
    begins, closes = starts[first], np.append(reached[first[1:] - 1], reached[-1])
    numbers = np.minimum(first_task + np.arange(len(first)), MOST_TASKS)
    times = np.stack([begins, closes], axis=1).ravel()
    states = np.tile(np.array([State.RUNNING, State.IDLE], np.uint8), len(first))
    evidence = np.tile(np.array([Evidence.INFERRED, Evidence.UNKNOWN], np.uint8), len(first))
    tasks = np.stack([numbers, np.full(len(first), NO_TASK)], axis=1).ravel().astype(np.int32)
    # Where one follows at once, nothing lies between them.
    there = np.append(times[1:] > times[:-1], False)
    return Thread(
        name=name,
        process=key[0],
        thread=key[1],
        times=times[there],
        states=states[there],
        evidence=evidence[there],
        tasks=tasks[there],
        until=int(times[-1]),
        busy_ns=int((closes - begins).sum()),
    )
