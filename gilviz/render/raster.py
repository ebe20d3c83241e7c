"""A panel's picture, pixel by pixel: the GIL's strip, the lanes, the curve of how many execute at once.

Stages, for the columns that have to be drawn: each lane says how long it was in each state within each column
(``Lane.coverage``, exact at every zoom), the shares become stacked heights (``stack``), the heights become pixels with their
patterns (``palette``). Strip and curve are made from the shares of executing that were kept for every lane and column.

What keeps a frame cheap:

- Columns are kept. A live frame draws, of each lane that gained something, the columns from its first new transition (or from
  where it was known) to where it is known now. Panning draws what came in sight: the picture is a window on a wider array, along
  which it moves, and pixels are only moved when it comes to the array's end.
- So many lanes at a time as have a quarter of a million pixels: fewer, and numpy's price per call is all there is; more, and
  temporaries don't fit into the processor's cache.

What keeps it true: nothing is filled where no lane says anything. The curve ends at the last column of which every worker's state
is known, since a sum without one of them would be too low.

Rejected: one item per segment (3 s for 1e5 of them), mixed colours (a third state that isn't there), repeat() of each column's
codes (5 times the time of counting layers row by row).
"""

from __future__ import annotations

import operator
from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gilviz.render.colouring import ColourBy
from gilviz.render.grid import Range, TimeGrid, union
from gilviz.render.layout import PictureRows
from gilviz.render.paints import Paints
from gilviz.render.palette import Palette, Pixels
from gilviz.render.progress import Progress
from gilviz.render.sums import SumRows, keep, kept_for
from gilviz.render.window import Window
from gilviz.trace.gil_ledger import lanes_by_gil
from gilviz.trace.lane import Lane
from gilviz.trace.run_trace import RunTrace
from gilviz.trace.shares import shares_of

Ints = NDArray[np.int64]

_BATCH: Final = 1 << 18
"""How many pixels, of one lane or many, are computed at once."""
_TEMPORARY: Final = 1 << 24
"""Bytes: temporaries stay far below this."""


