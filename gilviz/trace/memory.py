"""How much memory a run's processes took over time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

KINDS: Mapping[str, str] = {
    "pss": "pages that processes share are counted once",
    "uss": "pages that processes share are left out",
    "rss": "pages that processes share are counted for each of them",
}
MB = 1_000_000
"""Bytes in a megabyte."""


class MemorySample(NamedTuple):
    """One look.

    Args:
        time: When, in ns.
        size: Of all processes together, in bytes.
        processes: How many there were.
    """

    time: int
    size: int
    processes: int


@dataclass(frozen=True)
class Memory:
    """The looks at a run's memory.

    Args:
        kind: What was counted: ``pss``, ``uss`` or ``rss``.
        samples: In the order of their times; at least one.
    """

    kind: str
    samples: Sequence[MemorySample]

    @property
    def peak(self) -> MemorySample:
        """The look that saw most. What happened between looks is not known."""
        return max(self.samples, key=lambda sample: sample.size)
