"""What a comparison of lanes with the truth comes to, in numbers."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gilviz.runner.protocol import Layer
from tests.benchmarks.reference.compare import Moments, edge_errors
from tests.benchmarks.reference.observe import Observed
from tests.benchmarks.reference.truth import all_hand_offs, hand_offs

NS_PER_US = 1000


@dataclass(frozen=True)
class Result:
    """How true the lanes of jobs that ran at once were.

    Args:
        who: Per cent of the time in which all who run, and only those, are said to run; the mean of the jobs.
        starts_us: By how much the beginnings of slices are off, the median in µs; None without any.
        ends_us: The same for their ends.
        waits: Per cent of the workers' waiting for the GIL or a core that is rightly called one or the other; the mean.
        hand_offs: Per cent by which the number of hand-offs is off, of all jobs together.
        probe: The same for what gilviz's own observer counted; None without it.
        switches: Whether every lane could read its context switches.
    """

    who: float
    starts_us: float | None
    ends_us: float | None
    waits: float
    hand_offs: float
    probe: float | None
    switches: bool

    @classmethod
    def of(cls, runs: Sequence[Observed]) -> Result:
        """Of runs that went on at once, at least one."""
        moments = [Moments.of(run.pairs, run.span) for run in runs]
        errors = [edge_errors(pair, run.span) for run in runs for pair in run.pairs]
        counted = sum(run.trace.gil_switches or 0 for run in runs)
        truly = sum(hand_offs(run.events, run.process, run.at_work) for run in runs)
        return cls(
            who=statistics.mean(each.who_runs() for each in moments),
            starts_us=_median_us([starts for starts, _ in errors]),
            ends_us=_median_us([ends for _, ends in errors]),
            waits=statistics.mean(each.waits() for each in moments),
            hand_offs=_off(counted, truly),
            probe=_probe(runs),
            switches=all(lane.identity.layers & Layer.SWITCHES for run in runs for lane in run.trace.lanes),
        )


def _probe(runs: Sequence[Observed]) -> float | None:
    counted = truly = 0
    for run in runs:
        probe = run.trace.probe
        if probe is None or not len(probe.starts):
            return None
        first = int(probe.starts[0])
        counted += probe.hand_offs
        truly += all_hand_offs(run.events, run.process, (first, first + probe.span_ns))
    return _off(counted, truly)


def _median_us(errors: Sequence[np.ndarray[tuple[int], np.dtype[np.int64]]]) -> float | None:
    joined = np.abs(np.concatenate(errors))
    return float(np.median(joined)) / NS_PER_US if len(joined) else None


def _off(counted: int, truly: int) -> float:
    return 100 * abs(counted - truly) / max(1, truly)
