"""The hall's legend: the states that occur, named so that each name can stand alone as long as there is room for that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage

from gilviz.gui.lecture.geometry import LEGEND, SIDE, SMALLEST
from gilviz.gui.lecture.ornaments import Scenery
from gilviz.gui.timeline.legend import swatch_pixels
from gilviz.render.stack import ORDER
from gilviz.render.state_text import kinds_of, what_is_awaited
from gilviz.runner.protocol import State
from gilviz.trace.chunk import Ints
from gilviz.trace.lane import Lane

NAMES_OF_STATES: Final[Mapping[State, str]] = {
    State.RUNNING: "running",
    State.NATIVE: "C code, without the GIL",
    State.OVERHEAD: "start-up, transfer",
    State.GIL_WAIT: "waiting for the GIL",
    State.CPU_WAIT: "waiting for a core",
    State.LOCK_WAIT: "waiting for a lock",
    State.IO_WAIT: "waiting for I/O",
    State.IDLE: "nothing to do",
}
WAITING: Final = "waiting "
"""What names of waits begin with; where there is no room for it, only the first in the legend does."""
BRIEF: Final[Mapping[State, str]] = {State.NATIVE: "C code", State.OVERHEAD: "start-up"}
"""What is said there of states that have long names."""
LEAST_SHARE: Final = 0.004
"""A state that took less of the time is not in the legend."""


Entry = tuple[State, str]
"""A state and its name."""


@dataclass(frozen=True)
class InSight:
    """What is shown of some workers.

    Args:
        lanes: The workers.
        start: From when on, in ns of their clock.
        end: Until when.
    """

    lanes: Sequence[Lane]
    start: int
    end: int


def paint_legend(scenery: Scenery, entries: Sequence[Entry], place: QRectF) -> None:
    """The states that occur, in the order in which a lane stacks them."""
    px, letters = scenery.unit.px, scenery.letters
    swatch, gap = px(60), px(40)
    room = place.width() - px(SIDE)
    if sum(swatch + letters.width(text, SMALLEST) + gap for _, text in entries) - gap > room:
        entries = shortened(entries)
    x = place.left()
    for state, text in entries:
        wide = letters.width(text, SMALLEST)
        if x + swatch + wide > place.left() + room:
            return
        _swatch(scenery, QRectF(x, place.top() + px(LEGEND - 34) / 2, px(48), px(30)), state)
        beside = QRectF(x + swatch, place.top(), wide + 2, place.height() - px(6))
        letters.line(beside, text, SMALLEST, scenery.theme.text)
        x += swatch + wide + gap


def legend_entries(shown: Sequence[InSight], only: State | None = None) -> Iterator[Entry]:
    """The states that took a share that can be seen of what is in sight, each with its name.

    Args:
        shown: What is in sight of each run.
        only: The state that alone keeps its colour; None where all do.
    """
    each = [(lane, _spent(lane, run)) for run in shown for lane in run.lanes]
    spent = sum((part for _, part in each), np.zeros(len(State), dtype=np.int64))
    kinds = kinds_of(lane for lane, part in each if part[State.LOCK_WAIT])
    whole = max(int(spent.sum()), 1)
    for state in ORDER:
        if spent[state] / whole >= LEAST_SHARE and state is not State.IDLE and only in (None, state):
            what = what_is_awaited(state, kinds)
            yield state, f"{WAITING}for {what}" if what else NAMES_OF_STATES[state]


def _spent(lane: Lane, run: InSight) -> Ints:
    spent: Ints = lane.coverage(np.array([run.start, run.end], dtype=np.int64))[0]
    return spent


def shortened(entries: Sequence[Entry]) -> Sequence[Entry]:
    """The same in fewer words: of waits that follow each other only the first says that it is one."""
    shorter = []
    before = ""
    for state, text in entries:
        follows = before.startswith(WAITING)
        shorter.append((state, text.removeprefix(WAITING) if follows else BRIEF.get(state, text)))
        before = text
    return shorter


def _swatch(scenery: Scenery, box: QRectF, state: State) -> None:
    box = QRectF(box.toRect())
    enlarged = max(round(scenery.unit.factor * 2), 1)
    pixels = swatch_pixels(state, scenery.theme, int(box.width()), int(box.height()), enlarged)
    height, width = pixels.shape
    # copied, for Qt may paint later than these pixels live
    image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32).copy()
    scenery.painter.drawImage(box, image)
