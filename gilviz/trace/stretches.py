"""How long workers stayed in a state: slices of Python code, waits for the GIL."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from gilviz.runner.protocol import State
from gilviz.trace.lane import Lane, Segments

Ints = NDArray[np.int64]


def stretches(lane: Lane, state: State) -> Ints:
    """How long each stretch was in which a worker was in a state without a break, whatever its tasks, in the order of time.

    One that had not ended when the recording did is left out: nobody knows how long it would have become.

    Returns:
        int64[n], ns, all above 0.
    """
    blocks = list(lane.blocks())
    if not blocks:
        return np.empty(0, dtype=np.int64)
    segments = Segments.join(blocks)
    lasted = segments.ends > segments.starts
    inside = segments.states[lasted] == state
    starts, ends = segments.starts[lasted], segments.ends[lasted]
    begins = np.flatnonzero(inside[1:] & ~inside[:-1]) + 1
    if len(inside) and inside[0]:
        begins = np.concatenate([[0], begins])
    stops = np.flatnonzero(inside[:-1] & ~inside[1:])
    result: Ints = ends[stops] - starts[begins[: len(stops)]]
    return result


def slices(lanes: Iterable[Lane]) -> Ints:
    """How long each worker executed Python code at a stretch, all of them, in ns."""
    return _joined(stretches(lane, State.RUNNING) for lane in lanes)


def gil_waits(lanes: Iterable[Lane]) -> Ints:
    """How long each wait for a GIL was, all of them, in ns."""
    return _joined(stretches(lane, State.GIL_WAIT) for lane in lanes if lane.identity.gil)


def _joined(parts: Iterable[Ints]) -> Ints:
    return np.concatenate([np.empty(0, dtype=np.int64), *parts])
