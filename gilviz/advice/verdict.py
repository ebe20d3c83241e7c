"""What follows from the measurements: what the function is, whether the GIL hinders it, and which executor it should use.

Pure. The numbers that decide stand first; ``words`` says it in sentences.
"""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from gilviz.advice.hindrance import hinders
from gilviz.advice.limits import (
    ABOUT_AS_GOOD,
    CROWDED,
    DOUBTLESS,
    ENOUGH_ROUNDS,
    FAIR,
    HOPELESS,
    IN_EVERY_ROUND,
    IN_ONE_ROUND,
    INDISTINCT,
    LOUD,
    MOSTLY_GIL,
    MOSTLY_NATIVE,
    MOSTLY_WAITS,
    QUIET,
    SMALL_S,
    TINY_S,
    WORTH_IT,
)
from gilviz.advice.measured import Gain, Sample, Shares, crowding, gains, shares, spread
from gilviz.advice.plan import LOOP, Plan, Refused, Try
from gilviz.advice.survey import Survey
from gilviz.runner.protocol import WorkerKind

_WEIGHT: Mapping[WorkerKind, int] = {
    WorkerKind.THREAD: 0,
    WorkerKind.COROUTINE: 0,
    WorkerKind.INTERPRETER: 1,
    WorkerKind.PROCESS: 2,
}
"""What is lighter comes first: less memory, no pickling, one process."""


class Kind(StrEnum):
    """What a function is."""

    CPU_BOUND = "cpu-bound"
    NATIVE = "native"
    WAITING = "waiting"
    MIXED = "mixed"
    TOO_SMALL = "too-small"


class Confidence(StrEnum):
    """How sure the advice is."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


_LOWERED: Mapping[Confidence, Confidence] = {
    Confidence.HIGH: Confidence.MEDIUM,
    Confidence.MEDIUM: Confidence.LOW,
    Confidence.LOW: Confidence.LOW,
}
"""How sure it is where the lanes are not to be trusted: how long runs took is known all the same."""


@dataclass(frozen=True)
class Facts:
    """Everything that the advice rests on.

    Args:
        survey: The first look.
        plan: What was to be measured.
        gil: Whether the interpreter has a GIL.
        cores: How many cores it may use.
        samples: The runs that finished with right results, and the plain loops.
        failures: What can't work, failed, or gave other results.
        unsteady: For how many items the plain loop itself returns one thing now and another then.
        uncompared: How many results could not be compared.
    """

    survey: Survey
    plan: Plan
    gil: bool
    cores: int
    samples: tuple[Sample, ...]
    failures: tuple[Refused, ...] = ()
    unsteady: int = 0
    uncompared: int = 0

    @property
    def loops(self) -> tuple[Sample, ...]:
        """The plain loops."""
        return tuple(each for each in self.samples if each.what == LOOP)


@dataclass(frozen=True)
class Verdict:
    """What follows, as numbers and names.

    Args:
        kind: What the function is.
        gil_hinders: Whether the GIL keeps its threads from being faster; None where that can't be told.
        recommended: What to use; the plain loop where nothing is faster; None where that can't be told.
        gain: How the recommended one compares with the plain loop; None for the loop itself.
        runner_up: The next best of another kind; None where there is none worth the trouble.
        all: All gains, the best first.
        shares: What the plain loop did with its time.
        confidence: How sure that is.
        noise: How far repeated runs differ, as a share of their time.
        crowding: For what share of the time workers waited for cores that others had (``measured.crowding``).
        doubted: The runs that it rests on and whose lanes are not to be trusted, where these are most of them.
    """

    kind: Kind
    gil_hinders: bool | None
    recommended: Try | None
    gain: Gain | None
    runner_up: Gain | None
    all: tuple[Gain, ...]
    shares: Shares
    confidence: Confidence
    noise: float
    crowding: float = 0.0
    doubted: tuple[Sample, ...] = ()


def judge(facts: Facts) -> Verdict | None:
    """The verdict; None where not even one plain loop finished."""
    if not facts.loops:
        return None
    survey = facts.survey
    found = gains(facts.samples, survey.items)
    spent = shares(facts.loops, survey.waiting, survey.own_threads)
    if facts.gil and not spent.known:
        spent = _by_threads(spent, found, facts.cores)
    crowded = crowding(facts.samples, facts.cores, gil=facts.gil)
    winner = _winner(found, alone=crowded <= CROWDED)
    loudness = spread(each.wall_s for each in facts.loops)
    kind = _kind(facts, spent, winner)
    noise = max(loudness, spread(winner.ratios) if winner else 0.0)
    # What is too small is so on a machine that others use, too.
    crowd = crowded > CROWDED and kind is not Kind.TOO_SMALL
    unsure = winner is None and (crowd or any(_may_gain(gain, loudness) for gain in found))
    recommended = winner.what if winner else None if unsure else LOOP
    doubted = _doubted([*facts.loops, *(winner.samples if winner else ())])
    sure = Confidence.LOW if crowded > CROWDED else _confidence(facts, noise, recommended, winner)
    return Verdict(
        kind=kind,
        gil_hinders=_hinders(facts, kind, spent, found, crowded),
        recommended=recommended,
        gain=winner,
        runner_up=_runner_up(found, winner),
        all=tuple(found),
        shares=spent,
        confidence=_LOWERED[sure] if doubted else sure,
        noise=noise,
        crowding=crowded,
        doubted=doubted,
    )


def _doubted(samples: Sequence[Sample]) -> tuple[Sample, ...]:
    """Those whose lanes are not to be trusted, if they are most of them."""
    found = tuple(each for each in samples if each.doubt)
    return found if 2 * len(found) > len(samples) else ()


def _may_gain(gain: Gain, loudness: float) -> bool:
    """Whether what did not convince may be a gain all the same, where loops differ by that part of their time."""
    return gain.median >= WORTH_IT or (loudness > LOUD and gain.median > HOPELESS and gain.most > WORTH_IT)


def convinces(gain: Gain) -> bool:
    """Whether a gain is more than noise."""
    if len(gain.ratios) == 1:
        return gain.median >= IN_ONE_ROUND
    return gain.median >= WORTH_IT and gain.sure >= IN_EVERY_ROUND


def _winner(found: Sequence[Gain], *, alone: bool) -> Gain | None:
    """The best of what convinces, or what is lighter and about as good; not by a single round where others had the cores."""
    convincing = [gain for gain in found if convinces(gain) and (alone or len(gain.ratios) > 1 or gain.median >= DOUBTLESS)]
    if not convincing:
        return None
    best = max(convincing, key=lambda gain: gain.median)
    near = [gain for gain in convincing if gain.median >= ABOUT_AS_GOOD * best.median or _indistinct(gain, best)]
    return min(near, key=lambda gain: (_WEIGHT[_worker(gain.what)], gain.what.workers, -gain.median))


def _indistinct(gain: Gain, best: Gain) -> bool:
    """Whether what gained less did so by noise alone, as far as the rounds tell."""
    return gain.median >= INDISTINCT * best.median and gain.most >= best.median and best.least <= gain.median


def _runner_up(found: Sequence[Gain], winner: Gain | None) -> Gain | None:
    others = [gain for gain in found if winner is not None and gain.what.executor != winner.what.executor and convinces(gain)]
    return max(others, key=lambda gain: gain.median, default=None)


def _worker(what: Try) -> WorkerKind:
    return what.info.kind


def _by_threads(spent: Shares, found: Sequence[Gain], cores: int) -> Shares:
    """Nobody looked at the GIL: what threads gained tells how much of the computing needs it, by Amdahl's law."""
    threads = [gain for gain in found if _worker(gain.what) is WorkerKind.THREAD and 1 < gain.what.workers <= cores]
    busy = 1 - spent.waiting
    if not threads or busy < 0.2:
        return spent
    best = max(threads, key=lambda gain: gain.median)
    count = best.what.workers
    in_turn = min(1.0, max(0.0, (count / best.work - 1) / (count - 1)))
    return Shares(busy * in_turn, busy * (1 - in_turn), spent.waiting, known=False)


