"""Reads each tool's own output: pure functions, from text to a ``Picture``.

Each takes what the tool wrote and the numbers by which it calls the two workers. Of other projects, only CPython's profiler and
the PyPI project ``gilviz`` say who holds the GIL when; for the others a hand-off is where a sign of life of one worker follows
one of the other, which is the most that their output can tell.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from gilviz.runner.protocol import State
from gilviz.trace.run_trace import RunTrace
from tests.benchmarks.comparison.picture import Picture, Span, turns

US, MS, NS = 1e-6, 1e-3, 1e-9


def viztracer(text: str, workers: Collection[int]) -> Picture:
    """VizTracer's JSON: a bar for each call, from its entry to its return; both ends are signs of life."""
    calls = [event for event in json.loads(text)["traceEvents"] if event["ph"] == "X" and event["tid"] in workers]
    running: dict[int, list[Span]] = {worker: [] for worker in workers}
    signs = []
    for call in calls:
        start, end = call["ts"] * US, (call["ts"] + call["dur"]) * US
        running[call["tid"]].append((start, end))
        signs += [(start, call["tid"]), (end, call["tid"])]
    return Picture(running, turns(worker for _, worker in sorted(signs)))


def py_spy(text: str, workers: Collection[int]) -> Picture:
    """py-spy's ``chrometrace``: each frame of a stack begins and ends; a thread with an open frame is drawn as running."""
    events = json.loads(text)
    last = max((event["ts"] for event in events), default=0) * US
    own = [event for event in events if event["tid"] in workers]
    running: dict[int, list[Span]] = {worker: [] for worker in workers}
    open_frames: dict[int, list[float]] = {worker: [] for worker in workers}
    for event in own:
        if event["ph"] == "B":
            open_frames[event["tid"]].append(event["ts"] * US)
        elif open_frames[event["tid"]]:
            running[event["tid"]].append((open_frames[event["tid"]].pop(), event["ts"] * US))
    for worker, starts in open_frames.items():
        running[worker] += [(start, last) for start in starts]
    return Picture(running, turns(event["tid"] for event in own))


def gecko(text: str, workers: Collection[int]) -> Picture:
    """CPython's sampling profiler, ``--gecko``: markers say from when to when a thread had the GIL."""
    profile = json.loads(text)
    names: Sequence[str] = profile["shared"]["stringArray"]
    running: dict[int, list[Span]] = {worker: [] for worker in workers}
    for thread in profile["threads"]:
        if int(thread["tid"]) in workers:
            running[int(thread["tid"])] += _markers(thread["markers"], names, "Has GIL")
    starts = sorted((start, worker) for worker, spans in running.items() for start, _ in spans)
    return Picture(running, turns(worker for _, worker in starts))


def _markers(markers: Mapping[str, Any], names: Sequence[str], wanted: str) -> list[Span]:
    columns = zip(markers["name"], markers["startTime"], markers["endTime"], strict=True)
    return [(start * MS, end * MS) for name, start, end in columns if names[name] == wanted]


def pypi_gilviz(text: str) -> Picture:
    """The PyPI project ``gilviz``, its exported JSON: one thread is running at each sample; hand-offs are its own count."""
    exported = json.loads(text)
    running: dict[int, list[Span]] = {}
    for sample, following in pairwise(exported["samples"]):
        for worker, state in sample["thread_states"].items():
            if state == "running":
                running.setdefault(int(worker), []).append((sample["timestamp"], following["timestamp"]))
    return Picture(running, exported["handoff_count"])


def gilviz(trace: RunTrace) -> Picture:
    """A recording of this project."""
    running: dict[int, list[Span]] = {}
    for lane in trace.lanes:
        spans = running.setdefault(lane.identity.number, [])
        for block in lane.blocks():
            own = np.flatnonzero(block.states == State.RUNNING)
            spans += zip((block.starts[own] * NS).tolist(), (block.ends[own] * NS).tolist(), strict=True)
    return Picture(running, trace.gil_switches or 0)
