"""The lanes of a run as SVG, from their exact shares of time: no Qt, no pixels, sharp at any size and on paper.

A lane is a band of ``COLUMNS`` columns, each filled from the bottom by the share of every state, as in gilviz's own picture. A
state is one path: the outline of all that lies below its upper border, drawn over the one above it. Columns of the same height
are one step of it, so that long stretches cost a few characters.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gilviz.render.patterns import TILE, mask
from gilviz.render.stack import ORDER, borders
from gilviz.render.time_text import tick_text
from gilviz.runner.protocol import State
from gilviz.trace.lane import Lane
from gilviz.trace.metrics import NS
from gilviz.trace.record import RunRecord

Ints = NDArray[np.int64]
COLUMNS: Final = 1000
HEIGHT: Final = 32
STRIP: Final = 10
TICKS: Final = 8


@dataclass(frozen=True)
class Axis:
    """The one time axis of all runs.

    Args:
        start: ns before the runs' zero (or 0), negative.
        end: ns after it.
    """

    start: int
    end: int

    @classmethod
    def of(cls, runs: Sequence[RunRecord]) -> Axis:
        """The axis on which all of these runs can be seen."""
        starts, ends = [0], [1]
        for run in runs:
            zero = zero_of(run)
            starts += [lane.start - zero for lane in run.trace.lanes if lane.start is not None]
            ends += [lane.known_until - zero for lane in run.trace.lanes if len(lane)]
        return cls(min(starts), max(ends))

    def edges(self, zero: int) -> Ints:
        """The borders of all columns, in ns of a run's own clock."""
        length = self.end - self.start
        return np.array([zero + self.start + length * column // COLUMNS for column in range(COLUMNS + 1)], dtype=np.int64)


def zero_of(run: RunRecord) -> int:
    """The run's zero by its own clock, in ns."""
    if run.trace.origin is not None:
        return run.trace.origin
    return min((lane.start for lane in run.trace.lanes if lane.start is not None), default=0)


def lane_svg(lane: Lane, edges: Ints, label: str, over: str = "") -> str:
    """A lane.

    Args:
        lane: The lane.
        edges: int64[w + 1], the borders of the columns, in ns.
        label: What it shows, for those who can't see it.
        over: What is drawn over it.
    """
    shares, widths = lane.coverage(edges), np.diff(edges)
    reach = borders((shares[:, state] for state in ORDER), widths, HEIGHT)
    paths = [
        f'<path class="s{int(state)}" d="{_outline(reach[number], HEIGHT)}"/>'
        for number, state in reversed(list(enumerate(ORDER)))
        if shares[:, state].any()
    ]
    return _svg(HEIGHT, "".join(paths) + over, label)


def flags_row_svg(flags: str) -> str:
    """A row for what was noted on moments of the whole run."""
    return _svg(HEIGHT, flags, "Notes on moments of the whole run")


def strip_svg(lanes: Sequence[Lane], edges: Ints, label: str) -> str:
    """Who holds the GIL that these workers share, in their colours."""
    widths = np.diff(edges)
    held = [lane.coverage(edges)[:, State.RUNNING] for lane in lanes]
    reach = borders(held, np.maximum(widths, np.sum(held, axis=0)), STRIP)
    paths = [
        f'<path class="w{worker_class(lane)}" d="{_outline(reach[number], STRIP)}"/>'
        for number, lane in reversed(list(enumerate(lanes)))
        if held[number].any()
    ]
    return _svg(STRIP, "".join(paths), label)


def worker_class(lane: Lane) -> int:
    """The number of a worker's own colour: there are twelve."""
    return (lane.identity.number - 1) % 12


def axis_svg(axis: Axis) -> str:
    """The ticks of the axis and their times."""
    length_s = (axis.end - axis.start) / NS
    step = _step(length_s / TICKS)
    parts = []
    for number in range(math.ceil(axis.start / NS / step - 1e-9), math.floor(axis.end / NS / step + 1e-9) + 1):
        x = COLUMNS * (number * step - axis.start / NS) / length_s
        anchor = "start" if x < 30 else "end" if x > COLUMNS - 30 else "middle"
        parts.append(
            f'<path d="M{x:.1f} 0v5"/><text x="{x:.1f}" y="17" text-anchor="{anchor}">{tick_text(number * step, step)}</text>'
        )
    return f'<svg class="axis" viewBox="0 0 {COLUMNS} 20" aria-hidden="true">{"".join(parts)}</svg>'


def swatch_svg(state: State) -> str:
    """A state's colour and pattern, for the legend."""
    return (
        f'<svg class="swatch" viewBox="0 0 24 16" aria-hidden="true"><rect class="s{int(state)}" width="24" height="16"/></svg>'
    )


def patterns_svg() -> str:
    """The states' patterns, which everything else refers to."""
    tiles = []
    for state in State:
        rows, columns = mask(state).nonzero()
        ink = "".join(f"M{x} {y}h1v1h-1z" for y, x in zip(rows.tolist(), columns.tolist(), strict=True))
        tiles.append(
            f'<pattern id="p{int(state)}" width="{TILE}" height="{TILE}" patternUnits="userSpaceOnUse">'
            f'<rect class="c{int(state)}" width="{TILE}" height="{TILE}"/><path class="i{int(state)}" d="{ink}"/></pattern>'
        )
    return f'<svg class="defs" width="0" height="0" aria-hidden="true"><defs>{"".join(tiles)}</defs></svg>'


def _svg(height: int, content: str, label: str) -> str:
    return f'<svg viewBox="0 0 {COLUMNS} {height}" role="img" aria-label="{label}">{content}</svg>'


def _outline(reach: NDArray[np.unsignedinteger], height: int) -> str:
    """The area from the bottom up to some height in every column."""
    tops = height - reach.astype(np.int64)
    changes = np.flatnonzero(np.diff(tops)) + 1
    starts = [0, *changes.tolist()]
    ends = [*changes.tolist(), len(tops)]
    steps = "".join(f"V{tops[start]}H{end}" for start, end in zip(starts, ends, strict=True))
    return f"M0 {height}{steps}V{height}z"


def _step(least: float) -> float:
    """The next of 1, 2, 5, 10, 20, 50, … of some power of ten."""
    power = 10.0 ** math.floor(math.log10(max(least, 1e-9)))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= least * 0.999)