def _kind(facts: Facts, spent: Shares, winner: Gain | None) -> Kind:
    survey = facts.survey
    whole = statistics.median(each.total_s(survey.items) for each in facts.loops)
    if winner is None and (survey.task_s < TINY_S or whole < SMALL_S):
        return Kind.TOO_SMALL
    if spent.waiting >= MOSTLY_WAITS:
        return Kind.WAITING
    if spent.native >= MOSTLY_NATIVE:
        return Kind.NATIVE
    return Kind.CPU_BOUND if spent.gil >= MOSTLY_GIL else Kind.MIXED


def _hinders(facts: Facts, kind: Kind, spent: Shares, found: Sequence[Gain], crowded: float) -> bool | None:
    """Whether the GIL keeps its threads from being faster."""
    if not facts.gil:
        return False
    if kind is Kind.TOO_SMALL:
        return None
    if kind in (Kind.WAITING, Kind.NATIVE):
        return False
    noisy = crowded > CROWDED or spread(each.wall_s for each in facts.loops) > LOUD
    return hinders(found, facts.loops, spent, cores=facts.cores, tasks=facts.plan.tasks, noisy=noisy)


def _confidence(facts: Facts, noise: float, recommended: Try | None, winner: Gain | None) -> Confidence:
    rounds = len(winner.ratios) if winner is not None else len({each.round for each in facts.loops})
    compared = facts.uncompared == 0 and facts.unsteady == 0
    if recommended is None or rounds < 2 or noise > FAIR:
        return Confidence.LOW
    sure = rounds >= ENOUGH_ROUNDS and noise <= QUIET and compared
    return Confidence.HIGH if sure else Confidence.MEDIUM
