"""How far what lanes say agrees with what really happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks.reference.timeline import Doing, Doings, Ints, Timeline

INTERRUPTION = 100_000
"""ns: who does not run for less than this goes on with its slice; half of what a lane calls a gap."""
FAR = 10_000_000
"""ns: edges further apart than this are not the same edge."""

Span = tuple[int, int]
"""From when until when, in ns."""


@dataclass(frozen=True)
class Pair:
    """One worker.

    Args:
        truth: What it did.
        holding: When it had the GIL: then it is ``RUNNING``, else absent.
        lane: What its lane says.
        span: From its first task's start to its last task's end: before and after, a lane claims nothing.
    """

    truth: Timeline
    holding: Timeline
    lane: Timeline
    span: Span


@dataclass(frozen=True)
class Moments:
    """A span in pieces in which nobody changes what they do.

    Args:
        starts: int64[m], ns.
        lengths: int64[m], ns.
        truth: uint8[n, m]: what each of n workers did, values of ``Doing``.
        lanes: uint8[n, m]: what their lanes say.
        at_work: bool[n, m]: whether they are between their first and their last task.
    """

    starts: Ints
    lengths: Ints
    truth: Doings
    lanes: Doings
    at_work: NDArray[np.bool_]

    @classmethod
    def of(cls, pairs: Sequence[Pair], span: Span) -> Moments:
        """The pieces of that span."""
        own = [np.array(pair.span) for pair in pairs]
        edges = np.concatenate([np.array(span), *own, *(line.times for pair in pairs for line in (pair.truth, pair.lane))])
        edges = np.unique(edges[(edges >= span[0]) & (edges <= span[1])])
        starts = edges[:-1]
        truth = np.array([pair.truth.at(starts) for pair in pairs])
        lanes = np.array([pair.lane.at(starts) for pair in pairs])
        at_work = np.array([(starts >= pair.span[0]) & (starts < pair.span[1]) for pair in pairs])
        return cls(starts, np.diff(edges), truth, lanes, at_work)

    def who_runs(self) -> float:
        """Per cent of the time in which every worker at work is rightly said to be running, in C code, or neither."""
        agree = ((_executing(self.truth) == _executing(self.lanes)) | ~self.at_work).all(axis=0)
        return _percent(self.lengths[agree].sum(), self.lengths.sum())

    def thread_time(self) -> float:
        """Per cent of the time for which workers have a task, by their lanes, in which a lane says what its worker did."""
        counted = self.at_work * (self.lanes != Doing.ABSENT) * self.lengths
        return _percent((counted * (self.lanes == self.truth)).sum(), counted.sum())

    def named_runners(self) -> float:
        """Per cent of the time that lanes call running or C code, each lane by itself, in which that is so."""
        named = _executing(self.lanes) > 0
        right = named & (self.lanes == self.truth)
        return _percent((right * self.lengths).sum(), (named * self.lengths).sum())

    def waits(self) -> float:
        """Per cent of the time that workers at work wait for the GIL or a core in which their lanes say the same of the two."""
        waits = self.at_work & ((self.truth == Doing.GIL_WAIT) | (self.truth == Doing.CPU_WAIT))
        right = waits & (self.lanes == self.truth)
        return _percent((right * self.lengths).sum(), (waits * self.lengths).sum())

    def table(self) -> NDArray[np.int64]:
        """Time in ns of all workers at work by what they did (rows) and what their lanes say (columns), values of ``Doing``."""
        size = len(Doing)
        cells = self.truth.astype(np.int64) * size + self.lanes
        weights = self.at_work * self.lengths
        counted = np.bincount(cells.ravel(), weights=weights.ravel().astype(np.float64), minlength=size * size)
        return counted.astype(np.int64).reshape(size, size)


def _executing(doings: Doings) -> Doings:
    """Only running and C code; everything else is one."""
    return np.where((doings == Doing.RUNNING) | (doings == Doing.NATIVE), doings, 0).astype(np.uint8)


def _percent(part: float, whole: float) -> float:
    return 100 * float(part) / float(whole) if whole else 100.0


def slices(line: Timeline, interruption: int = INTERRUPTION) -> Ints:
    """When a thread ran: int64[k, 2], beginnings and ends in ns; those shorter than ``interruption`` (ns) apart are one."""
    spells = line.spells(Doing.RUNNING)
    if len(spells) < 2:
        return spells
    apart = spells[1:, 0] - spells[:-1, 1] >= interruption
    begins = spells[np.concatenate([[True], apart]), 0]
    joined: Ints = np.stack([begins, spells[np.concatenate([apart, [True]]), 1]], axis=1)
    return joined


def edge_errors(pair: Pair, span: Span) -> tuple[Ints, Ints]:
    """By how many ns a lane is late (negative: early) to tell when its worker got the GIL, int64[j], and let go of it, int64[k].

    Those are the edges of slices. Where a worker loses its core within a slice, or before it, there is no edge to be told: the
    kernel says that much too easily. Two edges are the same where each is the other's nearest, and not far.
    """
    truth, lane = slices(pair.holding), slices(pair.lane)
    starts = _nearest(_within(truth[:, 0], span), _within(lane[:, 0], span))
    return starts, _nearest(_within(truth[:, 1], span), _within(lane[:, 1], span))


def _within(times: Ints, span: Span) -> Ints:
    return times[(times > span[0]) & (times < span[1])]


def _nearest(truth: Ints, lane: Ints) -> Ints:
    if not len(truth) or not len(lane):
        return np.empty(0, dtype=np.int64)
    there, back = _nearest_of(truth, lane), _nearest_of(lane, truth)
    mutual = np.flatnonzero(back[there] == np.arange(len(lane)))
    errors: Ints = lane[mutual] - truth[there[mutual]]
    return errors[np.abs(errors) < FAR]


def _nearest_of(among: Ints, times: Ints) -> NDArray[np.intp]:
    """For each time the number of the nearest one in ``among``, both sorted."""
    after = np.searchsorted(among, times).clip(1, max(1, len(among) - 1))
    if len(among) == 1:
        return np.zeros(len(times), dtype=np.intp)
    before = after - 1
    return np.where(times - among[before] <= among[after] - times, before, after)
