"""What a benchmark measures and what it promises.

A figure is a ratio of two things measured in the same session, as often as possible in turns, so that a machine that is slow
today, or busy, or hot, changes both sides alike. The median decides; how sure it is stands beside it.
"""

from __future__ import annotations

import math
import platform
import statistics
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any, TypeVar

import psutil

from gilviz.launch.runtimes import default_runtime

Measured = TypeVar("Measured")


@dataclass(frozen=True)
class Figure:
    """One number and its promise.

    Args:
        name: What was measured, in a few words.
        samples: Every measurement.
        unit: ``×``, ``%``, ``s``, or empty for a plain number.
        least: The median must not be below; None where it may.
        most: The median must not be above; None where it may.
        note: How it came about, where the name does not say it.
    """

    name: str
    samples: tuple[float, ...]
    unit: str = ""
    least: float | None = None
    most: float | None = None
    note: str = ""

    @property
    def value(self) -> float:
        """The median."""
        return statistics.median(self.samples)

    @property
    def interval(self) -> tuple[float, float] | None:
        """Between what the true median lies, 19 times out of 20; None where there are too few measurements to say."""
        return median_interval(self.samples)

    @property
    def met(self) -> bool:
        """Whether the promise is kept."""
        return (self.least is None or self.value >= self.least) and (self.most is None or self.value <= self.most)

    @property
    def promise(self) -> str:
        """The promise as text: ``≤ 1.05×``."""
        texts = [f"{sign} {bound:g}{self._suffix}" for sign, bound in (("≥", self.least), ("≤", self.most)) if bound is not None]
        return " and ".join(texts)

    @property
    def _suffix(self) -> str:
        return f" {self.unit}" if self.unit not in ("", "×") else self.unit

    def __str__(self) -> str:
        low, high = self.interval or (min(self.samples), max(self.samples))
        surely = " surely" if self.interval else ""
        spread = f"({low:.2f} to {high:.2f}{surely}, {len(self.samples)} measurements)"
        kept = "" if not self.promise else f"  promised {self.promise}: {'kept' if self.met else 'MISSED'}"
        note = f"  {self.note}" if self.note else ""
        return f"  {self.name:<58} {self.value:8.2f}{self._suffix:<3} {spread}{kept}{note}"

    def to_json(self) -> dict[str, Any]:
        """The figure for other programs."""
        return {
            "name": self.name,
            "value": self.value,
            "interval": self.interval,
            "unit": self.unit,
            "least": self.least,
            "most": self.most,
            "met": self.met,
            "samples": list(self.samples),
            "note": self.note,
        }


class Skipped(Exception):
    """A benchmark can't measure here; the text is a sentence that says what is missing, and the remedy."""


@dataclass(frozen=True)
class Benchmark:
    """A named measurement.

    Args:
        name: What it is called on the command line.
        asks: The question it answers.
        measure: Does it; may take minutes. It may raise ``Skipped``.
    """

    name: str
    asks: str
    measure: Callable[[], Sequence[Figure]]


def in_turns(pairs: int, first: Callable[[], Measured], second: Callable[[], Measured]) -> Iterator[tuple[Measured, Measured]]:
    """Measures two things alternately, each as often first as second: (first, second) of every pair."""
    for pair in range(pairs):
        if pair % 2:
            later = second()
            yield first(), later
        else:
            yield first(), second()


def percent_more(pairs: Iterable[tuple[float, float]]) -> tuple[float, ...]:
    """By how many per cent the second of each pair exceeds the first."""
    return tuple(100 * (second / first - 1) for first, second in pairs)


def median_interval(samples: Sequence[float]) -> tuple[float, float] | None:
    """Between which two samples the median of all that could have been measured lies, with a certainty of at least 95 %.

    Each sample is above that median as a coin falls, whatever the distribution: the outermost samples, as many on each side as
    hardly ever fall the same way, are cut off. None where even the smallest and the largest (of five or fewer) are not that sure.
    """
    count = len(samples)
    cut, chance = 0, 1
    while 40 * chance <= 2**count:
        cut += 1
        chance += math.comb(count, cut)
    if cut == 0:
        return None
    ordered = sorted(samples)
    return ordered[cut - 1], ordered[-cut]


def machine() -> dict[str, Any]:
    """What was measured on."""
    runtime = default_runtime()
    return {
        "processor": _processor(),
        "cores": runtime.cores,
        "system": platform.platform(),
        "python": f"{runtime.implementation} {runtime.version}",
        "load_before": round(psutil.getloadavg()[0], 2),
        **{name: metadata.version(name) for name in ("PySide6-Essentials", "pyqtgraph", "numpy")},
    }


def _processor() -> str:
    facts = Path("/proc/cpuinfo")
    lines = facts.read_text(encoding="utf-8").splitlines() if sys.platform == "linux" and facts.exists() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or platform.machine())
