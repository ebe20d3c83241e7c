"""A panel's picture, pixel by pixel: the GIL's strip, the lanes, the curve of how many execute at once.

Stages, for the columns that have to be drawn: each lane says how long it was in each state within each column
(``Lane.coverage``, exact at every zoom), the shares become stacked heights (``stack``), the heights become pixels with their
patterns (``palette``). Strip and curve are made from the same shares.

What keeps a frame cheap:

- Columns are kept. A live frame draws only those in which something changed: from the time before which nothing changes any more
  (``Lane.settled_until``, as of the last frame) to the newest known one. Panning moves the pixels and draws what came in sight.
- A lane at a time when there are many columns (its temporaries stay in the cache), many lanes at a time when there are few
  columns (numpy's price per call would be all there is).

What keeps it true: nothing is filled where no lane says anything. The curve ends at the last column of which every worker's state
is known, since a sum without one of them would be too low.

Rejected: one item per segment (3 s for 1e5 of them), mixed colours (a third state that isn't there), where() instead of repeat()
(2–3 times the time).
"""

from __future__ import annotations

import operator
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gilviz.render.grid import TimeGrid
from gilviz.render.layout import PictureRows
from gilviz.render.palette import CODES, Palette, Pixels
from gilviz.render.stack import stack_layers, stack_states
from gilviz.runner.protocol import State
from gilviz.trace.gil_ledger import lanes_by_gil
from gilviz.trace.lane import Lane
from gilviz.trace.run_trace import RunTrace

Ints = NDArray[np.int64]
Codes = NDArray[np.uint8]

_BATCH = 4096
"""How many columns, of one lane or many, are computed at once."""


@dataclass(frozen=True)
class _Seen:
    """How far a lane was known when it was drawn, in ns."""

    settled_until: int
    known_until: int


