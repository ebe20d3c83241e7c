"""How sure a run's picture is: what it rests on, where two kinds of evidence meet, what is missing, and what recording cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from gilviz.runner.protocol import Evidence, Layer, State
from gilviz.trace.chunk import Ints
from gilviz.trace.gil_ledger import changes_hands, lanes_by_gil
from gilviz.trace.lane import Lane
from gilviz.trace.probe import Probe
from gilviz.trace.run_trace import RunTrace

SURE_AGREEMENT, LEAST_AGREEMENT = 98.0, 95.0
"""Per cent of the time on which ticks and probe must agree: to be sure, and to be worth anything."""
SMALL_COST, LARGE_COST = 5.0, 15.0
"""Per cent of its time that recording may take of a run."""
FEW_UNEXPLAINED, MANY_UNEXPLAINED = 5.0, 25.0
"""Per cent of all lanes' time whose reason is concluded or unknown: not seen."""
WORTH_SAYING = 0.5
"""Per cent of that which are unknown gaps: less rounds to nothing."""
MOSTLY_BLIND = 50.0
"""Per cent of the run in which the GIL's observer could not look."""


class Grade(StrEnum):
    """One glance."""

    GOOD = "good"
    DOUBTFUL = "doubtful"
    BAD = "not to be trusted"


@dataclass(frozen=True)
class Truth:
    """How sure a run's picture is.

    Args:
        layers: For each kind of evidence, by its name, how many of the lanes have it.
        lanes: How many lanes there are.
        agreement_pct: Of the time for which the probe is sure who held the GIL and a lane says running: how much names the same
            worker. None without a probe, or where they never met.
        unexplained_pct: Of all lanes' time: how much has a reason that nobody saw: concluded, or unknown. None without lanes.
        unknown_pct: The part of that whose reason is unknown: gaps of which only the length was seen.
        overhead_pct: What recording took of the time that workers executed, or of the run if that is longer.
        dropped: Transitions and switches that are missing.
        probe: What the observer saw.
        grade: How far to trust it.
        reason: Why not more, with a remedy; empty where it is good.
    """

    layers: dict[str, int]
    lanes: int
    agreement_pct: float | None
    unexplained_pct: float | None
    unknown_pct: float | None
    overhead_pct: float | None
    dropped: int
    probe: Probe | None
    grade: Grade
    reason: str

    @property
    def glance(self) -> str:
        """The meter in a few words: ``evidence good, 99.8 % agreed`` (workers and probe, on who held the GIL).

        Beside a doubt stands what it comes from: ``evidence doubtful, 15 % concluded``, and not what nobody doubts.
        """
        agreed, concluded = self.agreement_pct, self.unexplained_pct
        if agreed is not None and (self.grade is Grade.GOOD or agreed < SURE_AGREEMENT):
            return f"evidence {self.grade}, {f'{agreed:.1f}'.removesuffix('.0')} % agreed"
        doubted = self.grade is not Grade.GOOD and concluded is not None and concluded > FEW_UNEXPLAINED
        return f"evidence {self.grade}, {concluded:.0f} % concluded" if doubted else f"evidence {self.grade}"


def judge(trace: RunTrace) -> Truth:
    """How sure the picture of this trace is, once its run has ended."""
    lanes = trace.lanes
    layers = {
        (layer.name or "").lower(): sum(bool(lane.identity.layers & layer) for lane in lanes)
        for layer in (Layer.TICKS, Layer.COUNTERS, Layer.SWITCHES)
    }
    layers["probe"] = len(lanes) if trace.probe else 0
    agreement = _agreement(trace.probe, lanes) if trace.probe else None
    unseen = _unexplained(lanes)
    overhead = _overhead(trace)
    dropped = sum(lane.dropped + lane.lost_switches for lane in lanes)
    missing = _Missing(dropped, sum(lane.corrected for lane in lanes), trace.probe)
    grade, reason = _grade(agreement, unseen, overhead, missing, one_gil=_one_gil(lanes))
    percent, unknown = (None, None) if unseen is None else (unseen.percent, unseen.unknown)
    return Truth(layers, len(lanes), agreement, percent, unknown, overhead, dropped, trace.probe, grade, reason)


def _agreement(probe: Probe, lanes: Sequence[Lane]) -> float | None:
    edges = np.stack([probe.starts, probe.ends], axis=1).ravel()
    if len(edges) < 2:
        return None
    named = agreed = 0
    for lane in lanes:
        # Every other column is a span in which the observer found the same at each look; those between are its doubts.
        running = (lane.coverage(edges)[:, State.RUNNING] - _sampled_running(lane, edges))[::2][probe.held]
        named += int(running.sum())
        agreed += int(running[probe.holders[probe.held] == lane.identity.thread_state].sum())
    return 100 * agreed / named if named else None


def _sampled_running(lane: Lane, edges: Ints) -> Ints:
    """For how many ns between each two edges a lane runs by what the observer saw alone: of course they agree on that."""
    spent = np.zeros(len(edges), dtype=np.int64)
    for block in lane.blocks():
        sampled = (block.states == State.RUNNING) & (block.evidence == Evidence.SAMPLED)
        starts, ends = block.starts[sampled], block.ends[sampled]
        if len(starts):
            before = np.concatenate([[0], np.cumsum(ends - starts)])
            begun = np.searchsorted(starts, edges, side="right")
            last = np.maximum(begun - 1, 0)
            spent += before[begun] - np.where(begun > 0, np.maximum(ends[last] - np.maximum(edges, starts[last]), 0), 0)
    return np.diff(spent)


