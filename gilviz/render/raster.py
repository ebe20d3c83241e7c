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
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gilviz.render.bands import Inks, curve_pixels, stack_states, strip_pixels
from gilviz.render.colouring import ColourBy
from gilviz.render.grid import TimeGrid
from gilviz.render.layout import Bar, PictureRows
from gilviz.render.palette import Palette, Pixels
from gilviz.runner.protocol import State
from gilviz.trace.chunk import STATES
from gilviz.trace.gil_ledger import lanes_by_gil
from gilviz.trace.lane import Lane
from gilviz.trace.run_trace import RunTrace
from gilviz.trace.shares import shares_of

Ints = NDArray[np.int64]
Range = tuple[int, int]
"""Columns of the picture, (begin, end); nothing where they are equal."""

_KEPT: Final = 3
"""What is kept for every lane and column, for curve and strips are made from it: ns of running, of executing, of holding a GIL or
not, nobody knows. Where one band stands for all lanes, ns in each state come after that."""
_BATCH: Final = 1 << 18
"""How many pixels, of one lane or many, are computed at once."""
_SLACK: Final = 512
"""By how many columns the picture can move before its pixels must be moved."""
_TEMPORARY: Final = 1 << 24
"""Bytes: temporaries stay far below this."""


@dataclass(frozen=True)
class _Seen:
    """A lane as it was when it was drawn."""

    transitions: int
    known_until: int


