"""How often the GIL changed hands, by whoever saw most of it.

Lanes show a hand-off where one worker's running follows another's. C code that lets go of the GIL for less than a gap, again and
again, hands it off without a trace in its ticks; but the GIL itself counts, and its observer reads that count.
"""

from __future__ import annotations

from dataclasses import dataclass

from gilviz.trace.probe import Probe

MUCH_MORE, SOME = 1.25, 20
"""The observer's count stands for the run where it is so many times as large as the lanes', and some more: it has also seen the
main thread, which starts the workers and waits for them."""


@dataclass(frozen=True)
class HandOffs:
    """How often the GIL changed hands.

    Args:
        count: So often.
        by_probe: Whether its observer counted them, and lanes show far fewer.
    """

    count: int
    by_probe: bool

    @property
    def text(self) -> str:
        """``390``, ``12,480 (probe)``."""
        return f"{self.count:,} (probe)" if self.by_probe else f"{self.count:,}"


def hand_offs(in_lanes: int | None, probe: Probe | None) -> HandOffs | None:
    """The better count; None where no worker has a GIL.

    Args:
        in_lanes: How many hand-offs the lanes show.
        probe: What an observer saw.
    """
    if probe is not None and probe.hand_offs > MUCH_MORE * (in_lanes or 0) + SOME:
        return HandOffs(probe.hand_offs, by_probe=True)
    return None if in_lanes is None else HandOffs(in_lanes, by_probe=False)