@dataclass(frozen=True)
class _Unseen:
    """Time whose reason nobody saw.

    Args:
        percent: Of all lanes' time.
        unknown: The part of that whose reason is unknown.
        for_cores: Whether most of it is waiting for a core that the kernel counted. How long that was is known then, and when it
            ended: only its beginning within a longer silence is concluded.
        native: Whether most of it is C code that is told by looks at the GIL, and fell between two of them.
        one_gil: Whether some lanes take turns at a GIL: others have no switch interval that could be longer.
    """

    percent: float
    unknown: float
    for_cores: bool
    native: bool
    one_gil: bool

    @property
    def why(self) -> str:
        """What most of it is, and a remedy."""
        if self.for_cores:
            return "cores were scarce, and when a wait for one began is not told. Run it again on a quieter machine."
        if self.native:
            return "most of it is C code that began and ended between two looks at the GIL; longer pieces of it are seen."
        # Switches are refused by some systems, and left out where they would cost too much: a worker does not say which it was.
        remedy = "a longer switch interval or fewer workers" if self.one_gil else "fewer workers"
        return f"{remedy} may show more; gilviz doctor says what this system admits."


@dataclass(frozen=True)
class _Missing:
    """What is not there, or not as it was.

    Args:
        dropped: Transitions and switches that were not kept.
        moved: Transitions whose time lay before the one before them.
        probe: What the observer saw; None where there was none.
    """

    dropped: int
    moved: int
    probe: Probe | None

    def found(self) -> list[tuple[Grade, str]]:
        """What is to be said of each."""
        blind = 100 * self.probe.blind_ns / self.probe.span_ns if self.probe and self.probe.span_ns else None
        return [
            _above(self.dropped, 0, float("inf"), "{:,} records are missing: free some disk space, or use fewer workers."),
            _above(self.moved, 0, float("inf"), "The clock went backwards at {:,} transitions, which were moved: run it again."),
            _above(
                blind,
                MOSTLY_BLIND,
                float("inf"),
                "Nobody looked at the GIL for {:.0f} % of the run, for its observer had no core, or was ended: run it again.",
            ),
        ]


def _unexplained(lanes: Sequence[Lane]) -> _Unseen | None:
    """The time whose reason nobody saw; None without lanes."""
    total = 0
    concluded, unknown = np.zeros(len(State), dtype=np.int64), 0
    counted = all(lane.identity.layers & (Layer.SWITCHES | Layer.COUNTERS) for lane in lanes)
    for lane in lanes:
        for block in lane.blocks():
            lengths = block.ends - block.starts
            total += int(lengths.sum())
            unknown += int(lengths[block.evidence == Evidence.UNKNOWN].sum())
            inferred = block.evidence == Evidence.INFERRED
            concluded += np.bincount(block.states[inferred], lengths[inferred], len(State)).astype(np.int64)
    if not total:
        return None
    unseen = int(concluded.sum()) + unknown
    for_cores = counted and 2 * int(concluded[State.CPU_WAIT]) > unseen
    native = 2 * int(concluded[State.NATIVE]) > unseen
    return _Unseen(100 * unseen / total, 100 * unknown / total, for_cores, native, _one_gil(lanes))


def _one_gil(lanes: Sequence[Lane]) -> bool:
    return any(len(sharing) > 1 and changes_hands(sharing) for sharing in lanes_by_gil(lanes).values())


def _overhead(trace: RunTrace) -> float | None:
    if trace.origin is None or trace.end is None or not trace.lanes:
        return None
    executed = sum(int(lane.totals()[[State.RUNNING, State.NATIVE]].sum()) for lane in trace.lanes)
    whole = max(executed, trace.end - trace.origin)
    return 100 * sum(lane.recording_ns for lane in trace.lanes) / whole if whole > 0 else None


def _grade(
    agreement: float | None, unseen: _Unseen | None, overhead: float | None, missing: _Missing, *, one_gil: bool
) -> tuple[Grade, str]:
    """The worst of what is wrong, with its remedy."""
    fewer = "larger tasks, fewer workers or a longer switch interval" if one_gil else "larger tasks or fewer workers"
    gaps = f" ({unseen.unknown:.0f} % is unknown gaps)" if unseen is not None and unseen.unknown >= WORTH_SAYING else ""
    # Where the GIL itself bears out who ran, a wait whose reason was concluded leaves doubt, and no more.
    agreed = agreement is not None and agreement >= SURE_AGREEMENT
    borne_out = agreed or (unseen is not None and (unseen.for_cores or unseen.native))
    found = [
        _above(
            None if agreement is None else 100 - agreement,
            100 - SURE_AGREEMENT,
            100 - LEAST_AGREEMENT,
            "The workers and the GIL itself disagree for {:.1f} % of the time: run it again on a quieter machine.",
        ),
        _above(
            overhead,
            SMALL_COST,
            LARGE_COST,
            "Recording took {:.1f} % of the run: choose " + fewer + ".",
        ),
        *missing.found(),
        _above(
            None if unseen is None else unseen.percent,
            FEW_UNEXPLAINED,
            float("inf") if borne_out else MANY_UNEXPLAINED,
            "For {:.0f} % of the time the reason is concluded, not seen" + gaps + ": " + (unseen.why if unseen else ""),
        ),
    ]
    return max(found, key=lambda case: list(Grade).index(case[0]))


def _above(value: float | None, doubtful: float, bad: float, sentence: str) -> tuple[Grade, str]:
    if value is None or value <= doubtful:
        return Grade.GOOD, ""
    return (Grade.BAD if value > bad else Grade.DOUBTFUL), sentence.format(value)
