"""Which lane files a run has. It is asked in every frame, and hardly ever is there a new one: then nothing is listed anew."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from gilviz.runner.protocol import parse_lane_file_name

COARSEST_NS = 50_000_000
"""Two files that appear within so many ns may leave a directory with one and the same time: clocks of files tick, too."""
TRUSTED_NS = 500_000_000
"""For so long (ns) a directory is believed that nothing has changed in it: not every file system says so."""

Chains = Mapping[tuple[int, int], Sequence[int]]
"""The numbers of the chunks that exist, by their worker's (pid, number)."""


class RunDirectory:
    """A run's directory, in which files appear at any time.

    Args:
        path: Where it is.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._chains: Chains = {}
        self._changed = -1
        self._seen_to_change = self._listed = 0

    def chains(self, now: int, *, anew: bool = False) -> Chains:
        """The lane files that there are at the time ``now`` (ns); ``anew``: whatever the directory says of itself."""
        try:
            changed = self._path.stat().st_mtime_ns
            if changed != self._changed:
                self._changed, self._seen_to_change, anew = changed, now, True
            # what was listed as late as this holds all that came with the directory's present time
            sure = self._listed - self._seen_to_change > COARSEST_NS and now - self._listed < TRUSTED_NS
            if anew or not sure:
                self._chains, self._listed = _listed(self._path), now
        except OSError:
            self._chains, self._changed = {}, -1
        return self._chains


def _listed(path: Path) -> Chains:
    chains: dict[tuple[int, int], list[int]] = {}
    with os.scandir(path) as entries:
        for entry in entries:
            parsed = parse_lane_file_name(entry.name)
            if parsed is not None:
                chains.setdefault(parsed[:2], []).append(parsed[2])
    return chains
