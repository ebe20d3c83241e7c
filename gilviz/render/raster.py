"""A panel's picture, pixel by pixel: the GIL's strip, the lanes, the curve of how many execute at once.

Stages, for the columns that have to be drawn: each lane says how long it was in each state within each column
(``Lane.coverage``, exact at every zoom), the shares become stacked heights (``stack``), the heights become pixels with their
patterns (``palette``). Strip and curve are made from the shares of executing that were kept for every lane and column.

What keeps a frame cheap:

- Columns are kept. A live frame draws, of each lane that gained something, the columns from its first new transition (or from
  where it was known) to where it is known now. Panning moves the pixels and draws what came in sight.
- A lane at a time when there are many columns (its temporaries stay in the cache), many lanes at a time when there are few
  columns (numpy's price per call would be all there is).

What keeps it true: nothing is filled where no lane says anything. The curve ends at the last column of which every worker's state
is known, since a sum without one of them would be too low.

Rejected: one item per segment (3 s for 1e5 of them), mixed colours (a third state that isn't there), where() instead of repeat()
(2-3 times the time).
"""

from __future__ import annotations

import operator
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gilviz.render.grid import TimeGrid
from gilviz.render.layout import Bar, PictureRows
from gilviz.render.palette import CODES, Palette, Pixels
from gilviz.render.stack import stack_layers, stack_states
from gilviz.runner.protocol import State
from gilviz.trace.chunk import STATES
from gilviz.trace.gil_ledger import lanes_by_gil
from gilviz.trace.lane import Lane
from gilviz.trace.run_trace import RunTrace

Ints = NDArray[np.int64]
Codes = NDArray[np.uint8]
Range = tuple[int, int]
"""Columns of the picture, (begin, end); nothing where they are equal."""

