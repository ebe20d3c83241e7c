"""Amdahl's law, fitted to measured speed-ups: which part of the work could not be shared.

By the law, a job of which the part ``s`` can't be shared takes ``s + (1 - s) / n`` of its time on ``n`` cores. With
``x = 1 - 1 / n`` that is ``1 / speed-up - 1 / n = s · x``: a straight line through the origin, so that the least squares have a
closed form. More workers than cores are still so many cores; their measurements say nothing of the law, and are left out.

The interval holds the true part 95 times out of 100, if what disturbs the runs is chance. Runs of one round share a baseline, and
so its error: where the rounds differ by more than the runs scatter around the line, the wider interval is the honest one.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

FEWEST = 3
"""Measurements with more than one core in use, below which chance decides."""
LARGEST_MISFIT = 0.2
"""The relative error of a fitted speed-up from which on the measured curve has another shape than the law's."""
MOST_DOUBT = 0.5
"""The interval from which on the serial part is not known well enough to be named."""
FEWEST_ROUNDS = 3
_STUDENT = (12.71, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131)
"""Student's t for 95 %, for 1, 2, … degrees of freedom."""
_MANY = 2.12
"""For more than those, on the safe side."""


@dataclass(frozen=True)
class Measured:
    """One run, held against its round's baseline.

    Args:
        workers: How many there were.
        speedup: How many times as fast as one task after another; more than 0.
        round: Which round of the experiment it belongs to.
    """

    workers: int
    speedup: float
    round: int = 0


@dataclass(frozen=True)
class Fit:
    """Amdahl's law as it fits.

    Args:
        serial: The part that can't be shared, 0 to 1.
        low: Where the part surely lies, like ``high``.
        high: See ``low``.
        cores: Beyond so many workers the law expects nothing more.
        measurements: How many runs it rests on.
        counts: How many different numbers of workers they had.
    """

    serial: float
    low: float
    high: float
    cores: int
    measurements: int
    counts: int

    def speedup(self, workers: float) -> float:
        """What the law expects of so many workers."""
        return law(self.serial, min(workers, self.cores))

    @property
    def limit(self) -> float:
        """The speed-up that no number of cores would exceed; infinite where everything can be shared."""
        return 1 / self.serial if self.serial > 0 else math.inf


@dataclass(frozen=True)
class NoFit:
    """Why the law can't be fitted, in a sentence, and in a few words."""

    reason: str
    short: str


def law(serial: float, cores: float) -> float:
    """Amdahl's speed-up of a job on so many cores of which the part ``serial`` can't be shared."""
    return 1 / (serial + (1 - serial) / cores)


def fit(measured: Iterable[Measured], cores: int) -> Fit | NoFit:
    """Fits the law to the runs that had a core for each worker.

    Args:
        measured: The runs, in any order.
        cores: How many cores there were.
    """
    if cores < 2:
        return NoFit("With one core there is nothing to share, and no law to fit.", "one core")
    used = [run for run in measured if 1 < run.workers <= cores]
    if len(used) < FEWEST:
        return NoFit(
            f"Only {len(used)} run{'s' * (len(used) != 1)} had more than one worker and a core for each: "
            f"{FEWEST} are needed to fit Amdahl's law, so repeat more often.",
            "too few runs",
        )
    serial = _serial(used)
    half = max(_by_scatter(used, serial), _by_rounds(used))
    low, high = max(0.0, serial - half), min(1.0, serial + half)
    kept = min(1.0, max(0.0, serial))
    if high < 0:
        return NoFit(
            "Each core brought more than its share: Amdahl's law does not know that, so something slowed the baseline.",
            "more than its share",
        )
    if low > 1:
        return NoFit(
            "More workers take longer than one: Amdahl's law knows no price for workers, so nothing is fitted.",
            "slower than one worker",
        )
    return _doubt(used, kept, low, high) or Fit(kept, low, high, cores, len(used), len({run.workers for run in used}))


def _doubt(used: Sequence[Measured], serial: float, low: float, high: float) -> NoFit | None:
    """Why a fit says too little to be named."""
    if _misfit(_middles(used), serial) > LARGEST_MISFIT:
        return NoFit(
            "The measured curve has another shape than Amdahl's law: something other than a serial part slows it.",
            "another shape",
        )
    if high - low > MOST_DOUBT:
        return NoFit(
            f"The runs scatter so much that the serial part could lie anywhere from {100 * low:.0f} to {100 * high:.0f} %: "
            "repeat more often, or on a quieter machine.",
            "the runs scatter",
        )
    return None


def _serial(used: Sequence[Measured]) -> float:
    """The least-squares slope of the line through the origin."""
    return sum(_x(run) * _y(run) for run in used) / sum(_x(run) ** 2 for run in used)


def _x(run: Measured) -> float:
    return 1 - 1 / run.workers


def _y(run: Measured) -> float:
    return 1 / run.speedup - 1 / run.workers


def _by_scatter(used: Sequence[Measured], serial: float) -> float:
    """Half the interval, from how the runs scatter around the line."""
    freedom = len(used) - 1
    variance = sum((_y(run) - serial * _x(run)) ** 2 for run in used) / freedom
    return _student(freedom) * math.sqrt(variance / sum(_x(run) ** 2 for run in used))


def _by_rounds(used: Sequence[Measured]) -> float:
    """Half the interval, from how the rounds differ; 0 where there are too few."""
    rounds = sorted({run.round for run in used})
    if len(rounds) < FEWEST_ROUNDS:
        return 0.0
    each = [_serial([run for run in used if run.round == number]) for number in rounds]
    mean = sum(each) / len(each)
    deviation = math.sqrt(sum((one - mean) ** 2 for one in each) / (len(each) - 1))
    return _student(len(each) - 1) * deviation / math.sqrt(len(each))


def _middles(used: Sequence[Measured]) -> list[Measured]:
    """For each number of workers the run in the middle."""
    found = []
    for workers in sorted({run.workers for run in used}):
        same = sorted((run for run in used if run.workers == workers), key=lambda run: run.speedup)
        found.append(same[len(same) // 2])
    return found


def _misfit(used: Sequence[Measured], serial: float) -> float:
    """The root of the mean square of what fitted speed-ups are off by, as a share of the measured ones."""
    errors = [law(serial, run.workers) / run.speedup - 1 for run in used]
    return math.sqrt(sum(error**2 for error in errors) / len(errors))


def _student(freedom: int) -> float:
    return _STUDENT[freedom - 1] if freedom <= len(_STUDENT) else _MANY