class PanelRaster:
    """The picture of one run.

    Args:
        palette: The colours.

    Attributes:
        image: uint32[height, width] of 0xffRRGGBB. Another array whenever it has moved or its size has changed.
        peak: The most workers that executed at once in any column drawn so far, on that column's average.
    """

    def __init__(self, palette: Palette) -> None:
        self._pixels: Pixels = np.empty((0, _SLACK), dtype=np.uint32)
        self._sums: Ints = np.empty((_KEPT, 0, _SLACK), dtype=np.int64)
        self.peak = 0.0
        self._palette = palette
        self._colour_by = ColourBy.STATE
        self._dress()
        self._shown: tuple[int, ...] | None = None
        self._row_of: dict[int, int] | None = None
        # glibc gives freed memory back at once, and a frame whose temporaries are new pages takes half as long again. Once so
        # much was freed, it keeps as much.
        np.empty(_TEMPORARY, dtype=np.uint8)
        self._rows: PictureRows | None = None
        self._grid = TimeGrid(1.0, 0, 0)
        self._origin = 0
        self._lanes: tuple[Lane, ...] = ()
        self._gils: list[list[int]] = []
        self._seen: list[_Seen] = []
        self._certain: list[int | None] = []
        self._stand_at(0)

    def set_palette(self, palette: Palette) -> None:
        """Draw in other colours: all of it, the next time."""
        self._palette = palette
        self._dress()
        self._rows = None

    def set_colours(self, colour_by: ColourBy) -> None:
        """Let colours tell something else: all of it is drawn anew, the next time."""
        self._colour_by = colour_by
        self._dress()
        self._rows = None

    def _dress(self) -> None:
        """Begin to use the present colours for what they tell."""
        self._colouring = self._colour_by.make()
        self._inks = Inks(self._palette, coloured=self._colour_by is not ColourBy.STATE)

    @property
    def buffer(self) -> tuple[memoryview, int]:
        """The memory that ``image`` is in, from its first pixel on, and how many bytes it is from one row to the next."""
        return self._pixels.reshape(-1)[self._left :].data, self._pixels.strides[0]

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
        lanes, origin = _begun(trace)
        everywhere = 0, grid.width
        moved = grid.first - self._grid.first
        kept = shown == self._shown and self._continues(lanes, origin, rows, grid) and abs(moved) < grid.width
        if kept:
            self._grid = grid
        else:
            self._shown = shown
            self._start_over(lanes, origin, rows, grid)
        certain = self._certain_now(ended=trace is None or trace.end is not None)
        exposed = self._shift(moved) if kept else everywhere
        gained = self._gained() if kept else {}
        changed = _union([*gained.values(), self._sums_gained(certain) if kept else (0, 0)])
        self._seen = [_Seen(len(lane), lane.known_until) for lane in lanes]
        self._certain = certain
        self._draw_exposed(rows, *exposed)
        if gained:
            self._draw_lanes(rows, range(min(gained), max(gained) + 1), *_union(gained.values()))
        self._draw_sums(rows, *changed)
        if moved:
            return everywhere
        drawn = _union([exposed, changed])
        return drawn if drawn[1] > drawn[0] else None

    def _continues(self, lanes: tuple[Lane, ...], origin: int, rows: PictureRows, grid: TimeGrid) -> bool:
        """Whether what was drawn last can be kept."""
        return (
            rows == self._rows
            and (grid.pitch, grid.width) == (self._grid.pitch, self._grid.width)
            and origin == self._origin
            and len(lanes) == len(self._lanes)
            and all(map(operator.is_, lanes, self._lanes))
        )

    def _start_over(self, lanes: tuple[Lane, ...], origin: int, rows: PictureRows, grid: TimeGrid) -> None:
        room = grid.width + _SLACK
        same = rows == self._rows and len(lanes) == len(self._lanes) and all(map(operator.is_, lanes, self._lanes))
        if not same or self._pixels.shape != (rows.height, room):
            # What lies between lanes, and lanes that are still to come, keep this colour: whatever is drawn is drawn beside them.
            self._pixels = np.full((rows.height, room), self._palette.nothing, dtype=np.uint32)
            kept = _KEPT + STATES if rows.overview.height else _KEPT
            self._sums = np.zeros((kept, len(lanes), room), dtype=np.int64)
        if not same:  # what colours were made from goes with the lanes
            self._dress()
        in_order = self._shown is None and len(lanes) <= rows.lanes
        order = range(len(lanes)) if self._shown is None else self._shown
        self._row_of = None if in_order else {place: row for row, place in enumerate(order[: rows.lanes])}
        self._rows, self._grid, self._lanes, self._origin = rows, grid, lanes, origin
        self._stand_at(0)
        self.peak = 0.0
        places = {id(lane): place for place, lane in enumerate(lanes)}
        self._gils = [[places[id(lane)] for lane in group] for group in lanes_by_gil(lanes).values()]

    def _stand_at(self, left: int) -> None:
        """Let the picture be the part of its memory that begins with a column."""
        self._left = left
        columns = slice(left, left + self._grid.width)
        self.image = self._pixels[:, columns]
        self._kept = self._sums[..., columns]

    def _shift(self, columns: int) -> Range:
        """Let the picture move to the right (or left, if negative); returns the columns that came in sight."""
        width, left = self._grid.width, self._left + columns
        if not 0 <= left <= _SLACK:
            left = 0 if columns > 0 else _SLACK
            begin, end = (columns, width) if columns > 0 else (0, width + columns)
            for array in (self._pixels, self._sums):
                goes_on = array[..., self._left + begin : self._left + end]
                array[..., left + begin - columns : left + end - columns] = goes_on
        self._stand_at(left)
        return (width - columns, width) if columns > 0 else (0, -columns)

    def _gained(self) -> dict[int, Range]:
        """For the place of each lane that has changed since it was drawn: in which columns."""
        gained = {}
        for place, (lane, seen) in enumerate(zip(self._lanes, self._seen, strict=True)):
            if len(lane) == seen.transitions and lane.known_until == seen.known_until:
                continue
            since = min(seen.known_until, lane.known_until)
            if len(lane) > seen.transitions:
                # a transition may lie before the time until which its predecessor was taken to last
                since = min(since, lane.time_of(seen.transitions)) if seen.transitions else lane.start or 0
            gained[place] = self._grid.columns(since - self._origin, max(lane.known_until, seen.known_until) - self._origin)
        return {place: columns for place, columns in gained.items() if columns[1] > columns[0]}

    def _certain_now(self, *, ended: bool) -> list[int | None]:
        """``certain_until`` of all lanes, and of those that share each GIL."""
        groups = [self._lanes, *([self._lanes[place] for place in places] for places in self._gils)]
        return [certain_until(lanes, ended=ended) for lanes in groups]

    def _sums_gained(self, certain: list[int | None]) -> Range:
        """The columns between where curve and strips ended and where they end now."""
        newest = max((lane.known_until for lane in self._lanes), default=0)
        moved = [(before, now) for before, now in zip(self._certain, certain, strict=True) if before != now]
        # what ends for good includes the column in which it does
        times = [newest + 1 if t is None else t for pair in moved for t in pair]
        return self._grid.columns(min(times) - self._origin, max(times) - self._origin) if times else (0, 0)

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
            self.image[:, blank] = self._palette.nothing
            self._kept[..., blank] = 0
        self._draw_lanes(rows, range(len(self._lanes)), known_begin, known_end)
        self._draw_sums(rows, known_begin, known_end)

    def _draw_lanes(self, rows: PictureRows, places: range, begin: int, end: int) -> None:
        """Draw the bands of lanes that follow each other, and keep how long they executed."""
        if end <= begin:
            return
        times = self._grid.edges(begin, end) + self._origin
        for some in _batches(places, rows.lane_height * (end - begin)):
            shares = shares_of(self._lanes[some], times)
            kept = self._kept[:, some, begin:end]
            kept[0] = shares[State.RUNNING]
            np.add(shares[State.RUNNING], shares[State.NATIVE], out=kept[1])
            np.add(shares[State.OVERHEAD], shares[State.CPU_WAIT], out=kept[2])
            kept[_KEPT:] = shares[: len(kept) - _KEPT]
            rows_of = self._row_of
            if rows_of is None:
                self._paint_bands(rows, some, shares, begin, times, some.start)
                continue
            for place in range(some.start, some.stop):
                if place in rows_of:
                    own = place - some.start
                    self._paint_bands(rows, slice(place, place + 1), shares[:, own : own + 1], begin, times, rows_of[place])

    def _paint_bands(self, rows: PictureRows, some: slice, shares: Ints, begin: int, times: Ints, row: int) -> None:
        """Paint lanes that follow each other, in the run and from a row on; arguments as for ``Colouring.stack``."""
        end = begin + len(times) - 1
        all_rows = self._pixels[rows.lane_top : rows.lane_top + rows.lanes * rows.lane_pitch]
        all_bands = all_rows.reshape(rows.lanes, rows.lane_pitch, -1)
        bands = all_bands[:, : rows.lane_height, self._left + begin : self._left + end]
        codes = self._colouring.stack(self._lanes[some], shares, times, rows.lane_height)
        self._inks.paint(codes, self._grid.first + begin, bands[row : row + len(codes)])

    def _draw_sums(self, rows: PictureRows, begin: int, end: int) -> None:
        """Draw what is made from all lanes: the GIL's strip and the curve."""
        if end <= begin:
            return
        edges = self._grid.edges(begin, end)
        widths = edges[1:] - edges[:-1]
        busy = self._kept[1, :, begin:end].sum(axis=0)
        self.peak = max(self.peak, float((busy / widths).max()))
        for strip, places, certain in zip(rows.strips, self._gils, self._certain[1:], strict=False):
            self._draw_strip(strip, places, certain, begin, edges)
        self._draw_curve(rows, begin, busy, widths)
        if rows.overview.height:
            self._draw_overview(rows.overview, begin, widths)

    def _draw_overview(self, band: Bar, begin: int, widths: Ints) -> None:
        """All lanes as one: the shares of all workers' time in each state."""
        end = begin + len(widths)
        total = self._kept[_KEPT:, :, begin:end].sum(axis=1)
        codes = stack_states(total[:, np.newaxis], widths * max(len(self._lanes), 1), band.height)
        self._inks.paint(codes, self._grid.first + begin, self.image[np.newaxis, band.top : band.bottom, begin:end])

    def _draw_strip(self, strip: Bar, places: list[int], certain: int | None, begin: int, edges: Ints) -> None:
        """Who holds a GIL, in the workers' colours, and when none of them does, as far as that is known of all who share it.

        Overhead counts as unknown: a worker that imports holds the GIL, one whose arguments are on their way does not. So does
        waiting for a core: who lost it in the middle of Python code still holds the GIL.
        """
        lanes = [self._lanes[place] for place in places]
        start = min((lane.start for lane in lanes if lane.start is not None), default=0) - self._origin
        end = (max(lane.known_until for lane in lanes) if certain is None else certain) - self._origin
        inside = np.minimum(np.maximum(edges, start), max(start, end))
        widths, known = edges[1:] - edges[:-1], inside[1:] - inside[:-1]
        held, _, unclear = self._kept[:_KEPT, places, begin : begin + len(widths)]
        palette = self._palette
        layers, numbers = self._colouring.holders(lanes, held, edges + self._origin)
        colours = [*palette.workers[numbers], palette.free, palette.nothing]
        self.image[strip.top : strip.bottom, begin : begin + len(widths)] = strip_pixels(
            layers, unclear.sum(axis=0), known, widths, strip.height, np.array(colours, dtype=np.uint32)
        )

    def _draw_curve(self, rows: PictureRows, begin: int, busy: Ints, widths: Ints) -> None:
        """How many execute at once, as far as every worker's state is known."""
        row, known = rows.curve, len(widths)
        if self._certain[0] is not None:
            known = min(max(self._grid.column(self._certain[0] - self._origin) - begin, 0), known)
        self.image[row.top : row.bottom, begin : begin + len(widths)] = curve_pixels(
            busy, widths, known, rows.most, row.height, self._palette
        )


def _begun(trace: RunTrace | None) -> tuple[tuple[Lane, ...], int]:
    """The lanes that can be placed on the time axis, and its zero in ns."""
    if trace is None or trace.origin is None:
        return (), 0
    return tuple(trace.lanes), trace.origin


def certain_until(lanes: Sequence[Lane], *, ended: bool) -> int | None:
    """Until when it is known of every worker what it did, in ns; None when all have ended and do nothing any more."""
    return min((lane.known_until for lane in lanes if not lane.closed and not ended), default=None)


def _union(ranges: Iterable[Range]) -> Range:
    """The smallest range that holds them all."""
    some = [(begin, end) for begin, end in ranges if end > begin]
    return (min(begin for begin, _ in some), max(end for _, end in some)) if some else (0, 0)


def _batches(places: range, pixels: int) -> Iterator[slice]:
    """The places in groups that are drawn at once; ``pixels`` are those of one lane."""
    step = max(1, _BATCH // max(pixels, 1))
    for low in range(places.start, places.stop, step):
        yield slice(low, min(low + step, places.stop))