_KEPT: Final = np.array([State.RUNNING, State.NATIVE, State.OVERHEAD, State.CPU_WAIT], dtype=np.intp)
"""Of which states the shares are kept for every lane and column: curve and strips are made from them."""
_LINE: Final = np.uint8(2)
"""The line's place in ``Palette.curve``; before it stand what lies above it, and what lies below it."""
_BATCH = 4096
"""How many columns, of one lane or many, are computed at once."""


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
        image: uint32[height, width] of 0xffRRGGBB, C-contiguous. Another array whenever the size changes.
        peak: The most workers that executed at once in any column drawn so far, on that column's average.
    """

    def __init__(self, palette: Palette) -> None:
        self.image: Pixels = np.empty((0, 0), dtype=np.uint32)
        self.peak = 0.0
        self._palette = palette
        self._rows: PictureRows | None = None
        self._grid = TimeGrid(1.0, 0, 0)
        self._origin = 0
        self._lanes: tuple[Lane, ...] = ()
        self._gils: list[list[int]] = []
        self._seen: list[_Seen] = []
        self._certain: list[int | None] = []
        self._kept: Ints = np.empty((len(_KEPT), 0, 0), dtype=np.int64)

    def set_palette(self, palette: Palette) -> None:
        """Draw in other colours: all of it, the next time."""
        self._palette = palette
        self._rows = None

    def draw(self, trace: RunTrace | None, rows: PictureRows, grid: TimeGrid) -> Range | None:
        """Bring the picture up to date.

        Args:
            trace: The run; None before it has begun.
            rows: How the picture is divided; it has room for all of the run's lanes and GILs.
            grid: Which columns it shows.

        Returns:
            The columns (begin, end) that differ from before; None when none does.
        """
        lanes, origin = _begun(trace)
        everywhere = 0, grid.width
        moved = grid.first - self._grid.first
        kept = self._continues(lanes, origin, rows, grid) and abs(moved) < grid.width
        if kept:
            self._grid = grid
        else:
            self._start_over(lanes, origin, rows, grid)
        certain = self._certain_now(ended=trace is None or trace.end is not None)
        exposed = self._shift(moved) if kept else everywhere
        gained = self._gained() if kept else {}
        changed = _union([*gained.values(), self._sums_gained(certain) if kept else (0, 0)])
        self._seen = [_Seen(len(lane), lane.known_until) for lane in lanes]
        self._certain = certain
        self._draw_exposed(rows, *exposed)
        if gained:
            self._draw_lanes(rows, list(gained), *_union(gained.values()))
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
        if self.image.shape != (rows.height, grid.width):
            self.image = np.empty((rows.height, grid.width), dtype=np.uint32)
        if self._kept.shape[1:] != (len(lanes), grid.width):
            self._kept = np.empty((len(_KEPT), len(lanes), grid.width), dtype=np.int64)
        self._rows, self._grid, self._lanes, self._origin = rows, grid, lanes, origin
        self.peak = 0.0
        places = {id(lane): place for place, lane in enumerate(lanes)}
        self._gils = [[places[id(lane)] for lane in group] for group in lanes_by_gil(lanes).values()]

    def _shift(self, columns: int) -> Range:
        """Move the picture to the left (or right, if negative); returns the columns that came in sight."""
        width = self._grid.width
        for array in (self.image, self._kept):
            if columns > 0:
                array[..., :-columns] = array[..., columns:]
            elif columns < 0:
                array[..., -columns:] = array[..., :columns]
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
        self.image[:, begin:end] = self._palette.nothing
        self._kept[:, :, begin:end] = 0
        begun = [lane for lane in self._lanes if lane.start is not None]
        if not begun:
            return
        first = min(lane.start or 0 for lane in begun) - self._origin
        last = max(lane.known_until for lane in begun) - self._origin
        known_begin, known_end = self._grid.columns(first, last)
        begin, end = max(begin, known_begin), min(end, known_end)
        self._draw_lanes(rows, range(len(self._lanes)), begin, end)
        self._draw_sums(rows, begin, end)

    def _draw_lanes(self, rows: PictureRows, places: Sequence[int], begin: int, end: int) -> None:
        """Draw the bands of some lanes, and keep how long they executed."""
        if end <= begin:
            return
        edges = self._grid.edges(begin, end)
        widths, times = edges[1:] - edges[:-1], edges + self._origin
        for some in _batches(places, end - begin):
            shares = np.empty((len(some), end - begin, STATES), dtype=np.int64)
            for index, place in enumerate(some):
                shares[index] = self._lanes[place].coverage(times)
            self._kept[:, some, begin:end] = shares[:, :, _KEPT].transpose(2, 0, 1)
            self._paint_bands(rows, some, begin, stack_states(shares, widths, rows.lane_height))

    def _paint_bands(self, rows: PictureRows, places: Sequence[int], begin: int, codes: Codes) -> None:
        """Lanes at some places, of uint8[places, w, height]."""
        _, width, height = codes.shape
        tile = self._palette.tile
        all_rows = self.image[rows.lane_top : rows.lane_top + rows.lanes * rows.lane_pitch]
        bands = all_rows.reshape(rows.lanes, rows.lane_pitch, -1)[:, :height, begin : begin + width]
        columns = np.arange(self._grid.first + begin, self._grid.first + begin + width) % tile * CODES
        index = (codes + columns.astype(np.uint16)[:, np.newaxis]).transpose(0, 2, 1)
        # numpy writes to a slice faster than to a list of places
        neighbours = slice(places[0], places[-1] + 1) if places[-1] - places[0] + 1 == len(places) else places
        for y in range(min(tile, height)):
            bands[neighbours, y::tile] = self._palette.lanes[y].take(index[:, y::tile])

    def _draw_sums(self, rows: PictureRows, begin: int, end: int) -> None:
        """Draw what is made from all lanes: the GIL's strip and the curve."""
        if end <= begin:
            return
        edges = self._grid.edges(begin, end)
        widths = edges[1:] - edges[:-1]
        running, native = self._kept[:2, :, begin:end]
        busy = running.sum(axis=0) + native.sum(axis=0)
        self.peak = max(self.peak, float((busy / widths).max()))
        for strip, places, certain in zip(rows.strips, self._gils, self._certain[1:], strict=False):
            self._draw_strip(strip, places, certain, begin, edges)
        self._draw_curve(rows, begin, busy, widths)

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
        kept = self._kept[:, places, begin : begin + len(widths)]
        held, unclear = kept[0], kept[2:]
        total = held.sum(axis=0)
        unknown = unclear.sum(axis=(0, 1))
        layers = np.concatenate([held, np.maximum(known - total - unknown, 0)[np.newaxis]]).T
        # two workers may claim the same microseconds: a tick tells that one ran, not when it was made to stop
        codes = stack_layers(layers, np.maximum(widths, total), strip.height)
        workers = [self._palette.worker(lane.identity.number) for lane in lanes]
        colours = np.array([self._palette.nothing, *workers, self._palette.free], dtype=np.uint32)
        self.image[strip.top : strip.bottom, begin : begin + len(widths)] = colours[codes].T

    def _draw_curve(self, rows: PictureRows, begin: int, busy: Ints, widths: Ints) -> None:
        """How many execute at once, as far as every worker's state is known.

        The scale ends at what the cores can execute: on that of many workers, two at once would look like one. A declared state
        can claim more for a moment; the curve is at its top then.
        """
        row, known = rows.curve, len(widths)
        if self._certain[0] is not None:
            known = min(max(self._grid.column(self._certain[0] - self._origin) - begin, 0), known)
        most = widths * rows.most
        reach = np.minimum((2 * row.height * busy + most) // (2 * most), row.height)
        reach[known:] = 0
        line = np.minimum(reach, max(1, self._palette.tile // 4))
        heights = np.arange(row.height, 0, -1)[:, np.newaxis]
        codes = _LINE * (heights <= reach) - (heights <= reach - line).view(np.uint8)
        self.image[row.top : row.bottom, begin : begin + len(widths)] = self._palette.curve.take(codes)


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


def _batches(places: Sequence[int], width: int) -> Iterator[list[int]]:
    """The places in groups that are drawn at once."""
    step = max(1, _BATCH // max(width, 1))
    for low in range(0, len(places), step):
        yield list(places[low : low + step])