class PanelRaster:
    """The picture of one run.

    Args:
        palette: The colours.

    Attributes:
        peak: The most workers that executed at once in any column drawn so far, on that column's average.
    """

    def __init__(self, palette: Palette) -> None:
        # glibc gives freed memory back at once, and a frame whose temporaries are new pages takes half as long again. Once so
        # much was freed, it keeps as much.
        np.empty(_TEMPORARY, dtype=np.uint8)
        self.peak = 0.0
        self._window = Window()
        self._palette, self._colour_by = palette, ColourBy.STATE
        self._paints = Paints.of(palette, self._colour_by)
        self._rows: PictureRows | None = None
        self._grid = TimeGrid(1.0, 0, 0)
        self._shown: tuple[int, ...] | None = None
        self._row_of: dict[int, int] | None = None
        self._lanes: tuple[Lane, ...] = ()
        self._origin = 0
        self._progress = Progress((), (), 0)
        self._sums: SumRows | None = None
        self._ended: RunTrace | None = None

    def set_palette(self, palette: Palette) -> None:
        """Draw in other colours: all of it, the next time."""
        self._palette = palette
        self._rows = None

    def set_colours(self, colour_by: ColourBy) -> None:
        """Let colours tell something else: all of it is drawn anew, the next time."""
        self._colour_by = colour_by
        self._rows = None

    @property
    def image(self) -> Pixels:
        """uint32[height, width] of 0xffRRGGBB. Another array whenever it has moved or its size has changed."""
        return self._window.image

    @property
    def buffer(self) -> tuple[memoryview, int]:
        """The memory that ``image`` is in, from its first pixel on, and how many bytes it is from one row to the next."""
        return self._window.buffer

    def draw(
        self, trace: RunTrace | None, rows: PictureRows, grid: TimeGrid, shown: tuple[int, ...] | None = None
    ) -> Range | None:
        """Bring the picture up to date.

        Args:
            trace: The run; None before it has begun.
            rows: How the picture is divided; it has room for all of the run's lanes and GILs.
            grid: Which columns it shows.
            shown: Which lanes have the rows, from the top, as their places among the run's; None: all, in its order.

        Returns:
            The columns (begin, end) that differ from before; None when none does.
        """
        if trace is not None and trace is self._ended and (rows, grid, shown) == (self._rows, self._grid, self._shown):
            return None
        lanes, origin = _begun(trace)
        moved = grid.first - self._grid.first
        kept = shown == self._shown and self._continues(lanes, origin, rows, grid) and abs(moved) < grid.width
        if not kept:
            self._start_over(lanes, origin, rows, grid, shown)
        self._grid = grid
        exposed = self._window.move(moved) if kept else (0, grid.width)
        gained, sums = self._progress.step(grid, ended=trace is None or trace.end is not None)
        changed = union([*gained.values(), sums])
        self._draw_exposed(rows, *exposed)
        if gained:
            self._draw_lanes(rows, range(min(gained), max(gained) + 1), *union(gained.values()))
        self._draw_sums(*changed)
        self._ended = trace if trace is not None and trace.end is not None else None
        if moved:
            return 0, grid.width
        drawn = union([exposed, changed])
        return drawn if drawn[1] > drawn[0] else None

    def _continues(self, lanes: tuple[Lane, ...], origin: int, rows: PictureRows, grid: TimeGrid) -> bool:
        """Whether what was drawn last can be kept."""
        same_columns = (grid.pitch, grid.width) == (self._grid.pitch, self._grid.width)
        return same_columns and origin == self._origin and self._is_same(lanes, rows)

    def _is_same(self, lanes: tuple[Lane, ...], rows: PictureRows) -> bool:
        """Whether these lanes were drawn last, in these rows and in the present colours."""
        return rows == self._rows and len(lanes) == len(self._lanes) and all(map(operator.is_, lanes, self._lanes))

    def _start_over(
        self, lanes: tuple[Lane, ...], origin: int, rows: PictureRows, grid: TimeGrid, shown: tuple[int, ...] | None
    ) -> None:
        same = self._is_same(lanes, rows)
        if not same or not self._window.has_room(rows.height, grid.width):
            # What lies between lanes, and lanes that are still to come, keep this colour: whatever is drawn is drawn beside them.
            self._window.make_room(rows.height, grid.width, (kept_for(rows), len(lanes)), self._palette.nothing)
        if not same:  # what colours were made from goes with the lanes
            self._paints = Paints.of(self._palette, self._colour_by)
        self._window.show(grid.width)
        in_order = shown is None and len(lanes) <= rows.lanes
        order = range(len(lanes)) if shown is None else shown
        self._row_of = None if in_order else {place: row for row, place in enumerate(order[: rows.lanes])}
        self._rows, self._lanes, self._origin, self._shown = rows, lanes, origin, shown
        self.peak = 0.0
        places = {id(lane): place for place, lane in enumerate(lanes)}
        gils = [[places[id(lane)] for lane in group] for group in lanes_by_gil(lanes).values()]
        self._progress = Progress(lanes, gils, origin)
        self._sums = SumRows(lanes, gils, origin, rows, self._paints)

    def _draw_exposed(self, rows: PictureRows, begin: int, end: int) -> None:
        """Draw all of these columns, whatever is there."""
        if end <= begin:
            return
        begun = [lane for lane in self._lanes if lane.start is not None]
        first = min((lane.start or 0 for lane in begun), default=self._origin) - self._origin
        last = max((lane.known_until for lane in begun), default=self._origin) - self._origin
        known_begin, known_end = self._grid.columns(first, last)
        known_begin = min(max(known_begin, begin), end)
        known_end = min(max(known_end, known_begin), end)
        for blank in (slice(begin, known_begin), slice(known_end, end)):
            self._window.image[:, blank] = self._palette.nothing
            self._window.kept[..., blank] = 0
        self._draw_lanes(rows, range(len(self._lanes)), known_begin, known_end)
        self._draw_sums(known_begin, known_end)

    def _draw_lanes(self, rows: PictureRows, places: range, begin: int, end: int) -> None:
        """Draw the bands of lanes that follow each other, and keep what sums need of them."""
        if end <= begin:
            return
        times, first = self._grid.edges(begin, end) + self._origin, self._grid.first + begin
        bands = self._window.bands(rows.lane_top, rows.lanes, rows.lane_pitch)[:, : rows.lane_height, begin:end]
        for some in _batches(places, rows.lane_height * (end - begin)):
            shares = shares_of(self._lanes[some], times)
            keep(shares, self._window.kept[:, some, begin:end])
            if self._row_of is None:
                self._paint(bands[some], some, shares, times, first)
                continue
            for own, place in enumerate(range(some.start, some.stop)):
                if place in self._row_of:
                    row = self._row_of[place]
                    self._paint(bands[row : row + 1], slice(place, place + 1), shares[:, own : own + 1], times, first)

    def _paint(self, bands: Pixels, some: slice, shares: Ints, times: Ints, first: int) -> None:
        """Paint lanes that follow each other, from a column of time on; other arguments as for ``Colouring.stack``."""
        codes = self._paints.colouring.stack(self._lanes[some], shares, times, bands.shape[1])
        self._paints.inks.paint(codes, first, bands)

    def _draw_sums(self, begin: int, end: int) -> None:
        """Draw what is made from all lanes."""
        if end > begin and self._sums is not None:
            self.peak = max(self.peak, self._sums.draw(self._window, self._grid, begin, end, self._progress.certain))


def _begun(trace: RunTrace | None) -> tuple[tuple[Lane, ...], int]:
    """The lanes that can be placed on the time axis, and its zero in ns."""
    if trace is None or trace.origin is None:
        return (), 0
    return tuple(trace.lanes), trace.origin


def _batches(places: range, pixels: int) -> Iterator[slice]:
    """The places in groups that are drawn at once; ``pixels`` are those of one lane."""
    step = max(1, _BATCH // max(pixels, 1))
    for low in range(places.start, places.stop, step):
        yield slice(low, min(low + step, places.stop))
