"""What an observer outside the interpreter saw of its GIL: who held it, and how often it changed hands."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gilviz.runner.protocol import PROBE_HEADER_WORDS, PROBE_MAGIC, PROBE_RECORD_WORDS, WORD, ProbeHeader

EARLY = 10
"""Intervals before a run's end at which an observer that looks no more has ended too early."""

_HEADER = struct.Struct(f"<{PROBE_HEADER_WORDS}q")


@dataclass(frozen=True)
class Probe:
    """Every time span in which the observer found the same at each look.

    Args:
        starts: int64[n], ns: the first look that found it.
        ends: int64[n], ns: the last one.
        holders: int64[n]: the thread state that held the GIL, or had held it last.
        held: bool[n]: whether it was held.
        samples: How often the observer looked.
        hand_offs: How often the GIL changed hands between the first look and the last that found something new.
        blind_ns: For how long the observer could not look.
        interval_ns: How long it was to wait between looks.
        span_ns: From its first look to its last.
        dropped: Looks that found something new and were not kept.
    """

    starts: NDArray[np.int64] = field(repr=False)
    ends: NDArray[np.int64] = field(repr=False)
    holders: NDArray[np.int64] = field(repr=False)
    held: NDArray[np.bool_] = field(repr=False)
    samples: int
    hand_offs: int
    blind_ns: int
    interval_ns: int
    span_ns: int
    dropped: int

    def until(self, end: int) -> Probe:
        """The same, of a run that ended then (ns): an observer that looked no more before that was blind for the rest."""
        missing = end - int(self.ends[-1]) if len(self.ends) else 0
        missing = max(missing, 0) if self.dropped == 0 else 0
        if missing <= EARLY * self.interval_ns:
            return self
        return replace(self, blind_ns=self.blind_ns + missing, span_ns=self.span_ns + missing)


def read_probe(path: Path) -> Probe | None:
    """What the observer wrote; None where it wrote nothing that can be read, or what no GIL says. No count in it is trusted."""
    try:
        raw = path.read_bytes()
    except OSError:
        return None
    if len(raw) < _HEADER.size:
        return None
    header = _HEADER.unpack_from(raw)
    if header[ProbeHeader.MAGIC] != PROBE_MAGIC:
        return None
    room = (len(raw) - _HEADER.size) // (PROBE_RECORD_WORDS * WORD)
    count = max(0, min(header[ProbeHeader.COUNT], room))
    words = np.frombuffer(raw, dtype="<i8", count=count * PROBE_RECORD_WORDS, offset=_HEADER.size)
    records = words.reshape(count, PROBE_RECORD_WORDS)
    if not _are_a_gils(header, records):
        return None
    starts = records[:, 0]
    sound = (starts > 0) & (records[:, 5] >= starts)
    # A clock that jumped makes everything after it worthless.
    sound[1:] &= np.logical_and.accumulate(starts[1:] >= records[:-1, 5])
    records = records[np.logical_and.accumulate(sound)]
    span = max(0, header[ProbeHeader.LAST_LOOK] - int(records[0, 0])) if len(records) else 0
    return Probe(
        starts=records[:, 0],
        ends=records[:, 5],
        holders=records[:, 1],
        held=records[:, 2] == 1,
        samples=header[ProbeHeader.SAMPLES],
        hand_offs=header[ProbeHeader.LAST_SWITCHES] - header[ProbeHeader.FIRST_SWITCHES],
        blind_ns=min(header[ProbeHeader.BLIND], span),
        interval_ns=header[ProbeHeader.INTERVAL],
        span_ns=span,
        dropped=header[ProbeHeader.DROPPED],
    )


def _are_a_gils(header: Sequence[int], records: NDArray[np.int64]) -> bool:
    """Whether these can be a GIL's words, and an observer's counts: else something else was read, and none of it says anything.

    A GIL is free, or held by somebody, and counts its hand-offs upwards.
    """
    counts = (ProbeHeader.SAMPLES, ProbeHeader.BLIND, ProbeHeader.INTERVAL, ProbeHeader.DROPPED, ProbeHeader.FIRST_SWITCHES)
    holders, held, switches = records[:, 1], records[:, 2], records[:, 3]
    return bool(
        all(header[count] >= 0 for count in counts)
        and header[ProbeHeader.LAST_SWITCHES] >= header[ProbeHeader.FIRST_SWITCHES]
        and ((held == 0) | ((held == 1) & (holders != 0))).all()
        and (switches >= 0).all()
        and (switches[1:] >= switches[:-1]).all()
    )