class PanelRaster:
    """The picture of one run.

    Args:
        palette: The colours.

    Attributes:
        image: uint32[height, width] of 0xffRRGGBB, C-contiguous. Another array whenever the size changes.
    """

    def __init__(self, palette: Palette) -> None:
        self.image: Pixels = np.empty((0, 0), dtype=np.uint32)
        self._palette = palette
        self._rows: PictureRows | None = None
        self._grid = TimeGrid(1.0, 0, 0)
        self._origin = 0
        self._lanes: tuple[Lane, ...] = ()
        self._gils: list[list[int]] = []
        self._seen: list[_Seen] = []
        self._certain_until: int | None = None

    def set_palette(self, palette: Palette) -> None:
        """Draw in other colours: all of it, the next time."""
        self._palette = palette
        self._rows = None

    def draw(self, trace: RunTrace | None, rows: PictureRows, grid: TimeGrid) -> tuple[int, int] | None:
        """Bring the picture up to date.

        Args:
            trace: The run; None before it has begun.
            rows: How the picture is divided; it has room for all of the run's lanes and GILs.
            grid: Which columns it shows.

        Returns:
            The columns (begin, end) that differ from before; None when none does.
        """
        lanes, origin = _begun(trace)
        certain = _certain_until(lanes, ended=trace is None or trace.end is not None)
        moved = grid.first - self._grid.first
        if not self._continues(lanes, origin, rows, grid) or abs(moved) >= grid.width:
            self._start_over(lanes, origin, rows, grid)
            ranges = [(0, grid.width)]
        else:
            self._grid = grid
            ranges = [self._shift(moved), self._changed(certain)]
        self._seen = [_Seen(lane.settled_until, lane.known_until) for lane in lanes]
        self._certain_until = certain
        ranges = [(begin, end) for begin, end in ranges if end > begin]
        for begin, end in ranges:
            self._draw_columns(begin, end)
        if moved and ranges:
            return 0, grid.width
        return (min(begin for begin, _ in ranges), max(end for _, end in ranges)) if ranges else None

    @property
    def known_until(self) -> int | None:
        """The newest time of which anything is drawn, in ns from the run's start; None while there is none."""
        newest = max((lane.known_until for lane in self._lanes if len(lane)), default=None)
        return None if newest is None else newest - self._origin

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
        self._rows, self._grid, self._lanes, self._origin = rows, grid, lanes, origin
        places = {id(lane): place for place, lane in enumerate(lanes)}
        self._gils = [[places[id(lane)] for lane in group] for group in lanes_by_gil(lanes).values()]

    def _shift(self, columns: int) -> tuple[int, int]:
        """Move the pixels to the left (or right, if negative); returns the columns that came in sight."""
        width = self._grid.width
        if columns > 0:
            self.image[:, :-columns] = self.image[:, columns:]
            return width - columns, width
        if columns < 0:
            self.image[:, -columns:] = self.image[:, :columns]
        return 0, -columns

    def _changed(self, certain: int | None) -> tuple[int, int]:
        """The columns in which a lane or the curve has become another since they were drawn."""
        starts, ends = [], []
        for lane, seen in zip(self._lanes, self._seen, strict=True):
            if (lane.settled_until, lane.known_until) != (seen.settled_until, seen.known_until):
                starts.append(seen.settled_until or lane.start or 0)
                ends.append(max(lane.known_until, seen.known_until))
        if certain != self._certain_until:
            newest = max((lane.known_until for lane in self._lanes), default=0)
            both = [newest if t is None else t for t in (certain, self._certain_until)]
            starts.append(min(both))
            ends.append(max(both))
        return self._grid.columns(min(starts) - self._origin, max(ends) - self._origin) if starts else (0, 0)

    def _draw_columns(self, begin: int, end: int) -> None:
        """Draw these columns anew, whatever they were."""
        self.image[:, begin:end] = self._palette.nothing
        begun = [lane for lane in self._lanes if lane.start is not None]
        if not begun or self._rows is None:
            return
        first = min(lane.start or 0 for lane in begun) - self._origin
        last = max(lane.known_until for lane in begun) - self._origin
        known_begin, known_end = self._grid.columns(first, last)
        begin, end = max(begin, known_begin), min(end, known_end)
        if end > begin:
            edges = self._grid.edges(begin, end) + self._origin
            busy = self._draw_lanes(self._rows, begin, end, edges)
            self._draw_curve(self._rows, begin, end, edges, busy)

    def _draw_lanes(self, rows: PictureRows, begin: int, end: int, edges: Ints) -> Ints:
        """Lanes and the GIL's strip; returns int64[w], the ns that all workers together executed in each column."""
        widths = np.diff(edges)
        busy = np.zeros(len(widths), dtype=np.int64)
        running = np.empty((len(self._lanes), len(widths)), dtype=np.int64)
        for low, high in _batches(len(self._lanes), len(widths)):
            shares = np.stack([lane.coverage(edges) for lane in self._lanes[low:high]])
            running[low:high] = shares[:, :, State.RUNNING]
            busy += (shares[:, :, State.RUNNING] + shares[:, :, State.NATIVE]).sum(axis=0)
            self._paint_bands(rows, low, begin, stack_states(shares, widths, rows.lane_height))
        for strip, places in zip(rows.strips, self._gils, strict=False):
            numbers = np.array([self._lanes[place].identity.number for place in places])
            held = running[places].T
            # two workers may claim the same microseconds: a tick tells that one ran, not when it was made to stop
            codes = stack_layers(held, np.maximum(widths, held.sum(axis=1)), strip.height)
            workers = self._palette.workers[(numbers - 1) % len(self._palette.workers)]
            colours = np.concatenate([np.array([self._palette.nothing], dtype=np.uint32), workers])
            self.image[strip.top : strip.bottom, begin:end] = colours[codes].T
        return busy

    def _paint_bands(self, rows: PictureRows, lane: int, begin: int, codes: Codes) -> None:
        """Lanes from number ``lane`` on, of uint8[lanes, w, height]."""
        lanes, width, height = codes.shape
        tile = self._palette.tile
        top = rows.lane_top + lane * rows.lane_pitch
        whole = self.image[top : top + lanes * rows.lane_pitch].reshape(lanes, rows.lane_pitch, -1)
        bands = whole[:, :height, begin : begin + width]
        columns = np.arange(self._grid.first + begin, self._grid.first + begin + width) % tile * CODES
        index = (codes + columns.astype(np.uint16)[:, np.newaxis]).transpose(0, 2, 1)
        for y in range(min(tile, height)):
            bands[:, y::tile] = self._palette.lanes[y].take(index[:, y::tile])

    def _draw_curve(self, rows: PictureRows, begin: int, end: int, edges: Ints, busy: Ints) -> None:
        """How many execute at once, on a scale from none to all workers, as far as every worker's state is known."""
        if self._certain_until is not None:
            end = min(end, self._grid.column(self._certain_until - self._origin))
        width = end - begin
        if width <= 0:
            return
        most = np.diff(edges)[:width] * rows.lanes
        row = rows.curve
        reach = (2 * row.height * busy[:width] + most) // (2 * most)
        line = np.minimum(reach, max(1, self._palette.tile // 4))
        runs = np.stack([row.height - reach, line, reach - line], axis=-1)
        codes = np.repeat(np.tile(np.array([0, 2, 1], dtype=np.uint8), width), runs.reshape(-1)).reshape(width, row.height)
        self.image[row.top : row.bottom, begin : begin + width] = self._palette.curve[codes].T


def _begun(trace: RunTrace | None) -> tuple[tuple[Lane, ...], int]:
    """The lanes that can be placed on the time axis, and its zero in ns."""
    if trace is None or trace.origin is None:
        return (), 0
    return tuple(trace.lanes), trace.origin


def _certain_until(lanes: Sequence[Lane], *, ended: bool) -> int | None:
    """Until when it is known of every worker what it did, in ns; None when all have ended and do nothing any more."""
    return min((lane.known_until for lane in lanes if not lane.closed and not ended), default=None)


def _batches(lanes: int, width: int) -> Iterator[tuple[int, int]]:
    """Ranges of lanes that are drawn at once."""
    step = max(1, _BATCH // max(width, 1))
    for low in range(0, lanes, step):
        yield low, min(low + step, lanes)
