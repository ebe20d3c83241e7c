"""The rows that are made of all lanes together: each GIL's strip, the curve of how many execute, the band that stands for all.

They are made from what is kept of every lane and column when its band is drawn, so that a lane that gains something does not make
all others be looked at again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gilviz.render.bands import curve_pixels, stack_states, strip_pixels
from gilviz.render.grid import TimeGrid
from gilviz.render.layout import Bar, PictureRows
from gilviz.render.paints import Paints
from gilviz.render.window import Window
from gilviz.runner.protocol import State
from gilviz.trace.chunk import STATES
from gilviz.trace.lane import Lane

Ints = NDArray[np.int64]

_KEPT: Final = 3
"""For every lane and column: ns of running, of executing, of holding a GIL or not, nobody knows. Where one band stands for all
lanes, ns in each state come after that."""


def kept_for(rows: PictureRows) -> int:
    """How many numbers are kept for every lane and column."""
    return _KEPT + STATES if rows.overview.height else _KEPT


def keep(shares: Ints, kept: Ints) -> None:
    """Keep what is needed of int64[8, lanes, w], the ns in each state, in int64[k, lanes, w]."""
    kept[0] = shares[State.RUNNING]
    np.add(shares[State.RUNNING], shares[State.NATIVE], out=kept[1])
    np.add(shares[State.OVERHEAD], shares[State.CPU_WAIT], out=kept[2])
    kept[_KEPT:] = shares[: len(kept) - _KEPT]


@dataclass(frozen=True, eq=False)
class SumRows:
    """Draws those rows of one run.

    Args:
        lanes: All workers.
        gils: The places of those that share each GIL.
        origin: The run's zero in ns.
        rows: How the picture is divided.
        paints: What it is painted with.
    """

    lanes: Sequence[Lane]
    gils: Sequence[Sequence[int]]
    origin: int
    rows: PictureRows
    paints: Paints

    def draw(self, window: Window, grid: TimeGrid, begin: int, end: int, certain: Sequence[int | None]) -> float:
        """Draw some columns; of them, all lanes' bands are drawn.

        Args:
            window: Where to, and what was kept.
            grid: The columns in sight.
            begin: The first column; like ``end``.
            end: One past the last, more than ``begin``.
            certain: See ``Progress.certain``.

        Returns:
            The most workers that executed at once in any of them, on that column's average.
        """
        edges = grid.edges(begin, end)
        widths = edges[1:] - edges[:-1]
        image, kept = window.image[:, begin:end], window.kept[..., begin:end]
        busy = kept[1].sum(axis=0)
        for strip, places, until in zip(self.rows.strips, self.gils, certain[1:], strict=False):
            self._draw_strip(image[strip.top : strip.bottom], kept[:_KEPT, places], places, until, edges)
        known = len(widths)
        if certain[0] is not None:
            known = min(max(grid.column(certain[0] - self.origin) - begin, 0), known)
        row, palette = self.rows.curve, self.paints.palette
        image[row.top : row.bottom] = curve_pixels(busy, widths, known, self.rows.most, row.height, palette)
        if self.rows.overview.height:
            self._draw_overview(image, kept[_KEPT:], self.rows.overview, grid.first + begin, widths)
        return float((busy / widths).max())

    def _draw_overview(self, image: NDArray[np.uint32], kept: Ints, band: Bar, first: int, widths: Ints) -> None:
        """All lanes as one: the shares of all workers' time in each state."""
        total = kept.sum(axis=1)
        codes = stack_states(total[:, np.newaxis], widths * max(len(self.lanes), 1), band.height)
        self.paints.inks.paint(codes, first, image[np.newaxis, band.top : band.bottom])

    def _draw_strip(self, image: NDArray[np.uint32], kept: Ints, places: Sequence[int], certain: int | None, edges: Ints) -> None:
        """Who holds a GIL, in the workers' colours, and when none of them does, as far as that is known of all who share it.

        Overhead counts as unknown: a worker that imports holds the GIL, one whose arguments are on their way does not. So does
        waiting for a core: who lost it in the middle of Python code still holds the GIL.
        """
        lanes = [self.lanes[place] for place in places]
        start = min((lane.start for lane in lanes if lane.start is not None), default=0) - self.origin
        end = (max(lane.known_until for lane in lanes) if certain is None else certain) - self.origin
        inside = np.minimum(np.maximum(edges, start), max(start, end))
        widths, known = edges[1:] - edges[:-1], inside[1:] - inside[:-1]
        held, _, unclear = kept
        palette = self.paints.palette
        layers, numbers = self.paints.colouring.holders(lanes, held, edges + self.origin)
        colours = [*palette.workers[numbers], palette.free, palette.nothing]
        image[...] = strip_pixels(layers, unclear.sum(axis=0), known, widths, len(image), np.array(colours, dtype=np.uint32))
